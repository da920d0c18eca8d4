"""Papers as they are shown and printed: poppler, which draws annotations, is asked what stands where."""

from __future__ import annotations

import io
import subprocess
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.documents.render import Press
from ehr_desk.documents.shown import to_print, to_view
from ehr_desk.documents.signing import sign_author
from ehr_desk.documents.signing_slots import add_addendum
from tests.documents.keys import Handle
from tests.documents.samples import AT
from tests.documents.test_slots import WORDS, with_places

HIDDEN, PRINT, NO_VIEW = 2, 4, 32
ARROW = b"0.1 0.3 0.6 rg 0 0 40 10 re f 1 0 0 rg 30 0 m 40 10 l 20 10 l f"
FORM = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Form}


def seen(pdf: bytes, folder: Path, *, fields: bool) -> bytes:
    """A picture of the last page, ``fields``: with what stands in its fields."""
    path = folder / "seen.pdf"
    path.write_bytes(pdf)
    with pikepdf.open(path) as opened:
        last = str(len(opened.pages))
    hidden = [] if fields else ["-hide-annotations"]
    return subprocess.run(
        ["pdftoppm", "-r", "50", "-f", last, *hidden, str(path)], capture_output=True, check=True
    ).stdout


def with_mark(
    *,
    flags: int = PRINT,
    box: tuple[int, ...] = (0, 0, 40, 10),
    matrix: tuple[float, ...] = (),
    turned: int = 0,
    state: str = "",
) -> bytes:
    """A page with a field that shows an arrow; its resources stand on the node above it, as they may. ``state``: the
    one in which it shows it."""
    made, file = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page(page_size=(200, 150))
    page.Contents = pikepdf.Array([made.make_stream(b"0.5 0 0 0.5 20 20 cm /Shown0 Do")])
    square = made.make_stream(b"0 0.6 0 rg 0 0 60 60 re f", **FORM, BBox=[0, 0, 60, 60])
    del page.obj["/Resources"]
    made.Root.Pages.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Shown0=square))
    page.Rotate = turned
    drawn = made.make_stream(ARROW, **FORM, BBox=list(box))
    if matrix:
        drawn.Matrix = list(matrix)
    mark = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[150, 100, 60, 40], F=flags, FT=pikepdf.Name.Sig
    )
    mark.T, mark.AP = "Author", pikepdf.Dictionary(N=drawn)
    if state:
        mark.AP.N, mark.AS = pikepdf.Dictionary({f"/{state}": made.make_indirect(drawn)}), pikepdf.Name(f"/{state}")
    page.Annots = pikepdf.Array([made.make_indirect(mark)])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([page.Annots[0]]))
    made.save(file)
    return file.getvalue()


def test_what_stands_in_the_fields_of_a_paper_is_part_of_its_pages(
    press: Press, cosigned: bytes, author: Handle, tmp_path: Path
) -> None:
    first = sign_author(press.render(with_places()), author, meaning="I am the author.", at=AT, press=press)
    added = add_addendum(first, author, WORDS, meaning="I add this.", at=AT + timedelta(days=1), press=press)
    for paper in (cosigned, added):
        assert seen(to_print(paper), tmp_path, fields=False) == seen(paper, tmp_path, fields=True)
        assert seen(paper, tmp_path, fields=False) != seen(paper, tmp_path, fields=True)


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize(
    ("box", "matrix"),
    [
        ((0, 0, 40, 10), ()),
        ((40, 10, 0, 0), ()),
        ((10, 0, 40, 10), (1, 0, 0, 1, -5, 30)),
        ((0, 0, 40, 10), (0, 1, -1, 0, 0, 0)),
        ((0, 0, 40, 10), (0.7, 0.7, -0.7, 0.7, 3, 4)),
    ],
    ids=["as it is", "corners the other way", "moved", "turned", "turned by half of that"],
)
def test_an_appearance_is_placed_as_the_standard_says(
    box: tuple[int, ...], matrix: tuple[float, ...], turned: int, tmp_path: Path
) -> None:
    """ISO 32000-2, 12.5.5; content that leaves its own coordinates behind does not move it."""
    paper = with_mark(box=box, matrix=matrix, turned=turned)
    theirs = seen(paper, tmp_path, fields=True)
    ours = seen(to_view(paper), tmp_path, fields=False)
    assert theirs != seen(paper, tmp_path, fields=False)
    assert sum(abs(one - other) > 80 for one, other in zip(theirs, ours, strict=True)) < 12


@pytest.mark.parametrize(
    ("flags", "viewed", "printed"),
    [(PRINT, True, True), (0, True, False), (NO_VIEW | PRINT, False, True), (HIDDEN | PRINT, False, False)],
    ids=["print", "no flag", "no view and print", "hidden and print"],
)
def test_what_is_hidden_stays_hidden_and_what_is_not_printed_is_not(
    flags: int, viewed: bool, printed: bool, tmp_path: Path
) -> None:
    """ISO 32000-2, table 167."""
    paper = with_mark(flags=flags)
    bare = seen(paper, tmp_path, fields=False)
    assert (seen(to_view(paper), tmp_path, fields=True) != bare) is viewed
    assert (seen(to_print(paper), tmp_path, fields=True) != bare) is printed


def test_of_a_field_with_several_states_the_present_one_is_drawn_and_of_one_without_a_size_nothing(
    tmp_path: Path,
) -> None:
    """ISO 32000-2, 12.5.5: /AS names the appearance; one with an empty box is nowhere."""
    paper, sizeless = with_mark(state="On"), with_mark(box=(0, 0, 0, 10))
    assert seen(to_print(paper), tmp_path, fields=False) == seen(to_print(with_mark()), tmp_path, fields=False)
    assert seen(to_print(paper), tmp_path, fields=False) != seen(paper, tmp_path, fields=False)
    assert seen(to_print(sizeless), tmp_path, fields=True) == seen(sizeless, tmp_path, fields=False)


def test_a_paper_is_only_added_to_in_memory_and_links_stay(press: Press, cosigned: bytes) -> None:
    shown = to_view(cosigned)
    assert shown.startswith(cosigned)
    with pikepdf.open(io.BytesIO(shown)) as opened:
        assert not [one for page in opened.pages for one in page.get("/Annots", []) if one.Subtype == "/Widget"]
    for kind in (pikepdf.Name.Link, pikepdf.Name.Popup):  # one is for clicking, the other a window
        plain = pikepdf.new()
        page, file = plain.add_blank_page(), io.BytesIO()
        drawn = plain.make_stream(ARROW, **FORM, BBox=[0, 0, 40, 10])
        mark = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=kind, Rect=[0, 0, 40, 10], F=PRINT)
        mark.AP = pikepdf.Dictionary(N=drawn)
        page.Annots = pikepdf.Array([plain.make_indirect(mark)])
        plain.save(file)
        assert to_view(file.getvalue()) == to_print(file.getvalue()) == file.getvalue()


def test_a_damaged_file_is_shown_as_far_as_it_can_be_and_never_printed_without_its_signatures(cosigned: bytes) -> None:
    for damaged in (b"", b"not a paper", cosigned[:5000], cosigned.replace(b"/Rect", b"/Rekt")):
        assert to_view(damaged) == damaged
        with pytest.raises(UserError, match="cannot be read for printing"):
            to_print(damaged)
