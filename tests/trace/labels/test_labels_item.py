from itertools import chain

import pytest
import segno

from ezhen.core.printing import MissingGlyphError
from ezhen.trace import labels

HOSTILE = '#panic("x") $ * _ < > @ \\'

RARE = "虒亭镇䶮㛃𫖮𠅤垴"
LONG = "襄垣县虒亭镇漳河岸边石磨杂粮手工空心挂面（鸡蛋荞麦苦荞混合礼盒装）" * 4
DPI = 254  # ten dots a millimetre


def symbol_on(pixels, url, left_mm, top_mm, module_mm):
    """Whether the dots at the centre of every module equal the symbol of `url`."""
    matrix = segno.make_qr(url, error="m").matrix
    return all(
        (
            pixels[round((top_mm + (y + 0.5) * module_mm) * 10)][
                round((left_mm + (x + 0.5) * module_mm) * 10)
            ]
            < 128
        )
        == bool(dark)
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
    )


def first_dark(pixels, rows):
    """(x, y) in mm of the upper left corner of the first dark area within the rows (in mm)."""
    for y in range(int(rows[0] * 10), int(rows[1] * 10)):
        dark = next((x for x, value in enumerate(pixels[y]) if value < 128), None)
        if dark is not None:
            return dark / 10, y / 10
    return None


def test_label_40x60_prints_every_fact_of_the_code(item, paper):
    page = paper(labels.label_40x60([item()]))

    assert page.size_mm == (40, 60)
    for fact in (
        "古韩手工挂面（原味）",
        "500g",
        "检验和召回",
        "7K3M9QXD2VHTC4PW8RNE-5",
        "批号ZY261105A",
        "生产日期2026-11-05",
        "保质期至2027-11-04",
        "生产者漳源手工挂面坊",
        "产地襄垣县虒亭镇",
        "许可证SC10114042390016",
    ):
        assert fact in page.words(), fact


def test_label_40x60_prints_long_numbers_without_hidden_characters(item, paper):
    text = paper(labels.label_40x60([item(licence="SC10114042390016")])).text()

    assert "SC10114042390016" in text


def test_label_40x60_has_one_page_a_code(item, paper):
    assert paper(labels.label_40x60([item(n) for n in range(7)])).num_pages == 7


def test_label_40x60_leaves_out_the_rows_of_a_code_without_a_lot(item, paper):
    blank = item(lot="", produced_on=None, best_before=None)

    words = paper(labels.label_40x60([blank])).words()

    assert "批号" not in words
    assert "日期" not in words
    assert "保质期" not in words
    assert "生产者漳源手工挂面坊" in words


def test_label_40x60_draws_the_symbol_of_its_address(item, paper):
    label = item()
    pixels = paper(labels.label_40x60([label])).pixels(DPI)

    left, top = first_dark(pixels, (7.5, 20))

    assert symbol_on(pixels, label.url, left, top, 0.5)


def test_label_20x30_draws_the_symbol_of_the_short_address(item, paper):
    label = item()
    page = paper(labels.label_20x30([label]))
    pixels = page.pixels(DPI)

    left, top = first_dark(pixels, (0, 20))

    assert page.size_mm == (20, 30)
    assert symbol_on(pixels, label.short_url, left, top, 0.5)
    assert left >= 2  # the quiet zone: 4 modules of 0.5 mm
    assert top >= 2


def test_label_20x30_prints_the_serial_in_two_lines(item, paper):
    lines = [
        " ".join(line.split()) for line in paper(labels.label_20x30([item()])).text().splitlines()
    ]

    assert "7K3M9 QXD2V" in lines
    assert "HTC4P W8RNE-5" in lines
    assert "扫码查来历" in lines


@pytest.mark.parametrize("name", [LONG, "W" * 300, HOSTILE * 9, RARE * 20, "x"])
@pytest.mark.parametrize("product", [labels.label_40x60, labels.label_20x30])
def test_labels_keep_every_word_inside(item, paper, product, name):
    label = item(product=name, producer=name, origin=name, licence=name, lot=name, net_content=name)

    page = paper(product([label]))

    width, height = page.size_mm
    assert page.num_pages == 1
    assert page.boxes()
    for left, top, right, bottom in page.boxes():
        assert left >= 0
        assert right <= width
        assert top >= -1  # poppler counts the ascent, which is empty here
        assert bottom <= height + 0.5
    assert "7K3M9QXD2V" in page.words()


@pytest.mark.parametrize("name", [HOSTILE, RARE])
def test_label_40x60_prints_text_as_it_is(item, paper, name):
    words = paper(labels.label_40x60([item(product=name)])).words()

    assert name.replace(" ", "") in words


def test_label_refuses_a_character_it_cannot_draw(item):
    with pytest.raises(MissingGlyphError):
        labels.label_40x60([item(product="小米🌾")])


def test_label_refuses_an_empty_roll():
    with pytest.raises(ValueError, match="no labels"):
        labels.label_40x60([])


@pytest.mark.parametrize(
    ("size", "a_page", "extent"), [("40x60", 21, (297, 210)), ("20x30", 81, (210, 297))]
)
def test_sheet_a4_fills_pages_and_numbers_them(item, paper, size, a_page, extent):
    codes = [item(n) for n in range(a_page + 1)]

    page = paper(labels.sheet_a4(codes, size, order="CO-2026-0012", first=2001))

    assert page.num_pages == 2
    assert page.size_mm == extent
    assert f"码单CO-2026-0012第2001–{2000 + a_page}枚第1页，共2页" in page.words(1)
    assert f"第{2001 + a_page}–{2001 + a_page}枚第2页，共2页" in page.words(2)
    assert page.words(1).count("扫码查来历") == a_page
    assert page.words(2).count("扫码查来历") == 1


def test_sheet_a4_keeps_labels_and_marks_on_the_paper(item, paper):
    pixels = paper(labels.sheet_a4([item(n) for n in range(21)])).pixels(DPI)

    dark = [x for row in pixels for x, value in enumerate(row) if value < 128]

    assert min(dark) >= 42  # office printers leave 4.2 mm white
    assert max(dark) <= 2970 - 42


def test_chunks_lose_nothing(item):
    codes = [item(n) for n in range(7)]

    groups = list(labels.chunks(codes, 3))

    assert [len(group) for group in groups] == [3, 3, 1]
    assert list(chain.from_iterable(groups)) == codes
