"""Papers far longer than usual: nothing lost, every page in order, tags and archival rules kept."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.documents.model import Block, Bullets, Column, Heading, Paragraph, Row, Table, sentences
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from tests.documents.accessible import accessibility_faults, structure
from tests.documents.archival import archival_faults
from tests.documents.keys import Handle
from tests.documents.samples import AT, document
from tests.documents.tools import pdf_text, qpdf_is_clean

_SENTENCE = "She told the group how the week went, named two triggers and practiced what to say. "

_NOTES = 480


@pytest.mark.slow
def test_a_table_of_3000_rows_keeps_every_row_under_one_header(press: Press, tmp_path: Path) -> None:
    columns = (Column("Name", strong=True), Column("What"), Column("N", align="right"))
    rows = tuple(Row((f"row-{number}", "some text", str(number))) for number in range(3000))
    pdf = press.render(document(Table(columns, rows)))
    pages = pdf_text(pdf, tmp_path).split("\f")[:-1]
    assert [int(found) for page in pages for found in re.findall(r"row-(\d+) ", page)] == list(range(3000))
    assert all("What" in page for page in pages if "row-" in page)
    assert qpdf_is_clean(pdf, tmp_path)
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as file:
        (table,) = (node for node in structure(file).walk() if node.role == "Table")
        assert len(table.kids) == 3001


@pytest.mark.slow
def test_a_record_of_200_pages_is_whole_tagged_and_can_be_signed(press: Press, author: Handle, tmp_path: Path) -> None:
    blocks: list[Block] = []
    for number in range(_NOTES):
        blocks += [Heading(f"Note {number}"), Paragraph(sentences(f"Beginning {number}. " + _SENTENCE * 22))]
        blocks += [Heading("Plan", 3), Bullets(sentences(f"Step one of {number}.", f"Step two of {number}."))]
    pdf = press.render(document(*blocks))
    pages = pdf_text(pdf, tmp_path).split("\f")[:-1]
    assert len(pages) >= 200
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    text = " ".join(" ".join(pages).split())
    assert all(f"Beginning {number}." in text and f"Step two of {number}." in text for number in range(_NOTES))
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_outline() as outline:
        assert len(outline.root[0].children) == _NOTES + 1
    signed = sign_author(pdf, author, meaning="I am the author.", at=AT, press=press)
    assert qpdf_is_clean(signed, tmp_path)
    assert archival_faults(signed) == []
    assert accessibility_faults(signed) == []


@pytest.mark.slow
def test_rows_of_2600_words_go_on_over_pages_and_lose_none(press: Press, tmp_path: Path) -> None:
    words = [f"{letter}{number}" for letter in "ab" for number in range(2600)]
    rows = (Row(("first", " ".join(words[:2600]))), Row(("second", " ".join(words[2600:]))), Row(("last", "row")))
    pdf = press.render(document(Table((Column("A", 1), Column("B", 4)), rows)))
    found = set(pdf_text(pdf, tmp_path).split())
    assert set(words) <= found
    assert accessibility_faults(pdf) == []
    assert archival_faults(pdf) == []
