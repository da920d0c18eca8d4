"""Calls after discharge: what the client agreed to, and the calls that were made. Pure.

The log of each try with date, way and result is what states ask of follow-up (Michigan's substance use rules, for one);
that somebody may be called at all is for them to say, since a call can tell others of the treatment (42 CFR Part 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from ehr_desk.chart.entries.effects import Effect, SignedEffect
from ehr_desk.chart.entries.rooms import Filled, PrefillContext, Rows
from ehr_desk.chart.episodes.rows import CallAgreementRow, EpisodeRow, FollowUpCallRow
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words

AGREED = "calls.agreed"
CALLED = "call.made"
AGREED_KINDS = frozenset({AGREED})
CALLED_KINDS = frozenset({CALLED})
MILESTONES: Mapping[int, str] = {7: "7 days", 30: "30 days", 90: "90 days"}
"""Days after discharge and the words of the form for them."""
OTHER_TIME = "Another time"
_EARLY, _LATE = timedelta(days=3), timedelta(days=14)
"""How far from its day a call is still that call of the row: tries that reach nobody go on for some days."""
YES, NO, UNKNOWN = "Yes", "No", "Not recorded"
WE_CALLED = "We called"
REACHED = "reached"
"""How a call ended that reached the client, in the small words of :class:`FollowUpCallRow`."""


def agreed(filled: Filled) -> list[Effect]:
    """Whether the client wants calls and on which days; a call in which they want no more of them says so too."""
    said = filled.value("calls_agreed")
    if not isinstance(said, bool):
        return []
    days = {str(number): filled.text(f"call_{number}") for number in MILESTONES} if said else {}
    data: dict[str, Json] = {"agreed": said, "days": {number: on for number, on in days.items() if on}}
    on = ", ".join(in_words(date.fromisoformat(one)) for one in data["days"].values())
    ahead = f": {on}" if on else ""
    sentence = f"Agreed to calls after discharge{ahead}." if said else "Agreed to no calls after discharge."
    return [Effect(AGREED, filled.effective_on, data, sentence)]


def made(filled: Filled) -> list[Effect]:
    """A call, reached or not; where the client wants no more of them, that as well."""
    about, reached = filled.text("call_about"), filled.text("call_reached").casefold()
    next_on = filled.day("next_call_on")
    data: dict[str, Json] = {
        "milestone": next((number for number, words in MILESTONES.items() if words == about), 0),
        "reached": reached,
        "next_on": next_on.isoformat() if next_on else "",
    }
    which = f"{data['milestone']}-day call" if data["milestone"] else "call"
    ahead = f"; next call {in_words(next_on)}" if next_on else ""
    found = [Effect(CALLED, filled.effective_on, data, f"Follow-up, {which}: {reached}{ahead}.")]
    if filled.value("calls_go_on") is False:
        none: dict[str, Json] = {"agreed": False, "days": {}}
        found.append(Effect(AGREED, filled.effective_on, none, "Wants no more calls."))
    return found


def fold_agreement(ordered: Sequence[SignedEffect]) -> list[CallAgreementRow]:
    """Every answer, oldest first; the last one holds."""
    return [
        CallAgreementRow(
            on=effect.effective_on,
            agreed=bool(effect.data.get("agreed")),
            days={str(number): str(on) for number, on in (effect.data.get("days") or {}).items()},
            entry_id=effect.entry_id,
        )
        for effect in ordered
    ]


def fold_calls(ordered: Sequence[SignedEffect]) -> list[FollowUpCallRow]:
    """Every call, oldest first."""
    return [
        FollowUpCallRow(
            on=effect.effective_on,
            milestone=int(effect.data.get("milestone") or 0),
            reached=str(effect.data.get("reached") or ""),
            next_on=date.fromisoformat(effect.data["next_on"]) if effect.data.get("next_on") else None,
            entry_id=effect.entry_id,
        )
        for effect in ordered
    ]


def agreement(state: Rows) -> CallAgreementRow | None:
    """What the client last said of calls in the newest stay; None where nobody asked."""
    stay = _last_stay(state)
    rows: list[CallAgreementRow] = list(state.rows("call_agreements"))
    return next((one for one in reversed(rows) if stay is not None and one.on >= stay.admitted_on), None)


def calls_since(state: Rows) -> list[FollowUpCallRow]:
    """The calls since the newest stay began, oldest first."""
    stay = _last_stay(state)
    return [one for one in state.rows("follow_up_calls") if stay is not None and one.on >= stay.admitted_on]


def agreed_words(context: PrefillContext) -> Json:
    """Yes, No or Not recorded, as the record has it; of an amendment as it had it before the call."""
    said = agreement(context.standing)
    return UNKNOWN if said is None else YES if said.agreed else NO


def next_milestone(context: PrefillContext) -> Json:
    """The call of the row whose day has come, or is about to, and in which nobody was reached yet; another time where
    there is none: a call some weeks off its day is no other call of the row. An amended call is one of its own day."""
    state, on = context.standing, _day(context)
    stay = _last_stay(state)
    if stay is None or stay.discharged_on is None:
        return None
    said = agreement(state)
    days = {number: _due_on(number, stay.discharged_on, said) for number in MILESTONES}
    come = [number for number in MILESTONES if days[number] - _EARLY <= on] or [min(MILESTONES)]
    reached = {one.milestone for one in calls_since(state) if one.reached == REACHED}
    last = max(come)
    if last in reached or on > days[last] + _LATE:
        return OTHER_TIME
    return MILESTONES[last]


def _day(context: PrefillContext) -> date:
    """The day of the call that is amended; today for a new one."""
    said = context.value("effective_on") if context.earlier is not None else None
    return date.fromisoformat(said) if isinstance(said, str) and said else context.today


def _due_on(number: int, left: date, said: CallAgreementRow | None) -> date:
    """The day of a call: the agreed one, else counted from the discharge."""
    chosen = date.fromisoformat(said.days[str(number)]) if said is not None and said.days.get(str(number)) else left
    return chosen if chosen > left else left + timedelta(days=number)


def _last_stay(state: Rows) -> EpisodeRow | None:
    episodes: list[EpisodeRow] = list(state.rows("episodes"))
    return episodes[-1] if episodes else None
