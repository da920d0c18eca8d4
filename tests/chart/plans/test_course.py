"""One client's course through every shipped form, as the rooms see it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.chart.plans.bench import Bench, heart, stored_and_loaded
from tests.clinical_forms.filled import FILLED

COURSE = (
    "consent",
    "admission",
    "treatment_plan",
    "dap_note",
    "group_note",
    "absence",
    "phq9",
    "gad7",
    "dual_diagnosis_note",
    "psychiatric_evaluation",
    "medication_visit",
    "toxicology_screen",
    "case_management_contact",
    "incentive_entry",
    "peer_support_note",
    "support_network",
    "family_session",
    "plan_review",
    "discharge_summary",
    "aftercare_plan",
    "follow_up_call",
    "skills_tracker",
)


def whole_course() -> Bench:
    bench = Bench()
    for form in COURSE:
        bench.sign(form, FILLED[form], entry_id=form)
    bench.sign("gad7", {**FILLED["gad7"], "gad7_4": {"declined": True}}, entry_id="gad7_declined")
    return bench


def test_no_room_stands_in_the_way_of_a_believable_course() -> None:
    bench = Bench()
    for form in COURSE:
        musts = bench.said("must", form, FILLED[form], entry_id=form)
        assert musts == [], form
        bench.sign(form, FILLED[form], entry_id=form)


def test_every_effect_is_told_in_one_sentence() -> None:
    for effect in whole_course().signed:
        assert effect.sentence
        assert effect.sentence[0].isupper()
        assert effect.sentence.endswith(".")
        assert ".." not in effect.sentence


@pytest.mark.parametrize("name", sorted(heart().fold_by_name))
def test_rows_come_back_from_their_table_as_they_went_in(name: str) -> None:
    rows = whole_course().rows(name)
    assert rows
    assert stored_and_loaded(heart().fold_by_name[name], rows) == rows


@pytest.mark.parametrize("name", sorted(heart().fold_by_name))
def test_before_the_first_entry_there_are_no_rows(name: str) -> None:
    assert whole_course().rows(name, on=date(2026, 8, 1)) == []


def test_every_source_that_forms_may_name_exists() -> None:
    from ehr_desk.forms.words import EFFECTS

    assert set(heart().source_by_name) == set(EFFECTS)
