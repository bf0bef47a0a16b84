from datetime import UTC, datetime

import pytest

from ezhen.trace import labels

HOSTILE = '#panic("x") $ * _ < > @ \\'


def test_conformity_certificate_prints_the_fields_of_the_order_twice(certificate, paper):
    page = paper(labels.conformity_certificate(certificate()))

    assert page.num_pages == 1
    assert page.size_mm == (210, 297)
    for field in (
        "编号XG261122A-01",
        "产品名称香菇（鲜）",
        "数量（重量）860kg",
        "产地襄垣县虒亭镇",
        "开具时间2026-11-2207:40",
        "联系方式0355-7000458",
        "襄垣县菌香食用菌专业合作社",
        "不使用禁用农药兽药、停用兽药和非法添加物",
        "常规农药兽药残留不超标",
        "对承诺的真实性负责",
        "质量安全控制符合要求",
        "自行检测合格",
        "委托检测合格",
    ):
        assert page.words().count(field) == 2, field
    assert page.words().count("承诺达标合格证") == 4  # two titles and beside each symbol
    assert "第一联随货交买方" in page.words()
    assert "第二联出具人留存" in page.words()
    assert "交给：古韩镇电商共配中心交付时间：2026-11-2208:15" in page.words()


def test_conformity_certificate_ticks_only_what_it_rests_on(certificate, paper):
    names = ("has_quality_control", "is_self_tested", "is_commission_tested")
    inks = []
    for name in names:
        basis = dict.fromkeys(names, False) | {name: True}
        pixels = paper(labels.conformity_certificate(certificate(**basis))).pixels(100)
        inks.append(b"".join(pixels))

    assert len(set(inks)) == 3


def test_conformity_certificate_needs_a_basis(certificate):
    with pytest.raises(labels.NoBasisError):
        certificate(has_quality_control=False)


def test_conformity_certificate_prints_an_aware_time_as_chinese_time(certificate, paper):
    cert = certificate(issued_at=datetime(2026, 11, 22, 23, 40, tzinfo=UTC))

    assert "2026-11-2307:40" in paper(labels.conformity_certificate(cert)).words()


@pytest.mark.parametrize("text", [HOSTILE * 8, "襄垣县虒亭镇漳河岸边有机香菇" * 12, "W" * 200])
def test_conformity_certificate_stays_on_one_page_whatever_is_written(certificate, paper, text):
    cert = certificate(product=text, origin=text, issuer=text, contact=text, handed_to=text)

    page = paper(labels.conformity_certificate(cert))

    assert page.num_pages == 1
    assert all(left >= 19 and right <= 191 for left, _, right, _ in page.boxes())
    assert page.words().count("买方收货时收存") == 1
