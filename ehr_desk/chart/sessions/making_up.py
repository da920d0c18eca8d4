"""What makes up for a missed session: a session of its own, or a place in one that takes place anyhow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.reader import lines_of_sessions
from ehr_desk.chart.sessions.alone import held_alone
from ehr_desk.chart.sessions.reader import made_up, missed_sessions, still_missed
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.common.days import in_words
from ehr_desk.common.errors import UserError


@dataclass(frozen=True)
class Freed:
    """A session as it stands, and without those who make up for nothing in it any more."""

    before: PlannedSessionRow
    after: PlannedSessionRow


def with_guest(before: PlannedSessionRow, client_id: str, entry_id: str) -> PlannedSessionRow:
    """The session with a client who makes up for a missed one (by its entry) in it."""
    roster = tuple(sorted({*before.client_ids, client_id}))
    return replace(before, client_ids=roster, makes_up={**before.makes_up, client_id: entry_id})


def without_guest(before: PlannedSessionRow, client_id: str) -> PlannedSessionRow:
    """The session without a client who was to make up for a missed one in it."""
    left = {one: entry for one, entry in before.makes_up.items() if one != client_id}
    return replace(before, client_ids=tuple(one for one in before.client_ids if one != client_id), makes_up=left)


def freed(session: Session, planned: Sequence[PlannedSessionRow], now: datetime) -> list[Freed]:
    """The coming sessions in which somebody makes up for an absence that was marked in error or corrected away.

    The place is free again; a session that was planned for nobody else stays, and makes up for nothing: somebody asked
    the client to come to it.
    """
    coming = [one for one in planned if one.makes_up and not one.cancelled and one.starts_at > now]
    if not coming:
        return []
    stand = still_missed(session, {entry for one in coming for entry in one.makes_up.values()})
    pairs = [
        Freed(one, _without(one, [client for client, entry in one.makes_up.items() if entry not in stand]))
        for one in coming
    ]
    return [one for one in pairs if one.before != one.after]


def _without(before: PlannedSessionRow, client_ids: Sequence[str]) -> PlannedSessionRow:
    row = before
    for client_id in client_ids:
        row = without_guest(row, client_id)
    return row if row.client_ids else replace(row, client_ids=before.client_ids)


def refuse_guest(before: PlannedSessionRow, client_id: str, now: datetime) -> None:
    """Refuse a place in a session that nobody can come to any more, or that the client is in already."""
    if before.cancelled:
        raise UserError("This session is cancelled.", "Choose another one.")
    if before.starts_at <= now:
        raise UserError("This session has begun.", "Choose one that is still to come.")
    if not before.with_clients:
        raise UserError("Clients do not attend a case conference.", "Choose another session.")
    if client_id in before.client_ids:
        raise UserError("The client is in this session already.", "Choose another one.")


def refuse_taking_back(session: Session, before: PlannedSessionRow, client_id: str) -> None:
    """Refuse where nothing is made up for, or where the note of it is signed."""
    if client_id not in before.makes_up:
        raise UserError("This session makes up for nothing of this client's.", "Look at the missed sessions again.")
    written = any(line.client_id == client_id for line in lines_of_sessions(session, [before.id]))
    if written or (before.id, client_id) in held_alone(session, [(before, client_id)]):
        raise UserError(
            "This session is documented already.",
            "Where the note is wrong, mark it as entered in error first; then the make-up can be taken back.",
        )


def refuse_make_up(session: Session, row: PlannedSessionRow) -> None:
    """A session makes up for one that the client missed, and each is made up for once."""
    wanted = {(client, entry) for client, entry in row.makes_up.items() if client in row.client_ids}
    missed = missed_sessions(session, row.makes_up.values())
    if wanted - missed.keys():
        raise UserError("What this session makes up for is no missed session.", "Choose one from the missed sessions.")
    refuse_before_missed(row, [missed[one] for one in wanted])
    if made_up(session, [entry for _, entry in wanted]):
        text = "Another session makes up for this absence already."
        raise UserError(text, "Cancel that one first, or plan this one without making up for anything.")


def refuse_before_missed(row: PlannedSessionRow, missed: Iterable[tuple[date, str]]) -> None:
    """What makes up for a session comes after it."""
    at = row.starts_at.date(), f"{row.starts_at:%H:%M}"
    for day, start in missed:
        if at[0] < day or (at[0] == day and at[1] < start):
            text = f"The session that was missed was on {in_words(day)}; this one lies before it."
            raise UserError(text, "Choose a time after the missed session.")
