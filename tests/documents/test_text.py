"""Setting text: every script, nothing lost, nothing outside the column."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.documents.model import Column, Fact, Panel, Paragraph, Row, Table, sentences
from ehr_desk.documents.render import Press
from ehr_desk.documents.shaping import Piece, Span, bidi_levels, clean, clusters, is_rtl
from ehr_desk.documents.text import Text
from ehr_desk.documents.theme import BODY
from tests.documents.accessible import accessibility_faults
from tests.documents.archival import archival_faults
from tests.documents.samples import NAMES, document
from tests.documents.tools import pdf_text

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")


def _pieces(press: Press, text: str, width: float = 300) -> list[Piece]:
    box = Text(press.shaper, (Span(text, BODY),))
    return [piece for line in box.lines(width) for piece in line.pieces]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_prints_in_panel_table_and_sentence_and_copies_out_again(
    press: Press, tmp_path: Path, name: str
) -> None:
    blocks = (
        Panel((Fact("Client", name),)),
        Table((Column("Name"), Column("Note")), (Row((name, f"Her sister {name} came.")),)),
        Paragraph(sentences(f"The client said that {name} lives at home.")),
    )
    text = pdf_text(press.render(document(*blocks)), tmp_path)
    letters = {c for c in name if c.isalpha() and not unusual(c)}
    assert letters <= set(text)


@pytest.mark.parametrize("name", [name for name in NAMES if not _RIGHT_TO_LEFT.search(name)])
def test_a_name_is_copied_exactly_as_it_was_typed(press: Press, tmp_path: Path, name: str) -> None:
    assert _copied(press, tmp_path, name, "-raw").count(clean(name)) == 3


@pytest.mark.parametrize("name", ["שרה בן־דוד", "سامي الحداد", "أحمد محمود", "سارة الحداد"])
def test_a_right_to_left_name_is_copied_in_the_order_of_reading(press: Press, tmp_path: Path, name: str) -> None:
    """Names with lam and alef are not among these: pdftotext 22.12 turns the two letters of that one sign round."""
    assert _copied(press, tmp_path, name).count(name) == 3


@pytest.mark.parametrize("name", ["שרה בן־דוד", "سامي الحداد"])
def test_right_to_left_words_stand_in_the_file_in_the_order_of_reading(press: Press, tmp_path: Path, name: str) -> None:
    """Programs that read aloud follow the file, not the places on the page."""
    first, second = name.split()
    path = tmp_path / "raw.pdf"
    path.write_bytes(press.render(document(Paragraph(sentences(f"Her brother {name} came.")))))
    raw = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode()
    assert raw.index("brother") < raw.index(first) < raw.index(second) < raw.index("came")


def test_unpaired_and_control_characters_leave_a_sound_file(press: Press, tmp_path: Path) -> None:
    typed = "A\x00B\x07C\u202eD\ud800E\uffffF\u200bG \U0001f9e1\U000e0041"
    pdf = press.render(document(Paragraph(sentences(typed)), title=typed))
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []
    assert "ABCD\ufffdE\ufffdFG \U0001f9e1" in pdf_text(pdf, tmp_path)


def _copied(press: Press, folder: Path, name: str, *options: str) -> str:
    """What pdftotext finds of a name in a sentence, a cell and a line of its own, without its marks of direction."""
    blocks = (
        Paragraph(sentences(name)),
        Paragraph(sentences(f"The sister {name} came home.")),
        Table((Column("Name"), Column("Note")), (Row((name, "y")),)),
    )
    path = folder / "name.pdf"
    path.write_bytes(press.render(document(*blocks)))
    text = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True).stdout.decode()
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


def unusual(character: str) -> bool:
    """Letters that pdftotext turns into something else by its own rules (Arabic lam-alef is taken apart)."""
    return character in "\u0644\u0627\u0622"


def test_an_arabic_name_with_an_emoji_is_shaped_and_runs_right_to_left(press: Press) -> None:
    pieces = _pieces(press, "سارة \U0001f338")
    faces = [piece.face.name for piece in pieces if piece.text.strip()]
    assert faces == ["NotoEmoji-Regular", "NotoSansArabic-Regular"]
    arabic = pieces[-1]
    isolated = [arabic.face.glyph(ord(c)) for c in "سارة"]
    assert list(reversed(arabic.glyphs.ids)) != isolated
    assert arabic.glyphs.clusters == (3, 2, 1, 0)


def test_an_arabic_name_inside_english_keeps_the_sentence_in_order(press: Press) -> None:
    line = "".join(piece.text for piece in _pieces(press, "Her brother سامي الحداد took part.", 500))
    assert line.startswith("Her brother ")
    assert line.endswith(" took part.")
    assert line.index("الحداد") < line.index("سامي")


def test_both_brackets_around_a_right_to_left_word_have_its_direction() -> None:
    text = "שרה (דוד) came"
    levels = bidi_levels(text, rtl=False)
    assert levels[text.index("(")] == levels[text.index(")")] == 1


def test_a_document_in_english_stays_left_to_right_when_a_name_stands_first() -> None:
    assert not is_rtl("سامي الحداد (brother), Rosa Vega (mother)")
    assert is_rtl("حضرت العميلة الجلسة وتناولت buprenorphine كل يوم")


def test_a_character_no_font_has_is_a_box_that_copies_as_the_character(press: Press, tmp_path: Path) -> None:
    pieces = _pieces(press, "Name 李小龍")
    assert [piece.box for piece in pieces if piece.text.strip()] == [False, True, True, True]
    assert all(0 not in piece.glyphs.ids for piece in pieces)
    assert "李小龍" in pdf_text(press.render(document(Paragraph(sentences("Name 李小龍")))), tmp_path)


def test_widths_are_those_of_the_fonts_and_no_missing_glyph_is_shown(press: Press) -> None:
    with pikepdf.open(io.BytesIO(press.render(document(Paragraph(sentences(*NAMES)))))) as pdf:
        fonts: dict[str, Any] = {}
        for page in pdf.pages:
            fonts |= {str(font.BaseFont): font.DescendantFonts[0] for font in page.Resources.Font.values()}
        assert len(fonts) > 9
        for name, font in fonts.items():
            program = TTFont(io.BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
            advances = [program["hmtx"].metrics[glyph][0] for glyph in program.getGlyphOrder()]
            entries = list(font.W)
            for first, widths in zip(entries[::2], entries[1::2], strict=True):
                assert int(first) > 0, name
                for glyph, width in enumerate(widths, start=int(first)):
                    assert abs(int(width) - advances[glyph] * 1000 / program["head"].unitsPerEm) <= 1, name


_OPENED = """
from pathlib import Path
from ehr_desk.documents.model import Paragraph, sentences
from ehr_desk.documents.render import Press
from tests.documents.samples import document
press = Press()
for words in ("Plain words.", "\u0633\u0627\u0631\u0629"):
    press.render(document(Paragraph(sentences(words))))
    print(sorted({Path(line.split()[-1]).stem for line in open("/proc/self/maps") if line.rstrip().endswith(".ttf")}))
"""


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="asks Linux which files are open")
def test_fonts_of_other_scripts_are_opened_when_a_character_needs_them() -> None:
    done = subprocess.run([sys.executable, "-c", _OPENED], capture_output=True, check=True)
    plain, arabic = done.stdout.decode().splitlines()
    assert "Noto" not in plain
    assert "NotoSansArabic" in arabic
    assert "NotoEmoji" not in arabic


def test_markup_is_text(press: Press, tmp_path: Path) -> None:
    typed = "a <b>x & <img src=x> </para> %s {0}"
    assert typed in pdf_text(press.render(document(Paragraph(sentences(typed)))), tmp_path)


def test_control_and_direction_characters_are_removed_and_broken_ones_show() -> None:
    assert clean("a\x00b\u202ec\u2066d\ufeff\r\ne\tf") == "abcd\ne    f"
    assert clean("x\ud800y\uffffz") == "x\ufffdy\ufffdz"
    assert clean("e\u0301") == "é"


def test_joined_emoji_and_flags_are_one_unit() -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    assert list(clusters(family + "\U0001f1e9\U0001f1ea\U0001f44d\U0001f3fdx")) == [
        family,
        "\U0001f1e9\U0001f1ea",
        "\U0001f44d\U0001f3fd",
        "x",
    ]


def test_dates_numbers_and_record_numbers_are_never_broken(press: Press) -> None:
    box = Text(press.shaper, (Span("on 2026-11-21 DEMO-20317 PHQ-9 16/4 mg " * 9, BODY),))
    lines = ["".join(piece.text for piece in line.pieces) for line in box.lines(61)]
    words = {word for line in lines for word in line.split()}
    assert words == {"on", "2026-11-21", "DEMO-20317", "PHQ-9", "16/4", "mg"}


def test_a_source_mark_stays_with_its_word(press: Press) -> None:
    mark = Span("\u202f12", BODY, rise=3)
    for width in range(40, 90):
        box = Text(press.shaper, (Span("one two three", BODY), mark, Span(" four", BODY)))
        for line in box.lines(width):
            text = "".join(piece.text for piece in line.pieces)
            assert not text.startswith(("\u202f", "12"))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(st.characters(), max_size=60), st.integers(12, 400))
def test_any_text_can_be_set_without_missing_glyphs_or_overflow(press: Press, text: str, width: int) -> None:
    box = Text(press.shaper, (Span(text, BODY),))
    for line in box.lines(width):
        assert all(0 not in piece.glyphs.ids for piece in line.pieces)
        single = len(list(clusters("".join(piece.text for piece in line.pieces)))) <= 1
        assert line.width <= width + 0.5 or single


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.text(st.characters(), min_size=1, max_size=40))
def test_any_text_makes_a_readable_file(press: Press, text: str) -> None:
    pdf = pikepdf.open(io.BytesIO(press.render(document(Paragraph(sentences(text)), title=text))))
    assert pdf.attachments["record.json"].get_file().read_bytes()


def test_split_paragraphs_keep_all_lines_and_leave_no_single_one(press: Press) -> None:
    box = Text(press.shaper, (Span("word " * 200, BODY),))
    lines = len(box.lines(200))
    for room in range(0, 400, 13):
        parts = box.split(200, room)
        if parts is not None:
            first, second = (round(part.height(200) / BODY.leading) for part in parts)
            assert first + second == lines
            assert min(first, second) >= 2
