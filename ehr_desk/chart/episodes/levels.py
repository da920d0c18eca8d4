"""What a signed entry can state about the level of care within a stay, and what that makes of the stay. Pure.

Source: domain page 1.1 (history of levels with days and reasons, history of tracks) and 3.10 (review for continued
stay). The areas that are rated are our own; no criteria or rules of anybody are built in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ehr_desk.chart.entries.effects import Effect, SignedEffect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.episodes.rows import EpisodeRow, LevelRow
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words

CHANGED = "level.changed"
CONTINUED = "level.continued"
DECIDED = "level.decided"
KINDS = frozenset({CHANGED, CONTINUED, DECIDED})

CONTINUE = "Continue at this level"
OTHER_TERMS = "Continue at this level with another track or other hours"
STEP_DOWN = "Step down"
STEP_UP = "Step up"
STEPS = (STEP_DOWN, STEP_UP)

AREAS = (
    "Withdrawal and medical risk of use",
    "Physical health",
    "Mental health and thinking",
    "Risk of returning to use",
    "Home, people and surroundings",
    "Motivation, preferences and what stands in the way",
)
"""What a review of the level of care looks at, in our own words."""

# From the least to the most intensive. Withdrawal management is given beside any of them.
_LADDER = ("outpatient", "intensive outpatient", "partial hospitalization", "residential", "inpatient")


def rung(level: str) -> int | None:
    """How intensive a level is among those that have an order; None for every other name."""
    name = " ".join(level.casefold().split())
    return _LADDER.index(name) if name in _LADDER else None


def reviewed(filled: Filled) -> list[Effect]:
    """A review of the level of care: it goes on, or another one holds from a day of its own."""
    stay = stay_on(filled.standing.rows("episodes"), filled.day("level_from") or filled.effective_on)
    due = filled.day("next_level_review_on")
    said: dict[str, Json] = {
        "episode_id": stay.episode_id if stay else "",
        "decision": filled.text("decision").strip(),
        "reason": filled.text("stay_reason").strip(),
        "areas": [{name: str(row.get(name) or "") for name in ("area", "now")} for row in filled.rows("areas")],
        "reviewed_on": filled.effective_on.isoformat(),
        "review_due": due.isoformat() if due else "",
    }
    on = filled.day("level_from")
    before = filled.text("level_before").strip() or (stay.level_of_care if stay else "")
    level = filled.text("level_of_care").strip() or before
    next_review = f"; next review {in_words(due)}" if due else ""
    if on is None:
        return [Effect(CONTINUED, filled.effective_on, said, f"Level of care: {level.lower()} continues{next_review}.")]
    terms = {name: filled.text(name).strip() for name in ("track", "planned_hours")}
    moves = level.lower() if level == before else f"{before.lower()} to {level.lower()}"
    sentence = f"Level of care: {moves} from {in_words(on)}{_terms_words(terms)}{next_review}."
    return [Effect(CHANGED, on, {**said, "level_of_care": level, "level_before": before, **terms}, sentence)]


def decided(filled: Filled) -> list[Effect]:
    """What a review of the plan decides about the level of care; the change itself is an entry of its own."""
    on = filled.day("reviewed_on") or filled.effective_on
    stay, decision = stay_on(filled.standing.rows("episodes"), on), filled.text("decision").strip()
    if not decision:
        return []
    data: dict[str, Json] = {"episode_id": stay.episode_id if stay else "", "decision": decision}
    return [Effect(DECIDED, on, data, f"Decided about the level of care: {decision[:1].lower()}{decision[1:]}.")]


def stay_on(rows: Iterable[EpisodeRow], day: date) -> EpisodeRow | None:
    """The stay that a day lies in, the last of them: the day of a discharge may be that of the next admission."""
    return next((row for row in reversed(list(rows)) if row.covers(day)), None)


def with_levels(rows: Sequence[EpisodeRow], ordered: Iterable[SignedEffect]) -> list[EpisodeRow]:
    """The stays with everything said about their levels of care. What belongs to no stay changes nothing: the admission
    it was written for is gone."""
    stays = {row.episode_id: row for row in rows}
    unasked: dict[str, str] = {}
    for effect in ordered:
        if effect.kind in KINDS:
            row = stays.get(str(effect.data.get("episode_id") or "")) or stay_on(stays.values(), effect.effective_on)
            if row is not None and not _never_came(row, effect):
                step, unasked[row.episode_id] = unasked.get(row.episode_id, ""), _unasked(row, effect)
                done = effect.kind == DECIDED and step in STEPS and effect.data.get("decision") == step
                stays[row.episode_id] = row if done else _FOLDED[effect.kind](row, effect)
    return list(stays.values())


def _never_came(row: EpisodeRow, effect: SignedEffect) -> bool:
    """A change that was signed ahead of its day, whose client left before that day: it never took effect."""
    return effect.kind == CHANGED and row.discharged_on is not None and effect.effective_on > row.discharged_on


def _unasked(row: EpisodeRow, effect: SignedEffect) -> str:
    """The step that a change made while no decision waited: the plan review after it may be what puts it on record, so
    the same decision asks for no second one. Whatever is reviewed in between ends that."""
    return str(effect.data.get("decision") or "") if effect.kind == CHANGED and not row.step_decision else ""


def _changed(row: EpisodeRow, effect: SignedEffect) -> EpisodeRow:
    names = ("level_of_care", "track", "planned_hours", "reason", "level_before")
    level, track, hours, reason, signed_from = (str(effect.data.get(name) or "") for name in names)
    new = LevelRow(level, track, hours, effect.effective_on, None, reason, effect.entry_id, signed_from)
    kept = row.levels or [_told(row.stages()[0])]
    # Nothing takes the place of another level, of the same day neither: such days are told before signing (results.py).
    said = replace(row, level_of_care=level, track=track, planned_hours=hours, levels=[*kept, _told(new)])
    return _settled(_rated(said, effect))


def _told(level: LevelRow) -> dict[str, Json]:
    return {
        "level_of_care": level.level_of_care,
        "track": level.track,
        "planned_hours": level.planned_hours,
        "since": level.since.isoformat(),
        "reason": level.reason,
        "entry_id": level.entry_id,
        "signed_from": level.signed_from,
    }


def _continued(row: EpisodeRow, effect: SignedEffect) -> EpisodeRow:
    return _settled(_rated(row, effect))


def _decided(row: EpisodeRow, effect: SignedEffect) -> EpisodeRow:
    decision = str(effect.data.get("decision") or "")
    if decision not in STEPS:
        return _settled(row)
    on, entry = effect.effective_on, effect.entry_id
    # The review may be signed after the change that it decided on.
    done = any(one.since == on for one in row.stages()[1:])
    return row if done else replace(row, step_decision=decision, step_decided_on=on, step_decided_by=entry)


def _rated(row: EpisodeRow, effect: SignedEffect) -> EpisodeRow:
    """The ratings and the next day of the newest review: a change may count from before the day it was reviewed on."""
    on = _day(effect.data, "reviewed_on") or effect.effective_on
    if row.level_reviewed_on is not None and on < row.level_reviewed_on:
        return row
    areas = list(effect.data.get("areas") or []) or row.areas
    return replace(row, areas=areas, level_reviewed_on=on, level_review_due=_day(effect.data, "review_due"))


def _settled(row: EpisodeRow) -> EpisodeRow:
    """Without the decision that waited: it has been carried out, or taken back."""
    return replace(row, step_decision="", step_decided_on=None, step_decided_by="")


_FOLDED = {CHANGED: _changed, CONTINUED: _continued, DECIDED: _decided}


def _terms_words(terms: Mapping[str, str]) -> str:
    track = f"{terms['track'].lower()} track" if terms["track"] else ""
    hours = f"{terms['planned_hours']} hours a week" if terms["planned_hours"] else ""
    words = ", ".join(part for part in (track, hours) if part)
    return f" ({words})" if words else ""


def _day(data: Mapping[str, Json], key: str) -> date | None:
    value = data.get(key)
    return date.fromisoformat(str(value)) if value else None
