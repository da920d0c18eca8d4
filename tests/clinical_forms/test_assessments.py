"""Screening, assessments and tools: what they have to ask, and what cannot be signed away.

Factors of suitability: domain page 1.4 (42 to 53). Relapse-prevention plan: 3.14. Safety plan: six steps after
Stanley B, Brown GK. Safety planning intervention. Cogn Behav Pract 2012;19:256-264, in our own words.
COWS bands: Wesson DR, Ling W. J Psychoactive Drugs 2003;35:253-259.
"""

from __future__ import annotations

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary, check, scores, visible
from tests.clinical_forms.filled import FILLED, Answers

SAFETY = {"safety_level", "safety_assessed_by", "safety_action"}


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary.load(forms_dir())


def _must(library: FormLibrary, form_id: str, answers: Answers) -> set[str]:
    return {one.item for one in check(library.get(form_id), answers) if one.level == "must"}


def _quiet_screen() -> Answers:
    questions = ("wish_dead", "thoughts", "behavior", "under_influence", "harm_others", "overdose_risk")
    answers: Answers = dict.fromkeys((*questions, "unsafe_home", "firearms"), "No")
    return {"entry_date": "2026-10-08", **answers, "screener": "None"}


def test_a_negative_safety_screen_asks_for_nothing_more(library: FormLibrary) -> None:
    answers = _quiet_screen()

    assert _must(library, "safety_screen", answers) == set()
    assert not {"screen_positive", *SAFETY} & set(visible(library.get("safety_screen"), answers))


@pytest.mark.parametrize(
    "changes",
    [
        {"wish_dead": "Yes", "plan_intent": "No"},
        {"thoughts": "Yes", "plan_intent": "No"},
        {"behavior": "Yes", "behavior_when": "Past month"},
        {"behavior": "Yes", "behavior_when": "Past 3 months"},
        {"harm_others": "Yes"},
        {"overdose_risk": "Yes"},
        {"unsafe_home": "Yes"},
        {"screener": "C-SSRS screener", "screener_result": "Moderate"},
        {"screener": "C-SSRS screener", "screener_result": "High"},
    ],
)
def test_a_positive_safety_screen_cannot_be_signed_without_a_recorded_action(
    library: FormLibrary, changes: Answers
) -> None:
    answers = {**_quiet_screen(), **changes}

    assert "screen_positive" in visible(library.get("safety_screen"), answers)
    assert _must(library, "safety_screen", answers) == {*SAFETY, "safety_steps"}
    done = {key: FILLED["safety_screen"][key] for key in (*SAFETY, "safety_steps")}
    assert _must(library, "safety_screen", {**answers, **done}) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"behavior": "Yes", "behavior_when": "Longer ago"},
        {"screener": "C-SSRS screener", "screener_result": "Low"},
    ],
)
def test_what_is_long_ago_or_low_is_kept_without_an_alarm(library: FormLibrary, changes: Answers) -> None:
    assert _must(library, "safety_screen", {**_quiet_screen(), **changes}) == set()


@pytest.mark.parametrize(
    ("question", "asked"), [("under_influence", "under_influence_plan"), ("firearms", "firearms_plan")]
)
def test_firearms_and_thoughts_under_the_influence_ask_what_was_agreed_without_an_alarm(
    library: FormLibrary, question: str, asked: str
) -> None:
    answers = {**_quiet_screen(), question: "Yes"}

    assert _must(library, "safety_screen", answers) == {asked}
    assert _must(library, "safety_screen", {**answers, asked: "Locked away at a brother's."}) == set()


@pytest.mark.parametrize(
    "question", ["wish_dead", "thoughts", "behavior", "harm_others", "overdose_risk", "unsafe_home"]
)
def test_a_safety_question_that_was_not_answered_is_no_no(library: FormLibrary, question: str) -> None:
    answers = {**_quiet_screen(), question: "Prefers not to say"}

    assert _must(library, "safety_screen", answers) == {*SAFETY, "safety_steps"}
    assert "screen_positive" not in visible(library.get("safety_screen"), answers)


@pytest.mark.parametrize("form_id", ["phq9", "safety_screen"])
def test_whoever_finds_no_risk_has_asked_directly(library: FormLibrary, form_id: str) -> None:
    answers = {**FILLED[form_id], "safety_level": "No current risk found"}

    assert _must(library, form_id, answers) == set()
    assert _must(library, form_id, {**answers, "safety_steps": ["Supervisor told"]}) == {"safety_steps"}


@pytest.mark.parametrize("form_id", ["biopsychosocial", "mental_status", "suitability"])
def test_a_present_risk_needs_an_action_in_assessments_too(library: FormLibrary, form_id: str) -> None:
    assert _must(library, form_id, {**FILLED[form_id], "risk": "Present"}) >= SAFETY


def test_a_safety_plan_has_six_steps_in_order_and_nobody_elses_words(library: FormLibrary) -> None:
    form = library.get("safety_plan")
    steps = [item.section for item in form.items if item.section[:1].isdecimal()]

    assert [step[0] for step in steps] == list("123456")
    assert form.paper == "form"
    # Headings of the licensed form.
    for theirs in (
        "Internal coping strategies",
        "social settings that provide distraction",
        "Making the environment safe",
    ):
        assert not any(theirs.casefold() in step.casefold() for step in steps)


def test_a_safety_plan_that_will_hardly_be_used_asks_what_would_help(library: FormLibrary) -> None:
    assert _must(library, "safety_plan", {**FILLED["safety_plan"], "likely_used": 4}) == {"likely_obstacle"}


def test_a_relapse_prevention_plan_holds_every_part_of_the_domain_page(library: FormLibrary) -> None:
    roles = {item.role for item in library.get("relapse_plan").walk()}

    assert roles >= {
        *("reasons", "triggers", "coping", "warning_signs", "risky_dates", "helpers", "environment"),
        *("medications_text", "naloxone", "lapse_first_call", "lapse_24", "lapse_return", "client_signature"),
    }


@pytest.mark.parametrize(
    ("factor", "items"),
    [
        ("42 severity and withdrawal", ("severity", "craving_intensity", "withdrawal_risk", "withdrawal_scale")),
        ("43 no care around the clock", ("needs_24", "level_reason")),
        ("44 care completed before", ("completed_before",)),
        ("45 living environment", ("home", "use_in_home")),
        ("46 support", ("support", "supports")),
        ("47 commitments", ("obligations",)),
        ("48 motivation", ("importance", "confidence", "stage")),
        ("49 daily function", ("daily_function",)),
        ("50 circumstances, goals, values", ("own_words", "values")),
        ("51 triggers", ("surroundings",)),
        ("52 outpatient so far", ("tried_outpatient",)),
        ("53 suggested level and own decision", ("suggested_level", "decided_level", "level_differs")),
    ],
)
def test_suitability_asks_for_every_factor(library: FormLibrary, factor: str, items: tuple[str, ...]) -> None:
    assert set(items) <= {item.id for item in library.get("suitability").walk()}, factor


@pytest.mark.parametrize("outcome", ["Refer to a higher level", "Refer to a lower level"])
def test_somebody_who_does_not_fit_is_referred_and_the_referral_is_kept(library: FormLibrary, outcome: str) -> None:
    answers = {**FILLED["suitability"], "outcome": outcome}

    assert _must(library, "suitability", answers) == {"referral_to", "referral_state"}


def test_a_decision_on_suitability_is_held_against_its_own_answers(library: FormLibrary) -> None:
    fits = FILLED["suitability"]
    assert _must(library, "suitability", fits) == set()
    assert _must(library, "suitability", {**fits, "needs_24": "Yes"}) == {"level_differs"}
    assert _must(library, "suitability", {**fits, "suggested_level": "Outpatient"}) == {"level_differs"}
    said = {"suggested_level": "Outpatient", "level_differs": "The client asks for more support at first."}
    assert _must(library, "suitability", {**fits, **said}) == set()
    for changes in ({"needs_24": "Not clear yet"}, {"needs_structure": False}):
        found = check(library.get("suitability"), {**fits, **changes})
        assert [one.item for one in found if one.level == "should"] == ["outcome"], changes


def test_whoever_needs_another_level_is_not_admitted_as_suitable(library: FormLibrary) -> None:
    answers = {**FILLED["admission"], "needs_this_level": False}
    assert _must(library, "admission", answers) == {"suitability"}
    override = {"suitability": "Needs a higher level", "suitability_override": "A bed is free next week; referred."}
    assert _must(library, "admission", {**answers, **override}) == set()


def test_voices_ask_for_commands(library: FormLibrary) -> None:
    answers = {**FILLED["mental_status"], "perception": ["Hears voices"]}

    assert _must(library, "mental_status", answers) == {"commands"}


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "None"),
        (4, "None"),
        (5, "Mild"),
        (12, "Mild"),
        (13, "Moderate"),
        (24, "Moderate"),
        (25, "Moderately severe"),
        (36, "Moderately severe"),
        (37, "Severe"),
        (48, "Severe"),
    ],
)
def test_cows_totals_fall_into_the_published_bands(library: FormLibrary, total: int, band: str) -> None:
    found = scores(library.get("cows_result"), {"cows_total": total})["cows"]

    assert (found.value, found.maximum, found.band) == (total, 48, band)


def test_the_text_of_a_licensed_scale_is_not_shipped(library: FormLibrary) -> None:
    asked = [item.id for item in library.get("cows_result").walk()]

    assert asked == ["entry_date", "cows_at", "cows_total", "cows_last_use", "cows_action"]


def test_a_client_without_meetings_says_what_would_fit(library: FormLibrary) -> None:
    answers = {"entry_date": "2026-10-21", "meetings_from": "2026-10-14", "meetings_to": "2026-10-21", "attends": False}

    assert _must(library, "mutual_help_log", answers) == {"no_meetings_why", "meetings_next"}


def test_a_case_conference_gives_the_client_no_minutes(library: FormLibrary) -> None:
    form = library.get("case_conference")

    assert "attendance" not in form.states
    assert form.service == "case conference"
