"""Common situations: nobody is kept from signing by a question that has no answer, and the order follows the work."""

from __future__ import annotations

from typing import Any

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Form, FormLibrary, check
from tests.clinical_forms.filled import FILLED, Answers


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary.load(forms_dir())


def _found(form: Form, answers: Answers, level: str = "must") -> set[str]:
    return {finding.item for finding in check(form, answers) if finding.level == level}


def _without(form_id: str, *names: str) -> Answers:
    return {key: value for key, value in FILLED[form_id].items() if key not in names}


@pytest.mark.parametrize(
    ("form_id", "ids"),
    [
        ("dap_note", ("session_date", "data", "craving", "risk", "interventions", "response", "assessment", "plan")),
        (
            "dual_diagnosis_note",
            ("diagnoses", "craving", "last_use", "symptoms_now", "risk", "risk_when_using", "plan"),
        ),
        ("medication_visit", ("interval_history", "craving", "blood_pressure", "risk", "diagnoses", "orders", "plan")),
        ("admission", ("admitted_on", "presenting_problem", "substances", "diagnoses", "risk", "emergency_contact")),
        ("family_session", ("participants", "purposes", "themes", "interventions", "topics", "client_response")),
        ("plan_review", ("reviews", "decision", "stay_reason", "stay_justification", "next_review_on")),
    ],
)
def test_questions_come_in_the_order_of_the_work(library: FormLibrary, form_id: str, ids: tuple[str, ...]) -> None:
    order = [item.id for item in library.get(form_id).items]

    assert [order.index(one) for one in ids] == sorted(order.index(one) for one in ids)


@pytest.mark.parametrize("form_id", ["admission", "dap_note", "dual_diagnosis_note", "medication_visit"])
def test_a_risk_that_could_not_be_asked_for_says_why(library: FormLibrary, form_id: str) -> None:
    form, answers = library.get(form_id), {**FILLED[form_id], "risk": "Not asked"}

    assert _found(form, answers) == {"risk_not_asked"}
    assert _found(form, {**answers, "risk_not_asked": "Left after ten minutes; asked by phone tomorrow."}) == set()


@pytest.mark.parametrize("mode", ["Video", "Phone"])
def test_a_session_at_a_distance_asks_where_the_client_was(library: FormLibrary, mode: str) -> None:
    answers = {**_without("dap_note", "location"), "mode": mode}

    assert "location" in _found(library.get("dap_note"), answers, "should")


def test_another_intervention_is_named(library: FormLibrary) -> None:
    answers = {**_without("dap_note", "intervention_detail"), "interventions": ["Other"]}

    assert _found(library.get("dap_note"), answers) == {"intervention_detail"}


def test_a_first_visit_without_any_medication_needs_no_adherence(library: FormLibrary) -> None:
    form = library.get("medication_visit")
    asked = ("doses_missed_7", "doses_missed_30", "adherence_percent", "adherence_methods")

    assert _found(form, _without("medication_visit", *asked)) == set()
    assert _found(form, _without("medication_visit", "adherence_methods")) == {"adherence_methods"}


def test_the_last_medication_visit_names_no_next_one(library: FormLibrary) -> None:
    form, answers = library.get("medication_visit"), _without("medication_visit", "next_visit_on")

    assert _found(form, answers) == set()
    assert "next_visit_on" in _found(form, answers, "should")


def test_a_review_that_ends_in_discharge_plans_no_further_review(library: FormLibrary) -> None:
    form = library.get("plan_review")
    ends = {**_without("plan_review", "next_review_on", "stay_justification"), "decision": "Discharge"}

    assert _found(form, ends) == set()
    assert _found(form, {**ends, "decision": "Step down"}) == {"next_review_on", "stay_justification"}


def test_a_referral_without_a_day_can_be_handed_over_and_is_pointed_out(library: FormLibrary) -> None:
    for form_id in ("aftercare_plan", "discharge_summary"):
        rows = [{name: value for name, value in FILLED[form_id]["followup"][0].items() if name != "followup_when"}]
        answers = {**FILLED[form_id], "followup": rows}
        assert _found(library.get(form_id), answers) == set()
        assert "followup_when" in _found(library.get(form_id), answers, "should")


def test_an_aftercare_plan_without_any_appointment_says_why(library: FormLibrary) -> None:
    form, answers = library.get("aftercare_plan"), _without("aftercare_plan", "followup")

    assert _found(form, answers) == {"followup_none"}
    assert _found(form, {**answers, "followup_none": "Wants none; calls us when that changes."}) == set()


def test_no_medications_is_said_outright(library: FormLibrary) -> None:
    form, answers = library.get("aftercare_plan"), _without("aftercare_plan", "medications")

    assert _found(form, {**answers, "no_medications": False}) == {"no_medications"}
    assert _found(form, {**answers, "no_medications": True}) == set()


def test_only_staying_at_this_level_has_to_be_justified(library: FormLibrary) -> None:
    form, answers = library.get("progress_summary"), _without("progress_summary", "continued_stay")

    assert _found(form, {**answers, "decision": "Continue at this level"}) == {"continued_stay"}
    assert _found(form, {**answers, "decision": "Discharge"}) == set()


@pytest.mark.parametrize("level", ["Moderate", "High"])
def test_a_risk_at_discharge_asks_what_was_done(library: FormLibrary, level: str) -> None:
    form, answers = library.get("discharge_summary"), {**FILLED["discharge_summary"], "risk_level": level}

    assert _found(form, answers) == {"risk_action"}
    assert _found(form, {**answers, "risk_level": "Low"}) == set()


def test_a_client_who_died_can_be_discharged(library: FormLibrary) -> None:
    answers = {
        **_without("discharge_summary", "followup", "copy_how", "copies_on", "handoff_on", "reengagement"),
        "discharge_reason": "Death",
        "disposition": "Deceased",
        "condition": "Not known",
        "risk_level": "Not assessed, client not reached",
        "naloxone": "Client not reached",
        "medications_reconciled": False,
        "medications_reconciled_why_not": "The client has died.",
        "safety_plan_given": False,
        "followup_none": "The client has died; the family was offered support.",
        "copies": ["None"],
    }

    assert _found(library.get("discharge_summary"), answers) == set()


def test_a_new_objective_needs_no_state_chosen_for_it() -> None:
    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: without(inner) for name, inner in value.items() if name != "objective_status"}
        return [without(inner) for inner in value] if isinstance(value, list) else value

    plan = FormLibrary.load(forms_dir()).get("treatment_plan")
    musts = [finding.text for finding in check(plan, without(FILLED["treatment_plan"])) if finding.level == "must"]
    assert musts == []
