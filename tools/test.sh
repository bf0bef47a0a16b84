#!/bin/sh
# `make test`: the whole suite on SQLite, then on PostgreSQL, then the browser journeys.
# Installs Debian's chromium and postgresql when run as root, else says exactly what is missing.
set -eu
cd "$(dirname "$0")/.."
need() { # command or file, Debian package
  for candidate in $1; do
    if command -v "$candidate" >/dev/null 2>&1 || [ -x "$candidate" ]; then return 0; fi
  done
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing $2"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2" >/dev/null
  else
    echo "missing: $2 — Debian: apt-get install $2" >&2
    exit 1
  fi
}
need "chromium" chromium
need "pdftotext" poppler-utils
need "/usr/lib/postgresql/18/bin/initdb /usr/lib/postgresql/17/bin/initdb /usr/lib/postgresql/16/bin/initdb /usr/lib/postgresql/15/bin/initdb" postgresql

export EZHEN_MODE=test
work=$(mktemp -d)
trap 'sh tools/postgres.sh stop "$work/pg" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
export EZHEN_DATA="$work/data"
run() { .venv/bin/pytest "$@" || [ $? = 5 ]; } # 5: nothing of the selection is of this kind
echo "== SQLite"
run -n 2 -m "not postgres and not journey" "$@"
echo "== PostgreSQL"
DATABASE_URL=$(sh tools/postgres.sh start "$work/pg")
export DATABASE_URL
run -n 2 -m "not journey and not pure" "$@"
unset DATABASE_URL
echo "== browser"
run -m journey "$@"
