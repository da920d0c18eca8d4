"""Printing a document."""

from __future__ import annotations

import dataclasses
import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.common.canonical import canonical, parse
from ehr_desk.documents.model import (
    ADDENDUM_SLOTS,
    Bullets,
    Callout,
    Chart,
    ClientHeader,
    Column,
    Fact,
    Facts,
    Heading,
    KeyFigures,
    Medications,
    Notice,
    Panel,
    Paragraph,
    Row,
    Signatures,
    Sources,
    Table,
    sentences,
)
from ehr_desk.documents.render import Press
from tests.documents.archival import archival_faults
from tests.documents.samples import NAMES, document
from tests.documents.tools import pdf_text, qpdf_is_clean

WORDS = " ".join(f"word{number}" for number in range(2600))
_HASH = """
import hashlib, sys
from ehr_desk.documents.render import Press
from tests.documents.samples import NAMES, document
from ehr_desk.documents.model import Paragraph, sentences
press = Press()
first = press.render(document())
press.render(document(Paragraph(sentences(*NAMES))))
second = press.render(document())
print(hashlib.sha256(first).hexdigest(), hashlib.sha256(second).hexdigest())
"""


def test_the_same_document_has_the_same_bytes_in_every_process_and_whatever_was_printed_before() -> None:
    hashes: set[str] = set()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": seed, "TZ": "Asia/Tokyo"}
        done = subprocess.run([sys.executable, "-c", _HASH], capture_output=True, check=True, env=environment)
        hashes |= set(done.stdout.decode().split())
    assert len(hashes) == 1


def test_every_block_is_printed_and_the_file_is_sound(press: Press, tmp_path: Path) -> None:
    pdf = press.render(document())
    text = pdf_text(pdf, tmp_path)
    for words in ("Discharge summary", "F11.21", "an additional session", "PHQ-9", "100 mg every morning", "988"):
        assert words in text
    assert qpdf_is_clean(pdf, tmp_path)


@pytest.mark.parametrize("page", ["letter", "a4"])
def test_every_page_says_what_it_belongs_to(press: Press, tmp_path: Path, page: str) -> None:
    pdf = press.render(document(Paragraph(sentences(WORDS)), page=page))
    pages = pdf_text(pdf, tmp_path).split("\f")[:-1]
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert "CONFIDENTIAL" in text
        assert "42 CFR part 2 prohibits" in text
        assert "D-0117A20317" in text
        assert "prepared 21 Nov 2026, 14:34 -05:00" in text
        assert "Synthetic demonstration record" in text
        assert ("Marisol Vega-Ortiz · DOB 14 Mar 1991 · MRN DEMO-20317" in text) == (number > 1)


def test_the_printed_content_is_attached_as_canonical_json(press: Press) -> None:
    whole = document()
    made = dataclasses.replace(whole, blocks=tuple(block for block in whole.blocks if not isinstance(block, Notice)))
    with pikepdf.open(io.BytesIO(press.render(made))) as pdf:
        data = pdf.attachments["record.json"].get_file().read_bytes()
        assert pdf.Root.AF[0].AFRelationship == "/Source"
    record = parse(data)
    assert canonical(record) == data
    assert record["client"]["name"] == "Marisol Vega-Ortiz"
    assert [block["block"] for block in record["blocks"]] == [type(block).__name__ for block in made.blocks]


def test_the_signature_places_are_reserved_and_empty(press: Press) -> None:
    with pikepdf.open(io.BytesIO(press.render(document()))) as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        assert [str(field.T) for field in fields] == ["Author", "Supervisor"]
        assert all("/V" not in field and field.FT == "/Sig" for field in fields)
        widgets = [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]
        assert len(widgets) == 2


def test_archival_rules_find_no_violation(press: Press) -> None:
    for made in (document(), document(Paragraph(sentences(*NAMES)))):
        assert not archival_faults(press.render(made))


def test_a_draft_says_so_over_every_page(press: Press) -> None:
    made = document(Paragraph(sentences(WORDS)))
    for draft in (False, True):
        pdf = pikepdf.open(io.BytesIO(press.render(dataclasses.replace(made, draft=draft))))
        faint = [any("/ca" in state for state in page.Resources.get("/ExtGState", {}).values()) for page in pdf.pages]
        assert len(faint) > 1
        assert all(faint) if draft else not any(faint)


def test_a_cell_of_2600_words_goes_on_over_pages_and_loses_none(press: Press, tmp_path: Path) -> None:
    table = Table((Column("A", 1), Column("B", 4)), (Row(("x", "y")), Row(("long", WORDS)), Row(("last", "row"))))
    text = pdf_text(press.render(document(table)), tmp_path)
    assert all(f"word{number}" in text for number in range(2600))
    assert "last" in text


def test_a_table_of_600_rows_keeps_every_row_and_repeats_its_header(press: Press, tmp_path: Path) -> None:
    rows = tuple(Row((f"row-{number}", "some text", str(number))) for number in range(600))
    text = pdf_text(
        press.render(document(Table((Column("Name"), Column("What"), Column("N", align="right")), rows))), tmp_path
    )
    assert all(f"row-{number} " in text for number in range(600))
    pages = [page for page in text.split("\f") if "row-" in page]
    assert len(pages) > 5
    assert all("What" in page for page in pages)


def test_empty_parts_print_nothing_and_do_no_harm(press: Press, tmp_path: Path) -> None:
    empty = (Table((Column("A"),), ()), Chart((), ""), Paragraph(()), Bullets(()), Panel(()), Facts(()))
    more = (KeyFigures(()), Medications(()), Callout("", ()), Sources(()), Notice("", ""))
    assert qpdf_is_clean(press.render(document(*empty, *more)), tmp_path)


def test_a_name_of_300_characters_fits_everywhere(press: Press, tmp_path: Path) -> None:
    name = ("سارة الحداد \U0001f338 " * 24).strip()
    client = ClientHeader(name, "1991-03-14", "DEMO-1")
    blocks = (Panel((Fact("Client", name),)), Heading(name), Paragraph(sentences(WORDS)))
    pdf = press.render(document(*blocks, title=name, client=client))
    text = pdf_text(pdf, tmp_path)
    assert "DOB 14 Mar 1991 · MRN DEMO-1" in text
    assert qpdf_is_clean(pdf, tmp_path)


def test_a_word_without_end_is_cut_at_the_margin(press: Press, tmp_path: Path) -> None:
    text = pdf_text(press.render(document(Paragraph(sentences("x" * 3000)))), tmp_path)
    assert text.count("x") >= 3000


def test_headings_never_stand_alone_at_the_foot_of_a_page(press: Press, tmp_path: Path) -> None:
    blocks = [each for n in range(60) for each in (Heading(f"Heading {n}"), Paragraph(sentences(f"Text {n}. " * 30)))]
    for page in pdf_text(press.render(document(*blocks)), tmp_path).split("\f")[:-1]:
        lines = [line for line in page.splitlines() if line.strip()]
        footer = next(at for at, line in enumerate(lines) if "CONFIDENTIAL" in line)
        assert not lines[footer - 1].strip().startswith("Heading")


def test_signatures_and_notice_stand_on_one_page_behind_the_text(press: Press) -> None:
    for count in range(1, 120, 7):
        pages = press.pages(document(Paragraph(sentences("A short sentence. " * count * 4))))
        assert len(pages[-1]) >= 1
        assert sum("Group" in type(placed.box).__name__ for page in pages for placed in page) == 1


def test_the_long_notice_and_places_for_addenda_never_make_a_page_of_their_own(press: Press, tmp_path: Path) -> None:
    """The short notice, which 42 CFR 2.32(a) allows in its place, is at the foot of every page."""
    for lines in range(20, 44, 3):
        text = Paragraph(sentences("\n".join(f"Line {number}." for number in range(lines))))
        usual = document(text)
        blocks = tuple(
            Signatures((*block.slots, *ADDENDUM_SLOTS)) if isinstance(block, Signatures) else block
            for block in usual.blocks
        )
        made = dataclasses.replace(usual, blocks=blocks)
        pages = pdf_text(press.render(made), tmp_path).split("\f")[:-1]
        assert all("Line " in page or "AUTHOR" in page for page in pages), lines
        assert all("42 CFR part 2 prohibits" in page for page in pages)
