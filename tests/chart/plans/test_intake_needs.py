"""A plan is held against what screening, admission and assessment found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ehr_desk.chart.plans.intake_needs import Looked, found_in
from ehr_desk.chart.plans.needs_rules import needs_check, unanswered
from tests.chart.plans.bench import Bench, shipped
from tests.clinical_forms.filled import FILLED, told


def looked(form_id: str, on: date, **answers: Any) -> Looked:
    return Looked(shipped().get(form_id), {**told(form_id), **answers}, on)


def test_what_intake_found_is_a_problem_is_put_off_or_is_named() -> None:
    screening = looked("suitability", date(2026, 9, 24), home="No fixed home", mental_need=True)
    found = [one for one in found_in([screening]) if one.text in ("Housing", "Mental health symptoms that need care")]
    bench, plan = Bench(), FILLED["treatment_plan"]
    assert {problem["problem_kind"] for problem in plan["problems"]} == {"mental health", "substance use"}
    assert [one.text for one in unanswered(bench.fill("treatment_plan", plan), found)] == ["Housing"]
    intake = needs_check(lambda _client: [screening])
    (said,) = intake(bench.fill("treatment_plan", plan))
    assert (said.level, said.item) == ("should", "deferred")
    assert "neither a problem of this plan nor put off: " in said.text
    assert "Housing (Suitability screening)" in said.text
    later = {**plan, "deferred": "Housing: waits for the list of the county."}
    assert "Housing" not in "".join(one.text for one in intake(bench.fill("treatment_plan", later)))


def test_what_the_intake_of_an_earlier_stay_found_is_not_held_against_a_new_plan() -> None:
    bench = Bench()
    bench.sign("admission", {**FILLED["admission"], "admitted_on": "2026-06-01"}, entry_id="first")
    bench.sign("discharge_summary", {**FILLED["discharge_summary"], "discharged_on": "2026-08-31"})
    bench.sign("admission", {**FILLED["admission"], "admitted_on": "2026-09-28"}, entry_id="second")

    def said(day: date, stay: str) -> list[str]:
        screening = replace(looked("suitability", day, home="No fixed home"), episode_id=stay)
        return [one.text for one in needs_check(lambda _client: [screening])(plan) if "Housing" in one.text]

    plan = bench.fill("treatment_plan", FILLED["treatment_plan"])
    assert plan.effective_on >= date(2026, 9, 28)
    assert said(date(2026, 8, 31), "first") == []
    assert said(date(2026, 9, 24), "first"), "screening precedes the admission"
    assert said(date(2026, 9, 28), "second")


def test_a_need_that_the_assessment_refers_itself_is_not_asked_of_the_plan() -> None:
    rows = [
        {"_id": "1" * 32, "need_area": "Physical health", "need_text": "Teeth", "need_plan": "Referred to Dr. Vega"},
        {"_id": "2" * 32, "need_area": "Physical health", "need_text": "Back pain", "need_plan": "In the plan"},
    ]
    assessment = looked("biopsychosocial", date(2026, 10, 1), needs_found=rows)
    listed = [one for one in found_in([assessment]) if one.row is not None]
    filled = Bench().fill("treatment_plan", FILLED["treatment_plan"])
    assert [one.text for one in unanswered(filled, listed)] == ["Back pain"]
