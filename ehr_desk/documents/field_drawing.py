"""What a page's fields show, drawn into the page itself (see ``shown``)."""

# pyHanko's readers and writers are not annotated.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ehr_desk.documents.limits import DEPTH, TooMuchError

_HIDDEN, _PRINT, _NO_VIEW = 2, 4, 32
"""Flags of an annotation (ISO 32000-2, table 167)."""
_DRAWN_OTHERWISE = frozenset({"/Link", "/Popup"})
"""A link is for clicking and stays one; a popup is a window."""

_AS_IT_IS = (1, 0, 0, 1, 0, 0)
_Box = tuple[float, float, float, float]


def with_fields_drawn(pdf: bytes, *, printing: bool) -> bytes:
    """The file with the normal appearances of its annotations in its pages; the same bytes where there are none.

    ``printing``: what is not printed is left out (ISO 32000-2, 12.5.3). Raises whatever a damaged file makes it raise.
    """
    # An update behind the old bytes: of a whole chart only the pages with fields are read and written.
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    pages = list(_pages(writer.root.raw_get("/Pages"), {}, 0))
    if not sum(_draw_fields(writer, page, inherited, printing) for page, inherited in pages):
        return pdf
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _pages(node: Any, inherited: Any, depth: int) -> Iterator[tuple[generic.IndirectObject, Any]]:
    """Every page with the resources that a node above it lays down for it."""
    if depth > DEPTH:
        raise TooMuchError
    held = node.get_object()
    if "/Kids" not in held:
        yield node, inherited
        return
    below = _held(held, "/Resources", inherited)
    for at in range(len(held["/Kids"])):
        yield from _pages(held["/Kids"].raw_get(at), below, depth + 1)


def _draw_fields(
    writer: IncrementalPdfFileWriter, named: generic.IndirectObject, inherited: Any, printing: bool
) -> bool:
    """Draw what is seen of a page's annotations over its content, and drop these; false where there are none."""
    page = named.get_object()
    if "/Annots" not in page:
        return False
    resources = _copy_of(_held(page, "/Resources", inherited))
    forms = _copy_of(_held(resources, "/XObject", {}))
    free = (name for name in (f"/Shown{number}" for number in count()) if name not in forms)
    left, drawing = [], []
    for at in range(len(page["/Annots"])):
        one = page["/Annots"][at]
        appearance = _appearance(one)
        if appearance is None:
            left.append(page["/Annots"].raw_get(at))
        elif _is_seen(one, printing) and (placed := _placed(one, appearance.get_object())):
            name = next(free)
            forms[pdf_name(name)] = appearance
            drawing.append(f"q {placed} cm {name} Do Q")
    if len(left) == len(page["/Annots"]):
        return False
    resources[pdf_name("/XObject")] = forms
    page[pdf_name("/Resources")] = resources
    page[pdf_name("/Annots")] = generic.ArrayObject(left)
    page[pdf_name("/Contents")] = _around(writer, page, "\n".join(drawing))
    writer.mark_update(named)
    return True


def _copy_of(found: Any) -> generic.DictionaryObject:
    """Pages may share their resources, and another page need not know these names."""
    return generic.DictionaryObject({key: found.raw_get(key) for key in found})


def _held(holder: generic.DictionaryObject, key: str, otherwise: Any) -> Any:
    """What a dictionary names, also where it stands elsewhere in the file; ``get`` would answer the reference."""
    try:
        return holder[key]
    except KeyError:
        return otherwise


def _around(writer: IncrementalPdfFileWriter, page: generic.DictionaryObject, drawing: str) -> generic.ArrayObject:
    """The page's content, whatever it leaves behind of its own coordinates, and then the drawing."""
    old: list[Any] = []
    found = _held(page, "/Contents", None)
    if isinstance(found, generic.ArrayObject):
        old = [found.raw_get(at) for at in range(len(found))]
    elif found is not None:
        old = [page.raw_get("/Contents")]
    before = writer.add_object(generic.StreamObject(stream_data=b"q\n"))
    after = writer.add_object(generic.StreamObject(stream_data=f"\nQ\n{drawing}\n".encode("ascii")))
    return generic.ArrayObject([before, *old, after])


def _appearance(annotation: generic.DictionaryObject) -> generic.IndirectObject | None:
    """The normal appearance in the annotation's present state (ISO 32000-2, 12.5.5)."""
    if str(annotation["/Subtype"]) in _DRAWN_OTHERWISE or "/AP" not in annotation or "/N" not in annotation["/AP"]:
        return None
    holder, key = annotation["/AP"], "/N"
    if not isinstance(holder[key], generic.StreamObject):
        holder, key = holder[key], str(_held(annotation, "/AS", ""))
    named = holder.raw_get(key) if key in holder else None
    is_drawn = isinstance(named, generic.IndirectObject) and isinstance(named.get_object(), generic.StreamObject)
    return named if is_drawn else None


def _is_seen(annotation: generic.DictionaryObject, printing: bool) -> bool:
    flags = int(_held(annotation, "/F", 0))
    return not flags & _HIDDEN and bool(flags & _PRINT if printing else not flags & _NO_VIEW)


def _placed(annotation: generic.DictionaryObject, form: generic.StreamObject) -> str:
    """What moves an appearance to its place; empty where it has no size (ISO 32000-2, 12.5.5, algorithm 8)."""
    left, bottom, right, top = _sorted(annotation["/Rect"])
    x1, y1, x2, y2 = _sorted(form["/BBox"])
    a, b, c, d, e, f = (float(each) for each in _held(form, "/Matrix", _AS_IT_IS))
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x1, x2) for y in (y1, y2)]
    x1, x2 = min(x for x, _ in corners), max(x for x, _ in corners)
    y1, y2 = min(y for _, y in corners), max(y for _, y in corners)
    if x1 == x2 or y1 == y2 or left == right or bottom == top:
        return ""
    across, up = (right - left) / (x2 - x1), (top - bottom) / (y2 - y1)
    return f"{across:.6f} 0 0 {up:.6f} {left - x1 * across:.6f} {bottom - y1 * up:.6f}"


def _sorted(box: Any) -> _Box:
    """Any two opposite corners may be named (ISO 32000-2, 7.9.5)."""
    x1, y1, x2, y2 = (float(each) for each in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
