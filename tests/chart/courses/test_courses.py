"""Both problems over time, as dual-diagnosis notes state them."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.courses import effects
from ehr_desk.chart.courses.room import room
from ehr_desk.chart.courses.rows import CourseRow
from tests.chart.plans.bench import Bench, stated, stored_and_loaded
from tests.clinical_forms.filled import DAP_NOTE, DUAL_DIAGNOSIS_NOTE

FIRST = {
    **DUAL_DIAGNOSIS_NOTE,
    "symptom_level": 6,
    "stage_use": "Preparing",
    "stage_mental": "Considering change",
    "treatment_stage": "Persuasion",
    "function": "Same",
}


def test_a_dual_diagnosis_note_states_where_both_problems_stand() -> None:
    assert (
        "Mental health symptoms 6 of 10. Stage of change, mental health: considering change. Stage of change, "
        "substance use: preparing. Stage of treatment: persuasion. Day-to-day function: same."
    ) in Bench().sentences("dual_diagnosis_note", FIRST)


def test_each_note_is_one_row_and_a_rating_that_was_not_given_stays_unknown() -> None:
    bench = Bench()
    bench.sign("dual_diagnosis_note", FIRST)
    later = {key: value for key, value in FIRST.items() if key != "symptom_level"}
    bench.sign("dual_diagnosis_note", {**later, "stage_use": "Taking action"})
    rows = bench.rows("course_notes")
    assert [(row.symptoms, row.stage_substance_use, row.stage_mental_health) for row in rows] == [
        (6, "Preparing", "Considering change"),
        (None, "Taking action", "Considering change"),
    ]


def test_no_symptoms_at_all_is_a_rating() -> None:
    bench = Bench()
    bench.sign("dual_diagnosis_note", {**FIRST, "symptom_level": 0})
    assert bench.rows("course_notes")[0].symptoms == 0


def test_other_notes_state_nothing_of_it() -> None:
    bench = Bench()
    bench.sign("dap_note", DAP_NOTE)
    assert bench.rows("course_notes") == []


def test_rows_come_back_from_the_table_as_they_were() -> None:
    (fold,) = room().folds
    data = {"symptoms": None, "stage_mental_health": "Preparing"}
    rows = list(fold.fold([stated(effects.NOTED, date(2026, 10, 5), data, seq=1)]))
    assert rows == [CourseRow(date(2026, 10, 5), None, "Preparing", "", "", "", rows[0].entry_id)]
    assert stored_and_loaded(fold, rows) == rows
