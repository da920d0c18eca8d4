"""The words that were taken back in a chart: by a correction on another than a clinical ground, or as entered in error
for the wrong client; and which entries hold them still.

They are looked for by what they say and not by the way they went: carried, quoted, prefilled, typed again, or in the
other charts of a group. 42 CFR 2.13(a).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.entries import definitions, reader
from ehr_desk.chart.entries.attested import last_number
from ehr_desk.chart.entries.confirmed import TAKEN_BACK, WORDS
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.gone import gone_in, whole
from ehr_desk.chart.entries.grounds import WRONG_CLIENT, taken_back_by, takes_addenda
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.rows import EntryRow, VersionRow
from ehr_desk.chart.entries.shared_part import shared_part
from ehr_desk.chart.entries.tables import EntryLine, EntryVersion
from ehr_desk.chart.entries.withdrawn import Withdrawn, texts_in, withdrawn
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.common.days import in_words
from ehr_desk.common.errors import OurError
from ehr_desk.forms import Form
from ehr_desk.vault.snapshot import once

_IN_ERROR, _ADDENDUM = "entered_in_error", "addendum"
ANOTHER_CHART = "the same note in another chart of the group"


@dataclass(frozen=True)
class TakenBack:
    """Words taken back. ``source``: with which entry, as title and day, and ``entry_id`` its id; ``seq``: the signing
    number of what took them back."""

    entry_id: str
    source: str
    seq: int
    words: Withdrawn


@dataclass(frozen=True)
class Held:
    """Words taken back that stand in a version: as they stand there, and with what they were taken back."""

    quote: str
    by: TakenBack


def withdrawals(session: Session, client_id: str) -> list[TakenBack]:
    """What was taken back in a chart, and of texts that a group shares in the others', in the order of signing."""
    found: list[TakenBack] = []
    gone = gone_in(session, client_id)
    for versions in _changed(session, client_id, gone):
        ours = versions[0].body["client"]["id"] == client_id
        found += _of_entry(session, versions, gone) if ours else _shared(session, versions, client_id)
    return sorted(found, key=attrgetter("seq"))


def held_in(version: VersionRow, taken: Iterable[TakenBack]) -> Held | None:
    """The first words taken back that a version holds. What it said itself before it was corrected is not asked."""
    texts = list(texts_in([version.body.get("answers"), version.body.get("effects")]))
    for one in taken:
        own = version.entry_id == one.entry_id and version.seq < one.seq
        if not own and (quote := one.words.found_in(texts)):
            return Held(quote, one)
    return None


def is_anothers(answers: Mapping[str, Any]) -> bool:
    """Whether an entry is marked as in error because it is another client's."""
    return str(answers.get("error_kind") or "").casefold() == WRONG_CLIENT


def confirmed_in(version: VersionRow, held: Held) -> bool:
    """Whether its author confirmed, after they were taken back, that such words may stand in a version."""
    asked: Sequence[Mapping[str, str]] = version.body.get("confirmed", ())
    return version.seq > held.by.seq and any(one["what"] == WORDS[TAKEN_BACK] for one in asked)


def holding(
    session: Session, client_id: str, taken: Sequence[TakenBack], *, but: Collection[str] = ()
) -> dict[str, Held]:
    """The entries of a chart that count and hold words taken back, by id; those whose author confirmed that they may
    stand there, after they were taken back, are not among them."""
    if not any(one.words for one in taken):
        return {}
    found = {}
    for entry_id, version in _standing(session, client_id).items():
        if entry_id not in but and (held := held_in(version, taken)) and not confirmed_in(version, held):
            found[entry_id] = held
    return found


def lines_holding(
    session: Session,
    versions: Sequence[VersionRow],
    ground: str,
    answers: Mapping[str, Any],
    told: Sequence[EntryRow],
) -> list[EntryRow]:
    """The entries, but those ``told`` already, that will hold words taken back once a correction with these ``answers``
    is signed, newest first; of a text that a group shares those of the other charts last."""
    body = content_version(versions).body
    seq = last_number(session) + 1
    taken = [_taken(session, versions, seq, ground, answers)]
    but = {versions[0].entry_id, *(one.entry_id for one in told)}
    held = set(holding(session, body["client"]["id"], taken, but=but))
    lines = sorted(reader.lines_by_id(session, held), key=attrgetter("effective_on", "start", "seq"), reverse=True)
    if ground == WRONG_CLIENT or not body.get("group"):
        return lines
    shared = select(EntryLine.entry_id).where(EntryLine.group_id == body["group"], EntryLine.entry_id.not_in(but))
    for one in reader.lines_by_id(session, session.scalars(shared).all()):
        there = _taken(session, versions, seq, ground, answers, elsewhere=one.client_id)
        if one.entry_id in holding(session, one.client_id, [there], but=but):
            lines.append(one)
    return lines


def _changed(session: Session, client_id: str, gone: Collection[str]) -> list[list[VersionRow]]:
    """All versions of the entries that something was taken back of, by entry."""
    own = select(EntryLine.entry_id, EntryLine.group_id, EntryLine.amended).where(EntryLine.client_id == client_id)
    lines = session.execute(own).all()
    groups = {group_id for _, group_id, _ in lines if group_id}
    shared = select(EntryLine.entry_id).where(EntryLine.group_id.in_(groups), EntryLine.amended)
    amended = {*gone, *(entry_id for entry_id, _, changed in lines if changed)}
    amended.update(session.scalars(shared) if groups else ())
    if not amended:
        return []
    query = select(EntryVersion).where(EntryVersion.entry_id.in_(amended))
    kept = _read(session.scalars(query.order_by(EntryVersion.entry_id, EntryVersion.seq)))
    found = [list(versions) for _, versions in groupby(kept, attrgetter("entry_id"))]
    return [versions for versions in found if any(one.kind in CONTENT_KINDS for one in versions)]


def _of_entry(session: Session, versions: Sequence[VersionRow], gone: Mapping[str, int]) -> Iterator[TakenBack]:
    lost = gone.get(versions[0].entry_id, 0)
    now = content_version(versions)
    if lost:  # nobody knows what it took back
        yield _taken(session, versions, lost, WRONG_CLIENT, now.body["answers"] if now.seq > lost else {})
    wrong = next((one for one in versions if one.kind == _IN_ERROR and is_anothers(one.body["answers"])), None)
    if wrong is not None:
        yield _taken(session, versions, wrong.seq, WRONG_CLIENT, {})
    for one in versions if wrong is None else ():
        if ground := taken_back_by(one):
            yield _taken(session, versions, one.seq, ground, now.body["answers"])


def _shared(session: Session, versions: Sequence[VersionRow], client_id: str) -> Iterator[TakenBack]:
    """What must stay private of the text that a group shares in one chart, must in all; what was written about another
    client there is nothing of this one, and who was no client of the group concerns one chart."""
    now = content_version(versions).body["answers"]
    for one in versions:
        if (ground := taken_back_by(one)) and ground != WRONG_CLIENT:
            yield _taken(session, versions, one.seq, ground, now, elsewhere=client_id)


def _taken(
    session: Session,
    versions: Sequence[VersionRow],
    seq: int,
    ground: str,
    now: Mapping[str, Any],
    *,
    elsewhere: str = "",
) -> TakenBack:
    """``elsewhere``: another chart of the group, which has the shared text only."""
    kinds = CONTENT_KINDS | {_ADDENDUM} if takes_addenda(ground) else CONTENT_KINDS
    before = [one for one in versions if one.seq < seq and one.kind in kinds]
    said = [(_form(session, one), one.body["answers"]) for one in before]
    if elsewhere:
        said = [(form, shared_part(form, answers)) for form, answers in said if form is not None]
    chart = elsewhere or str(versions[0].body["client"]["id"])
    own = [*(text for one in versions for text in _names(one)), one_client(session, chart).name, *_staff(session)]
    known = _said_before(session, chart, versions[0].seq)
    words = withdrawn(said, now, [*own, *known] if ground == WRONG_CLIENT else own, known)
    body = content_version(versions).body
    day, hour = in_words(date.fromisoformat(body["effective_on"])), f", {body['start']}" if body["start"] else ""
    source = f"{body['form']['title']} of {day}{hour}"
    return TakenBack(versions[0].entry_id, ANOTHER_CHART if elsewhere else source, seq, words)


def _form(session: Session, version: VersionRow) -> Form | None:
    """Its form; ``None`` where a damaged record lost that: the words are there all the same."""
    try:
        return definitions.kept(session, str(version.body["form"]["hash"]))
    except OurError:
        return None


def _names(version: VersionRow) -> Iterator[str]:
    """Names that stand everywhere."""
    yield str(version.body["author"]["name"])
    yield str(version.body["client"]["name"])
    yield str(version.body["client"]["preferred_name"])


def _staff(session: Session) -> list[str]:
    """The names of the staff of any day."""
    return once(session, "names of the staff", lambda: [one.name for one in read_staff(session)])


def _said_before(session: Session, client_id: str, seq: int) -> list[str]:
    """What a chart said before a signing number: it does not have that from what was signed under it."""
    query = select(EntryVersion).where(EntryVersion.client_id == client_id, EntryVersion.kind.in_(CONTENT_KINDS))

    def said() -> list[tuple[int, str]]:
        return [(one.seq, text) for one in _read(session.scalars(query)) for text in texts_in(one.body["answers"])]

    return [text for at, text in once(session, ("what a chart says", client_id), said) if at < seq]


def _standing(session: Session, client_id: str) -> dict[str, VersionRow]:
    """The content that counts of each entry of a chart."""
    counts = select(EntryLine.seq).where(EntryLine.client_id == client_id, EntryLine.state != "entered in error")
    kept = _read(session.scalars(select(EntryVersion).where(EntryVersion.seq.in_(counts)).order_by(EntryVersion.seq)))
    return {one.entry_id: one for one in kept}


def _read(stored: Iterable[EntryVersion]) -> Iterator[VersionRow]:
    """The versions that can be read; what is damaged stops nobody, the record check tells of it."""
    return (version for one in stored if (version := whole(one)) is not None)
