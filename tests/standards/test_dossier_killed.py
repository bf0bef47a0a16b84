"""`ezhen dossier` in processes of its own: a build that is killed, and what the command answers."""

import os
import re
import signal
import time
from pathlib import Path

FREE = "from ezhen.core.models import Job; Job.objects.update(lease_until='2020-01-01T00:00Z')"
COUNT = "from ezhen.standards.models import Dossier; print(Dossier.objects.count())"


def kill_while_building(town, out):
    """Start a build and kill it once a part of the work is done."""
    process = town.start(*town.command("dossier", "build", "--out", out))
    assert process.stderr is not None
    for line in process.stderr:  # its progress
        done = re.match(r"(\d+) of (\d+) parts", line)
        if done and int(done[1]) > 0:
            break
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def test_a_killed_build_leaves_nothing_and_goes_on_when_it_runs_again(town, tmp_path):
    out = tmp_path / "dossier"
    store = Path(town.folder) / "dossiers"
    before, number = sorted(store.glob("*.zip")), int(town.python(COUNT))
    kill_while_building(town, out)
    assert not out.exists()
    assert list(store.glob("*.work"))
    assert sorted(store.glob("*.zip")) == before
    assert town.python(COUNT) == str(number)
    town.python(FREE)  # a minute later
    refused = town.ezhen("dossier", "build", "--out", out, "--on", "2026-01-01")
    assert refused.returncode == 1
    assert "another dossier is being built" in refused.stderr
    done = town.ezhen("dossier", "build", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "going on with the dossier begun" in done.stderr
    assert re.fullmatch(rf"dossier {number + 1} [0-9a-f]{{64}}\n", done.stdout)
    assert [path.suffix for path in store.iterdir()] == [".zip"] * (number + 1)
    assert [path.name for path in tmp_path.iterdir()] == ["dossier"]
    assert town.python(COUNT) == str(number + 1)
    verified = town.ezhen("dossier", "verify", out)
    assert verified.returncode == 0
    assert verified.stdout.rstrip().endswith(done.stdout.split()[-1])
    assert town.ezhen("dossier", "build", "--out", out).returncode == 1  # the folder is there


def test_the_command_names_what_was_touched_and_builds_the_same_again(town, tmp_path):
    first = tmp_path / "first"
    done = town.ezhen("dossier", "build", "--out", first)
    number, fingerprint = done.stdout.split()[1:]
    again = town.ezhen("dossier", "build", "--out", tmp_path / "again", "--again", number)
    assert again.returncode == 0, again.stderr
    assert again.stdout.split()[-1] == fingerprint
    assert fingerprint in town.ezhen("dossier", "list", "--json").stdout
    (first / "data/tasks/1.1/cover.pdf").write_bytes(b"%PDF-")
    touched = town.ezhen("dossier", "verify", first)
    assert touched.returncode == 1
    assert "[changed] data/tasks/1.1/cover.pdf" in touched.stdout
    other = town.ezhen("dossier", "verify", tmp_path / "again", "--fingerprint", "0" * 64)
    assert other.returncode == 1
    assert town.ezhen("dossier", "verify", tmp_path).returncode == 2
    missing = town.ezhen("dossier", "build", "--out", tmp_path / "x", "--again", "99")
    assert "there is no dossier 99" in missing.stderr
