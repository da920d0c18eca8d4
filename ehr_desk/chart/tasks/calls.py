"""Which call after discharge is due. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.episodes.calls import agreement, calls_since
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.chart.tasks.rules import DueRules
from ehr_desk.common.days import in_words

ACT = "follow-up call"


@dataclass(frozen=True)
class CallDue:
    """A call that is due. ``name``: "7-day call"; ``agreed``: the client chose the day."""

    name: str
    on: date
    agreed: bool


def call_due(state: Rows, today: date, rules: DueRules) -> CallDue | None:
    """The call that somebody should make now; None where the client wants no calls, or it was made or tried.

    An agreed day stands until it was tried or the next one has come. Where nobody asked for agreed days, they are
    counted from the discharge and told for a few days.
    """
    episodes: list[EpisodeRow] = list(state.rows("episodes"))
    left = episodes[-1].discharged_on if episodes else None
    said = agreement(state)
    if left is None or (said is not None and not said.agreed):
        return None
    made = [one for one in calls_since(state) if one.on >= left]
    days = said.days if said else {}
    found: CallDue | None = None
    for number in rules.follow_up_days:
        chosen = days.get(str(number), "")
        on = date.fromisoformat(chosen) if chosen else left + timedelta(days=number)
        if on <= today:
            tried = any(one.milestone == number for one in made)
            late = not chosen and today > on + timedelta(days=rules.follow_up_window)
            found = None if tried or late else CallDue(f"{number}-day call", on, bool(chosen))
    again = made[-1].next_on if made else None
    if found is None and again is not None and again <= today:
        return CallDue("next call", again, True)
    return found


def wants_no_calls(state: Rows) -> bool:
    """Whether the client said that they want none."""
    said = agreement(state)
    return said is not None and not said.agreed


def calls(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    """The line of a chart about the call that is due."""
    due = call_due(state, today, rules)
    if due is not None:
        said = "was agreed for" if due.agreed else "was due on"
        text = f"The {due.name} {said} {in_words(due.on)}, and no call or try is recorded."
        yield Attention("warning" if (today - due.on).days > rules.follow_up_window else "review", text, ACT)
