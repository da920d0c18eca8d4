"""What screening, admission and the biopsychosocial assessment found that a plan should answer. Pure.

Each factor becomes a need with its evidence: the question, its answer, the form and its day. Answers that worry nobody
give none, and the newest entry that asked decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ehr_desk.forms import Form, Item, visible
from ehr_desk.ui.forms.phrases import Need
from ehr_desk.ui.forms.show import shown
from ehr_desk.ui.widgets.dates import show_date

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry

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
class _Rule:
    """One factor: the ids or roles it is asked under, when it is a need, and which text says more of it."""

    names: tuple[str, ...]
    worrying: Worrying
    text: str
    kind: str
    more: tuple[str, ...] = ()


_RULES = (
    _Rule(("severity", "use_severity"), _one_of("Moderate", "Severe"), "Substance use", "substance use"),
    _Rule(
        ("withdrawal_risk",),
        _one_of("Moderate", "High"),
        "Risk of withdrawal",
        "substance use",
        ("withdrawal_scale", "withdrawal_action"),
    ),
    _Rule(("craving",), _strong, "Strong cravings", "substance use"),
    _Rule(("triggers", "surroundings"), _written, "Triggers in daily surroundings", "substance use"),
    _Rule(("use_in_home",), _yes, "Substance use in the home", "social"),
    _Rule(("naloxone",), lambda value: value is False, "Overdose prevention", "substance use", ("naloxone_action",)),
    _Rule(("mental_need",), _yes, "Mental health symptoms that need care", "mental health", ("mental_symptoms",)),
    _Rule(("trauma",), _one_of("Asked, reported"), "Effects of trauma", "mental health", ("trauma_detail",)),
    _Rule(("medical_need",), _yes, "Medical need", "medical", ("medical_action",)),
    _Rule(("pain",), _one_of("Moderate", "Severe"), "Pain", "medical"),
    _Rule(("sleep",), _one_of("Moderate", "Severe"), "Sleep trouble", "medical"),
    _Rule(("home", "home_safety"), _one_of("Unstable", "No fixed home"), "Housing", "social", ("living_detail",)),
    _Rule(("home", "home_safety"), _one_of("Stable, little support"), "Little support at home", "social"),
    _Rule(("support",), _low, "Little support for recovery", "social", ("supports",)),
    _Rule(("daily_function",), _low, "Trouble managing day-to-day commitments", "social"),
    _Rule(
        ("stage_of_change", "stage"),
        _one_of("Not considering change", "Considering change"),
        "Ambivalence about change",
        "substance use",
    ),
    _Rule(("confidence",), _low, "Little confidence in being able to change", "mental health"),
    _Rule(("arrests_30",), lambda value: isinstance(value, int) and value > 0, "Trouble with the law", "social"),
)


def needs_found(entries: Sequence[OpenEntry]) -> list[Need]:
    """The needs that entries found, the newest entry first; each need once."""
    newest = sorted(entries, key=lambda one: (one.view.line.effective_on, one.view.line.seq), reverse=True)
    settled: set[str] = set()
    found: dict[str, Need] = {}
    for entry in newest:
        content = entry.content
        form, answers, on = entry.form_of(content), content.body["answers"], entry.view.line.effective_on
        for need in _listed(form, answers, on):
            found.setdefault(need.text.casefold(), need)
        for rule in _RULES:
            item = _asked(form, answers, rule.names)
            if item is None or rule.text in settled:
                continue
            settled.add(rule.text)
            if rule.worrying(answers[item.id]):
                found.setdefault(rule.text.casefold(), _need(rule, item, form, answers, on))
    return list(found.values())


def _need(rule: _Rule, item: Item, form: Form, answers: Mapping[str, Any], on: date) -> Need:
    most = f" of {item.max}" if item.type == "scale" and item.max is not None else ""
    parts = [f"{item.text}: {shown(item, answers[item.id])}{most}"]
    parts += [str(answers[name]).strip() for name in rule.more if _written(answers.get(name))]
    evidence = " ".join(f"{part.rstrip('.')}." for part in parts)
    return Need(rule.text, rule.kind, "", f"{evidence} {_source(form, on)}.", _source(form, on))


def _listed(form: Form, answers: Mapping[str, Any], on: date) -> Iterator[Need]:
    """The needs that an assessment lists by itself."""
    table = form.by_role("needs_found")
    for row in (answers.get(table.id) or ()) if table is not None else ():
        text, area = str(row.get("need_text") or "").strip(), str(row.get("need_area") or "")
        if not text:
            continue
        plan = str(row.get("need_plan") or "").strip()
        said = f"{area}: {text}." + (f" {plan.rstrip('.')}." if plan else "")
        yield Need(text, _KINDS.get(area, "social"), "", f"{said} {_source(form, on)}.", _source(form, on))


def _asked(form: Form, answers: Mapping[str, Any], names: Sequence[str]) -> Item | None:
    """The answered item that asks for a factor, by role or id."""
    places = visible(form, answers)
    for item in form.items:
        asked = item.id in names or item.role in names
        if asked and item.id in places and answers.get(item.id) not in (None, "", []):
            return item
    return None


def _source(form: Form, on: date) -> str:
    return f"{form.title}, {show_date(on)}"
