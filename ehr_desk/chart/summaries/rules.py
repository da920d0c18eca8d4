"""What must hold for summaries. Pure; asked before signing.

Sources: domain page, discharge summary (reason for discharge, progress on each goal, last service) and progress
summary (a period of the stay); 9 CCR and Joint Commission wording is in the forms themselves.
"""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.summaries import attendance, objectives
from ehr_desk.chart.summaries.scope import asked, scope_of
from ehr_desk.chart.summaries.words import day_words, listed
from ehr_desk.forms import Finding


def check_period(filled: Filled) -> list[Finding]:
    """The period of a summary has a beginning before its end, lies in the stay and has come to its end."""
    first, last = filled.day("period_from"), filled.day("period_to")
    if first is None or last is None:
        return []
    at_first, at_last = _item_id(filled, "period_from"), _item_id(filled, "period_to")
    found: list[Finding] = []
    if first > last:
        found.append(Finding("must", at_last, "The period ends before it begins."))
    if last > filled.today:
        found.append(Finding("must", at_last, "The period ends in the future. A summary tells what has happened."))
    scope = scope_of(filled.chart, asked(filled.value), filled.today, filled.stay)
    if scope.episode is None:
        found.append(Finding("must", at_first, "The client was not admitted by the end of this period."))
        return found
    # A letter confirms attendance from its first day to its last; a summary only tells of a period.
    letter = filled.form.paper == "attendance_letter"
    level, remedy = ("must", " A letter confirms days of one stay only.") if letter else ("should", "")
    came, left = scope.episode.admitted_on, scope.episode.discharged_on
    if first < came:
        text = f"The period begins before the admission on {day_words(came)}.{remedy}"
        found.append(Finding(level, at_first, text))
    if left is not None and last > left:
        found.append(Finding(level, at_last, f"The period ends after the discharge on {day_words(left)}.{remedy}"))
    return found


def check_discharge(filled: Filled) -> list[Finding]:
    """A discharge summary names the reason, ends after the last service and leaves no objective unspoken."""
    if "episode.close" not in filled.form.states:
        return []
    found: list[Finding] = []
    reason = next(filled.items("discharge_reason"), None)
    # Where the form needs it, that it is missing is told as of every other answer.
    if not filled.text("discharge_reason").strip() and not (reason and reason.required):
        found.append(Finding("must", _item_id(filled, "discharge_reason"), "The reason for discharge is missing."))
    on = filled.day("discharged_on")
    if on is None:
        return found
    # What an amendment finds after the day of discharge may be of the next stay.
    others = [row for row in filled.chart.rows("episodes") if row.episode_id != filled.stay and row.admitted_on >= on]
    later = [
        row.on
        for row in filled.chart.rows("attendance")
        if row.was_there and row.on > on and not any(stay.covers(row.on) for stay in others)
    ]
    if later:
        text = f"A session on {day_words(max(later))} is recorded, after the day of discharge."
        found.append(Finding("should", _item_id(filled, "discharged_on"), text))
    handed_off = filled.day("handoff_on")
    if handed_off is not None and handed_off > on:
        # 26 TAC 564.805: the receiving program is contacted before the discharge.
        text = "The next program was contacted only after the discharge. Say in our own words why."
        found.append(Finding("should", _item_id(filled, "handoff_on"), text))
    scope = scope_of(filled.chart, asked(filled.value), filled.today, filled.stay)
    going = [one.objective.number for one in objectives.courses(scope) if one.status == objectives.CONTINUES]
    if going:
        which = f"Objective {going[0]} has" if len(going) == 1 else f"Objectives {listed(going)} have"
        text = f"{which} no outcome yet. Review the plan before the discharge, or say in the course how it ended."
        found.append(Finding("should", _item_id(filled, "objectives"), text))
    if not attendance.attendance_of(scope).scheduled:
        found.append(Finding("should", _item_id(filled, "services"), "No session is recorded for this stay."))
    return found


def _item_id(filled: Filled, role: str) -> str:
    item = next(filled.items(role), None)
    return item.id if item else ""
