"""What waits for a signature, as rows. Pure, except for the ``read_`` functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.returning import AUTHOR_GONE, WITHOUT_AUTHOR, ReturnedRow
from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.tasks.rows import DraftWaiting
from ehr_desk.common.clock import Clock
from ehr_desk.ui.forms.entry_view import EntryRead
from ehr_desk.ui.pages.editor.thread import names
from ehr_desk.ui.pages.record.entry_paper import paper_of, return_words
from ehr_desk.ui.pages.record.to_cosign import ToCosign, addendum_to, to_cosign
from ehr_desk.ui.pages.record.waiting import Waiting, waiting_row
from ehr_desk.ui.pages.record.words import count, local_of, moment
from ehr_desk.ui.pages.to_sign.changes import Change, changes_of
from ehr_desk.ui.pages.today.lines import Line, OpenDraft
from ehr_desk.ui.theme import Tone
from ehr_desk.ui.widgets.dates import show_date

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

OLD_HOURS = 24


@dataclass(frozen=True)
class GivenBack:
    """An entry of the person at the desk that came back with a comment."""

    entry_id: str
    title: str
    client: str
    facts: str
    comment: str


@dataclass(frozen=True)
class Queue:
    """Everything on the page."""

    cosign: Sequence[Waiting]
    drafts: Sequence[Line]
    returned: Sequence[GivenBack] = ()


@dataclass(frozen=True)
class ReadEntry:
    """An entry opened for reading: whose it is, its sheets, what of it waits, what its last version changed where that
    waits, and with which words it was handed back since somebody co-signed it. ``alone``: why it cannot be handed back.
    """

    entry_id: str
    client: str
    sheets: Sequence[EntryRead]
    asked: ToCosign
    changes: tuple[Change, ...] = ()
    returns: tuple[str, ...] = ()
    alone: str = ""


def read_queue(desk: Desk) -> Queue:
    """Read what waits (on the reader thread)."""
    clients = {client.id: client.list_name for client in desk.clients.all()}
    entries = desk.cosigning.queue() if may(desk.me, "co-sign") else []
    people = {person.id: person.name for person in desk.staff.all()}
    mine = desk.drafts.mine()
    attendees = {draft.id: len(draft.attendees) for draft in mine}
    waiting = [one for one in desk.tasks.unsigned_drafts(mine) if one.hours >= OLD_HOURS]
    due, today = (desk.tasks.cosign_due(entries) if entries else {}), desk.clock.today()
    return Queue(
        [waiting_row(one, clients.get(one.client_id, "Client"), today, due[one.entry_id]) for one in entries],
        [_draft(one, clients, attendees.get(one.draft_id, 0)) for one in waiting],
        [_given_back(one, clients, people, desk.clock) for one in desk.cosigning.returned()],
    )


def read_entry(desk: Desk, entry: EntryRow) -> ReadEntry:
    """Open an entry for reading. The audit log keeps that its chart was opened."""
    chart = desk.charts.open(entry.client_id)
    opened = desk.charts.entry(entry.entry_id)
    words = names(chart.rows("objectives"))
    paper = paper_of(opened, words, desk.me, desk.clock)
    asked = to_cosign(opened, words)
    returns = tuple(return_words(one, desk.clock) for one in opened.view.returns if one.seq > asked.seen)
    changes = () if asked.alone else changes_of(opened, words)
    author = opened.view.versions[-1].body["author"]
    gone = any(person.id == author["staff_id"] and person.retired for person in desk.staff.all())
    alone = f"{AUTHOR_GONE.format(name=author['name'])} {WITHOUT_AUTHOR}" if gone else ""
    return ReadEntry(entry.entry_id, client_words(chart.client), paper.sheets, asked, changes, returns, alone)


def client_words(client: ClientRow) -> str:
    """Whose entry it is, so that nobody signs in the wrong chart."""
    return f"{client.name} · born {show_date(client.date_of_birth)} · MRN {client.record_number}"


def head_words(queue: Queue, *, may_cosign: bool) -> str:
    """The facts beside the title."""
    parts = []
    if may_cosign:
        parts.append(f"{count(len(queue.cosign), 'entry', 'entries')} to co-sign")
    if queue.returned:
        parts.append(f"{count(len(queue.returned), 'entry', 'entries')} returned to you")
    if queue.drafts:
        parts.append(f"{count(len(queue.drafts), 'draft')} older than a day")
    return " · ".join(parts)


def _given_back(one: ReturnedRow, clients: Mapping[str, str], people: Mapping[str, str], clock: Clock) -> GivenBack:
    at = local_of(one.returned_at, clock)
    who = people.get(one.returned_by, "A supervisor")
    entry = one.entry
    facts = f"{who}, {moment(at)} · date of service {show_date(entry.effective_on)}"
    title = addendum_to(entry.title) if one.addendum else entry.title
    return GivenBack(entry.entry_id, title, clients.get(entry.client_id, "Client"), facts, one.comment)


def _draft(one: DraftWaiting, clients: Mapping[str, str], attendees: int) -> Line:
    days = one.hours // 24
    whom = count(attendees, "attendee") if attendees else clients.get(one.client_id, "")
    tone: Tone = "danger" if one.level == "danger" else "warning"
    return Line(one.draft_id, one.title, OpenDraft(one.draft_id), "Continue", whom, chip=count(days, "day"), tone=tone)
