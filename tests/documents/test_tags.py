"""Tags: every paper is PDF/A-3a and PDF/UA-1 in one file."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.kinds.choice import describe
from ehr_desk.documents.kinds.frame import NoticeText
from ehr_desk.documents.kinds.summary import scales_of
from ehr_desk.documents.model import (
    Block,
    Bullets,
    Callout,
    Chart,
    Column,
    Contents,
    Document,
    Facts,
    Heading,
    KeyFigures,
    Medications,
    Notice,
    Panel,
    Paragraph,
    Row,
    Series,
    Sources,
    Table,
    sentences,
)
from ehr_desk.documents.pdfparts import About
from ehr_desk.documents.render import Press, printed_record
from ehr_desk.documents.signing import countersign, sign_author
from tests.clinical_forms.filled import FILLED
from tests.documents.accessible import Node, accessibility_faults, structure
from tests.documents.archival import archival_faults
from tests.documents.bodies import LIBRARY, body, form
from tests.documents.keys import Handle
from tests.documents.pictures import PNG
from tests.documents.samples import AT, LETTERHEAD, NAMES, document
from tests.documents.tools import pdf_text

NOTICE = NoticeText("This record is protected.", "Do not pass it on.")
GOLDEN = {
    "letter": "f8bc365c508ffb3a0f706c40199f168d0a0b0725148d6af706421cfa93747eda",
    "a4": "590fa9bcc884b677266fd9ad501541ab76eda4cf031899d499313c820c582cbb",
    "names": "700283c51b8ab6346b5dc10b284d72c2634a2f187ddee079ecf1915cb8a3fa2f",
    "draft": "fe192b8bd0201b130bc9aafd6f798abe06d4958aad83511b2d6dab03667b9fce",
}
"""SHA-256 of renders, unsigned and uncompressed. Who changes how papers look looks at them and writes the new ones."""


@contextmanager
def _nodes(pdf: bytes, role: str) -> Iterator[list[Node]]:
    """The elements of a role in reading order, while the file is open."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        yield [node for node in structure(file).walk() if node.role == role]


def _of_kind(name: str) -> Document:
    return describe(
        body(name), form(name), letterhead=LETTERHEAD, prepared_at=AT, notice=NOTICE, scales=scales_of(LIBRARY.all())
    )


def _samples() -> dict[str, Document]:
    return {
        "letter": document(),
        "a4": document(page="a4"),
        "names": document(Paragraph(sentences(*NAMES)), Bullets(sentences(*NAMES))),
        "draft": dataclasses.replace(document(), draft=True),
    }


@pytest.mark.parametrize("name", sorted(FILLED))
def test_every_kind_of_document_is_archival_and_accessible(press: Press, name: str) -> None:
    pdf = press.render(_of_kind(name))
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []


@pytest.mark.parametrize("name", sorted(_samples()))
def test_samples_are_archival_and_accessible(press: Press, name: str) -> None:
    pdf = press.render(_samples()[name])
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []


@pytest.mark.parametrize("name", sorted(_samples()))
def test_samples_are_rendered_to_the_bytes_they_always_had(press: Press, name: str) -> None:
    assert hashlib.sha256(press.render(_samples()[name], compress=False)).hexdigest() == GOLDEN[name]


def test_what_was_printed_before_leaves_no_trace(press: Press) -> None:
    """Also with other documents' words in the memory of the press, and after that memory was emptied."""
    fresh = Press()
    before = fresh.render(document())
    for name in sorted(FILLED):
        fresh.render(_of_kind(name))
        assert fresh.render(document()) == before, name
    fresh.render(document(Paragraph(sentences(" ".join(f"w{number}" for number in range(7000))))))
    assert fresh.render(document()) == before
    assert press.render(document()) == before


def test_signed_and_countersigned_papers_stay_archival_and_accessible(
    press: Press, author: Handle, supervisor: Handle
) -> None:
    signed = sign_author(press.render(document()), author, meaning="I am the author.", at=AT, press=press)
    both = countersign(signed, supervisor, meaning="Reviewed.", at=AT, press=press)
    for pdf in (signed, both):
        assert archival_faults(pdf) == []
        assert accessibility_faults(pdf) == []


def test_contents_lead_to_the_pages_of_their_headings(press: Press, tmp_path: Path) -> None:
    words = Paragraph(sentences("A sentence of some length. " * 90))
    parts: list[Block] = [part for n in range(60) for part in (Heading(f"Section {n}"), Heading("Part", 3), words)]
    pdf = press.render(document(Contents(3), *parts))
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []
    pages = pdf_text(pdf, tmp_path).split("\f")
    listed = dict(re.findall(r"^ *Section (\d+) {2,}(\d+)$", "\n".join(pages[:5]), re.MULTILINE))
    assert len(listed) == 60
    for number, page in listed.items():
        assert re.search(rf"^ *Section {number}$", pages[int(page) - 1], re.MULTILINE)
    with _nodes(pdf, "Link") as links:
        assert len(links) == 121
        assert str(links[0].objects[0].Contents) == f"Section 0, page {listed['0']}"


def test_a_logo_is_a_figure_with_words(press: Press) -> None:
    made = document(Paragraph(sentences("Text.")))
    pdf = press.render(dataclasses.replace(made, letterhead=dataclasses.replace(made.letterhead, logo=PNG)))
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []
    assert re.search(rb"[^\n]endstream", pdf) is None
    with _nodes(pdf, "Figure") as figures:
        assert str(figures[0].raw.Alt) == "Logo of Riverbend Recovery Center"


def test_empty_blocks_leave_no_empty_elements(press: Press) -> None:
    empty: tuple[Block, ...] = (Heading(""), Table((Column("A"),), ()), Chart((), ""), Paragraph(()), Bullets(()))
    more: tuple[Block, ...] = (Panel(()), Facts(()), KeyFigures(()), Medications(()), Callout("", ()), Sources(()))
    pdf = press.render(document(*empty, *more, Notice("", "")))
    assert accessibility_faults(pdf) == []


def test_headings_leave_out_no_level_whatever_a_document_asks_for(press: Press) -> None:
    pdf = press.render(document(Heading("A", 4), Heading("B", 3), Heading("C", 2), Heading("D", 4)))
    assert accessibility_faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_outline() as outline:
        (title,) = outline.root
        assert title.title == "Discharge summary"
        assert [(each.title, [kid.title for kid in each.children]) for each in title.children] == [
            ("A", ["B"]),
            ("C", ["D"]),
            ("Signatures", []),
        ]


def test_a_paragraph_over_two_pages_is_one_element(press: Press) -> None:
    pdf = press.render(document(Paragraph(sentences("A sentence of some length. " * 300))))
    with _nodes(pdf, "P") as paragraphs:
        assert [len({page for page, _ in node.marks}) > 1 for node in paragraphs].count(True) == 1
    assert accessibility_faults(pdf) == []


def test_a_table_over_pages_is_one_element_with_one_header(press: Press) -> None:
    rows = tuple(Row((f"row {number}", "text")) for number in range(120))
    pdf = press.render(document(Table((Column("Name", strong=True), Column("What")), rows, "Rows of a test")))
    with _nodes(pdf, "Table") as (table,):
        assert len(table.kids) == 121
        assert [kid.role for kid in table.kids[0].kids] == ["TH", "TH"]
        assert {str(kid.kids[0].raw.A.Scope) for kid in table.kids[1:]} == {"/Row"}
        assert str(table.raw.A.Summary) == "Rows of a test"
        assert len({page for node in table.walk() for page, _ in node.marks}) > 2
    assert accessibility_faults(pdf) == []


def test_a_cell_over_pages_is_one_cell(press: Press) -> None:
    words = " ".join(f"word{number}" for number in range(2600))
    pdf = press.render(document(Table((Column("A", 1), Column("B", 4)), (Row(("x", "y")), Row(("long", words))))))
    with _nodes(pdf, "Table") as (table,):
        assert [len(row.kids) for row in table.kids] == [2, 2, 2]
        assert len({page for page, _ in table.kids[2].kids[1].marks}) > 2
    assert accessibility_faults(pdf) == []


def test_a_chart_over_pages_says_in_words_what_it_shows(press: Press) -> None:
    points = (("2026-07-09", 17.0), ("2026-10-29", 6.0))
    chart = Chart(tuple(Series(f"Measure {number}", points, 27) for number in range(16)), "Sixteen measures fell.")
    pdf = press.render(document(chart))
    with _nodes(pdf, "Figure") as figures:
        words = [str(node.raw.Alt) for node in figures]
    assert words[0] == "Sixteen measures fell."
    assert words[1].startswith("Continued: Measure ")
    assert accessibility_faults(pdf) == []


def test_every_reserved_place_is_a_form_element_with_its_words(press: Press) -> None:
    with _nodes(press.render(document()), "Form") as forms:
        words = [[str(field.TU) for field in node.objects] for node in forms]
    assert words == [["Author: signature"], ["Supervisor: signature"]]


def test_the_attached_record_is_what_is_printed_and_nothing_more(press: Press) -> None:
    made = document(Paragraph(sentences("Seen\u202e today\x00.")))
    with pikepdf.open(io.BytesIO(press.render(made))) as file:
        data = file.attachments["record.json"].get_file().read_bytes()
        assert file.attachments["record.json"].get_file().mime_type == "application/json"
    assert data == printed_record(made)
    assert "Seen today." in data.decode()


def test_what_is_drawn_for_another_file_has_no_tags() -> None:
    canvas = PaperCanvas((100, 50), language="en-US")
    with canvas.tag("P"), canvas.artifact("Header"):
        canvas.fill_box(1, 1, 5, 5, (0, 0, 0))
    canvas.showPage()
    pdf = canvas.finish(About("Block", "Someone", "", AT, b"1"))
    assert b"StructTreeRoot" not in pdf
    assert b"BDC" not in pdf


def test_the_checker_finds_what_is_wrong(press: Press) -> None:
    """A checker that never complains would let everything pass."""
    good = press.render(document(), compress=False)
    for old, new, told in (
        (b"/Artifact <</Type/Layout>> BDC", b"/Nothing_ <</Type/Layout>> BDC", "belongs to nothing"),
        (b"/Tabs /S", b"/Tabs /R", "keyboard order"),
        (b"/Scope/Column", b"/Scope/Colour", "without scope"),
        (b"/S/H2/", b"/S/H4/", "below one of level"),
        (b"/S/LI/", b"/S/TR/", "holds"),
        (b"/Alt ", b"/Alx ", "without description"),
        (b"/DisplayDocTitle true", b"/DisplayDocTitlx true", "file name"),
    ):
        assert old in good
        assert any(told in fault for fault in accessibility_faults(good.replace(old, new))), told
