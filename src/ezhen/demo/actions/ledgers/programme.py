"""Work, money, contracts, staff: what the project office keeps about itself."""

from ezhen.demo.actions.ledgers.book import Book, person
from ezhen.demo.actions.money import DEALS

WORK = (
    ("1.2", "走访漳源面坊和虒亭面坊，核对执行标准编号与包装", "两户按新标准换了合格证"),
    ("1.3", "在绿源蔬菜指导采收批次和快检结果录入", "当日批次资料齐全"),
    ("2.3", "更新特产商城首页，上架挂面礼盒两款", "上架 2 款"),
    ("4.6", "整理一周内容选题，拍摄老粗布织造短视频", "成片 3 条"),
    ("4.8", "彩排周五直播，核对货品与库存", "备货 320 单"),
    ("5.2", "联系镇村落实普及班场地与学员名单", "落实 36 人"),
    ("6.1", "检查公共服务中心各功能区设备", "更换摄影棚灯管两支"),
    ("6.8", "到虒亭、下良站点核对台账和单据", "单据归集齐全"),
    ("7.2", "跟车核对偏远线路派送时间", "当日件全部派出"),
    ("8.2", "向县融媒体中心供稿", "采用 1 篇"),
    ("9.1", "上门辅导企业填报月度销售", "3 家完成填报"),
)
RISKS = (
    (24, "6.1", "改建工期遇冬季低温，墙面施工可能推迟", "middle", "调整工序，先做室内水电", 30, 21),
    (66, "6.4", "大屏到货比合同晚 9 天", "middle", "与供货方约定按日扣款，先装支架", 25, 18),
    (112, "4.1", "集体商标注册周期长，可能赶不上发布会", "high", "先用受理通知书办理授权，同步催办", 60, 58),
    (158, "5.2", "农忙时节普及班到课率可能不足七成", "low", "改为夜校和上门小班", 40, 27),
    (204, "7.2", "汛期两条偏远线路可能中断", "middle", "备好绕行线路，物资前置到站点", 45, 40),
    (246, "2.4", "北京展销区租约到期需续签", "middle", "提前两个月洽谈，备选场地一处", 50, 33),
    (287, "4.8", "主播请假较多，周播可能断档", "high", "从储备名录补两名主播，排双人班", 55, 49),
    (322, "9.1", "两家企业月报数据波动大，年报核对量大", "low", "提前逐月核对平台后台截图", 60, 30),
)  # fmt: skip
STAFF = (
    # name, team, post, qualification, years
    ("郭晓燕", "office", "项目经理", "项目管理专业人员", 9), ("申锦程", "office", "资料与资产管理员", "助理会计师", 6),
    ("程雪芳", "media", "新媒体主编", "全媒体运营师（三级）", 5), ("韩晋峰", "media", "摄影摄像", "", 4),
    ("牛婷婷", "livestream", "直播运营", "互联网营销师（三级）", 4), ("郝春燕", "livestream", "场控助播", "", 2),
    ("苗丽娟", "training", "培训主管", "企业培训师", 8), ("段俊杰", "training", "教务", "", 3),
    ("路永胜", "logistics", "仓配主管", "物流师", 10), ("秦小龙", "logistics", "分拣员", "", 3),
    ("杨保国", "logistics", "分拣员", "", 2), ("张宏伟", "logistics", "司机", "道路货物运输从业资格", 12),
    ("贾志强", "logistics", "司机", "道路货物运输从业资格", 7),
    ("连慧敏", "service", "服务大厅主任", "电子商务师", 6), ("王彩霞", "service", "企业服务专员", "电子商务师", 3),
    ("李瑞雪", "service", "跨境服务专员", "跨境电商运营（中级）", 4), ("暴旭东", "platform", "平台运维", "软件设计师", 7),
    ("赵文斌", "platform", "店铺运营", "电子商务师", 4), ("崔文斌", "service", "品控员", "农产品食品检验员", 5),
)  # fmt: skip
TRIPS = (
    (35, "平顺县电商办", "visit", 12, "交流站点建设"), (88, "沁源县商务中心", "visit", 9, "参观追溯平台"),
    (129, "山西财经职业学院师生", "visit", 46, "认识实习"), (176, "武乡县乡村e镇项目部", "visit", 8, "交流品牌授权"),
    (214, "浙江临安电商考察", "study", 6, "学习山核桃网货开发"), (243, "长治市商务系统观摩团", "visit", 34, "项目观摩"),
    (301, "壶关县旱塬合作社", "visit", 15, "参观展示体验中心"), (340, "吉县电商服务中心", "visit", 11, "交流直播基地"),
)  # fmt: skip


def write(book: Book) -> None:
    """Registers of the programme as a whole."""
    _work(book)
    _reports(book)
    book.table(
        "risks",
        "task risk level measure due_on closed_on owner",
        [
            (
                day,
                task,
                risk,
                level,
                measure,
                book.day(day + due),
                _past(book, day + took),
                book.staff.office,
            )
            for day, task, risk, level, measure, due, took in RISKS
        ],
    )
    for number, (name, team, post, paper, years) in enumerate(STAFF, start=1):
        book.add(
            "staff",
            number // 4,
            name=name,
            team=team,
            post=post,
            years=years,
            duties=f"负责{post}岗位日常工作，按周登记台账",
            qualification=paper or None,
            cases="有同类项目经历，见操作案例" if years > 3 else None,
            contract=f"LD-{number:03}",
        )
    book.add(
        "staff",
        20,
        name=person(41),
        team="media",
        post="文案",
        years=1,
        duties="公众号撰稿",
        contract="LD-020",
        left_on=_past(book, 201),
    )
    book.table("visits", "group kind people purpose", TRIPS, host=book.staff.desk)


def _past(book: Book, number: int):  # type: ignore[no-untyped-def]
    """The day of a number when it has come."""
    return book.day(number) if book.day(number) <= book.today else None


def _work(book: Book) -> None:
    for week, monday in book.weeks(9, 30):
        for offset in (1, 3):
            task, work, result = WORK[(week * 2 + offset) % len(WORK)]
            book.add(
                "work_ledger",
                monday + offset,
                task=task,
                work=work,
                result=result,
                person=person(week % 9 * 3 + offset),
                place=book.pick(("公共服务中心", "古韩镇", "虒亭镇", "下良镇")),
                next_step="下周复核" if offset == 3 else None,
            )


def _reports(book: Book) -> None:
    paid = [(part.day, deal.value * part.share // 100) for deal in DEALS for part in deal.parts]
    whole = len(list(book.whole_months())) or 1
    for number, (month, last) in enumerate(book.whole_months(), start=1):
        spent = sum(amount for day, amount in paid if book.day(day) <= last)
        book.add(
            "progress_reports",
            last,
            period=f"{month:%Y-%m}",
            progress=round(78 * number / whole),
            planned=6_200_000,
            paid=spent,
            problems=book.pick(("无", "农忙影响到课率", "物流淡旺季件量差别大", None)),
            next_step=book.pick(("推进品牌授权", "补齐站点台账", "组织跨境班", "筹备沙龙")),
            received_by="张慧芳",
        )
