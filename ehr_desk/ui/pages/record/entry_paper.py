"""A signed entry as sheets to read: what counts, what was added, what was replaced, and the seals. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ehr_desk.chart.entries.additions import returned_addenda
from ehr_desk.chart.entries.correctors import may_correct
from ehr_desk.chart.entries.line import awaiting_cosignature
from ehr_desk.chart.entries.rows import CosignatureRow, EntryRow, EntryView, ReturnNote, VersionRow
from ehr_desk.chart.entries.sentences import stands
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.forms import Form, Item
from ehr_desk.ui.forms.entry_view import EntryRead, EntrySection, Line, entry_sections, score_chips
from ehr_desk.ui.pages.record.words import amendment_word, local_of, moment, state_chip
from ehr_desk.ui.widgets.chip import ChipText
from ehr_desk.ui.widgets.dates import show_date

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry

_CONTENT = ("original", "late_entry", "correction", "amendment_at_client_request")


@dataclass(frozen=True)
class SourceText:
    """An assembled text of a summary: its name, each sentence of it with an entry behind it (id or empty), and the
    words for these entries."""

    title: str
    links: tuple[tuple[str, str], ...]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EntryPaper:
    """An entry as it is read. ``replaced`` holds earlier versions, shown only when asked for."""

    title: str
    sheets: tuple[EntryRead, ...]
    replaced: tuple[EntryRead, ...] = ()
    sources: tuple[SourceText, ...] = ()
    acts: frozenset[str] = field(default_factory=frozenset)
    document_id: str = ""


def paper_of(opened: OpenEntry, objectives: Mapping[str, str], me: StaffRow, clock: Clock) -> EntryPaper:
    """The page of an entry. ``objectives`` are the words of the plan's objectives by id."""
    line, content = opened.view.line, opened.content
    versions = opened.view.versions
    added = [one for one in versions if one.kind not in _CONTENT]
    errors = [one for one in added if one.kind == "entered_in_error"]
    order = [*errors, content, *(one for one in added if one not in errors)]
    earlier = [one for one in reversed(versions) if one.kind in _CONTENT and one is not content]

    def sheet(version: VersionRow) -> EntryRead:
        return _sheet(version, opened, objectives, clock)

    return EntryPaper(
        title=line.title,
        sheets=tuple(sheet(one) for one in order),
        replaced=tuple(sheet(one) for one in earlier),
        sources=tuple(source_texts(opened.form_of(content), content.body["answers"], opened.sources)),
        acts=acts_of(opened.view, opened.form_of(content), me),
        document_id=line.document_id,
    )


def acts_of(found: EntryView, form: Form, me: StaffRow) -> frozenset[str]:
    """What the person may do with an entry, written on a form: addendum, error, correct, cosign."""
    line = found.line
    if line.state == "entered in error" or not may(me, "write entries"):
        return frozenset()
    own = line.author_id == me.id
    acts = {"addendum"}
    mine = any(one.body["author"]["staff_id"] == me.id for one in returned_addenda(found))
    if mine or may_correct(found, form, me):
        acts.add("correct")
    if own or me.role == "supervisor":
        acts.add("error")
    waiting = awaiting_cosignature(found.versions, {one.seq for one in found.cosignatures})
    theirs = waiting and all(one.body["author"]["staff_id"] != me.id for one in waiting)
    if line.state == "co-sign pending" and theirs and may(me, "co-sign"):
        acts.add("cosign")
    return frozenset(acts)


def seal(body: Mapping[str, Any], clock: Clock) -> str:
    """The author's seal: "Signed by Dana Reyes, LCADC, 21 Nov 2026 10:58 EST. Meaning: I am the author ..."."""
    author = body["author"]
    name = ", ".join(part for part in (author["name"], author["credential"]) if part)
    return f"Signed by {name}, {moment(_signed_at(body, clock))}. Meaning: {body['meaning']}"


def co_seal(row: CosignatureRow, clock: Clock) -> str:
    """A co-signer's seal."""
    name = ", ".join(part for part in (row.name, row.credential) if part)
    return f"Co-signed by {name}, {moment(local_of(row.signed_at, clock))}. Meaning: {row.meaning}"


def return_words(row: ReturnNote, clock: Clock) -> str:
    """That a version was handed back to its author, by whom, and with which comment."""
    return f"Returned to the author by {row.name}, {moment(local_of(row.returned_at, clock))}: {row.comment}"


def source_texts(form: Form, answers: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[SourceText]:
    """The assembled texts among the answers, with the entries behind those sentences that still stand in them."""
    tables = {item.id: item for item in form.walk() if item.role == "sources" and item.is_group}
    for item in form.walk():
        for name in item.sources:
            rows = answers.get(name)
            links = source_links(tables[name], rows) if name in tables and rows else ()
            standing = tuple(one for one in links if stands(one[0], str(answers.get(item.id, ""))))
            if any(entry for _, entry in standing):
                yield SourceText(item.text, standing, words)


def source_links(item: Item, rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The sentences of a sources table with the entry behind each: (sentence, entry id or empty)."""
    sentence = next((child.id for child in item.items if child.role == "sentence"), "")
    entry = next((child.id for child in item.items if child.role == "entry"), "")
    return tuple((str(row.get(sentence, "")), str(row.get(entry, ""))) for row in rows)


def _sheet(version: VersionRow, opened: OpenEntry, objectives: Mapping[str, str], clock: Clock) -> EntryRead:
    body, form = version.body, opened.form_of(version)
    line, content = opened.view.line, opened.content
    counts = version is content
    chips = (ChipText(*state_chip(line)), *score_chips(form, body["answers"])) if counts else ()
    return EntryRead(
        title=_title(version, opened.view, content),
        facts=_facts(body),
        sections=(*entry_sections(form, body["answers"], objectives), *_confirmed(body)),
        chips=chips,
        seals=(seal(body, clock), *_second_seals(version, opened, clock)),
        effects=tuple(effect["sentence"] for effect in body["effects"]),
        notice=_notice(version, line, content),
    )


def _confirmed(body: Mapping[str, Any]) -> list[EntrySection]:
    """What the author confirmed before signing, with the reasons, as it stands on the paper."""
    lines = tuple(Line(one["what"], one["reason"], block=True) for one in body.get("confirmed", ()))
    return [EntrySection("Confirmed before signing", lines)] if lines else []


def _second_seals(version: VersionRow, opened: OpenEntry, clock: Clock) -> list[str]:
    """What became of a version after its author signed it: handed back, co-signed, or still waiting for either."""
    told = [return_words(one, clock) for one in opened.view.returns if one.seq == version.seq]
    told += [co_seal(one, clock) for one in opened.view.cosignatures if one.seq == version.seq]
    if told or not version.body["needs_cosignature"] or opened.view.line.state == "entered in error":
        return told
    waiting = awaiting_cosignature(opened.view.versions, {one.seq for one in opened.view.cosignatures})
    return ["Waits for a co-signature." if version in waiting else "Replaced before it was co-signed."]


def _title(version: VersionRow, found: EntryView, content: VersionRow) -> str:
    word, line = amendment_word(version.kind), found.line
    if version.kind not in _CONTENT:
        back = version in returned_addenda(found) or any(
            version.version in later.body.get("handed_back", ()) for later in found.versions
        )
        return f"{word} (returned)" if back else word
    if version is content:
        late = " of a late entry" if line.late and version.kind != "late_entry" else ""
        return line.title if version.kind == "original" else f"{line.title}, {word.lower()}{late}"
    return f"{line.title}, version {version.version} (replaced)"


def _notice(version: VersionRow, line: EntryRow, content: VersionRow) -> str:
    if version is content and line.state == "entered in error":
        return "This entry was entered in error. What it states no longer counts."
    if version.kind in _CONTENT and version is not content:
        return "A later version replaced this one."
    reason, late = str(version.body["reason"] or ""), str(version.body.get("late_entry", ""))
    wrote = version.body.get("in_place_of")
    place = f" in place of {wrote['name']}, who wrote it first" if wrote else ""
    words = f"{amendment_word(version.kind)}{place}, because: {reason}" if reason else ""
    if not late:
        return words
    first = datetime.fromisoformat(late)
    return f"{words}{'' if words.endswith('.') or not words else '.'} Late entry, first signed {moment(first)}.".strip()


def _facts(body: Mapping[str, Any]) -> str:
    day = show_date(datetime.fromisoformat(body["effective_on"]).date())
    return " · ".join(part for part in (day, str(body["start"])) if part)


def _signed_at(body: Mapping[str, Any], clock: Clock) -> datetime:
    at = datetime.fromisoformat(body["signed_local"])
    named = at.astimezone(clock.local().tzinfo)
    # The zone's short name is shown only where it means the offset under which the entry was signed.
    return named if named.utcoffset() == at.utcoffset() else at
