"""The five formats of an individual note: the same data under other headings (domain page 3.2)."""

from __future__ import annotations

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary, check, visible
from tests.clinical_forms.filled import FILLED, Answers

FORMATS = ("birp_note", "dap_note", "girp_note", "pirp_note", "soap_note")
HEADINGS = {
    "birp_note": ("Behavior", "Interventions", "Response", "Plan"),
    "dap_note": ("Data", "Assessment", "Plan"),
    "girp_note": ("Goal", "Interventions", "Response", "Plan"),
    "pirp_note": ("Problem", "Interventions", "Response", "Plan"),
    "soap_note": ("Subjective", "Objective", "Assessment", "Plan"),
}


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary.load(forms_dir())


def _must(library: FormLibrary, form_id: str, answers: Answers) -> set[str]:
    return {one.item for one in check(library.get(form_id), answers) if one.level == "must"}


@pytest.mark.parametrize("form_id", FORMATS)
def test_the_formats_hold_the_same_answers_under_the_same_ids_and_roles(library: FormLibrary, form_id: str) -> None:
    described = {
        one: {(item.id, item.type, item.role) for item in library.get(one).walk()} for one in (form_id, "dap_note")
    }

    assert described[form_id] == described["dap_note"]


@pytest.mark.parametrize("form_id", FORMATS)
def test_the_headings_of_a_format_come_in_its_order(library: FormLibrary, form_id: str) -> None:
    sections = [item.section for item in library.get(form_id).items if item.section]

    places = [sections.index(heading) for heading in HEADINGS[form_id]]
    assert places == sorted(places)


def test_dap_is_the_usual_format(library: FormLibrary) -> None:
    assert [one for one in FORMATS if library.get(one).usual] == ["dap_note"]


@pytest.mark.parametrize("form_id", FORMATS)
def test_a_note_without_an_intervention_cannot_be_signed(library: FormLibrary, form_id: str) -> None:
    # HHS-OIG, audit of on-site psychological services: notes that did not specify therapeutic maneuvers failed.
    answers = {key: value for key, value in FILLED[form_id].items() if key != "interventions"}

    assert "interventions" in _must(library, form_id, answers)


@pytest.mark.parametrize(
    ("intervention", "needed"),
    [
        ("DBT", {"dbt_modules"}),
        ("Motivational enhancement", {"importance", "confidence"}),
        ("Contingency management", {"cm_target", "cm_met"}),
        ("Other", {"intervention_detail"}),
        ("CBT", set()),
    ],
)
@pytest.mark.parametrize("form_id", FORMATS)
def test_an_intervention_asks_for_what_belongs_to_it(
    library: FormLibrary, form_id: str, intervention: str, needed: set[str]
) -> None:
    bare = {key: value for key, value in FILLED["dap_note"].items() if key != "intervention_detail"}
    bare |= {"response": "Took part.", "observed": "Calm."}

    assert _must(library, form_id, {**bare, "interventions": [intervention]}) == needed


def test_each_dbt_module_asks_for_its_own_skills(library: FormLibrary) -> None:
    skills = ("dbt_mindfulness", "dbt_distress", "dbt_emotion", "dbt_people")
    form = library.get("dap_note")
    modules = [choice.label for choice in form.item("dbt_modules").choices]

    assert len(modules) == 4
    for module, skill in zip(modules, skills, strict=True):
        answers = {**FILLED["dap_note"], "interventions": ["DBT"], "dbt_modules": [module]}
        assert set(skills) & set(visible(form, answers)) == {skill}
        assert skill in _must(library, "dap_note", answers)


def test_rulers_run_from_0_to_10(library: FormLibrary) -> None:
    form = library.get("soap_note")

    assert {(form.item(one).min, form.item(one).max) for one in ("craving", "importance", "confidence")} == {(0, 10)}


@pytest.mark.parametrize("seen", ["Seems intoxicated", "Signs of withdrawal"])
def test_intoxication_or_withdrawal_asks_what_was_done(library: FormLibrary, seen: str) -> None:
    answers = {**FILLED["birp_note"], "presentation": [seen]}

    assert _must(library, "birp_note", answers) == {"presentation_action"}


def test_a_note_that_says_nothing_of_the_presentation_is_pointed_out_and_can_be_signed(library: FormLibrary) -> None:
    answers = {key: value for key, value in FILLED["dap_note"].items() if key != "presentation"}
    found = {(one.level, one.item) for one in check(library.get("dap_note"), answers)}

    assert ("should", "presentation") in found
    assert "must" not in {level for level, _ in found}
