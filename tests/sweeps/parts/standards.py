"""A verdict above what is computed: it waits for a second person."""

from ezhen.standards import api as standards


def add(scene):
    """The board is computed once for all tests: what they do to it is undone."""
    version = standards.put_into_force(content=standards.read_pack().content, by=None)
    standards.refresh()
    verdict = standards.judge_requirement(
        version=version,
        requirement="4.8.B1",
        layer="self_check",
        result="satisfied",
        reason="抖音后台有记录",
        by=scene.users["operator"],
    )
    return {
        "standard/tasks/": {"task": "4.8"},
        "standard/requirements/": {"requirement": "P.1.B1", "role": "client"},
        "standard/verdicts/": {"uuid": verdict.uuid},
    }
