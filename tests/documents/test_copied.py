"""What is held against the paper inside a copy: all that is seen, heard of and opened in it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils.reader import PdfFileReader

from ehr_desk.documents.copied import shows_the_same
from ehr_desk.documents.model import Contents, Heading
from ehr_desk.documents.protecting import ORIGINAL, _closed
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from tests.documents.keys import Handle
from tests.documents.samples import AT, document

WORDS = "kettle orbit meadow"
Change = Callable[[pikepdf.Pdf], object]


@pytest.fixture(scope="module")
def paper(press: Press, author: Handle) -> bytes:
    """A signed paper with a list of contents, whose lines are links."""
    made = document()
    printed = press.render(replace(made, blocks=(Heading("Contents"), Contents(), *made.blocks)))
    return sign_author(printed, author, meaning="I am the author.", at=AT, press=press)


@pytest.fixture(scope="module")
def copy(paper: bytes) -> bytes:
    return _closed(paper, WORDS, AT, original=paper)


def changed(copy: bytes, change: Change) -> PdfFileReader:
    """The copy as somebody with another program could make it."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(copy), password=WORDS) as opened:
        change(opened)
        opened.save(file, compress_streams=False)  # an empty stream that is packed is no stream to pyHanko
    return PdfFileReader(file)


def added(kind: str, box: tuple[int, ...], **more: Any) -> Change:
    """An annotation of this kind on the first page."""

    def change(opened: pikepdf.Pdf) -> None:
        mark = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=list(box), **more)
        opened.pages[0].Annots.append(opened.make_indirect(mark))

    return change


def first(opened: pikepdf.Pdf, kind: str) -> pikepdf.Object:
    """The first annotation of this kind."""
    return next(one for page in opened.pages for one in page.get("/Annots", []) if one.Subtype == kind)


def written_over(opened: pikepdf.Pdf) -> None:
    link = first(opened, "/Link")
    link.Subtype, link.Contents, link.DA = Name.FreeText, "Another dose", "/Helv 9 Tf 1 0 0 rg"


def led_elsewhere(opened: pikepdf.Pdf) -> None:
    link = first(opened, "/Link")
    link.A, link.Dest = Dictionary(S=Name.URI, URI="https://example.org"), opened.pages[0].obj


def read_otherwise(opened: pikepdf.Pdf) -> None:
    first(opened, "/Stamp").Contents = "Another signer"


def painted_place(opened: pikepdf.Pdf) -> None:
    first(opened, "/Widget").Rect = [60, 60, 300, 90]


def placed_picture(opened: pikepdf.Pdf) -> None:
    first(opened, "/Widget").AP = Dictionary(N=opened.make_stream(b""))


def second_place(opened: pikepdf.Pdf) -> None:
    opened.Root.AcroForm.Fields.append(opened.make_indirect(Dictionary(FT=Name.Tx, T="Dose")))


def another_record(opened: pikepdf.Pdf) -> None:
    opened.attachments["record.json"] = b"{}"


def rewritten_record(opened: pikepdf.Pdf) -> None:
    opened.Root.Names.EmbeddedFiles.Names[1].EF.F.write(b"{}")


def another_original(opened: pikepdf.Pdf) -> None:
    opened.Root.Names.EmbeddedFiles.Names[3].EF.F.write(b"%PDF")


def renamed_original(opened: pikepdf.Pdf) -> None:
    opened.Root.Names.EmbeddedFiles.Names[3].UF = "superseded.pdf"


def third_file(opened: pikepdf.Pdf) -> None:
    opened.attachments["corrected.pdf"] = b"%PDF"


def same_name(opened: pikepdf.Pdf) -> None:
    opened.Root.Names.EmbeddedFiles.Names.extend([pikepdf.String(ORIGINAL), opened.Root.AF[0]])


def file_beside(opened: pikepdf.Pdf) -> None:
    opened.Root.AF.append(opened.Root.AF[0])


def run_on_opening(opened: pikepdf.Pdf) -> None:
    opened.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def shown_as_folder(opened: pikepdf.Pdf) -> None:
    opened.Root.Collection = Dictionary(D="corrected.pdf")


def script(opened: pikepdf.Pdf) -> None:
    opened.Root.Names.JavaScript = Dictionary(Names=Array([]))


def renamed_bookmark(opened: pikepdf.Pdf) -> None:
    opened.Root.Outlines.First.Title = "Another heading"


def retitled(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as about:
        about["dc:title"] = "Another title"


def larger(opened: pikepdf.Pdf) -> None:
    opened.pages[0].UserUnit = 2


def cut_from_above(opened: pikepdf.Pdf) -> None:
    opened.Root.Pages.CropBox = [0, 400, 612, 792]


CHANGES = (
    added("FreeText", (60, 60, 300, 90), Contents="Another dose"),
    added("Text", (60, 60, 60, 60), Contents="Another dose"),
    added("Line", (60, 600, 60, 600), L=[60, 600, 500, 620]),
    added("Square", (60, 60, 300, 90), F=2),
    added("Square", (60, 60, 300, 90), F=32 + 4),
    *(written_over, led_elsewhere, read_otherwise, painted_place, placed_picture, second_place),
    *(another_record, rewritten_record, another_original, renamed_original, third_file, same_name, file_beside),
    *(run_on_opening, shown_as_folder, script, renamed_bookmark, retitled, larger),
    cut_from_above,
)


def test_a_copy_shows_the_same_whoever_packed_it(copy: bytes, paper: bytes) -> None:
    assert shows_the_same(changed(copy, lambda _opened: None), paper)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_added_to_a_copy_or_changed_in_it_is_told(copy: bytes, paper: bytes, change: Change) -> None:
    assert not shows_the_same(changed(copy, change), paper)
