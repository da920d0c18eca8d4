"""The clinical forms that the program ships: they load, say what the chart needs, and can be filled and signed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Form, FormLibrary, Item, check, flat, normalise, response, visible
from tests.clinical_forms.filled import FILLED, GROUP_CLIENTS, GROUP_SESSION, RESTRICTED, Answers

SHIPPED = sorted(FILLED)
MEASURES = ("aims", "ciwa_ar", "auditc", "bam", "bam_iop", "gad7", "pcl5", "rulers")
INDIVIDUAL = ("birp_note", "dap_note", "girp_note", "pirp_note", "soap_note")
INDIVIDUAL_ROLES = {
    *("start", "end", "mode", "served", "interventions", "safety_action", "craving", "use_since_last"),
    *("data", "observed", "presentation", "response", "assessment", "plan", "practice_next"),
}
EFFECT_SOURCES = {
    "attendance_letter": set(),
    "biopsychosocial": {"diagnoses", "safety"},
    "case_conference": {"objectives", "safety"},
    "cows_result": {"measure"},
    "craving_log": {"use", "log"},
    "mental_status": {"safety"},
    "mutual_help_log": {"log"},
    "relapse_plan": set(),
    "safety_plan": {"safety"},
    "safety_screen": {"safety"},
    "skills_tracker": {"log"},
    "suitability": {"safety"},
    "absence": {"absence"},
    "admission": {"episode.open", "diagnoses", "allergies", "medications", "safety"},
    "aftercare_plan": {"followup", "calls", "referrals"},
    "consent": {"consent"},
    "consent_revocation": {"consent"},
    **{form_id: {"attendance", "objectives", "safety", "use", "delivered", "incentives"} for form_id in INDIVIDUAL},
    "discharge_summary": {"episode.close", "followup"},
    "dual_diagnosis_note": {
        "attendance",
        "objectives",
        "diagnoses",
        "safety",
        "use",
        "course",
        "delivered",
        "incentives",
    },
    "family_session": {"attendance", "family", "objectives", "safety", "delivered"},
    **{form_id: frozenset({"measure"}) for form_id in MEASURES},
    "group_note": {"attendance", "objectives", "safety", "delivered", "incentives"},
    "incentive_entry": {"incentives"},
    "medication_visit": {"attendance", "objectives", "diagnoses", "allergies", "medications", "safety", "use"},
    "level_of_care_change": {"episode.level"},
    "phq9": {"measure", "safety"},
    "plan_review": {"plan_review", "episode.decision"},
    "progress_summary": set(),
    "follow_up_call": {"followup_call", "use", "safety", "referrals"},
    "case_management_contact": {"objectives", "referrals"},
    "peer_support_note": {"attendance", "objectives", "safety", "delivered"},
    "psychiatric_evaluation": {"attendance", "objectives", "diagnoses", "allergies", "medications", "safety", "use"},
    "support_network": set(),
    "toxicology_screen": {"drug_screen"},
    "treatment_plan": {"plan", "referrals"},
}
ROLES = {
    "attendance_letter": {"recipient", "purpose", "letter_tells", "period_from", "period_to", "hours_delivered"},
    "biopsychosocial": {"presenting_problem", "substances", "strengths", "formulation", "needs_found", "safety_action"},
    "case_conference": {"start", "end", "served", "team", "data", "assessment", "plan", "safety_action"},
    "cows_result": {"effective_on"},
    "craving_log": {"craving", "trigger", "strategy", "practice_next"},
    "mental_status": {"mental_status", "safety_action"},
    "mutual_help_log": {"meetings", "twelve_step", "practice_next"},
    "relapse_plan": {"triggers", "warning_signs", "helpers", "lapse_first_call", "naloxone", "next_review_on"},
    "safety_plan": {"warning_signs", "own_steps", "company", "helpers", "crisis_line", "means_steps", "safety_action"},
    "safety_screen": {"positive_screen", "safety_level", "safety_assessed_by", "safety_action"},
    "skills_tracker": {"skills", "skill", "rating", "practice_next"},
    "suitability": {"suitability", "withdrawal_risk", "support", "importance", "stage_of_change", "safety_action"},
    "absence": {"absence_reason", "excused", "service_type", "minutes"},
    "admission": {
        *("admitted_on", "program", "level_of_care", "track", "referral", "presenting_problem", "projected_discharge"),
        *(
            "allergies",
            "substance",
            "reaction",
            "severity",
            "no_known_allergies",
            "allergies_asked_on",
            "planned_hours",
        ),
    },
    "aftercare_plan": {"followup", "when", "service", "provider", "contact"},
    "consent": {
        "recipient",
        "purpose",
        "scope",
        "expires_on",
        "expires_event",
        "consent_kind",
        "revoked",
        "revoked_on",
    },
    "consent_revocation": {"revocations", "consent_id", "taken_back", "revoked_how"},
    **dict.fromkeys(INDIVIDUAL, INDIVIDUAL_ROLES),
    "discharge_summary": {
        *("discharged_on", "discharge_reason", "disposition", "reason_for_admission", "course", "risk", "instructions"),
        *("condition_at_discharge", "barriers", "family_involvement", "services", "measures", "measure_points"),
        *("objectives", "diagnoses", "medications", "medication_changes", "allergies", "family_sessions", "followup"),
        *("hours_delivered", "hours_planned", "hours_missed", "reengagement", "copies"),
    },
    "dual_diagnosis_note": {"start", "end", "served", "diagnoses", "interplay", "safety_action"},
    "family_session": {"start", "end", "served", "participants", "purpose", "safety_action"},
    "group_note": {"start", "end", "attended", "minutes", "response", "served", "safety_action", "service_type"},
    "incentive_entry": {"cm_paid", "cm_paid_how", "cm_paid_by", "cm_witness", "cm_lines", "cm_line", "cm_back"},
    "medication_visit": {"start", "end", "orders", "served", "pdmp_checked_at", "reconciled_with", "next_visit_on"},
    "level_of_care_change": {
        *("level_before", "areas", "decision", "level_of_care", "level_from", "track", "planned_hours"),
        *("level_reason", "criteria", "next_level_review_on", "client_told", "client_agrees", "handoff_told"),
    },
    "phq9": {"safety_action"},
    **{form_id: frozenset({"effective_on"}) for form_id in MEASURES},
    "plan_review": {"reviewed_on", "reviews", "objective_id", "objective_text", "outcome", "course", "next_review_on"},
    "progress_summary": {
        *("period_from", "period_to", "course", "next_period", "services", "measures", "objectives", "medications"),
    },
    "follow_up_call": {"call_from", "why_called", "call_about", "call_reached", "calls_go_on", "next_call_on"},
    "case_management_contact": {"need", "agency", "consent_basis", "referral_state", "referral_on", "next_step_on"},
    "peer_support_note": {"start", "end", "served", "peer_worker", "data", "response", "plan", "safety_action"},
    "psychiatric_evaluation": {
        *("start", "end", "orders", "diagnoses", "mental_status", "formulation", "plan", "safety_action"),
    },
    "support_network": {"supports", "name", "relationship", "recovery_effect", "consent_basis", "gaps"},
    "toxicology_screen": {
        *("given", "specimen", "test_reason", "observed", "test_place", "results", "substance", "result", "prescribed"),
        *("confirmed", "validity", "temperature", "creatinine", "client_report", "discussed", "plan_consequence"),
    },
    "treatment_plan": {
        *("problems", "problem_text", "problem_evidence", "problem_kind", "problem_code", "goals", "goal_text"),
        *("objectives", "objective_text", "measure", "baseline", "target", "target_date", "objective_status"),
        *("interventions", "intervention_text", "frequency", "responsible", "discharge_criteria", "strengths"),
        *("barriers", "next_review_on", "client_participation"),
    },
}


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary.load(forms_dir())


def _must(form: Form, answers: Answers) -> list[str]:
    return [f"{finding.item}: {finding.text}" for finding in check(form, answers) if finding.level == "must"]


def _items(form: Form, role: str) -> Iterator[Item]:
    return (item for item in form.walk() if item.role == role)


def test_every_form_in_the_folder_is_filled_here(library: FormLibrary) -> None:
    amendments = {"addendum", "entered_in_error"}

    assert {form.id for form in library.all()} - amendments == set(FILLED)
    assert {form.id for form in FormLibrary.load(forms_dir(), restricted=True).all()} - amendments == {
        *FILLED,
        *RESTRICTED,
    }


@pytest.mark.parametrize("form_id", SHIPPED)
def test_a_form_says_exactly_once_from_which_day_it_counts(library: FormLibrary, form_id: str) -> None:
    days = list(_items(library.get(form_id), "effective_on"))

    assert [(item.type, item.required) for item in days] == [("date", True)]


@pytest.mark.parametrize("form_id", SHIPPED)
def test_a_form_states_the_effects_that_the_chart_expects_of_it(library: FormLibrary, form_id: str) -> None:
    assert set(library.get(form_id).states) == EFFECT_SOURCES[form_id]


@pytest.mark.parametrize("form_id", SHIPPED)
def test_a_form_carries_the_roles_that_effects_are_read_from(library: FormLibrary, form_id: str) -> None:
    found = {item.role for item in library.get(form_id).walk()}

    assert found >= ROLES[form_id]


@pytest.mark.parametrize("form_id", SHIPPED)
def test_an_administrator_never_writes_a_clinical_form(library: FormLibrary, form_id: str) -> None:
    assert "administrator" not in library.get(form_id).authors


@pytest.mark.parametrize("form_id", ["medication_visit", "psychiatric_evaluation"])
def test_only_the_psychiatrist_orders_medications(library: FormLibrary, form_id: str) -> None:
    assert library.get(form_id).authors == ("psychiatrist",)


def test_a_linkage_that_failed_says_why_and_one_told_to_an_agency_names_its_consent(library: FormLibrary) -> None:
    form = library.get("case_management_contact")
    told = {**FILLED["case_management_contact"], "consent_basis": "A written consent covers it"}
    failed = {**told, "consent_named": "Riverbend Ride Service, rides", "referral_state": "Declined by the agency"}

    assert [line.split(":")[0] for line in _must(form, told)] == ["consent_named"]
    assert [line.split(":")[0] for line in _must(form, failed)] == ["referral_why"]


@pytest.mark.parametrize(
    ("form_id", "thread", "service"),
    [
        *((form_id, "required", "individual") for form_id in INDIVIDUAL),
        ("dual_diagnosis_note", "required", "individual"),
        ("group_note", "required", "group"),
        ("family_session", "required", "family"),
        ("medication_visit", "offered", "medication"),
        ("psychiatric_evaluation", "offered", "medication"),
        ("peer_support_note", "offered", "peer support"),
        ("absence", "none", ""),
    ],
)
def test_session_notes_name_objectives_and_their_service(
    library: FormLibrary, form_id: str, thread: str, service: str
) -> None:
    form = library.get(form_id)

    assert (form.thread, form.service) == (thread, service)


@pytest.mark.parametrize("form_id", ["progress_summary", "discharge_summary", "aftercare_plan"])
def test_a_summary_goes_on_paper_and_its_assembled_notes_keep_their_sources(library: FormLibrary, form_id: str) -> None:
    form = library.get(form_id)

    assert form.paper == form_id
    assembled = [item for item in form.items if item.sources]
    assert assembled
    for item in assembled:
        table = form.item(f"{item.id}_sources")
        assert item.sources == (table.id,)
        assert (table.type, table.pdf, table.readonly) == ("table", "hide", True)
        assert [child.role for child in table.items] == ["sentence", "entry"]


def test_the_points_of_the_trend_chart_are_not_printed_as_a_table(library: FormLibrary) -> None:
    for form_id in ("progress_summary", "discharge_summary"):
        assert library.get(form_id).item("measure_points").pdf == "hide"


@pytest.mark.parametrize("form_id", SHIPPED)
def test_a_filled_form_can_be_signed(library: FormLibrary, form_id: str) -> None:
    form = library.get(form_id)

    answers = normalise(form, FILLED[form_id])

    assert set(answers) == set(FILLED[form_id])
    assert _must(form, answers) == []


@pytest.mark.parametrize("form_id", SHIPPED)
def test_filled_answers_are_canonical_and_stay_so(library: FormLibrary, form_id: str) -> None:
    form = library.get(form_id)
    once = normalise(form, FILLED[form_id])

    assert normalise(form, once) == once
    assert response(form, once)["item"]
    assert {one.item for one in flat(form, once)} <= {item.id for item in form.walk()}


@pytest.mark.parametrize("form_id", SHIPPED)
def test_an_empty_form_cannot_be_signed(library: FormLibrary, form_id: str) -> None:
    assert _must(library.get(form_id), {})


@pytest.mark.parametrize("client", GROUP_CLIENTS)
def test_every_attendee_of_a_group_can_be_signed_with_the_one_session_text(
    library: FormLibrary, client: Answers
) -> None:
    form = library.get("group_note")

    answers = normalise(form, {**GROUP_SESSION, **client})

    assert _must(form, answers) == []
    assert {form.item(name).per for name in GROUP_SESSION} == {"session"}
    assert {form.item(name).per for name in client} == {"client"}


@pytest.mark.parametrize("attended", ["present", "late", "left early"])
def test_whoever_was_in_the_group_needs_a_response_of_their_own(library: FormLibrary, attended: str) -> None:
    form = library.get("group_note")
    silent = {key: value for key, value in GROUP_CLIENTS[0].items() if key != "response"} | {"attended": attended}

    assert any(line.startswith("response:") for line in _must(form, {**GROUP_SESSION, **silent}))


@pytest.mark.parametrize("attended", ["excused", "no-show"])
def test_whoever_was_not_in_the_group_needs_none(library: FormLibrary, attended: str) -> None:
    form = library.get("group_note")

    absent = {**GROUP_SESSION, "attended": attended, "absence_note": "Called in ill."}
    assert "response" not in visible(form, absent)
    assert _must(form, absent) == []


def test_an_excused_absence_says_why_and_a_no_show_may_be_silent(library: FormLibrary) -> None:
    form = library.get("group_note")
    assert _must(form, {**GROUP_SESSION, "attended": "no-show"}) == []
    assert any("excused absence" in line for line in _must(form, {**GROUP_SESSION, "attended": "excused"}))


def test_a_group_note_without_an_intervention_cannot_be_signed(library: FormLibrary) -> None:
    form = library.get("group_note")
    answers = {key: value for key, value in FILLED["group_note"].items() if key != "interventions"}

    assert any(line.startswith("interventions:") for line in _must(form, answers))


@pytest.mark.parametrize(
    "form_id",
    [
        "admission",
        *INDIVIDUAL,
        "dual_diagnosis_note",
        "medication_visit",
        "psychiatric_evaluation",
        "peer_support_note",
    ],
)
def test_a_present_risk_needs_a_level_an_assessor_and_an_action(library: FormLibrary, form_id: str) -> None:
    form = library.get(form_id)

    missing = {line.split(":")[0] for line in _must(form, {**FILLED[form_id], "risk": "Present"})}

    assert missing >= {"safety_level", "safety_assessed_by", "safety_action"}


def test_reason_codes_of_a_dose_change_are_in_the_medication_visit(library: FormLibrary) -> None:
    answers = FILLED["medication_visit"]["orders"][0]
    text = (forms_dir() / "medication_visit.toml").read_text(encoding="utf-8")

    assert f'"{answers["reason_code"]}"' in text.split("reason_codes = [")[1].split("]")[0]


def test_leaving_early_asks_what_was_tried_to_bring_the_client_back(library: FormLibrary) -> None:
    form = library.get("discharge_summary")
    left = {**FILLED["discharge_summary"], "discharge_reason": "Dropped out of treatment"}

    assert any(line.startswith("reengagement:") for line in _must(form, left))


def test_discharge_reasons_carry_the_teds_codes_1_to_7(library: FormLibrary) -> None:
    # TEDS-D, variable REASON; the same list lies in resources/codes/teds_discharge_reasons.toml.
    choices = library.get("discharge_summary").item("discharge_reason").choices

    assert [choice.points for choice in choices] == [1, 2, 3, 4, 5, 6, 7]
    assert choices[0].label == "Treatment completed"


def test_only_a_consent_for_treatment_payment_and_operations_may_have_no_end(library: FormLibrary) -> None:
    form = library.get("consent")
    endless = {
        **{key: value for key, value in FILLED["consent"].items() if key != "expires_on"},
        "expiry_kind": "None (only for treatment, payment and operations)",
    }
    general = {
        **endless,
        "consent_kind": "treatment, payment and operations",
        "refuse_consequences": "Care goes on; the insurer may not pay.",
    }
    general.pop("recipient_relationship")

    assert _must(form, endless)
    assert _must(form, general) == []


def test_a_consent_without_the_statements_cannot_be_signed(library: FormLibrary) -> None:
    assert _must(library.get("consent"), {**FILLED["consent"], "statements_explained": False})


def test_a_row_that_the_record_gave_is_named_by_what_it_says(library: FormLibrary) -> None:
    form = library.get("level_of_care_change")
    told = _must(form, {"areas": [{"_id": "a" * 32, "area_number": "1", "area": "Withdrawal and medical risk"}]})
    assert any("Concern now (Withdrawal and medical risk)" in line for line in told)
