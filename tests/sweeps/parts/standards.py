"""A verdict above what is computed, which waits for a second person; a dossier's row."""

from django.utils import timezone
from tests.factories import today

from ezhen.standards import api as standards
from ezhen.standards.actions.dossier import file_dossier, start_dossier
from ezhen.standards.parts import Recipe


def add(scene):
    """The board is computed once for all tests: what they do to it is undone."""
    version = standards.in_force(today()) or standards.put_into_force(
        content=standards.read_pack().content, by=None
    )
    standards.refresh()
    verdict = standards.judge_requirement(
        version=version,
        requirement="4.8.B1",
        layer="self_check",
        result="satisfied",
        reason="抖音后台有记录",
        by=scene.users["operator"],
    )
    job = start_dossier(by=scene.users["bureau"])
    recipe = Recipe(version, timezone.now(), None)
    facts = {"fingerprint": "ab" * 32, "num_files": 412, "size": 8_307_789}
    dossier = file_dossier(job=job, recipe=recipe, **facts)
    return {
        "standard/dossiers/": {"uuid": dossier.uuid},
        "standard/tasks/": {"task": "4.8"},
        "standard/requirements/": {"requirement": "P.1.B1", "role": "client"},
        "standard/verdicts/": {"uuid": verdict.uuid},
    }
