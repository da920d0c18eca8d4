"""Why a client is on my list: one line and one chip. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.sessions.hours import hours_text
from ehr_desk.chart.tasks.attention import (
    expected_discharge,
    missed_lately,
    recent_flags,
    recent_safety,
    short_of_hours,
    unscored_flags,
)
from ehr_desk.chart.tasks.calls import call_due, wants_no_calls
from ehr_desk.chart.tasks.referrals import referrals_due
from ehr_desk.chart.tasks.rows import CaseloadLine, Level, Waiting
from ehr_desk.chart.tasks.rules import DEFAULT_RULES, DueRules, has_died, open_episode, review_due
from ehr_desk.chart.tasks.supply import running_out
from ehr_desk.chart.tasks.words import counted, near_words, session_words

AFTERCARE = "Aftercare"
"""Where somebody is whom the program still calls."""

Reason = tuple[str, str, Level]
"""Words for the line, the chip and its level."""


def caseload_line(
    state: Rows,
    today: date,
    *,
    waiting: Waiting = Waiting(),  # noqa: B008 - frozen
    rules: DueRules = DEFAULT_RULES,
) -> CaseloadLine:
    """The line of one client: where they are in the program, and the one thing that matters most today, that first."""
    episode = open_episode(state)
    if episode is None:
        return _outside(state, today, rules)
    track = episode.level_on(today).track
    where = " · ".join(part for part in (f"{track} track" if track else "", f"day {episode.days(today)}") if part)
    first = next(_reasons(state, today, waiting, rules), None)
    if first is None:
        return CaseloadLine(where, "", "", True, where)
    words, chip, level = first
    # What is cut off in a narrow list is where they are, never why they stand there.
    return CaseloadLine(f"{words[:1].upper()}{words[1:]} · {where}", chip, level, True, where)


def _reasons(state: Rows, today: date, waiting: Waiting, rules: DueRules) -> Iterator[Reason]:
    """What could stand on the line, what matters most first."""
    yield from _safety(state, today, rules)
    yield from _missed(state, today, rules)
    yield from _owed(waiting, today)
    yield from _plan(state, today, rules, waiting)
    yield from _step(state, today)
    yield from _hours(waiting)
    yield from _today(waiting)
    if waiting.cosign:
        yield "co-sign requested", "Co-sign", "review"
    if waiting.drafts:
        yield f"{_inside(waiting.drafts[0])} draft", "Draft", "info"
    for until, row in running_out(state, today, rules)[:1]:
        verb = "ended" if until < today else "ends"
        yield f"supply of {row.name} {verb} {near_words(until, today)}", "Supply", "warning"
    yield from _discharge(state, today, rules)
    if waits := referrals_due(state, today, rules):
        yield f"{counted(len(waits), 'referral')} to look after", "Referral", "info"


def _safety(state: Rows, today: date, rules: DueRules) -> Iterator[Reason]:
    events = recent_safety(state, today, rules)
    if events:
        yield f"safety event {near_words(events[0].on, today)}", "Safety", "danger"
    elif recent_flags(state, today, rules) or unscored_flags(state, today, rules):
        yield "safety screen positive", "Safety", "danger"


def _missed(state: Rows, today: date, rules: DueRules) -> Iterator[Reason]:
    rows = missed_lately(state, today, rules)
    if len(rows) > 1:
        yield f"missed {len(rows)} sessions in a row", "Missed", "danger"
    elif rows:
        yield f"missed {session_words(rows[0].service)} {near_words(rows[0].on, today)}", "Missed", "danger"


def _owed(waiting: Waiting, today: date) -> Iterator[Reason]:
    owed = waiting.notes_owed
    if not owed:
        return
    chip = f"{len(owed)} due"
    oldest = min(owed, key=lambda one: one.on)
    if len(owed) > 1:
        yield f"{counted(len(owed), 'note')} due", chip, "warning"
    elif oldest.days == 0:
        yield "note due today", chip, "warning"
    else:
        yield f"note due since {near_words(oldest.on, today)}", chip, "warning"


def _plan(state: Rows, today: date, rules: DueRules, waiting: Waiting) -> Iterator[Reason]:
    due = review_due(state, today, rules=rules, planned=waiting.planned)
    if due is None or due.days > rules.review_soon:
        return
    what = "plan" if due.kind == "plan" else "plan review"
    chip = "Plan" if due.kind == "plan" else "Review"
    if due.days < 0:
        yield f"{what} overdue by {counted(-due.days, 'day')}", chip, "warning"
    else:
        yield f"{what} due {near_words(due.due_on, today)}", chip, "info"


def _step(state: Rows, today: date) -> Iterator[Reason]:
    stay = open_episode(state)
    if stay is not None and stay.step_decided_on is not None:
        words = f"{stay.step_decision.lower()} decided {near_words(stay.step_decided_on, today)}, no change recorded"
        yield words, stay.step_decision, "warning"


def _hours(waiting: Waiting) -> Iterator[Reason]:
    last = short_of_hours(waiting)
    if last is not None:
        yield f"{hours_text(last.delivered)} of {hours_text(last.minimum)} last week", "Hours", "warning"


def _today(waiting: Waiting) -> Iterator[Reason]:
    for session in sorted(waiting.sessions, key=lambda one: one.starts_at):
        if session.service == "family" and not session.cancelled:
            yield f"family session {session.starts_at:%H:%M}", "Family", "review"


def _discharge(state: Rows, today: date, rules: DueRules) -> Iterator[Reason]:
    expected = expected_discharge(state, open_episode(state))
    if expected is None or (expected - today).days > rules.discharge_soon:
        return
    if expected < today:
        yield "past the expected discharge", "Discharge", "warning"
    else:
        yield f"discharge expected {near_words(expected, today)}", "Discharge", "info"


def _outside(state: Rows, today: date, rules: DueRules) -> CaseloadLine:
    """The line of who is not in treatment: a safety event first, before the admission and after the stay too."""
    line = _after_care(state, today, rules)
    found = None if has_died(state) else next(_safety(state, today, rules), None)
    if found is None:
        return line
    words, chip, level = found
    why = f"{words[:1].upper()}{words[1:]} · {line.why[:1].lower()}{line.why[1:]}"
    return CaseloadLine(why, chip, level, False, line.where)


def _after_care(state: Rows, today: date, rules: DueRules) -> CaseloadLine:
    episodes: list[EpisodeRow] = list(state.rows("episodes"))
    left = episodes[-1].discharged_on if episodes else None
    if left is None:
        return CaseloadLine("Not admitted yet", "", "", False)
    if has_died(state):
        return CaseloadLine("Died", "", "", False)
    reason = _follow_up(state, today, rules)
    if reason is not None:
        words, chip, level = reason
        return CaseloadLine(f"{AFTERCARE} · {words}", chip, level, False, AFTERCARE)
    days = (today - left).days
    if days > max(rules.follow_up_days):
        return CaseloadLine("Discharged", "", "", False)
    words = "agreed to no calls" if wants_no_calls(state) else f"discharged {near_words(left, today)}"
    return CaseloadLine(f"{AFTERCARE} · {words}", "", "", False, AFTERCARE)


def _follow_up(state: Rows, today: date, rules: DueRules) -> Reason | None:
    """A call that is due, or what it should ask about."""
    due = call_due(state, today, rules)
    if due is not None:
        if due.tried:
            return f"{due.name} to be tried again", "Call", "info"
        days = (today - due.on).days
        late = days > rules.follow_up_window
        words = f"{due.name} overdue by {counted(days, 'day')}" if late else f"{due.name} due"
        return words, "Call", "warning" if late else "info"
    waits = referrals_due(state, today, rules)
    return (f"{counted(len(waits), 'referral')} to ask about", "Referral", "info") if waits else None


def _inside(title: str) -> str:
    """A form's title inside a line: "discharge summary", but "PHQ-9"."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
