"""Who missed a session and what stands out among my clients, as lines. Pure."""

from __future__ import annotations

from ehr_desk.chart.tasks.rows import Alert, Missed
from ehr_desk.ui.pages.record.words import relative_day, short_day
from ehr_desk.ui.pages.today.lines import Act, Line, OpenChart, PlanMakeUp, StartNote, TakeBackMakeUp
from ehr_desk.ui.pages.today.presenter import SERVICE_WORDS, Day, sentence
from ehr_desk.ui.theme import Tone
from ehr_desk.ui.widgets.dates import show_date

_TO_CALL = ("", "Not tried", "Not reached")
_CHIPS = {
    "": "Not called",
    "Not tried": "Not called",
    "Client called ahead": "Called ahead",
    "Reached by phone": "Reached",
}
_TONES: dict[str, Tone] = {"danger": "danger", "warning": "warning", "review": "review", "info": "info"}


def missed_lines(day: Day) -> list[Line]:
    """Who missed a session today or on the weekday before, those nobody has reached first."""
    found = [_missed(day, one) for one in day.missed if one.mine or day.concerns_me(one.client_id)]
    return sorted(found, key=lambda line: line.quiet)


def alert_lines(day: Day) -> list[Line]:
    """Safety events, positive screens and score jumps of my clients and those I see today, what matters most first.
    A danger to somebody who is nobody's client yet concerns everybody."""
    mine = {client_id for session in day.sessions for client_id in session.client_ids}
    nobodys = {client.id for client in day.clients.values() if not client.primary_staff_id}
    return [
        _alert(day, one)
        for one in day.alerts
        if one.client_id in mine
        or day.concerns_me(one.client_id)
        or (one.level == "danger" and one.client_id in nobodys)
    ]


def _missed(day: Day, one: Missed) -> Line:
    row = one.row
    to_call = row.contact in _TO_CALL
    chip = _CHIPS.get(row.contact, row.contact)
    what = row.title or SERVICE_WORDS.get(row.service, "Session")
    when = sentence(" ".join(part for part in (relative_day(row.on, day.today), row.start) if part))
    parts = [when, what, f"excused: {row.reason.lower()}" if row.status == "excused" and row.reason else row.status]
    if one.makeup is not None:
        parts.append(f"make-up {short_day(one.makeup.starts_at.date(), day.today)}")
    call = StartNote("absence", one.client_id, row.session_id)
    makeup: tuple[str, Act] | None = None
    if one.makeup is None:
        missed = f"{what}, missed on {show_date(row.on)}{f' at {row.start}' if row.start else ''}"
        asked = PlanMakeUp(one.client_id, row.entry_id, row.service, what, row.planned_minutes, missed)
        makeup = ("Make-up", asked)
    elif one.makeup.starts_at.date() >= day.today:
        words = f"{what}, {short_day(one.makeup.starts_at.date(), day.today)} {one.makeup.starts_at:%H:%M}"
        alone = len(one.makeup.client_ids) == 1
        makeup = ("Take back", TakeBackMakeUp(one.makeup.id, one.client_id, words, alone))
    return Line(
        f"missed.{row.entry_id}",
        day.name(one.client_id),
        call if to_call else OpenChart(one.client_id),
        "Record call" if to_call else "Open",
        " · ".join(parts),
        chip=chip,
        tone="warning" if to_call else "neutral",
        more=makeup,
        tooltip=show_date(row.on),
        quiet=not to_call,
    )


def _alert(day: Day, one: Alert) -> Line:
    return Line(
        f"alert.{one.client_id}.{one.entry_id}.{one.chip}",
        day.name(one.client_id),
        # What was done about a risk stands in a note or a call, not among the scores.
        OpenChart(one.client_id, "timeline" if one.act == "safety" else "measures"),
        "Open",
        one.text,
        chip=one.chip,
        tone=_TONES[one.level],
        more=("Screen", StartNote("safety_screen", one.client_id)) if one.level == "danger" else None,
        quiet=one.level != "danger",
    )
