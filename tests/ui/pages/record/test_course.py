"""Two lanes from the folds: what is drawn, and the same in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ehr_desk.chart.courses.rows import CourseRow
from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.measures.rows import MeasureRow, SafetyRow, UseRow
from ehr_desk.chart.medications.rows import MedicationChangeRow
from ehr_desk.ui.pages.record.course import CourseView, view_of
from ehr_desk.ui.pages.record.levels import rows_of, words_of
from tests.chart.tasks.making import EPISODE

OCT1, OCT8, OCT15, NOV5 = date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 15), date(2026, 11, 5)


def score(form_id: str, on: date, value: int, maximum: int, *, score_id: str = "total") -> MeasureRow:
    return MeasureRow(form_id, form_id.upper(), score_id, on, value, maximum, "Mild", False, f"e-{on}", None, None)


def use(on: date, *, used: bool, craving: int | None, events: Any = ()) -> UseRow:
    return UseRow(on, True, used, list(events), craving, f"e-{on}")


STATE: dict[str, list[Any]] = {
    "course_notes": [
        CourseRow(OCT1, 7, "Considering change", "Preparing", "Persuasion", "Same", "n1"),
        CourseRow(OCT15, 4, "Considering change", "Taking action", "Active treatment", "Better", "n2"),
    ],
    "measures": [score("phq9", OCT8, 9, 27), score("bam", OCT8, 3, 12, score_id="bam_use"), score("aims", OCT8, 1, 28)],
    "use_reports": [
        use(OCT1, used=False, craving=6),
        use(OCT15, used=True, craving=2, events=[{"substance": "Alcohol", "on": "2026-10-12", "amount": "one beer"}]),
    ],
    "safety": [SafetyRow(OCT8, "Plan made", "Low", "", "s1"), SafetyRow(OCT15, "", "No current risk found", "", "s2")],
    "medication_changes": [
        MedicationChangeRow("m", "sertraline", "change", OCT8, "50 mg", "100 mg", "", "", "", "m1"),
        MedicationChangeRow("m", "sertraline", "reconcile", OCT15, "100 mg", "100 mg", "", "", "", "m2"),
    ],
}


def plan_entry(on: date, *, state: str = "signed") -> EntryRow:
    names: dict[str, Any] = dict.fromkeys(EntryRow.__dataclass_fields__, "")
    return EntryRow(**{**names, "title": "Plan review", "effective_on": on, "state": state, "entry_id": "p1"})


def shown(until: date = NOV5) -> CourseView:
    view = view_of(STATE, [plan_entry(OCT15), plan_entry(OCT1, state="entered in error")], until)
    assert view is not None
    return view


def test_nothing_said_is_no_course() -> None:
    assert view_of({}, [], NOV5) is None
    assert view_of({"safety": STATE["safety"]}, [plan_entry(OCT1)], NOV5) is None


def test_each_lane_draws_its_own_ratings_and_scores_as_parts_of_their_scales() -> None:
    view = shown()
    assert [(line.label, [round(dot.part, 2) for dot in line.dots]) for line in view.mental.lines] == [
        ("Symptoms 4 of 10", [0.7, 0.4]),
        ("PHQ9 9 of 27", [0.33]),
    ]
    assert [(line.label, [round(dot.part, 2) for dot in line.dots]) for line in view.use.lines] == [
        ("Craving 2 of 10", [0.6, 0.2]),
        ("BAM 3 of 12", [0.25]),
    ]


def test_a_stage_holds_until_another_one_is_said() -> None:
    view = shown()
    assert view.mental.stages == ((OCT1, "Considering change"),)
    assert view.use.stages == ((OCT1, "Preparing"), (OCT15, "Taking action"))


def test_use_stands_on_its_own_day_and_risks_that_were_ruled_out_are_no_marks() -> None:
    view = shown()
    assert [(mark.day, mark.kind, mark.words) for mark in view.use.marks] == [
        (OCT1, "no use", "No use reported"),
        (date(2026, 10, 12), "use", "Use: Alcohol, one beer"),
    ]
    assert [(mark.day, mark.words) for mark in view.mental.marks] == [(OCT8, "Risk judged low")]


def test_medication_and_plan_belong_to_both_sides() -> None:
    assert [(mark.day, mark.kind, mark.words) for mark in shown().shared] == [
        (OCT8, "dose", "sertraline changed: 50 mg → 100 mg"),
        (OCT15, "plan", "Plan review"),
    ]


def test_the_table_says_everything_that_is_drawn() -> None:
    view = shown()
    assert [row.cells for row in view.rows()] == [
        (
            "15 Oct 2026",
            "symptoms 4 of 10, stage considering change",
            "stage taking action; craving 2 of 10",
            "Plan review",
        ),
        ("12 Oct 2026", "", "", "Use: Alcohol, one beer"),
        (
            "8 Oct 2026",
            "PHQ9 9 of 27, mild",
            "BAM 3 of 12, mild",
            "Risk judged low. sertraline changed: 50 mg → 100 mg",
        ),
        (
            "1 Oct 2026",
            "symptoms 7 of 10, stage considering change",
            "stage preparing; craving 6 of 10; no use reported",
            "",
        ),
    ]
    assert view.steps[1].spoken.startswith("8 Oct 2026. Mental health: PHQ9 9 of 27, mild. Substance use: BAM 3 of 12")


def test_what_lies_after_the_day_is_not_drawn() -> None:
    assert [mark.day for mark in shown(OCT8).shared] == [OCT8]


def test_the_summary_says_where_both_stand() -> None:
    assert shown().summary == (
        "Mental health: symptoms 4 of 10; PHQ9 9 of 27, mild; stage of change considering change. "
        "Substance use: craving 2 of 10; BAM 3 of 12, mild; stage of change taking action."
    )


def test_a_change_of_the_level_of_care_is_a_mark_of_both_sides_and_a_row_of_its_stay() -> None:
    levels = [
        {
            "level_of_care": level,
            "track": track,
            "planned_hours": hours,
            "since": since,
            "reason": why,
            "entry_id": entry,
        }
        for level, track, hours, since, why, entry in (
            ("Intensive outpatient", "Evening", "9", "2026-09-28", "", "adm"),
            ("Outpatient", "Evening", "3", "2026-10-09", "Goals of this level reached", "step"),
            ("Outpatient", "Morning", "3", "2026-10-20", "Work", "track"),
        )
    ]
    stay = replace(EPISODE, admitted_on=date(2026, 9, 28), level_of_care="Outpatient", levels=levels)
    view = view_of({**STATE, "episodes": [stay]}, [], NOV5)
    assert view is not None
    assert [(mark.day.day, mark.words, mark.entry_id) for mark in view.shared if mark.kind == "level"] == [
        (9, "Level of care: Intensive outpatient → Outpatient", "step"),
        (20, "Level of care: morning track", "track"),
    ]
    signed_ahead = view_of({**STATE, "episodes": [stay]}, [], date(2026, 10, 19))
    assert signed_ahead is not None
    assert [mark.day.day for mark in signed_ahead.shared if mark.kind == "level"] == [9], (
        "the track counts from tomorrow"
    )
    assert [row.cells[:3] for row in rows_of({"episodes": [stay]})] == [
        ("Outpatient", "20 Oct 2026", ""),
        ("Outpatient", "9 Oct 2026", "19 Oct 2026"),
        ("Intensive outpatient", "28 Sep 2026", "8 Oct 2026"),
    ]
    assert words_of(stay, NOV5).startswith(
        "Outpatient since 20 Oct 2026; before: Intensive outpatient from 28 Sep 2026, "
    )
    ahead = words_of(replace(stay, levels=levels[:2]), date(2026, 10, 8))
    assert ahead == "Intensive outpatient since 28 Sep 2026; then: Outpatient from 9 Oct 2026"
    assert rows_of({}) == []
