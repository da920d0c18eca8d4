"""An amendment begins with what was known before the entry, not with the record of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.chart.entries.state import FoldedState
from tests.chart.episodes.test_episodes import closed
from tests.chart.plans.bench import Bench, heart, shipped
from tests.clinical_forms.filled import FILLED


def state_of(bench: Bench) -> FoldedState:
    return FoldedState(sorted(bench.signed, key=lambda one: one.order), heart().fold_by_name)


def amending(bench: Bench, before: FoldedState, form: str = "", **answers: Any) -> PrefillContext:
    """What the prefills of an amendment see: all of today's record, and what came before the entry."""
    context = replace(bench.context(**answers), earlier=before)
    return replace(context, form=shipped().get(form)) if form else context


@pytest.mark.parametrize("later", ["medication_visit", "dual_diagnosis_note"])
@pytest.mark.parametrize("name", ["medications.current", "diagnoses.active", "diagnoses.statement"])
def test_orders_and_diagnoses_are_those_before_the_amended_entry(name: str, later: str) -> None:
    bench = Bench()
    bench.sign("admission", FILLED["admission"])
    before, then = state_of(bench), bench.prefill(name)
    answers = dict(FILLED[later])
    if later == "dual_diagnosis_note":
        answers["diagnoses"] = [{**answers["diagnoses"][0], "status": "resolved"}, *answers["diagnoses"][1:]]
    bench.sign(later, answers)
    prefill = heart().prefills[name]
    assert prefill(amending(bench, before)) == then
    stated = {"medications.current": "medication_visit"}.get(name, "dual_diagnosis_note")
    assert (prefill(bench.context()) == then) is (later != stated)


def test_a_call_is_the_one_of_the_row_that_it_was_on_its_own_day() -> None:
    bench = Bench(today=date(2027, 1, 18))
    bench.sign("admission", FILLED["admission"], entry_id="adm")
    bench.sign("aftercare_plan", FILLED["aftercare_plan"])
    bench.signed.append(closed("adm", date(2026, 12, 18), seq=900))
    before = state_of(bench)
    bench.sign("follow_up_call", {**FILLED["follow_up_call"], "call_about": "30 days", "calls_go_on": False})
    due, agreed = (heart().prefills[f"episode.{name}"] for name in ("call_due", "calls_agreed"))
    context = amending(bench, before, "follow_up_call", entry_date="2026-12-28")
    assert (due(context), agreed(context)) == ("7 days", "Yes")
    assert (due(bench.context()), agreed(bench.context())) == ("Another time", "No")


def test_families_and_referrals_are_those_before_the_amended_entry() -> None:
    bench = Bench()
    bench.sign("admission", FILLED["admission"])
    before = state_of(bench)
    bench.sign("family_session", FILLED["family_session"])
    bench.sign("case_management_contact", FILLED["case_management_contact"])
    for name in ("family.members", "family.goals", "referrals.open"):
        assert heart().prefills[name](bench.context())
        assert heart().prefills[name](amending(bench, before)) is None
