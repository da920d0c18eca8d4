"""What a note says against the planned session it is linked to. Pure; asked before signing.

Source: 26 TAC 301.361 (date, begin and end of every service); a payer pays for a session that took place, on its day.
"""

from __future__ import annotations

from collections.abc import Callable

from ehr_desk.chart.entries.rooms import Check, Filled
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding

PlannedOf = Callable[[str], PlannedSessionRow | None]
"""The planned session with an id; None where nobody can tell."""


def held_check(planned_of: PlannedOf) -> Check:
    """The check of a note against the schedule, which ``planned_of`` reads."""

    def check(filled: Filled) -> list[Finding]:
        if not filled.session_id or not {"attendance", "absence"} & set(filled.form.states):
            return []
        planned = planned_of(filled.session_id)
        return against_schedule(filled, planned) if planned else []

    return check


def against_schedule(filled: Filled, planned: PlannedSessionRow) -> list[Finding]:
    """A cancelled session is not documented as held; a note has the day of its session. Other times are pointed out."""
    if "attendance" not in filled.form.states and not planned.with_clients:
        text = "A case conference is staff time about the client; nobody is absent from it. Write its note instead."
        return [Finding("must", _item(filled, "effective_on"), text)]
    found = []
    if planned.cancelled:
        found.append(_cancelled(filled, planned))
    day, on = planned.starts_at.date(), filled.effective_on
    if on != day:
        text = (
            f"This documents the session of {in_words(day)}, but says {in_words(on)}. Enter the session's day, "
            "or write a note that is not linked to this session."
        )
        return [*found, Finding("must", _item(filled, "effective_on"), text)]
    times = filled.text("start"), filled.text("end")
    expected = f"{planned.starts_at:%H:%M}", f"{planned.ends_at:%H:%M}"
    if all(times) and times != expected:
        text = f"Planned from {expected[0]} to {expected[1]}; the note says {times[0]} to {times[1]}."
        found.append(Finding("should", _item(filled, "start"), text))
    return found


def _cancelled(filled: Filled, planned: PlannedSessionRow) -> Finding:
    why = planned.cancel_reason.rstrip(".")
    if "attendance" not in filled.form.states:
        text = f"This session was cancelled ({why}); nobody missed it."
        return Finding("should", _item(filled, "effective_on"), text)
    text = f"This session was cancelled ({why}). Restore it in the week first, if it took place after all."
    return Finding("must", _item(filled, "effective_on"), text)


def _item(filled: Filled, role: str) -> str:
    item = next(filled.items(role), None)
    return item.id if item else ""
