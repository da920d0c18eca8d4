"""A form file (TOML) as a :class:`Form`. What is wrong is refused with file, line and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from ehr_desk.forms.errors import FormError
from ehr_desk.forms.lines import Key
from ehr_desk.forms.loader_items import ItemReader, Place
from ehr_desk.forms.loader_scores import read_score
from ehr_desk.forms.model import Form
from ehr_desk.forms.table import Source, Table
from ehr_desk.forms.validate import validate
from ehr_desk.forms.words import CATEGORIES, EFFECTS, NAME, PAPERS, SCOPES, SERVICES, STAFF_ROLES, THREADS

MAX_BYTES = 1_000_000

Part: TypeAlias = tuple[Source, Table]
"""The file of a part and its uppermost table."""


def load_form(path: Path, *, parts: Path | None = None) -> Form:
    """The form of a file.

    ``parts`` is the folder of what the form includes; without it the folder ``parts`` beside the file, or
    beside the folder ``restricted`` that the file lies in. Raises :class:`FormError`.
    """
    if parts is None:
        folder = path.parent.parent if path.parent.name == "restricted" else path.parent
        parts = folder / "parts"
    return read_form(_text_of(path), path, parts=parts)


def read_form(text: str, path: Path, *, parts: Path | None = None) -> Form:
    """The form of a text; ``path`` is only named in refusals. Raises :class:`FormError`."""
    source = Source(path, text)
    top = Table(source, (), source.data, "a form file")
    if not top.has("form"):
        source.fail((), "there is no [form] table.", "Begin the file with [form], id, version and title.")
    head = source.table(("form",), top.take("form"), "form")
    scope = head.one_of("scope", SCOPES)
    reader = ItemReader(scope)
    for position, name in enumerate(head.texts("include")):
        part = _part(source, ("form", "include", position), name, parts)
        reader.take_lists(*part)
        _read_items(reader, *part)
    # Answer lists of parts are there before the first item: an item above the part may use them as well.
    inside = _parts_between(source, top, parts)
    for part in inside.values():
        reader.take_lists(*part)
    reader.take_lists(source, top)
    _read_items(reader, source, top, inside)
    places = reader.places
    scores = tuple(
        read_score(source.table(("score", position), data, f"score {position + 1}"), places)
        for position, data in enumerate(_tables(source, top, "score"))
    )
    top.done()
    form = _head(head, scope, reader, scores)
    validate(form, places)
    return form


def _head(head: Table, scope: str, reader: ItemReader, scores: Any) -> Form:
    authors = head.texts("authors", STAFF_ROLES)
    if not authors:
        head.fail("authors", "nobody may write this form.", 'Say who: authors = ["therapist", "supervisor"].')
    form = Form(
        id=head.name_of("id"),
        version=head.number("version", lowest=1),
        title=head.text("title"),
        category=head.one_of("category", CATEGORIES),
        scope=scope,
        authors=authors,
        cosign=head.flag("cosign", True),
        states=head.texts("states", EFFECTS),
        paper=_paper(head),
        thread=head.one_of("thread", THREADS, "none"),
        service=head.one_of("service", SERVICES, ""),
        copyright=head.text("copyright", ""),
        licence=head.text("licence", ""),
        code=head.text("code", ""),
        recall=head.text("recall", ""),
        sealed=head.flag("sealed"),
        restricted=head.flag("restricted"),
        usual=head.flag("usual"),
        taken_home=_taken_home(head),
        items=tuple(reader.items),
        scores=scores,
    )
    head.done()
    if not form.items:
        head.fail("", "the form asks nothing.", "Add at least one [[item]].")
    return form


def _paper(head: Table) -> str:
    """Every signed entry has a paper, unless its form says "none"; what is sealed never has one."""
    sealed = head.flag("sealed")
    paper = head.one_of("paper", PAPERS, "none" if sealed else "note")
    if sealed and paper != "none":
        head.fail("paper", "what is sealed never goes on paper.", "Take this line out.")
    return "" if paper == "none" else paper


def _taken_home(head: Table) -> bool:
    """What stays in the chart goes home with nobody."""
    said = head.flag("taken_home")
    if said and _paper(head) in ("", "note"):
        head.fail(
            "taken_home", "this form has no paper to be handed out.", 'Write paper = "form", or take this line out.'
        )
    return said


def _part(source: Source, key: Key, name: str, parts: Path | None) -> Part:
    """The file of a part; ``key`` is where the form asks for it."""
    file = None if parts is None or not NAME.fullmatch(name) else parts / f"{name}.toml"
    if file is None or not file.is_file():
        source.fail(
            key, f"the part {name!r} is not there.", f"Put it into parts/{name}.toml or take it out of include."
        )
    part = Source(file, _text_of(file))
    return part, Table(part, (), part.data, "a part")


def _parts_between(source: Source, top: Table, parts: Path | None) -> dict[int, Part]:
    """The parts that stand between the items of a form, by the position of the item that asks for them."""
    found: dict[int, Part] = {}
    for position, data in enumerate(_tables(source, top, "item")):
        if isinstance(data, dict) and "include" in data:
            table = source.table(("item", position), data, f"item {position + 1}")
            found[position] = _part(source, (*table.key, "include"), table.text("include"), parts)
            table.done()
    return found


def _read_items(reader: ItemReader, source: Source, top: Table, parts: Mapping[int, Part] | None = None) -> None:
    """The items of a form or a part in order. A part includes no other part: an item there has no such key."""
    for position, data in enumerate(_tables(source, top, "item")):
        if parts and position in parts:
            _read_items(reader, *parts[position])
        else:
            reader.take_item(source.table(("item", position), data, f"item {position + 1}"))
    if parts is None:
        top.done()


def _tables(source: Source, top: Table, name: str) -> list[Any]:
    value = top.take(name)
    if value is None:
        return []
    if not isinstance(value, list):
        source.fail((name,), f"[{name}] has to be a list of tables.", f"Write [[{name}]] with two brackets.")
    return value


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError:
        raise FormError(path, 1, "the file cannot be read.", "Look whether it is there and may be read.") from None
    if len(data) > MAX_BYTES:
        raise FormError(path, 1, "the file is too large for a form.", "Split it into several forms.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FormError(path, line, "the file is not UTF-8 text.", "Save it again with the encoding UTF-8.") from None


__all__ = ["Place", "load_form", "read_form"]
