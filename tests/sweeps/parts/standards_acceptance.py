"""An acceptance with its scores sent, a raised score that waits: after the standard is in force."""

from decimal import Decimal

from ezhen.programme import api


def add(scene):
    """Opened and sent by the bureau, scored by the auditor, answered by the operator."""
    bureau, auditor = scene.users["bureau"], scene.users["auditor"]
    found = api.open_acceptance(title="2026 年度验收", by=bureau)
    for item in found.items.filter(column="on_site"):
        api.give_points(item=item, points=Decimal(0), reason="未见设备", by=auditor)
    api.issue_scores(acceptance=found, by=bureau)
    item = found.items.get(column="on_site", code="6.8")
    api.answer_score(item=item, text="设备已归置", by=scene.users["operator"])
    api.give_points(item=item, points=Decimal("1.5"), reason="已看照片", by=auditor)
    return {
        "programme/acceptances/<": {"uuid": found.uuid},
        "programme/acceptance-items/<": {"uuid": item.uuid},
    }
