"""`make check`: everything that reads the code without running the town. Runs all, then reports."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
PY = sys.executable
CHECKS = {
    "lint": [BIN / "ruff", "check", "src", "tests", "tools", "bench"],
    "format": [BIN / "ruff", "format", "--check", "src", "tests", "tools", "bench"],
    "imports": [BIN / "lint-imports", "--no-cache"],
    "types": [BIN / "mypy", "--cache-dir=/dev/null"],  # the Django plugin trips over its own cache
    "templates": [PY, "tools/templates.py"],
    "messages": [PY, "tools/messages.py", "--check"],
    "migrations": [PY, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "deploy": [PY, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
}


def main() -> int:
    """Run each check; print the output of those that fail."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "ezhen.config.settings",
            "EZHEN_DATA": folder,
            "EZHEN_MODE": "production",
            "EZHEN_PUBLIC_URL": "https://example.org",
        }
        environment.pop("DATABASE_URL", None)
        for name, command in CHECKS.items():
            done = subprocess.run(
                [str(part) for part in command],
                capture_output=True,
                text=True,
                env=environment,
                check=False,
            )
            print(f"{name:12} {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout[-6000:], done.stderr[-3000:], sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
