"""Which call after discharge is due. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.episodes.calls import REACHED, agreement, calls_since
from ehr_desk.chart.episodes.rows import EpisodeRow, FollowUpCallRow
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.chart.tasks.rules import DueRules, has_died
from ehr_desk.common.days import in_words

ACT = "follow-up call"


_TRIED_FOR = 14
"""How many days after a try that reached nobody, and named no next day, it is told that nobody was reached."""


@dataclass(frozen=True)
class CallDue:
    """A call that is due. ``name``: "7-day call"; ``agreed``: the client chose the day; ``tried``: how the last try
    ended that reached nobody and named no day for the next one."""

    name: str
    on: date
    agreed: bool
    tried: str = ""


def call_due(state: Rows, today: date, rules: DueRules) -> CallDue | None:
    """The call that somebody should make now; None where it was made, or the client wants no calls or has died.

    An agreed day stands until it was tried or the next one has come; one that does not lie after the discharge was
    chosen for another day of discharge and is not kept. Where there is no agreed day it is counted from the discharge
    and told for a few days. A try that reached nobody is due again from the next day on, unless it names a day.
    """
    episodes: list[EpisodeRow] = list(state.rows("episodes"))
    left = episodes[-1].discharged_on if episodes else None
    said = agreement(state)
    if left is None or has_died(state) or (said is not None and not said.agreed):
        return None
    made = [one for one in calls_since(state) if one.on >= left]
    days = said.days if said else {}
    found: CallDue | None = None
    for number in rules.follow_up_days:
        chosen = date.fromisoformat(days[str(number)]) if days.get(str(number)) else left
        agreed = chosen > left
        on = chosen if agreed else left + timedelta(days=number)
        if on <= today:
            tried = any(one.milestone == number for one in made)
            late = not agreed and today > on + timedelta(days=rules.follow_up_window)
            found = None if tried or late else CallDue(f"{number}-day call", on, agreed)
    return found or (_again(made[-1], today) if made else None)


def _again(last: FollowUpCallRow, today: date) -> CallDue | None:
    """The call after the last one: on the day it names, or because it reached nobody."""
    if last.next_on is not None:
        return CallDue("next call", last.next_on, True) if last.next_on <= today else None
    if last.reached == REACHED or not 0 < (today - last.on).days <= _TRIED_FOR:
        return None
    name = f"{last.milestone}-day call" if last.milestone else "call"
    return CallDue(name, last.on + timedelta(days=1), False, last.reached)


def wants_no_calls(state: Rows) -> bool:
    """Whether the client said that they want none."""
    said = agreement(state)
    return said is not None and not said.agreed


def calls(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    """The line of a chart about the call that is due."""
    due = call_due(state, today, rules)
    if due is not None and due.tried:
        tried = in_words(due.on - timedelta(days=1))
        yield Attention("review", f"The {due.name} was tried on {tried} ({due.tried}), and no next day is named.", ACT)
    elif due is not None:
        said = "was agreed for" if due.agreed else "was due on"
        text = f"The {due.name} {said} {in_words(due.on)}, and no call or try is recorded."
        yield Attention("warning" if (today - due.on).days > rules.follow_up_window else "review", text, ACT)
