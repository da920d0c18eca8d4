"""Reads what a draft is held against, once for all of its charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.clients.reader import these_clients
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.alike import LastNote, response_in
from ehr_desk.chart.entries.around import Around, Attending
from ehr_desk.chart.entries.reader import last_by, last_entries, lines_of_author
from ehr_desk.chart.entries.rows import DraftRow, VersionRow
from ehr_desk.chart.entries.tables import Draft, EntryLine
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.forms import Form, readable

_NOTE = "note"
"""Forms of this category are held against the last notes for the client, where they tell of a session: what a summary
puts together from the record is meant to be the same as long as the record is."""
_READ, _FEW = 8, 3
"""How many entries are read to find the last few notes that a text is held against: absences say nothing."""
_GROUPS = 20
"""How many group notes back somebody counts as being in a group with the client."""


def read_around(
    session: Session,
    draft: DraftRow,
    form: Form,
    parts: Sequence[tuple[str, Mapping[str, Any]]],
    author_id: str,
    author: str,
) -> Around:
    """Read what a draft is held against. ``parts``: the answers of each chart it goes to."""
    grouped = form.scope == "session"
    attending = {}
    beside = _beside(session, draft)
    known = () if grouped else _fellows(session, draft.client_id)
    asked = dict.fromkeys([*(client_id for client_id, _ in parts), *beside, *known])
    people = {one.id: one for one in these_clients(session, asked)}
    for client_id, raw in parts:
        last = last_responses(session, client_id, form) if draft.kind == "original" and grouped else ()
        attending[client_id] = Attending(people[client_id], readable(form, raw).answers, last)
    notes = last_notes(session, draft.client_id, form, author_id) if draft.kind == "original" else []
    others = [people[one] for one in beside if one not in attending]
    fellows = [people[one] for one in known if one not in attending]
    staff = [one.name for one in read_staff(session)] if draft.confirmed or draft.reason else []
    return Around(
        form, attending, others, fellows, notes, author, draft.confirmed, draft.reused, staff, why=draft.reason
    )


def last_notes(session: Session, client_id: str, form: Form, author_id: str) -> list[LastNote]:
    """The last few notes for a client that a note is held against: the author's own, then anybody's, newest first."""
    if form.category != _NOTE or not form.service or not client_id:
        return []
    found: dict[str, LastNote] = {}
    for author in (author_id, ""):
        taken = 0
        for version in last_by(session, client_id, form.category, author, limit=_READ):
            written = _form_of(session, version)
            if written.service and taken < _FEW:
                note = LastNote(written, version.body["answers"], own=bool(author), on=version.body["effective_on"])
                found.setdefault(version.entry_id, note)
                taken += 1
    return list(found.values())


def last_responses(session: Session, client_id: str, form: Form) -> list[str]:
    """What was written about a client in the last few notes of a form, newest first; absences say nothing."""
    versions = last_entries(session, client_id, form.id, limit=_READ)
    found = (response_in(_form_of(session, version), version.body["answers"]) for version in versions)
    return [text for text in found if text.strip()][:_FEW]


def seen_by(session: Session, author_id: str, on: date, today: date) -> list[ClientRow]:
    """Whom a staff member wrote about a day, in what is signed and in what is a draft yet."""
    found = [one.client_id for one in lines_of_author(session, author_id, on)]
    for draft in session.scalars(select(Draft).where(Draft.author_id == author_id)):
        form = definitions.kept(session, draft.form_hash)
        shared = form.scope == "session" and not draft.amends
        answers = draft.answers.get("shared", {}) if shared else draft.answers
        if effective_on(form, readable(form, answers).answers, today) == on:
            found += [draft.client_id, *draft.attendees]
    return these_clients(session, [client_id for client_id in dict.fromkeys(found) if client_id])


def effective_on(form: Form, answers: Mapping[str, Any], today: date) -> date:
    """The day that an entry is about."""
    for item in form.items:
        if item.role == "effective_on" and answers.get(item.id):
            return date.fromisoformat(answers[item.id])
    return today


def _beside(session: Session, draft: DraftRow) -> list[str]:
    """Who else is or was in the group: those taken off the draft, and for an amendment those of the signed note."""
    apart = draft.answers.get("clients") if isinstance(draft.answers.get("clients"), dict) else None
    found = [*draft.attendees, *(apart or ())]
    amended = [*draft.amended.values(), *([draft.amends] if draft.amends else ())]
    if amended:
        groups = select(EntryLine.group_id).where(EntryLine.entry_id.in_(amended), EntryLine.group_id != "")
        # Also whoever's entry was marked as entered in error since: the group knows their name all the same.
        found += session.scalars(select(EntryLine.client_id).where(EntryLine.group_id.in_(groups)))
    return list(dict.fromkeys(found))


def _fellows(session: Session, client_id: str) -> list[str]:
    """Who was in the last groups with a client, as the signed notes of those groups know them."""
    mine = (
        select(EntryLine.group_id)
        .where(EntryLine.client_id == client_id, EntryLine.group_id != "")
        .order_by(EntryLine.effective_on.desc(), EntryLine.seq.desc())
        .limit(_GROUPS)
    )
    groups = list(session.scalars(mine))
    if not groups or not client_id:
        return []
    query = select(EntryLine.client_id).where(EntryLine.group_id.in_(groups), EntryLine.client_id != client_id)
    return list(session.scalars(query.distinct()))


def _form_of(session: Session, version: VersionRow) -> Form:
    return definitions.kept(session, version.body["form"]["hash"])
