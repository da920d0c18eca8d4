"""PDF/UA-1 (ISO 14289-1) as assertions of our own: what a machine can find out about the tags of a file.

Whether the reading order makes sense and descriptions say enough is for people to judge.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_PAINTING = frozenset(
    ["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE", "Tj", "TJ", "'", '"', "EI", "BI"]
)
_CHILDREN = {
    "Table": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOCI", "TOC"},
}
_PARENTS = {"TR": {"Table"}, "TH": {"TR"}, "TD": {"TR"}, "LI": {"L"}, "Lbl": {"LI"}, "LBody": {"LI"}, "TOCI": {"TOC"}}
_ROLES = frozenset(
    {
        *_CHILDREN,
        *_PARENTS,
        "Document",
        "Div",
        "P",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "Figure",
        "Form",
        "Link",
        "Reference",
    }
)


@dataclass
class Node:
    """One structure element. ``marks``: (index of its page, number); ``objects``: annotations it holds."""

    role: str
    raw: Any
    kids: list[Node] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


def structure(pdf: pikepdf.Pdf) -> Node:
    """The element ``Document``."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    return _node(pdf.Root.StructTreeRoot.K, pages)


def accessibility_faults(data: bytes) -> list[str]:
    """What is wrong with the file as PDF/UA-1; empty when nothing is found."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = structure(pdf)
        return [*_catalog(pdf), *_content(pdf, root), *_headings(root), *_elements(root), *_annotations(pdf, root)]


def _node(raw: Any, pages: dict[tuple[int, int], int]) -> Node:
    node = Node(str(raw.S)[1:], raw)
    kids = raw.get("/K", pikepdf.Array())
    own = pages.get(raw.Pg.objgen) if "/Pg" in raw else None
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            assert own is not None
            node.marks.append((own, kid))
        elif kid.get("/Type") == "/MCR":
            node.marks.append((pages[kid.Pg.objgen], int(kid.MCID)))
        elif kid.get("/Type") == "/OBJR":
            node.objects.append(kid.Obj)
        else:
            assert kid.P.objgen == raw.objgen
            node.kids.append(_node(kid, pages))
    return node


def _catalog(pdf: pikepdf.Pdf) -> Iterator[str]:
    root: Any = pdf.Root
    if "/MarkInfo" not in root or root.MarkInfo.get("/Marked") is not True:
        yield "not marked as tagged"
    if not str(root.get("/Lang", "")):
        yield "no language"
    if "/ViewerPreferences" not in root or root.ViewerPreferences.get("/DisplayDocTitle") is not True:
        yield "the window would show the file name"
    with pdf.open_metadata() as meta:
        if not meta.get("dc:title"):
            yield "no title"
        if meta.get("{http://www.aiim.org/pdfua/ns/id/}part") != "1":
            yield "does not say that it is PDF/UA-1"
        if (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) != ("3", "A"):
            yield "does not say that it is PDF/A-3a"
    for number, page in enumerate(pdf.pages, start=1):
        if page.obj.get("/Tabs") != "/S":
            yield f"page {number}: keyboard order is not the order of the structure"


def _content(pdf: pikepdf.Pdf, root: Node) -> Iterator[str]:
    owners: dict[tuple[int, int], Node] = {}
    for node in root.walk():
        for mark in node.marks:
            if mark in owners:
                yield f"mark {mark} belongs to two elements"
            owners[mark] = node
    parents = dict(_pairs(pdf.Root.StructTreeRoot.ParentTree))
    for at, page in enumerate(pdf.pages):
        marks = yield from _page(page, at)
        listed = parents.get(int(page.obj.get("/StructParents", -1)), [])
        if len(listed) != len(marks):
            yield f"page {at + 1}: {len(marks)} marks, but {len(listed)} in the parent tree"
            continue
        for number in marks:
            owner = owners.pop((at, number), None)
            if owner is None or listed[number].objgen != owner.raw.objgen:
                yield f"page {at + 1}: mark {number} and the structure do not know each other"
    if owners:
        yield f"elements with marks that stand on no page: {sorted(owners)}"


def _page(page: pikepdf.Page, at: int) -> Generator[str, None, list[int]]:
    """Faults of one page; returns the numbers of its marks."""
    open_: list[str] = []
    marks: list[int] = []
    for each in pikepdf.parse_content_stream(page):
        operands: Any = each.operands
        name = str(each.operator)
        if name in ("BDC", "BMC"):
            kind = str(operands[0])
            named = operands[1].get("/MCID") if name == "BDC" else None
            if (named is not None or kind == "/Artifact") and {"content", "artifact"} & set(open_):
                yield f"page {at + 1}: an artifact or a mark inside another"
            open_.append("content" if named is not None else "artifact" if kind == "/Artifact" else "span")
            marks += [int(named)] if named is not None else []
        elif name == "EMC":
            open_.pop()
        elif name in _PAINTING and not {"content", "artifact"} & set(open_):
            yield f"page {at + 1}: {name} belongs to nothing"
    if open_:
        yield f"page {at + 1}: {len(open_)} sequences are left open"
    if marks != list(range(len(marks))):
        yield f"page {at + 1}: marks are not numbered in order"
    return marks


def _pairs(tree: Any) -> Iterator[tuple[int, Any]]:
    nums = list(tree.Nums)
    keys = [int(key) for key in nums[::2]]
    assert keys == sorted(set(keys))
    yield from zip(keys, nums[1::2], strict=True)


def _headings(root: Node) -> Iterator[str]:
    last = 0
    for node in root.walk():
        if node.role[0] == "H" and node.role[1:].isdigit():
            level = int(node.role[1:])
            if level > last + 1:
                yield f"a heading of level {level} below one of level {last}"
            last = level
            if not node.marks:
                yield "an empty heading"
    if sum(node.role == "H1" for node in root.walk()) != 1:
        yield "not one title"


def _elements(root: Node) -> Iterator[str]:
    for node in root.walk():
        if node.role not in _ROLES:
            yield f"an element {node.role}"
        allowed = _CHILDREN.get(node.role)
        if allowed is not None and (not node.kids or node.marks or {kid.role for kid in node.kids} - allowed):
            yield f"{node.role} holds {[kid.role for kid in node.kids]} and {len(node.marks)} marks"
        for kid in node.kids:
            if node.role not in _PARENTS.get(kid.role, {node.role}):
                yield f"{kid.role} in {node.role}"
        if node.role == "LI" and [kid.role for kid in node.kids] not in (["Lbl", "LBody"], ["LBody"]):
            yield f"a list item made of {[kid.role for kid in node.kids]}"
        if node.role == "Figure" and not (str(node.raw.get("/Alt", "")) and _attribute(node, "/BBox")):
            yield "a figure without description or place"
        if node.role == "TH" and _attribute(node, "/Scope") not in ("/Column", "/Row"):
            yield "a header cell without scope"
        if node.role == "L" and _attribute(node, "/ListNumbering") is None:
            yield "a list that does not say how it is numbered"
        if node.role == "Table":
            widths = {len(row.kids) for row in node.kids}
            heads = [kid for row in node.kids for kid in row.kids if kid.role == "TH"]
            if len(widths) != 1 or not heads:
                yield f"a table with rows of {sorted(widths)} cells and {len(heads)} headers"
        if node.role in ("P", "Form", "Link", "Div") and not (node.kids or node.marks or node.objects):
            yield f"an empty {node.role}"


def _attribute(node: Node, name: str) -> Any:
    return node.raw.A.get(name) if "/A" in node.raw else None


def _annotations(pdf: pikepdf.Pdf, root: Node) -> Iterator[str]:
    parents = dict(_pairs(pdf.Root.StructTreeRoot.ParentTree))
    holders = {item.objgen: node for node in root.walk() for item in node.objects}
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            holder = holders.pop(annotation.objgen, None)
            role = {"/Widget": "Form", "/Link": "Link"}[str(annotation.Subtype)]
            if holder is None or holder.role != role:
                yield f"an annotation {annotation.Subtype} outside of {role}"
            elif parents[int(annotation.StructParent)].objgen != holder.raw.objgen:
                yield "the parent tree does not know where an annotation belongs"
            if not str(annotation.get("/TU" if role == "Form" else "/Contents", "")):
                yield f"an annotation {annotation.Subtype} without words"
    if holders:
        yield f"{len(holders)} elements hold annotations of no page"
