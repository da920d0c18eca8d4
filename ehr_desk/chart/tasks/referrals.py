"""Which referrals and appointments somebody should ask about. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.referrals.rows import ReferralRow
from ehr_desk.chart.referrals.rules import due, due_on
from ehr_desk.chart.tasks.calls import wants_no_calls
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.chart.tasks.rules import DueRules, has_died
from ehr_desk.chart.tasks.words import counted
from ehr_desk.common.days import in_words

ACT = "referral"
ACT_AFTER = "referral after discharge"
_CALLS_GO_ON = 14
"""How many days after the last call after discharge its appointments are still asked about."""


def referrals_due(state: Rows, today: date, rules: DueRules) -> list[ReferralRow]:
    """The open referrals of the newest stay that need a look, the longest waiting first. After discharge only as long
    as the program calls, and nothing where the client wants no calls or has died."""
    stay = _last_stay(state)
    if stay is None:
        return []
    if stay.discharged_on is not None:
        last = stay.discharged_on + timedelta(days=max(rules.follow_up_days, default=0) + _CALLS_GO_ON)
        if today > last or wants_no_calls(state) or has_died(state):
            return []
    rows: Sequence[ReferralRow] = state.rows("referrals")
    return due([row for row in rows if row.first_on >= stay.admitted_on], today)


def referrals(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    """The line of a chart about the referrals that wait, one at most for appointments and one for the others."""
    found = referrals_due(state, today, rules)
    stay = _last_stay(state)
    act = ACT if stay is not None and stay.is_open else ACT_AFTER
    passed = [row for row in found if row.when and row.when[:10] < today.isoformat() and not row.next_on]
    others = [row for row in found if row not in passed]
    if passed:
        first = passed[0]
        more = f" and {counted(len(passed) - 1, 'other')}" if len(passed) > 1 else ""
        on = in_words(date.fromisoformat(first.when[:10]))
        text = f"Appointment of {on} ({first.name}){more}: nothing is recorded of whether it was kept."
        yield Attention("review", text, act)
    if len(others) == 1:
        text = f"Referral {others[0].name}: open, to be looked after since {in_words(due_on(others[0]))}."
        yield Attention("review", text, act)
    elif others:
        first, many = others[0], counted(len(others), "open referral")
        text = f"{many} to be looked after, the first ({first.name}) since {in_words(due_on(first))}."
        yield Attention("review", text, act)


def _last_stay(state: Rows) -> EpisodeRow | None:
    episodes: Sequence[EpisodeRow] = state.rows("episodes")
    return episodes[-1] if episodes else None
