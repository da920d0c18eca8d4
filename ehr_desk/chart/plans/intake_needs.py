"""What screening, admission and the biopsychosocial assessment found that a plan should answer. Pure.

Answers that worry nobody give no need, and the newest entry that asked decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from ehr_desk.forms import Form, Item, visible

FORMS = ("suitability", "admission", "biopsychosocial")
"""The forms that are looked through."""
_LOW, _STRONG = 4, 6
"""Ratings from 0 to 10: what is asked for and rated at most 4 is a need; a craving of at least 6 is one."""
_KINDS = {
    "Substance use": "substance use",
    "Mental health": "mental health",
    "Physical health": "medical",
}
"""Kinds of problems by the area of a need; all other areas are social."""

Worrying = Callable[[Any], bool]


def _one_of(*labels: str) -> Worrying:
    return lambda value: value in labels


def _yes(value: Any) -> bool:
    return value is True


def _low(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value <= _LOW


def _strong(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= _STRONG


def _written(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


@dataclass(frozen=True)
class Factor:
    """One factor: the ids or roles it is asked under, when it is a need, and which texts say more of it."""

    names: tuple[str, ...]
    worrying: Worrying
    text: str
    kind: str
    more: tuple[str, ...] = ()


_FACTORS = (
    Factor(("severity", "use_severity"), _one_of("Moderate", "Severe"), "Substance use", "substance use"),
    Factor(
        ("withdrawal_risk",),
        _one_of("Moderate", "High"),
        "Risk of withdrawal",
        "substance use",
        ("withdrawal_scale", "withdrawal_action"),
    ),
    Factor(("craving",), _strong, "Strong cravings", "substance use"),
    Factor(("triggers", "surroundings"), _written, "Triggers in daily surroundings", "substance use"),
    Factor(("use_in_home",), _yes, "Substance use in the home", "social"),
    Factor(("naloxone",), lambda value: value is False, "Overdose prevention", "substance use", ("naloxone_action",)),
    Factor(("mental_need",), _yes, "Mental health symptoms that need care", "mental health", ("mental_symptoms",)),
    Factor(("trauma",), _one_of("Asked, reported"), "Effects of trauma", "mental health", ("trauma_detail",)),
    Factor(("medical_need",), _yes, "Medical need", "medical", ("medical_action",)),
    Factor(("pain",), _one_of("Moderate", "Severe"), "Pain", "medical"),
    Factor(("sleep",), _one_of("Moderate", "Severe"), "Sleep trouble", "medical"),
    Factor(("home", "home_safety"), _one_of("Unstable", "No fixed home"), "Housing", "social", ("living_detail",)),
    Factor(("home", "home_safety"), _one_of("Stable, little support"), "Little support at home", "social"),
    Factor(("support",), _low, "Little support for recovery", "social", ("supports",)),
    Factor(("daily_function",), _low, "Trouble managing day-to-day commitments", "social"),
    Factor(
        ("stage_of_change", "stage"),
        _one_of("Not considering change", "Considering change"),
        "Ambivalence about change",
        "substance use",
    ),
    Factor(("confidence",), _low, "Little confidence in being able to change", "mental health"),
    Factor(("arrests_30",), lambda value: isinstance(value, int) and value > 0, "Trouble with the law", "social"),
)


@dataclass(frozen=True)
class Looked:
    """A signed entry as it is looked through. ``episode_id``: the stay it belongs to, or else the last before it."""

    form: Form
    answers: Mapping[str, Any]
    on: date
    episode_id: str = ""


@dataclass(frozen=True)
class FoundNeed:
    """A need, and what shows it: a question (``item``) with texts that say more, or a row of the assessment's own
    list (``row``)."""

    text: str
    kind: str
    entry: Looked
    item: Item | None = None
    more: tuple[str, ...] = ()
    row: Mapping[str, Any] | None = None


IntakeOf = Callable[[str], Sequence[Looked]]
"""The entries of a client that are looked through, the newest first."""


class Stay(Protocol):
    """What is asked of a stay in the program; rows of the episodes are that."""

    @property
    def episode_id(self) -> str: ...
    @property
    def discharged_on(self) -> date | None: ...
    def covers(self, day: date) -> bool: ...


def of_stay(entries: Sequence[Looked], stays: Sequence[Stay], on: date) -> list[Looked]:
    """Those of the stay of a day, and what came after the stay before it: screening precedes admission, so it belongs
    to none or to the last one."""
    stay, ended = _stay_on(stays, on), stay_before_ended(stays, on)
    return [one for one in entries if one.on > ended or (stay is not None and one.episode_id == stay.episode_id)]


def stay_before_ended(stays: Sequence[Stay], on: date) -> date:
    """When the stay before that of a day ended; the first of all days where there was none."""
    stay = _stay_on(stays, on)
    ends = [one.discharged_on for one in stays if one is not stay and one.discharged_on and one.discharged_on <= on]
    return max(ends, default=date.min)


def _stay_on(stays: Sequence[Stay], on: date) -> Stay | None:
    return next((one for one in reversed(stays) if one.covers(on)), None)


def found_in(entries: Sequence[Looked]) -> list[FoundNeed]:
    """The needs that entries, the newest first, found; each once."""
    settled: set[str] = set()
    found: dict[str, FoundNeed] = {}
    for entry in entries:
        for need in _listed(entry):
            found.setdefault(need.text.casefold(), need)
        for factor in _FACTORS:
            item = _asked(entry, factor.names)
            if item is None or factor.text in settled:
                continue
            settled.add(factor.text)
            if factor.worrying(entry.answers[item.id]):
                more = tuple(entry.answers[name].strip() for name in factor.more if _written(entry.answers.get(name)))
                found.setdefault(factor.text.casefold(), FoundNeed(factor.text, factor.kind, entry, item, more))
    return list(found.values())


def _listed(entry: Looked) -> Iterator[FoundNeed]:
    """The needs that an assessment lists by itself."""
    table = entry.form.by_role("needs_found")
    for row in (entry.answers.get(table.id) or ()) if table is not None else ():
        if text := str(row.get("need_text") or "").strip():
            yield FoundNeed(text, _KINDS.get(str(row.get("need_area") or ""), "social"), entry, row=row)


def _asked(entry: Looked, names: Sequence[str]) -> Item | None:
    """The answered item that asks for a factor, by role or id."""
    places = visible(entry.form, entry.answers)
    for item in entry.form.items:
        asked = item.id in names or item.role in names
        if asked and item.id in places and entry.answers.get(item.id) not in (None, "", []):
            return item
    return None
