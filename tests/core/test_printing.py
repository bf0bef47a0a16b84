import json
from datetime import UTC, datetime

import pytest

from ezhen.core.printing import (
    FontsMissingError,
    MissingGlyphError,
    PrintingError,
    compile_pdf,
)

AT = datetime(2026, 11, 23, tzinfo=UTC)
HOSTILE = '#panic("x") $ * _ < > @ \\'


@pytest.fixture
def template(tmp_path):
    """Prints `data.text`, and panics unless it equals `data.expected` when that is given."""
    path = tmp_path / "page.typ"
    path.write_text(
        '#set text(font: "Noto Sans S Chinese")\n'
        "#let data = json(bytes(sys.inputs.data))\n"
        '#if data.at("expected", default: none) not in (none, data.text) { panic(data.text) }\n'
        "#data.text\n",
        encoding="utf-8",
    )
    return path


def test_compile_pdf_gives_an_archive_pdf(template):
    pdf = compile_pdf(template, {"text": "虒亭镇"}, at=AT)

    assert pdf.startswith(b"%PDF-")
    assert b"pdfaid:part" in pdf


def test_compile_pdf_gives_the_same_bytes_for_the_same_time(template):
    first, second = (compile_pdf(template, {"text": "虒亭镇"}, at=AT) for _ in range(2))

    assert first == second


def test_compile_pdf_never_reads_data_as_source(template):
    compile_pdf(template, {"text": HOSTILE, "expected": HOSTILE}, at=AT)


def test_compile_pdf_drops_control_characters_and_lone_surrogates(template):
    text = "虒\x00亭\x07\ud800镇\x9f"

    compile_pdf(template, {"text": text, "expected": "虒亭镇"}, at=AT)


def test_compile_pdf_names_a_character_without_a_glyph(template):
    with pytest.raises(MissingGlyphError) as caught:
        compile_pdf(template, {"text": "小米🌾和ཀ"}, at=AT)

    assert set(caught.value.characters) == {"🌾", "ཀ"}


def test_compile_pdf_prints_a_stand_in_where_allowed(template):
    plain = compile_pdf(template, {"text": "小米〓"}, at=AT)

    assert compile_pdf(template, {"text": "小米🌾"}, at=AT, stand_in="〓") == plain


def test_compile_pdf_without_fonts_says_the_remedy(template, tmp_path):
    with pytest.raises(FontsMissingError, match="make setup"):
        compile_pdf(template, {"text": "x"}, font_dir=tmp_path)


def test_compile_pdf_tells_where_a_template_is_wrong(tmp_path):
    path = tmp_path / "broken.typ"
    path.write_text("#nonsense", encoding="utf-8")

    with pytest.raises(PrintingError, match=r"broken\.typ"):
        compile_pdf(path, {}, at=AT)


def test_compile_pdf_takes_large_data(tmp_path):
    path = tmp_path / "count.typ"
    path.write_text("#assert.eq(json(bytes(sys.inputs.data)).rows.len(), 60000)", encoding="utf-8")
    rows = [str(number) for number in range(60_000)]
    assert len(json.dumps(rows)) > 200_000

    assert compile_pdf(path, {"rows": rows}, at=AT).startswith(b"%PDF-")
