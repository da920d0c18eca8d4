"""The five formats of an individual note hold the same data; domain page, sections 1.3 and 3.2."""

from __future__ import annotations

from typing import Any

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary, check, visible
from tests.clinical_forms.filled import told

LIBRARY = FormLibrary.load(forms_dir())
FORMATS = {
    "dap_note": ("Data", "Assessment", "Plan"),
    "soap_note": ("Subjective", "Objective", "Assessment", "Plan"),
    "birp_note": ("Behavior", "Interventions", "Response", "Plan"),
    "girp_note": ("Goal", "Interventions", "Response", "Plan"),
    "pirp_note": ("Problem", "Interventions", "Response", "Plan"),
}
ASKED_WHEN = {
    "CBT": {"cbt_work"},
    "DBT": {"dbt_modules", "diary_card"},
    "Motivational enhancement": {"importance", "confidence", "change_stage", "change_talk"},
    "Contingency management": {"cm_target", "cm_met"},
    "Trauma-informed": {"trauma_care"},
    "Mindfulness": {"mindful_ways"},
    "Relapse prevention": {"rp_topics"},
    "12-step facilitation": {"twelve_step"},
    "Psychoeducation": {"taught", "teach_back"},
}
each = pytest.mark.parametrize("name", FORMATS)


def answers(name: str, **changes: Any) -> dict[str, Any]:
    given = {**told(name), **changes}
    return {key: value for key, value in given.items() if value is not None}


def missing(name: str, **changes: Any) -> dict[str, str]:
    """What the check names, by item, with its level."""
    return {one.item: one.level for one in check(LIBRARY.get(name), answers(name, **changes))}


@each
def test_every_format_has_the_same_items_under_its_own_headings(name: str) -> None:
    form = LIBRARY.get(name)
    assert {item.id for item in form.walk()} == {item.id for item in LIBRARY.get("dap_note").walk()}
    sections = [item.section for item in form.items if item.section]
    places = [sections.index(one) for one in FORMATS[name]]
    assert places == sorted(places)
    assert form.thread == "required"
    assert {"attendance", "objectives", "safety", "use"} <= set(form.states)


@each
def test_no_format_is_signed_without_an_intervention_and_other_says_what_it_was(name: str) -> None:
    assert missing(name, interventions=None)["interventions"] == "must"
    assert missing(name, interventions=["Other"], intervention_detail=None)["intervention_detail"] == "must"


@each
@pytest.mark.parametrize("intervention", ASKED_WHEN)
def test_an_intervention_asks_for_its_own_details(name: str, intervention: str) -> None:
    form = LIBRARY.get(name)
    shown = visible(form, answers(name, interventions=[intervention]))
    others = visible(form, answers(name, interventions=["Supportive"]))
    assert ASKED_WHEN[intervention] <= shown
    assert not ASKED_WHEN[intervention] & others


@each
def test_dbt_names_module_and_skill_and_met_both_rulers(name: str) -> None:
    assert missing(name, interventions=["DBT"], dbt_modules=None)["dbt_modules"] == "must"
    found = missing(name, interventions=["DBT"], dbt_modules=["Distress tolerance"], dbt_distress=None)
    assert found["dbt_distress"] == "must"
    found = missing(name, interventions=["Motivational enhancement"], importance=None, confidence=None)
    assert (found["importance"], found["confidence"]) == ("must", "must")
    rulers = [LIBRARY.get(name).item(one) for one in ("importance", "confidence", "craving")]
    assert {(one.min, one.max) for one in rulers} == {(0, 10)}


@each
def test_risk_that_is_present_opens_the_safety_questions_and_none_of_them_is_left_out(name: str) -> None:
    assert missing(name, risk=None)["risk"] == "must"
    safety = {"risk_kinds", "risk_intent", "risk_plan", "risk_means", "safety_level", "safety_action"}
    assert not safety & visible(LIBRARY.get(name), answers(name, risk="Denied"))
    found = missing(name, risk="Present", **dict.fromkeys(safety))
    assert {one for one in safety if found.get(one) == "must"} == safety


@each
def test_presentation_cravings_use_and_practice_are_asked(name: str) -> None:
    asked = ("presentation", "craving", "use_since_last", "practice_next")
    assert [missing(name, **{one: None}).get(one) for one in asked] == ["should", "should", "must", "tip"]
    assert missing(name, use_since_last="Use", use_events=None)["use_events"] == "must"
    assert missing(name, presentation=["Seems intoxicated"])["presentation_action"] == "must"
