"""The acceptance of the demo town: one in the middle of the programme, decided; one under way, with
places that nobody has seen yet, a raised score that waits, and a bonus."""

import datetime as dt
from decimal import Decimal
from typing import Any

from ezhen.demo.actions.cast import Town
from ezhen.programme import api as programme

MIDDLE = 150  # days ago
# code, column, share of the points in hundredths, who, what was seen
SEEN = (
    ("6.1", "on_site", 60, "auditor", "会议区两盏射灯不亮；抽 5 件设备，1 件标签脱落。"),
    ("6.2", "on_site", 50, "bureau2", "扫 3 件展品，1 件查不到检测报告。"),
    ("6.3", "on_site", 40, "auditor", "到场时 4 家有人办公，其余锁门。"),
    ("1.3", "on_site", 75, "bureau2", "扫码有生产、检测、流向，出库时间缺一条。"),
    ("4.7", "papers", 30, "auditor", "拍摄脚本两份没有定稿日期，暂扣。"),
)
RAISED = ("4.8", "papers", "11 月直播的后台截图已当面核对，补录后即满足。")
BONUS = ("honour", Decimal(1), "市商务局简报刊发统仓共配做法（2026 年第 14 期）。")


def accept(town: Town) -> None:
    """Both acceptances."""
    users = town.users
    middle = town.diary.ago(MIDDLE, 9)
    _decided(town, middle)
    at = town.diary.ago(1, 9)
    found = programme.open_acceptance(title=f"{at.year} 年度项目验收", by=users["bureau"], at=at)
    for minute, (code, column, share, who, reason) in enumerate(SEEN):
        item = found.items.get(code=code, column=column)
        points = (item.proposed * share / 100).quantize(Decimal("0.1"))
        moment = town.diary.ago(1, 10, 10 * minute)
        programme.give_points(
            item=item, points=min(points, item.proposed), reason=reason, by=users[who], at=moment
        )
    _raise(town, found)


def _raise(town: Town, found: Any) -> None:
    code, column, reason = RAISED
    item = found.items.get(code=code, column=column)
    at, by = town.diary.ago(1, 15), town.users["bureau2"]
    programme.give_points(item=item, points=item.most, reason=reason, by=by, at=at)
    code, points, reason = BONUS
    item = found.items.get(code=code, column="bonus")
    by = town.users["auditor"]
    programme.give_points(item=item, points=points, reason=reason, by=by, at=at)
    programme.agree_points(item=item, by=town.users["bureau"], at=town.diary.ago(1, 16))


def _decided(town: Town, at: dt.datetime) -> None:
    """The check in the middle: sent, answered once, decided."""
    users, day = town.users, dt.timedelta(days=1)
    found = programme.open_acceptance(
        title="项目中期检查", on=at.date() - day, by=users["bureau"], at=at
    )
    for item in found.items.filter(column="on_site").order_by("number"):
        programme.give_points(
            item=item,
            points=item.proposed,
            reason="现场与材料一致",
            by=users["auditor"],
            at=at + day,
        )
    programme.issue_scores(acceptance=found, by=users["bureau"], at=at + 2 * day)
    item = found.items.get(code="6.8", column="papers")
    programme.answer_score(
        item=item, text="东周村站点台账已补齐，请复核。", by=users["operator"], at=at + 3 * day
    )
    programme.judge_answer(
        item=item,
        text="补齐的是次月台账，本期仍缺，分数不变。",
        by=users["auditor"],
        at=at + 4 * day,
    )
    programme.end_answers(acceptance=found, by=users["operator"], at=at + 5 * day)
    programme.decide_acceptance(acceptance=found, by=users["bureau"], at=at + 6 * day)
