"""What must hold for admissions, discharges and the day of any entry. Pure; asked before signing."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.episodes.effects import open_episode
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding

# TEDS-D, variable REASON (SAMHSA, Treatment Episode Data Set: Discharges, codebook): reason for discharge.
TEDS_REASONS = {
    1: "Treatment completed",
    2: "Dropped out of treatment",
    3: "Terminated by facility",
    4: "Transferred to another treatment program or facility",
    5: "Incarcerated",
    6: "Death",
    7: "Other",
}
DEATH = 6
"""The TEDS-D code of a stay that ended with the client's death."""

# Categories of forms that document care; it is given inside an episode.
_CARE = frozenset({"note", "plan", "medication", "group", "family", "level_of_care"})
TOLD_AT_DISCHARGE = _CARE | {"measure", "safety"}
"""Categories of forms that a discharge summary tells of."""


def teds_code(reason: str) -> int | None:
    """The TEDS-D code of a discharge reason; ``None`` where it is none of the list."""
    plain = " ".join(reason.casefold().split())
    return next((code for code, text in TEDS_REASONS.items() if text.casefold() == plain), None)


def check_day(filled: Filled) -> list[Finding]:
    """The day an entry counts from is neither in the future nor before the client's birth."""
    at = _item(filled, "effective_on")
    if filled.effective_on > filled.today:
        return [Finding("must", at, "The date lies in the future. An entry tells what has happened.")]
    if filled.effective_on < filled.client.date_of_birth:
        return [Finding("must", at, "The date lies before the client's birth.")]
    return []


ALMOST_OVER = 15
"""So many minutes before its end a session may be told of: it ended early, or clocks differ."""


def check_times(filled: Filled) -> list[Finding]:
    """Nobody tells of a session that has not begun, nor of time that has not passed; the last minutes of a session are
    asked about."""
    if not filled.now or filled.effective_on != filled.today:
        return []
    start, end = _time(filled, "start"), _time(filled, "end")
    if start > filled.now:
        text = f"The session starts at {start}, and it is {filled.now} now. An entry tells what has happened."
        return [Finding("must", _item(filled, "start"), text)]
    if end > filled.now:
        text = f"The session ends at {end}, and it is {filled.now} now. Sign after it, or correct the end."
        ahead = _minutes(end) - _minutes(filled.now)
        return [Finding("must" if ahead > ALMOST_OVER else "should", _item(filled, "end"), text)]
    return []


def _minutes(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)


def _time(filled: Filled, role: str) -> str:
    """The time in a role, "HH:MM"; empty (before every time) where there is none."""
    return next((str(filled.answers.get(item.id) or "") for item in filled.form.items if item.role == role), "")


def check_inside_episode(filled: Filled) -> list[Finding]:
    """Care is documented inside an episode, unless the entry opens one."""
    if filled.form.category not in _CARE or "episode.open" in filled.form.states:
        return []
    episodes: list[EpisodeRow] = list(filled.chart.rows("episodes"))
    if any(row.covers(filled.effective_on) for row in episodes):
        return []
    # A plan is made for a stay. What is found out before it has forms of its own (screening, assessment, safety plan).
    ahead = [row.admitted_on for row in episodes if row.admitted_on > filled.effective_on]
    if ahead and filled.form.category == "plan":
        day = in_words(min(ahead))
        text = f"The plan lies before the admission on {day}. Give a day of the stay: that day or a later one."
        return [Finding("must", _item(filled, "effective_on"), text)]
    text = "This day lies outside every admission." if episodes else "The client has not been admitted yet."
    return [Finding("should", _item(filled, "effective_on"), text)]


def check_admission(filled: Filled) -> list[Finding]:
    """One open episode at a time; the days of an admission fit each other."""
    if "episode.open" not in filled.form.states:
        return []
    at = _item(filled, "admitted_on")
    on = filled.day("admitted_on") or filled.effective_on
    found: list[Finding] = []
    if on > filled.today:
        found.append(Finding("must", at, "The admission lies in the future."))
    if on < filled.client.date_of_birth:
        found.append(Finding("must", at, "The admission lies before the client's birth."))
    episodes: list[EpisodeRow] = list(filled.standing.rows("episodes"))
    if any(row.is_open for row in episodes):
        found.append(Finding("must", at, "The client is admitted already. Discharge first, then admit again."))
    elif any(row.covers(on) and on != row.discharged_on for row in episodes):
        found.append(Finding("must", at, "The admission lies inside an earlier stay."))
    projected = filled.day("projected_discharge")
    if projected is not None and projected < on:
        found.append(
            Finding("must", _item(filled, "projected_discharge"), "The projected discharge lies before the admission.")
        )
    return found


def check_discharge(filled: Filled) -> list[Finding]:
    """A discharge ends an open episode, on a day that has come and does not precede the admission."""
    if "episode.close" not in filled.form.states:
        return []
    at = _item(filled, "discharged_on")
    on = filled.day("discharged_on") or filled.effective_on
    found: list[Finding] = []
    episode = open_episode(filled)
    if episode is None:
        found.append(Finding("must", at, "The client is not admitted, so there is nothing to discharge from."))
    elif on < episode.admitted_on:
        found.append(Finding("must", at, "The discharge lies before the admission."))
    if on > filled.today:
        found.append(Finding("must", at, "The discharge lies in the future."))
    reason = next(filled.items("discharge_reason"), None)
    left_to_form = reason is not None and reason.required and not filled.text("discharge_reason")
    if teds_code(filled.text("discharge_reason")) is None and not left_to_form:
        found.append(
            Finding("must", _item(filled, "discharge_reason"), "Choose the reason for discharge from the list.")
        )
    return found


def _item(filled: Filled, role: str) -> str:
    item = next(filled.items(role), None)
    return item.id if item else ""
