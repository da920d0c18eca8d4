"""The sessions of the day and the notes owed of earlier ones, as lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from ehr_desk.chart.entries.left import DraftLeft
from ehr_desk.chart.sessions.program import TRACKS, track_of
from ehr_desk.chart.sessions.rows import STAFF_TIME, PlannedSessionRow, in_group
from ehr_desk.chart.tasks.rows import NoteOwed
from ehr_desk.ui.pages.record.words import count, relative_day
from ehr_desk.ui.pages.today.lines import GoTo, Line, OpenChart, OpenDraft, StartNote
from ehr_desk.ui.pages.today.presenter import SERVICE_WORDS, Day, note_form, sentence, service_words
from ehr_desk.ui.theme import Tone
from ehr_desk.ui.widgets.dates import show_date


def session_lines(day: Day, services: Sequence[str] = ()) -> list[Line]:
    """Today's sessions by track and time, each with one key to its note. ``services``: only these (none: all).

    The tracks stand above their sessions where there is more than one.
    """
    shown = [one for one in day.sessions if not one.cancelled and (not services or one.service in services)]
    tracks = {one.id: track_of(one.track, one.starts_at) for one in shown}
    order = list(dict.fromkeys((*TRACKS, *tracks.values())))
    shown.sort(key=lambda one: (order.index(tracks[one.id]), one.starts_at))
    several = len(set(tracks.values())) > 1
    return [replace(_session(day, one), heading=tracks[one.id] if several else "") for one in shown]


def owed_lines(day: Day) -> list[Line]:
    """Notes owed of earlier days, oldest first; a group is one line."""
    by_session: dict[str, list[NoteOwed]] = {}
    for one in day.owed:
        if one.on < day.today:
            by_session.setdefault(one.session_id, []).append(one)
    return [_owed(day, session_id, notes) for session_id, notes in by_session.items()]


def left_lines(day: Day) -> list[Line]:
    """What people without access left undone: notes by session, then drafts that nobody can open."""
    by_session: dict[tuple[str, str], list[NoteOwed]] = {}
    for who, one in day.left.notes:
        by_session.setdefault((who, one.session_id), []).append(one)
    lines = []
    for (who, session_id), notes in by_session.items():
        line = _owed(day, session_id, notes)
        lines.append(replace(line, sub=f"{line.sub} · {_gone(day, who)}"))
    return lines + [_draft_left(day, one) for one in day.left.drafts]


def _gone(day: Day, who: str) -> str:
    return f"owed by {day.left.names[who]}, whose access has ended"


def _draft_left(day: Day, one: DraftLeft) -> Line:
    whom = day.name(one.client_ids[0]) if len(one.client_ids) == 1 else count(len(one.client_ids), "attendee")
    saved = show_date(one.saved_at.astimezone(day.zone).date())
    return Line(
        f"left.{one.draft_id}",
        f"Never signed: {one.title}",
        OpenChart(one.client_ids[0]) if one.client_ids else GoTo("groups"),
        "Open",
        f"{whom} · draft of {day.left.names[one.author_id]}, whose access has ended · saved {saved}",
        chip="Left",
        tone="warning",
        tooltip="Nobody can open this draft any more. Write the entry anew, as late as it is.",
    )


def _session(day: Day, session: PlannedSessionRow) -> Line:
    ended = session.starts_at + timedelta(minutes=session.minutes) <= day.now
    owing = [one.client_id for one in day.owed if one.session_id == session.id]
    form = note_form(day.forms, session.service, day.me.role, len(session.client_ids))
    draft = next((one for one in day.drafts if one.session_id == session.id), None)
    group = session.in_group
    text = (session.title or SERVICE_WORDS[session.service]) if group else _who(day, session.client_ids)
    line = Line(
        session.id,
        text,
        _note_of(session, form, owing),
        "Write note",
        _session_facts(day, session),
        f"{session.starts_at:%H:%M}",
        more=None if group or not session.with_clients else ("Absent", _absence(session)),
        tooltip=show_date(day.today),
        quiet=session.starts_at > day.now,
    )
    if draft is not None:
        return replace(
            line, act=OpenDraft(draft.id), verb="Continue", chip="Draft", tone="info", more=None, quiet=False
        )
    if session.staff_id != day.me.id and session.id not in day.documented:
        return replace(line, act=GoTo("groups"), verb="Open", more=None, quiet=True)
    if (ended and not owing) or session.id in day.documented:
        chart = OpenChart(session.client_ids[0]) if len(session.client_ids) == 1 else GoTo("groups")
        return replace(line, act=chart, verb="Open", chip="Signed", tone="success", more=None, quiet=True)
    if not form:
        return replace(line, act=OpenChart(session.client_ids[0]), verb="Open", quiet=True)
    return line


def _note_of(session: PlannedSessionRow, form: str, owing: Sequence[str]) -> StartNote:
    if session.in_group:
        return StartNote(form, session_id=session.id, attendees=tuple(owing) or session.client_ids)
    return StartNote(form, (owing or session.client_ids)[0], session.id)


def _absence(session: PlannedSessionRow) -> StartNote:
    return StartNote("absence", session.client_ids[0], session.id)


def _session_facts(day: Day, session: PlannedSessionRow) -> str:
    parts = [f"{session.minutes} min"]
    if session.in_group:
        if session.title and session.service == "psychoeducation":
            parts.insert(0, SERVICE_WORDS[session.service])
        parts.append(count(len(session.client_ids), "client"))
    else:
        parts.insert(0, session.title or service_words(session.service, len(session.client_ids)))
        line = day.caseload.get(session.client_ids[0])
        parts += [line.where or line.why] if line else []
    if session.staff_id != day.me.id:
        parts.append(f"co-facilitator, with {day.people.get(session.staff_id, 'a colleague')}")
    return " · ".join(parts)


def _who(day: Day, client_ids: Sequence[str]) -> str:
    first = day.name(client_ids[0])
    return first if len(client_ids) == 1 else f"{first} and {len(client_ids) - 1} more"


def _owed(day: Day, session_id: str, notes: Sequence[NoteOwed]) -> Line:
    one = notes[0]
    expected = one.expected or len(notes)
    group = in_group(one.service, expected)
    form = note_form(day.forms, one.service, day.me.role, expected)
    draft = next((each for each in day.drafts if each.session_id == session_id), None)
    ids = tuple(note.client_id for note in notes)
    start = StartNote(form, session_id=session_id, attendees=ids) if group else StartNote(form, ids[0], session_id)
    lost = any(note.lost for note in notes)
    tone: Tone = "danger" if lost or (one.due_on is not None and day.today > one.due_on) else "warning"
    facts = [sentence(relative_day(one.on, day.today)), one.start, one.title or service_words(one.service, expected)]
    return Line(
        f"owed.{session_id}",
        f"{one.title or SERVICE_WORDS[one.service]}: {count(len(notes), 'client')}" if group else _who(day, ids),
        OpenDraft(draft.id) if draft else start,
        "Continue" if draft else "Write note",
        " · ".join([*(facts[:2] if group else facts), *(["signed, lost in the damage"] if lost else [])]),
        chip="Lost" if lost else count(one.days, "day"),
        tone=tone,
        more=None
        if group or draft or one.service in STAFF_TIME
        else ("Absent", StartNote("absence", ids[0], session_id)),
        tooltip=f"{show_date(one.on)}; in time until {show_date(one.due_on)}" if one.due_on else show_date(one.on),
    )
