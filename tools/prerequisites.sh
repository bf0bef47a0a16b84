#!/bin/sh
# Names each missing prerequisite with its remedy, all at once.
python=${1:-python3}
missing=0
say() { printf '%s\n' "missing: $1 — $2" >&2; missing=1; }
"$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null ||
  say "Python 3.11 or newer" "install it (Debian: apt-get install python3 python3-venv) or run make PYTHON=/path/to/python3.11"
"$python" -c 'import venv, ensurepip' 2>/dev/null || say "Python's venv" "Debian: apt-get install python3-venv"
node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null ||
  say "Node 20 or newer" "install it (Debian: apt-get install nodejs npm)"
command -v npm >/dev/null || say "npm" "it comes with Node (Debian: apt-get install npm)"
command -v git >/dev/null || say "git" "Debian: apt-get install git"
exit $missing
