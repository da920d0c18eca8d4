"""A plan is held against what screening, admission and assessment found."""

from __future__ import annotations

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
    (said,) = needs_check(lambda _client: found)(bench.fill("treatment_plan", plan))
    assert (said.level, said.item) == ("should", "deferred")
    assert "neither a problem of this plan nor put off: Housing (Suitability screening)." in said.text
    later = {**plan, "deferred": "Housing: waits for the list of the county."}
    assert needs_check(lambda _client: found)(bench.fill("treatment_plan", later)) == []


def test_a_need_that_the_assessment_refers_itself_is_not_asked_of_the_plan() -> None:
    rows = [
        {"_id": "1" * 32, "need_area": "Physical health", "need_text": "Teeth", "need_plan": "Referred to Dr. Vega"},
        {"_id": "2" * 32, "need_area": "Physical health", "need_text": "Back pain", "need_plan": "In the plan"},
    ]
    assessment = looked("biopsychosocial", date(2026, 10, 1), needs_found=rows)
    listed = [one for one in found_in([assessment]) if one.row is not None]
    filled = Bench().fill("treatment_plan", FILLED["treatment_plan"])
    assert [one.text for one in unanswered(filled, listed)] == ["Back pain"]
