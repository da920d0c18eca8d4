"""A signed entry as text to read: its answers in order, its seals, and what it changed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ehr_desk.chart.entries.rows import CosignatureRow, EntryRow, VersionRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.forms import Form, Item, readable
from ehr_desk.ui.forms.show import shown
from ehr_desk.ui.pages.chart.words import amendment_word, local_of, moment
from ehr_desk.ui.widgets.dates import show_date

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry

_CONTENT = ("original", "late_entry", "correction", "amendment_at_client_request")


@dataclass(frozen=True)
class Piece:
    """One thing on the page: a section heading, an answer, a row's title, a table, or the sources of a text.

    ``depth`` counts how deep it lies in repeating groups; ``rows`` are a table's cells under ``columns``;
    ``links`` are (words, entry id).
    """

    what: str
    label: str = ""
    text: str = ""
    depth: int = 0
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One signed version as a sheet: what it is, its pieces, the sentences of its effects, its seals."""

    title: str
    why: str
    pieces: tuple[Piece, ...]
    changes: tuple[str, ...]
    seals: tuple[str, ...]
    marked: bool = False
    replaced: bool = False


@dataclass(frozen=True)
class EntryPaper:
    """An entry with all its versions: the one that counts first, then what was added, then what was replaced."""

    title: str
    facts: str
    sheets: tuple[Sheet, ...]
    acts: frozenset[str] = field(default_factory=frozenset)
    document_id: str = ""


def paper_of(opened: OpenEntry, objectives: Mapping[str, str], me: StaffRow, clock: Clock) -> EntryPaper:
    """The page of an entry. ``objectives`` are the words of the plan's objectives by id."""
    line = opened.view.line
    content = opened.content
    sheets = [
        _sheet(version, opened.form_of(version), opened.view.cosignatures, objectives, clock, content)
        for version in _reading_order(opened.view.versions, content)
    ]
    return EntryPaper(
        title=line.title,
        facts=_facts(line, content),
        sheets=tuple(sheets),
        acts=acts_of(line, me),
        document_id=line.document_id,
    )


def acts_of(line: EntryRow, me: StaffRow) -> frozenset[str]:
    """What the person may do with an entry: addendum, error, correct, cosign."""
    if line.state == "entered in error" or not may(me, "write entries"):
        return frozenset()
    own = line.author_id == me.id
    found = {"addendum"}
    if own:
        found.add("correct")
    if own or me.role == "supervisor":
        found.add("error")
    if line.state == "co-sign pending" and not own and may(me, "co-sign"):
        found.add("cosign")
    return frozenset(found)


def seal(body: Mapping[str, Any], clock: Clock) -> str:
    """The author's seal: "Signed by Dana Reyes, LCADC, 21 Nov 2026 10:58 EST. Meaning: author."."""
    author = body["author"]
    name = ", ".join(part for part in (author["name"], author["credential"]) if part)
    return f"Signed by {name}, {moment(_signed_at(body, clock))}. Meaning: author."


def co_seal(row: CosignatureRow, clock: Clock) -> str:
    """A co-signer's seal."""
    name = ", ".join(part for part in (row.name, row.credential) if part)
    return f"Co-signed by {name}, {moment(local_of(row.signed_at, clock))}. Meaning: {row.meaning}"


def pieces_of(form: Form, answers: Mapping[str, Any], objectives: Mapping[str, str]) -> list[Piece]:
    """The visible answers of a form in order, under their section headings."""
    found: list[Piece] = []
    visible = readable(form, answers).answers
    section = ""
    for item in form.items:
        section = item.section or section
        made = list(_pieces(item, visible, objectives, 0))
        if made and section:
            found.append(Piece("section", section))
            section = ""
        found += made
    return found


def _reading_order(versions: Sequence[VersionRow], content: VersionRow) -> list[VersionRow]:
    added = [one for one in versions if one.kind not in _CONTENT]
    replaced = [one for one in reversed(versions) if one.kind in _CONTENT and one is not content]
    errors = [one for one in added if one.kind == "entered_in_error"]
    return [*errors, content, *(one for one in added if one not in errors), *replaced]


def _sheet(
    version: VersionRow,
    form: Form,
    cosignatures: Sequence[CosignatureRow],
    objectives: Mapping[str, str],
    clock: Clock,
    content: VersionRow,
) -> Sheet:
    body = version.body
    replaced = version.kind in _CONTENT and version is not content
    title = "" if version is content and version.kind == "original" else amendment_word(version.kind)
    if replaced:
        title = f"Replaced version {version.version}"
    elif version is content and title:
        title = f"Version {version.version}: {title.lower()}"
    seals = [seal(body, clock)]
    seals += [co_seal(one, clock) for one in cosignatures if one.seq == version.seq]
    if body["needs_cosignature"] and len(seals) == 1:
        seals.append("Waits for a co-signature.")
    return Sheet(
        title=title,
        why=body["reason"],
        pieces=tuple(pieces_of(form, body["answers"], objectives)) + tuple(_scores(form, body)),
        changes=tuple(effect["sentence"] for effect in body["effects"]),
        seals=tuple(seals),
        marked=version.kind == "entered_in_error",
        replaced=replaced,
    )


def _scores(form: Form, body: Mapping[str, Any]) -> Iterator[Piece]:
    names = {score.id: score.text for score in form.scores}
    for score_id, score in body["scores"].items():
        if score["value"] is None:
            continue
        band = f", {score['band'].lower()}" if score["band"] else ""
        yield Piece("answer", names.get(score_id) or "Score", f"{score['value']} of {score['maximum']}{band}")


def _pieces(item: Item, answers: Mapping[str, Any], objectives: Mapping[str, str], depth: int) -> Iterator[Piece]:
    if item.is_group and not item.repeats:
        for child in item.items:
            yield from _pieces(child, answers, objectives, depth)
        return
    value = answers.get(item.id)
    if value in (None, "", []):
        return
    if item.role == "sources" and item.is_group:
        yield _sources(item, value)
    elif item.is_group and (item.type == "table" or item.readonly):
        yield _table(item, value)
    elif item.is_group:
        yield from _rows(item, value, objectives, depth)
    elif item.type == "objective":
        yield Piece("answer", item.text, "\n".join(_objective(row, objectives) for row in value), depth)
    else:
        yield Piece("answer", item.text, shown(item, value), depth)


def _rows(item: Item, rows: Sequence[Mapping[str, Any]], objectives: Mapping[str, str], depth: int) -> Iterator[Piece]:
    for number, row in enumerate(rows, start=1):
        head, *rest = item.items
        yield Piece("row", f"{head.text} {number}", shown(head, row.get(head.id)), depth)
        for child in rest:
            yield from _pieces(child, row, objectives, depth + 1)


def _table(item: Item, rows: Sequence[Mapping[str, Any]]) -> Piece:
    columns = [child for child in item.items if any(row.get(child.id) not in (None, "", []) for row in rows)]
    cells = tuple(tuple(shown(child, row.get(child.id)) for child in columns) for row in rows)
    return Piece("table", item.text, columns=tuple(child.text for child in columns), rows=cells)


def _sources(item: Item, rows: Sequence[Mapping[str, Any]]) -> Piece:
    return Piece("sources", item.text, links=source_links(item, rows))


def source_links(item: Item, rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The assembled sentences of a text with the entry behind each: (sentence, entry id)."""
    sentence = next((child.id for child in item.items if child.role == "sentence"), "")
    entry = next((child.id for child in item.items if child.role == "entry"), "")
    return tuple((str(row.get(sentence, "")), str(row.get(entry, ""))) for row in rows)


def _objective(row: Mapping[str, Any], objectives: Mapping[str, str]) -> str:
    words = {"regressed": "went back", "none": "no change", "some": "some progress", "met": "met"}
    name = objectives.get(str(row.get("objective_id")), "An objective of an earlier plan")
    progress = words.get(str(row.get("progress")), "")
    evidence = str(row.get("evidence") or "")
    head = f"{name}: {progress}" if progress else name
    return f"{head}. {evidence}".strip() if evidence else head


def _facts(line: EntryRow, content: VersionRow) -> str:
    end = next(
        (str(value) for name, value in content.body["answers"].items() if name in ("end_time", "end")),
        "",
    )
    time = f"{line.start}–{end}" if line.start and end else line.start
    return " · ".join(part for part in (show_date(line.effective_on), time) if part)


def _signed_at(body: Mapping[str, Any], clock: Clock) -> datetime:
    at = datetime.fromisoformat(body["signed_local"])
    zone = clock.local().tzinfo
    named = at.astimezone(zone)
    # The zone's short name is shown only where it means the offset under which the entry was signed.
    return named if named.utcoffset() == at.utcoffset() else at
