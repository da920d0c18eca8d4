"""Family session, dual-diagnosis note and the kinds of groups, compared with the domain page (3.3, 3.4, 3.5)."""

from __future__ import annotations

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary, check, visible
from ehr_desk.forms.links import PARTICIPANT
from tests.clinical_forms.filled import FILLED, GROUP_CLIENTS, GROUP_KINDS, GROUP_SESSION, Answers


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary.load(forms_dir())


def _must(library: FormLibrary, form_id: str, answers: Answers) -> set[str]:
    return {one.item for one in check(library.get(form_id), answers) if one.level == "must"}


def test_a_family_session_holds_what_the_domain_page_lists(library: FormLibrary) -> None:
    roles = {item.role for item in library.get("family_session").walk()}

    assert roles >= {
        *("client_present", "participants", "consent_missing", "purpose", "themes", "topics", "tools", "agreements"),
        *("home", "naloxone", "response", "family_response", "family_goals", "third_party_sensitive", "plan"),
    }
    # For each participant: who, how they took part, age band, the consent that covers them, their own acknowledgment.
    assert set(PARTICIPANT) >= {"name", "relationship", "presence", "age_band", "consent_id", "acknowledged"}


def test_what_is_kept_about_someone_else_stays_out_of_paper_and_search(library: FormLibrary) -> None:
    form = library.get("family_session")
    item = form.item("third_party_detail")

    assert (item.pdf, item.search) == ("hide", False)
    assert item.id not in visible(form, {**FILLED["family_session"], "third_party_sensitive": False})


def test_a_family_goal_is_rated_from_0_to_10(library: FormLibrary) -> None:
    form = library.get("family_session")
    goals = [{"_id": "f0a10001", "family_goal": "Ask without checking up"}]

    assert (form.item("family_rating").min, form.item("family_rating").max) == (0, 10)
    assert _must(library, "family_session", {**FILLED["family_session"], "family_goals": goals}) == {"family_rating"}


def test_a_session_without_the_client_says_why_and_asks_for_no_response_of_the_client(library: FormLibrary) -> None:
    answers = {**FILLED["family_session"], "client_present": "Not present"}
    answers.pop("client_response")

    assert _must(library, "family_session", answers) == {"client_absent_reason"}


@pytest.mark.parametrize(
    ("what", "role"),
    [
        ("diagnoses of both sides", "diagnoses"),
        ("last use", "last_use"),
        ("current use", "use_now"),
        ("craving", "craving"),
        ("onset relation", "onset"),
        ("lasts in abstinence", "persists_in_abstinence"),
        ("substance-induced considered", "substance_induced"),
        ("current symptoms", "symptoms_now"),
        ("interplay", "interplay"),
        ("stage of change, substance use", "stage_substance_use"),
        ("stage of change, mental health", "stage_mental_health"),
        ("stage of treatment", "treatment_stage"),
        ("medication effect on both", "medication_effect"),
        ("trauma link", "trauma_link"),
        ("suicide risk with intoxication", "risk_when_using"),
        ("function", "function"),
        ("integrated goal", "integrated_goal"),
        ("interventions", "interventions"),
        ("coordination done", "coordination"),
        ("plan", "plan"),
    ],
)
def test_a_dual_diagnosis_note_holds_what_the_domain_page_lists(library: FormLibrary, what: str, role: str) -> None:
    assert library.get("dual_diagnosis_note").by_role(role) is not None, what


@pytest.mark.parametrize("kind", GROUP_KINDS, ids=lambda kind: str(kind["service_type"]))
@pytest.mark.parametrize("client", GROUP_CLIENTS[:2])
def test_each_kind_of_group_can_be_signed(library: FormLibrary, kind: Answers, client: Answers) -> None:
    assert _must(library, "group_note", {**GROUP_SESSION, **kind, **client}) == set()


@pytest.mark.parametrize(
    ("service", "needed"),
    [
        ("group", set()),
        ("psychoeducation", set()),
        ("skills", {"skill_taught"}),
        ("holistic activity", {"activity", "activity_purpose"}),
        ("peer support", {"fellowship"}),
    ],
)
def test_a_kind_of_group_asks_for_what_belongs_to_it(library: FormLibrary, service: str, needed: set[str]) -> None:
    answers = {**GROUP_SESSION, **GROUP_CLIENTS[0], "service_type": service}

    assert _must(library, "group_note", answers) == needed


@pytest.mark.parametrize("service", ["psychoeducation", "skills"])
def test_teach_back_is_asked_of_those_who_were_taught(library: FormLibrary, service: str) -> None:
    form = library.get("group_note")

    assert "teach_back" in visible(form, {**GROUP_SESSION, "service_type": service, "attended": "present"})
    assert "teach_back" not in visible(form, {**GROUP_SESSION, "service_type": service, "attended": "no-show"})
    assert "teach_back" not in visible(form, {**GROUP_SESSION, "attended": "present"})
