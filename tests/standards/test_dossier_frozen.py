"""A dossier never changes, is whole or not there, and belongs to three chairs."""

import datetime as dt
import json
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories import make_user
from tests.standards.sealed import build, files_of, found, half, sheet
from tests.standards.small import confirm, content, livestream, paper

from ezhen.core import jobs, log
from ezhen.core.errors import NotAllowed
from ezhen.core.models import AppendOnlyError, Job, LogEntry
from ezhen.standards.actions.dossier import start_dossier, take_dossier
from ezhen.standards.actions.verdict import judge_requirement
from ezhen.standards.actions.version import put_into_force
from ezhen.standards.errors import DossierGone, DossierRunning, NothingToFreeze
from ezhen.standards.models import Dossier
from ezhen.standards.papers.bag import unpack
from ezhen.standards.queries import dossier as queries

pytestmark = pytest.mark.django_db
PHONE = "13835512345"


# ---- frozen


def test_the_same_state_gives_the_same_bytes(made, folder, filled, on, tmp_path):
    on("2026-11-25")
    livestream(by=filled.operator, held_on=dt.date(2026, 11, 24))
    confirm(livestream(by=filled.operator, held_on=dt.date(2026, 11, 23)), by=filled.bureau)
    paper(by=filled.operator, title="后来的")
    judge_requirement(
        version=made.version,
        requirement="1.1.B2",
        layer="verified",
        result="short",
        reason="不够",
        by=filled.bureau,
    )
    again = build(like=made)
    assert again.number == made.number + 1
    assert again.fingerprint == made.fingerprint
    unpack(queries.packed(again), tmp_path / "again")
    assert files_of(tmp_path / "again") == files_of(folder)
    assert build().fingerprint != made.fingerprint


def test_a_new_version_of_the_standard_leaves_a_dossier_as_it_is(made, filled, tmp_path):
    before = queries.packed(made).read_bytes()
    later = content(("1.1.B1", "1.1.B2", "1.1.S1", "1.2.B1", "1.2.B2"), issued=dt.date(2026, 1, 1))
    from tests.standards.test_versions import moves

    put_into_force(content=later, by=filled.bureau, migration=moves())
    assert queries.packed(made).read_bytes() == before
    assert Dossier.objects.get(pk=made.pk).version_id == made.version_id
    assert build(like=made).fingerprint == made.fingerprint
    assert build().version.number == 2


def test_a_past_day_is_frozen_as_it_was_known_at_its_end(made, filled, on, tmp_path):
    on("2026-11-25")
    row = livestream(by=filled.operator, held_on=dt.date(2026, 11, 20))
    confirm(row, by=filled.bureau)
    old = build(on=dt.date(2026, 11, 24))
    new = build()
    assert f"{timezone.localtime(old.as_of):%Y-%m-%d %H:%M:%S}" == "2026-11-24 23:59:59"
    rows = {}
    for one in (old, new):
        unpack(queries.packed(one), tmp_path / str(one.number))
        table = tmp_path / str(one.number) / "data/tables/livestreams 直播带货台账.xlsx"
        rows[one.number] = len(sheet(table)) - 1
    assert rows == {old.number: 3, new.number: 4}


def test_the_row_is_append_only_and_the_log_knows_the_fingerprint(made):
    with pytest.raises(AppendOnlyError):
        made.save()
    entry = log.history(made).get()
    assert entry.action == "standards.file_dossier"
    assert json.loads(entry.facts)["fingerprint"] == made.fingerprint
    assert entry.block is None  # it came after the head that the dossier holds


# ---- killed


def test_a_build_that_stops_in_the_middle_leaves_nothing_and_goes_on_to_the_same_end(filled):
    from ezhen.standards import tasks

    job = start_dossier(by=filled.auditor)
    assert jobs.claim().pk == job.pk
    job.refresh_from_db()
    steps = tasks.build_dossier(job)
    first = next(steps)
    job.state_data = first.state
    job.save()
    steps.close()
    left = queries.folder() / f"{job.uuid}.work"
    left.mkdir(parents=True, exist_ok=True)
    (left / "half").write_text("of something")
    queries.place_of(job.uuid).with_suffix(".half").write_bytes(b"PK")
    assert not Dossier.objects.exists()
    assert not queries.place_of(job.uuid).exists()
    for _ in tasks.build_dossier(job):
        pass
    made = Dossier.objects.get()
    assert made.uuid == job.uuid
    assert sorted(path.name for path in queries.folder().iterdir()) == [f"{job.uuid}.zip"]
    for _ in tasks.build_dossier(job):  # killed between the row and the end of the job
        pass
    assert Dossier.objects.count() == 1


def test_a_folder_appears_whole_or_not_at_all(made, tmp_path, monkeypatch):
    target = tmp_path / "d"
    monkeypatch.setattr(zipfile.ZipFile, "extractall", half)
    with pytest.raises(OSError, match="no space"):
        unpack(queries.packed(made), target)
    assert not target.exists()
    monkeypatch.undo()
    unpack(queries.packed(made), target)
    assert [path.name for path in tmp_path.glob("*d*") if path.name.endswith("half")] == []
    assert found(target) == []


# ---- who may


def test_who_builds_and_takes_dossiers(made, filled):
    for who in (filled.operator, filled.bureau, filled.auditor):
        assert take_dossier(dossier=made, by=who) == queries.packed(made)
    for role in (
        "regulator",
        "producer",
        "merchant",
        "system_admin",
        "security_admin",
        "audit_admin",
    ):
        who = make_user(role=role)
        with pytest.raises(NotAllowed):
            start_dossier(by=who)
        with pytest.raises(NotAllowed):
            take_dossier(dossier=made, by=who)
    taken = LogEntry.objects.filter(action="standards.take_dossier")
    assert taken.count() == 3


def test_one_dossier_at_a_time_and_no_day_that_has_not_come(filled):
    start_dossier(by=filled.auditor)
    with pytest.raises(DossierRunning):
        start_dossier(by=filled.bureau)
    Job.objects.update(state="done")
    with pytest.raises(NothingToFreeze):
        start_dossier(by=filled.bureau, on=dt.date(2026, 11, 24))


def test_without_a_standard_there_is_nothing_to_freeze(db, own_files, auditor):
    with pytest.raises(NothingToFreeze):
        start_dossier(by=auditor)


def test_a_dossier_whose_file_was_changed_is_not_given_out(made, filled):
    place = queries.packed(made)
    whole = place.read_bytes()
    place.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DossierGone):
        take_dossier(dossier=made, by=filled.auditor)
    place.unlink()
    with pytest.raises(DossierGone):
        take_dossier(dossier=made, by=filled.auditor)


# ---- pages


def test_the_list_starts_a_build_shows_its_progress_and_then_the_dossier(filled, client_as):
    client = client_as(filled.auditor)
    page = reverse("standards:dossiers")
    assert "还没有封存的卷宗" in client.get(page).content.decode()
    assert client.post(page, {"on": ""}).url == page
    text = client.get(page).content.decode()
    assert "正在封存卷宗" in text
    assert 'data-ez-poll="/standard/dossiers/progress/"' in text
    job = queries.running()
    Job.objects.filter(pk=job.pk).update(done=20, total=80, state="running")
    fragment = client.get(reverse("standards:dossier_progress")).content.decode()
    assert 'value="25.0"' in fragment
    assert "80 份中的 20 份" in fragment
    Job.objects.filter(pk=job.pk).update(done=0, total=0, state="waiting")
    jobs.run_until_idle()
    assert "data-ez-done" in client.get(reverse("standards:dossier_progress")).content.decode()
    made = Dossier.objects.get()
    text = client.get(page).content.decode()
    assert "已封存 1 份卷宗" in text
    assert made.fingerprint[:16] in text
    text = client.get(made.get_absolute_url()).content.decode()
    assert made.fingerprint in text
    assert (
        client.get(reverse("standards:dossier_receipt", args=[made.uuid])).content[:5] == b"%PDF-"
    )


def test_a_dossier_is_downloaded_as_a_zip_that_verifies(made, filled, client_as, tmp_path):
    client = client_as(filled.bureau)
    answer = client.post(reverse("standards:dossier_download", args=[made.uuid]))
    assert answer["Content-Disposition"] == f'attachment; filename="dossier-{made.number}.zip"'
    (tmp_path / "d.zip").write_bytes(answer.getvalue())
    with zipfile.ZipFile(tmp_path / "d.zip") as packed:
        assert {name.partition("/")[0] for name in packed.namelist()} == {"dossier-2026-11-23"}
        packed.extractall(tmp_path / "out")
    assert found(tmp_path / "out/dossier-2026-11-23") == []
    queries.packed(made).unlink()
    answer = client.post(reverse("standards:dossier_download", args=[made.uuid]), follow=True)
    assert "卷宗文件与封存时不一致" in answer.content.decode()


def test_the_regulator_neither_sees_nor_takes_dossiers(made, client_as):
    client = client_as("regulator")
    for name, arguments in (
        ("dossiers", []),
        ("dossier", [made.uuid]),
        ("dossier_receipt", [made.uuid]),
    ):
        assert client.get(reverse(f"standards:{name}", args=arguments)).status_code == 403
    answer = client.post(reverse("standards:dossier_download", args=[made.uuid]))
    assert answer.status_code == 403
