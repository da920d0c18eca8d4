"""What the record knows that a plan should answer: diagnoses and positive screens, with what shows them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ehr_desk.chart.diagnoses.rows import DiagnosisRow
from ehr_desk.chart.measures.rows import MeasureRow, SafetyRow
from ehr_desk.chart.plans.intake_needs import stay_before_ended
from ehr_desk.ui.forms.phrases import Need
from ehr_desk.ui.widgets.dates import show_date

_ABOUT_USE = frozenset({"auditc", "audit", "dast10", "bam", "bam_iop"})
_NO_RISK = "no current risk found"


def needs_of(state: Mapping[str, Sequence[Any]], on: date) -> list[Need]:
    """The needs on record for the stay of a day: current diagnoses, screens whose newest result is positive, a risk
    judged last. What was measured in an earlier stay is none of them."""
    ended = stay_before_ended(state.get("episodes", ()), on)
    since = {fold: [row for row in state.get(fold, ()) if row.on > ended] for fold in ("measures", "safety")}
    return [*_diagnoses(state), *_screens(since), *_risk(since)]


def _diagnoses(state: Mapping[str, Sequence[Any]]) -> Iterator[Need]:
    rows: list[DiagnosisRow] = list(state.get("diagnoses", ()))
    for row in rows:
        if row.is_current:
            note = f" {row.note}" if row.note else ""
            evidence = f"Diagnosis on record since {show_date(row.since)}.{note}"
            yield Need(row.text, row.kind, row.code, evidence, f"Diagnosis, {show_date(row.since)}")


def _screens(state: Mapping[str, Sequence[Any]]) -> Iterator[Need]:
    newest: dict[str, MeasureRow] = {}
    for row in sorted(state.get("measures", ()), key=lambda one: one.on):
        newest[row.form_id] = row
    for row in newest.values():
        if row.positive:
            name = row.title.removesuffix(" total")
            band = f", {row.band.lower()}" if row.band else ""
            evidence = f"{name} {row.score} of {row.maximum}{band}, on {show_date(row.on)}."
            kind = "substance use" if row.form_id in _ABOUT_USE else "mental health"
            yield Need(f"{name}: positive screen", kind, "", evidence, f"Score, {show_date(row.on)}")


def _risk(state: Mapping[str, Sequence[Any]]) -> Iterator[Need]:
    rows: list[SafetyRow] = list(state.get("safety", ()))
    last = rows[-1] if rows else None
    if last is not None and last.level and last.level.casefold() != _NO_RISK:
        evidence = f"Risk judged {last.level.lower()} on {show_date(last.on)}."
        yield Need("Safety", "mental health", "", evidence, f"Safety, {show_date(last.on)}")
