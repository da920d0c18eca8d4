"""The quiet list of a chart and the caseload's line, from rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from ehr_desk.chart.allergies.rows import AllergyStatusRow
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.measures.rows import MeasureRow, PartialRow, SafetyRow
from ehr_desk.chart.plans.rows import PlanRow
from ehr_desk.chart.sessions.hours import WeekHours
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow
from ehr_desk.chart.tasks.attention import alerts, attention
from ehr_desk.chart.tasks.caseload import caseload_line
from ehr_desk.chart.tasks.due import DueRule, DueTable
from ehr_desk.chart.tasks.rows import Attention, NoteOwed, Waiting
from ehr_desk.chart.tasks.rules import DueRules, reliable_changes, review_due
from ehr_desk.common.days import in_words
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary

TODAY = date(2026, 11, 21)
ADMITTED = date(2026, 10, 29)
RELIABLE = reliable_changes(FormLibrary.load(forms_dir()).all())


@dataclass
class Chart:
    state: dict[str, list[Any]] = field(default_factory=dict)

    def rows(self, fold: str) -> Sequence[Any]:
        return self.state.get(fold, [])


EPISODE = EpisodeRow(
    episode_id="e1",
    admitted_on=ADMITTED,
    program="Riverbend IOP",
    level_of_care="Intensive outpatient",
    track="Evening",
    referral="",
    presenting_problem="",
    planned_hours="9",
    primary_counselor="",
    projected_discharge=date(2027, 1, 20),
    discharged_on=None,
    discharge_reason="",
    discharge_detail="",
    disposition="",
    opened_by_entry="e-admission",
    closed_by_entry="",
)
PLAN = PlanRow(
    entry_id="e-plan",
    adopted_on=date(2026, 11, 3),
    version=1,
    problems=[],
    client_goals="",
    strengths="",
    barriers="",
    preferences="",
    discharge_criteria="",
    discharge_plan="",
    planned_hours="9",
    projected_discharge=None,
    next_review_on=date(2026, 12, 3),
    reviewed_on=None,
)


def quiet(**changes: list[Any]) -> Chart:
    """A chart with nothing to look at."""
    rows: dict[str, list[Any]] = {
        "episodes": [EPISODE],
        "plan": [PLAN],
        "allergy_status": [AllergyStatusRow(True, ADMITTED, "e-admission")],
    }
    return Chart(rows | changes)


def attended(on: date, status: str = "attended", service: str = "group") -> AttendanceRow:
    minutes = 180 if status == "attended" else 0
    return AttendanceRow(on, service, "", "17:00", "20:00", minutes, 180, "", status, "", "", f"e-{on}")


def phq9(on: date, value: int, *, change: int | None = None, flagged: bool = False) -> MeasureRow:
    return MeasureRow("phq9", "PHQ-9 total", "phq9", on, value, 27, "Moderate", flagged, f"e-{on}", change, None)


def rise(value: int, *, by: int) -> list[MeasureRow]:
    """A score of the day before, and one two weeks earlier from which it rose (or fell)."""
    return [phq9(date(2026, 11, 6), value - by), phq9(date(2026, 11, 20), value, change=by)]


def note(on: date) -> NoteOwed:
    return NoteOwed("s1", "c1", on, "10:00", "individual", "Individual", 50, (TODAY - on).days)


def texts(found: list[Attention]) -> list[tuple[str, str]]:
    return [(one.level, one.text) for one in found]


def test_a_quiet_chart_has_nothing_to_look_at() -> None:
    assert attention(quiet(), TODAY, reliable=RELIABLE) == []


@pytest.mark.parametrize(
    ("chart", "level", "text", "act"),
    [
        (quiet(allergy_status=[]), "warning", "Nobody has asked about allergies yet.", "allergies"),
        (
            quiet(plan=[]),
            "warning",
            "No signed treatment plan. It was due on 8 Nov 2026.",
            "plan",
        ),
        (
            quiet(plan=[], episodes=[replace(EPISODE, admitted_on=date(2026, 11, 20))]),
            "review",
            "No signed treatment plan yet. Due on 30 Nov 2026.",
            "plan",
        ),
        (
            quiet(plan=[replace(PLAN, next_review_on=date(2026, 11, 24))]),
            "review",
            "Plan review due on 24 Nov 2026.",
            "plan review",
        ),
        (
            quiet(plan=[replace(PLAN, next_review_on=date(2026, 11, 18))]),
            "warning",
            "Plan review overdue since 18 Nov 2026.",
            "plan review",
        ),
        (
            quiet(measures=[phq9(date(2026, 11, 20), 12, flagged=True)]),
            "danger",
            "PHQ-9 of 20 Nov 2026: an answer needs attention.",
            "measures",
        ),
        (
            quiet(measures=[phq9(date(2026, 11, 6), 8), phq9(date(2026, 11, 20), 14, change=6)]),
            "warning",
            "PHQ-9 is 6 points worse: 14 on 20 Nov 2026.",
            "measures",
        ),
        (
            quiet(safety=[SafetyRow(date(2026, 11, 20), "Supervisor called", "High", "Dana", "e-s")]),
            "danger",
            "Safety: risk judged high on 20 Nov 2026.",
            "safety",
        ),
        (
            quiet(attendance=[attended(date(2026, 11, 17)), attended(date(2026, 11, 20), "no-show")]),
            "warning",
            "Missed group on 20 Nov 2026.",
            "timeline",
        ),
        (
            quiet(attendance=[attended(date(2026, 11, 19), "no-show"), attended(date(2026, 11, 20), "no-show")]),
            "danger",
            "Missed 2 sessions in a row, the last on 20 Nov 2026.",
            "timeline",
        ),
        (
            quiet(episodes=[replace(EPISODE, projected_discharge=date(2026, 12, 4))]),
            "review",
            "Discharge is expected on 4 Dec 2026.",
            "discharge",
        ),
        (
            quiet(episodes=[replace(EPISODE, projected_discharge=date(2026, 11, 20))]),
            "warning",
            "Discharge was expected on 20 Nov 2026; its summary is due by 20 Dec 2026.",
            "discharge",
        ),
    ],
)
def test_what_needs_a_look_is_said_in_words(chart: Chart, level: str, text: str, act: str) -> None:
    (found,) = attention(chart, TODAY, reliable=RELIABLE)
    assert (found.level, found.text, found.act) == (level, text, act)


def test_a_consent_is_mentioned_two_weeks_before_it_ends() -> None:
    consent = ConsentRow(
        "e-c",
        "specific disclosure",
        "County probation office",
        "",
        "",
        [],
        ADMITTED,
        date(2026, 12, 5),
        "",
        None,
        "e-c",
    )
    (found,) = attention(quiet(consents=[consent]), TODAY)
    assert found.text == "The consent for County probation office ends on 5 Dec 2026."
    assert attention(quiet(consents=[replace(consent, expires_on=date(2026, 12, 6))]), TODAY) == []
    assert attention(quiet(consents=[replace(consent, revoked_on=TODAY)]), TODAY) == []
    assert attention(quiet(consents=[replace(consent, expires_on=date(2026, 11, 20))]), TODAY) == []


def test_a_change_within_chance_is_not_mentioned() -> None:
    assert attention(quiet(measures=rise(13, by=4)), TODAY, reliable=RELIABLE) == []


def test_a_score_that_gets_worse_little_by_little_is_held_against_the_best_of_the_stay() -> None:
    rows = [
        phq9(ADMITTED - timedelta(days=1), 0),
        phq9(ADMITTED, 2, change=2),
        phq9(ADMITTED + timedelta(days=2), 7, change=5),
        phq9(ADMITTED + timedelta(days=4), 12, change=5),
        phq9(date(2026, 11, 20), 17, change=5),
    ]
    assert texts(attention(quiet(measures=rows[:3]), TODAY, reliable=RELIABLE)) == []
    assert texts(attention(quiet(measures=rows), TODAY, reliable=RELIABLE)) == [
        ("warning", f"PHQ-9 is 15 points worse than on {in_words(ADMITTED)}: 17 on 20 Nov 2026.")
    ]
    again = [*rows, phq9(date(2026, 11, 21), 17, change=0)]
    assert len(attention(quiet(measures=again), TODAY, reliable=RELIABLE)) == 1, "the same score again is no better"
    better = [*rows[:4], phq9(date(2026, 11, 20), 10, change=-2)]
    assert texts(attention(quiet(measures=better), TODAY, reliable=RELIABLE)) == []


def test_a_first_score_of_a_stay_is_not_held_against_the_stay_before() -> None:
    rows = [phq9(ADMITTED - timedelta(days=30), 4), phq9(date(2026, 11, 20), 14, change=10)]
    assert attention(quiet(measures=rows), TODAY, reliable=RELIABLE) == []


def test_scores_of_one_entry_that_got_worse_are_one_sentence() -> None:
    asked = ("importance", "confidence", "mood", "sleep")
    rows = [
        replace(row, form_id="rulers", score_id=f"ruler_{one}", title=one.capitalize(), maximum=10)
        for one in asked
        for row in rise(4, by=-2)
    ]
    assert texts(attention(quiet(measures=rows), TODAY, reliable=RELIABLE)) == [
        ("warning", "Worse by more than chance on 20 Nov 2026: Importance, Confidence, Mood and 1 more.")
    ]


def test_a_better_score_is_not_mentioned() -> None:
    assert attention(quiet(measures=rise(3, by=-9)), TODAY, reliable=RELIABLE) == []


def test_an_answered_alert_is_mentioned_once_as_a_safety_event() -> None:
    flagged = phq9(date(2026, 11, 20), 12, flagged=True)
    safety = SafetyRow(date(2026, 11, 20), "Safety plan made", "Low", "Dana", flagged.entry_id)
    found = attention(quiet(measures=[flagged], safety=[safety]), TODAY)
    assert texts(found) == [("warning", "Safety: risk judged low on 20 Nov 2026.")]


def test_an_alert_of_a_measure_without_a_total_is_told_until_it_is_asked_again_with_one() -> None:
    asked = SafetyRow(date(2026, 11, 18), "Asked", "No current risk found", "Dana", "e-9", "PHQ-9 total")
    told = ("danger", "PHQ-9 of 18 Nov 2026, without a total: an answer needs attention.")
    assert texts(attention(quiet(safety=[asked]), TODAY)) == [told]
    assert texts(attention(quiet(safety=[asked], measures=[phq9(date(2026, 11, 10), 5)]), TODAY)) == [told]
    assert attention(quiet(safety=[asked], measures=[phq9(date(2026, 11, 20), 5)]), TODAY) == []
    assert attention(quiet(safety=[replace(asked, unscored="")]), TODAY) == []


def test_a_certain_positive_screen_without_a_total_is_told_until_there_is_a_score() -> None:
    row = PartialRow("phq9", "PHQ-9 total", "phq9", date(2026, 11, 18), 12, 27, 3, False, True, "e-9")
    told = ("review", "PHQ-9 is a positive screen: at least 12 on 18 Nov 2026, without a total.")
    before = phq9(date(2026, 11, 10), 8)
    assert texts(attention(quiet(partial_measures=[row]), TODAY)) == [told]
    assert texts(attention(quiet(partial_measures=[row], measures=[before]), TODAY)) == [told]
    assert attention(quiet(partial_measures=[row], measures=[phq9(date(2026, 11, 20), 5)]), TODAY) == []
    known = attention(quiet(partial_measures=[row], measures=[replace(before, positive=True)]), TODAY)
    assert [one.entry_id for one in known] == [before.entry_id]
    assert attention(quiet(partial_measures=[replace(row, positive=False)]), TODAY) == []


def test_what_is_worse_whatever_was_declined_is_told_as_at_least() -> None:
    row = PartialRow("phq9", "PHQ-9 total", "phq9", date(2026, 11, 18), 12, 27, 3, False, True, "e-9")
    told = ("warning", "PHQ-9 is at least 7 points worse: at least 12 on 18 Nov 2026, without a total.")
    chart = quiet(partial_measures=[row], measures=[phq9(date(2026, 11, 10), 5)])
    assert texts(attention(chart, TODAY, reliable=RELIABLE)) == [told]


def test_an_excused_absence_is_not_a_missed_session() -> None:
    assert attention(quiet(attendance=[attended(date(2026, 11, 20), "excused")]), TODAY) == []


def test_coming_back_ends_the_missed_sessions() -> None:
    rows = [attended(date(2026, 11, 19), "no-show"), attended(date(2026, 11, 20))]
    assert attention(quiet(attendance=rows), TODAY) == []


def test_what_matters_most_stands_first() -> None:
    chart = quiet(
        plan=[replace(PLAN, next_review_on=date(2026, 11, 24))],
        allergy_status=[],
        measures=[phq9(date(2026, 11, 20), 12, flagged=True)],
    )
    assert [one.level for one in attention(chart, TODAY)] == ["danger", "warning", "review"]


def test_after_discharge_plan_and_discharge_are_silent() -> None:
    left = replace(EPISODE, discharged_on=date(2026, 11, 10), projected_discharge=date(2026, 11, 1))
    assert attention(quiet(episodes=[left], plan=[replace(PLAN, next_review_on=date(2026, 11, 1))]), TODAY) == []


def test_owed_notes_and_pending_co_signatures_are_counted() -> None:
    waiting = Waiting(notes_owed=[note(date(2026, 11, 19)), note(TODAY)], cosign=2)
    assert texts(attention(quiet(), TODAY, waiting=waiting)) == [
        ("warning", "2 sessions without your signed note, the first on 19 Nov 2026."),
        ("review", "2 entries wait for a co-signature."),
    ]


def test_the_review_falls_due_thirty_days_after_the_last_where_the_plan_names_no_day() -> None:
    due = review_due(quiet(plan=[replace(PLAN, next_review_on=None)]), TODAY, client_id="c1")
    assert due is not None
    assert (due.client_id, due.kind, due.due_on, due.days) == ("c1", "review", date(2026, 12, 3), 12)
    reviewed = review_due(quiet(plan=[replace(PLAN, next_review_on=None, reviewed_on=date(2026, 11, 10))]), TODAY)
    assert reviewed is not None
    assert reviewed.due_on == date(2026, 12, 10)


def _rules(*rules: DueRule) -> DueRules:
    return DueRules(table=DueTable(rules))


def test_a_plan_counted_in_sessions_is_due_on_the_day_of_that_session_held_or_planned() -> None:
    admitted = quiet(plan=[], episodes=[replace(EPISODE, admitted_on=date(2026, 11, 19))])
    rules = _rules(DueRule("plan", 2, "sessions"))
    held = Chart({**admitted.state, "attendance": [attended(date(2026, 11, 19)), attended(TODAY, "no-show")]})
    due = review_due(held, TODAY, rules=rules, planned=[date(2026, 11, 20), date(2026, 11, 23)])
    assert due is not None
    assert due.due_on == date(2026, 11, 23), "a missed session is none"
    waiting = Waiting(planned=[date(2026, 11, 23)])
    assert any("Due on 23 Nov 2026" in one.text for one in attention(held, TODAY, rules=rules, waiting=waiting))


def test_of_the_time_before_the_last_two_weeks_the_planned_sessions_count() -> None:
    due = review_due(
        quiet(plan=[]),
        TODAY,
        rules=_rules(DueRule("plan", 2, "sessions")),
        planned=[date(2026, 10, 30), date(2026, 11, 2), date(2026, 11, 12)],
    )
    assert due is not None
    assert due.due_on == date(2026, 11, 2)


def test_a_stay_planned_to_be_short_is_reviewed_sooner() -> None:
    rules = _rules(DueRule("review", 30), DueRule("review", 15, case="short stay", stay_days=30))
    plan = replace(PLAN, next_review_on=None, projected_discharge=EPISODE.admitted_on + timedelta(days=28))
    short = review_due(quiet(plan=[plan]), TODAY, rules=rules)
    longer = review_due(
        quiet(plan=[replace(plan, projected_discharge=EPISODE.admitted_on + timedelta(days=29))]), TODAY, rules=rules
    )
    assert short is not None
    assert longer is not None
    assert (longer.due_on - short.due_on).days == 15


def test_who_seems_to_have_left_early_is_named_with_the_day_of_the_summary() -> None:
    gone = [attended(date(2026, 11, day), "no-show") for day in (18, 19, 20)]
    chart = quiet(attendance=[attended(date(2026, 11, 16)), *gone])
    rules = _rules(DueRule("discharge summary", 7, "working", case="left early"))
    # Seven working days after Monday 16 November 2026: 17, 18, 19, 20, 23, 24, 25.
    words = "the discharge summary is due by 25 Nov 2026."
    assert [one.act for one in attention(chart, TODAY, rules=rules) if words in one.text] == ["discharge"]
    assert not [one for one in attention(chart, TODAY) if one.act == "discharge"]


def test_who_seems_to_have_left_is_told_of_this_stay_and_no_two_days_for_one_summary() -> None:
    rules = _rules(DueRule("discharge summary", 10), DueRule("discharge summary", 7, case="left early"))
    missed = [attended(date(2026, 11, day), "no-show") for day in (18, 19, 20)]

    def said(last: date, end: date, admitted: date = ADMITTED) -> list[str]:
        stay = replace(EPISODE, admitted_on=admitted, projected_discharge=end)
        found = attention(quiet(episodes=[stay], attendance=[attended(last), *missed]), TODAY, rules=rules)
        return [one.text for one in found if one.act == "discharge"]

    later, ended = date(2027, 1, 20), date(2026, 11, 17)
    assert said(date(2026, 3, 1), later, admitted=date(2026, 11, 17)) == [], "last seen in the stay before"
    assert said(ended, ended) == ["Discharge was expected on 17 Nov 2026; its summary is due by 27 Nov 2026."]
    assert said(date(2026, 11, 16), ended) == [
        "Discharge was expected on 17 Nov 2026.",
        "Last seen on 16 Nov 2026, then missed 3 sessions. If that was the end of the stay, the discharge summary is "
        "due by 23 Nov 2026.",
    ]


def line(chart: Chart, waiting: Waiting | None = None, today: date = TODAY) -> tuple[str, str, str]:
    found = caseload_line(chart, today, waiting=waiting or Waiting())
    return (found.why, found.chip, found.level)


def family(at: datetime) -> PlannedSessionRow:
    return PlannedSessionRow("s2", at, 60, "family", "Family session", "s-dana", False, ("c1",))


@pytest.mark.parametrize(
    ("chart", "waiting", "expected"),
    [
        (quiet(), Waiting(), ("Evening track · day 24", "", "")),
        (quiet(), Waiting(notes_owed=[note(TODAY)]), ("Note due today · Evening track · day 24", "1 due", "warning")),
        (
            quiet(),
            Waiting(notes_owed=[note(date(2026, 11, 18))]),
            ("Note due since 3 days ago · Evening track · day 24", "1 due", "warning"),
        ),
        (
            quiet(),
            Waiting(notes_owed=[note(TODAY), note(TODAY)]),
            ("2 notes due · Evening track · day 24", "2 due", "warning"),
        ),
        (
            quiet(plan=[replace(PLAN, next_review_on=date(2026, 11, 24))]),
            Waiting(),
            ("Plan review due in 3 days · Evening track · day 24", "Review", "info"),
        ),
        (
            quiet(plan=[replace(PLAN, next_review_on=date(2026, 11, 20))]),
            Waiting(),
            ("Plan review overdue by 1 day · Evening track · day 24", "Review", "warning"),
        ),
        (
            quiet(attendance=[attended(date(2026, 11, 20), "no-show")]),
            Waiting(),
            ("Missed group yesterday · Evening track · day 24", "Missed", "danger"),
        ),
        (
            quiet(measures=[phq9(TODAY, 12, flagged=True)]),
            Waiting(),
            ("Safety screen positive · Evening track · day 24", "Safety", "danger"),
        ),
        (
            quiet(),
            Waiting(sessions=[family(datetime(2026, 11, 21, 15, 0))]),
            ("Family session 15:00 · Evening track · day 24", "Family", "review"),
        ),
        (quiet(), Waiting(cosign=1), ("Co-sign requested · Evening track · day 24", "Co-sign", "review")),
        (
            quiet(),
            Waiting(drafts=["Discharge summary"]),
            ("Discharge summary draft · Evening track · day 24", "Draft", "info"),
        ),
        (
            quiet(),
            Waiting(drafts=["PHQ-9: depression"]),
            ("PHQ-9: depression draft · Evening track · day 24", "Draft", "info"),
        ),
    ],
)
def test_the_line_says_why_a_client_is_on_my_list(
    chart: Chart, waiting: Waiting, expected: tuple[str, str, str]
) -> None:
    assert line(chart, waiting) == expected


def test_the_most_important_reason_wins() -> None:
    chart = quiet(attendance=[attended(date(2026, 11, 20), "no-show")], measures=[phq9(TODAY, 12, flagged=True)])
    assert line(chart, Waiting(notes_owed=[note(TODAY)]))[1] == "Safety"


@pytest.mark.parametrize(
    ("left_days_ago", "expected"),
    [
        (7, ("Aftercare · 7-day call due", "Call", "info")),
        (31, ("Aftercare · 30-day call due", "Call", "info")),
        (20, ("Aftercare · discharged 20 days ago", "", "")),
        (200, ("Discharged", "", "")),
    ],
)
def test_after_discharge_the_line_speaks_of_aftercare(left_days_ago: int, expected: tuple[str, str, str]) -> None:
    left = replace(EPISODE, admitted_on=date(2026, 1, 5), discharged_on=TODAY - timedelta(days=left_days_ago))
    assert line(quiet(episodes=[left])) == expected


def test_somebody_who_was_never_admitted_is_said_so() -> None:
    assert line(Chart()) == ("Not admitted yet", "", "")


def week(delivered: int, *, planned: int = 540, excused: int = 0, minimum: int = 540) -> WeekHours:
    return WeekHours("c1", date(2026, 11, 9), planned, delivered, excused, 0, 0, minimum, {}, {})


def test_a_week_under_the_programs_minimum_is_mentioned() -> None:
    waiting = Waiting(hours=(week(390, excused=60), week(0)))
    assert texts(attention(quiet(), TODAY, waiting=waiting)) == [
        ("warning", "Last week 6 h 30 of at least 9 h were attended, 1 h excused.")
    ]
    why = replace(week(390), reasons=("Work", "DUI court"), unexplained=1)
    ((_, said),) = texts(attention(quiet(), TODAY, waiting=Waiting(hours=(why, week(0)))))
    assert said.endswith("were attended. Reasons: Work; DUI court. No reason is recorded for one missed session.")
    assert line(quiet(), waiting) == ("6 h 30 of 9 h last week · Evening track · day 24", "Hours", "warning")
    assert attention(quiet(), TODAY, waiting=Waiting(hours=(week(540), week(0)))) == []


def test_a_schedule_under_the_minimum_is_mentioned_while_there_is_one() -> None:
    waiting = Waiting(hours=(week(540), week(0, planned=360)))
    assert texts(attention(quiet(), TODAY, waiting=waiting)) == [
        ("review", "This week 6 h are planned, the program asks for 9 h.")
    ]
    assert attention(quiet(), TODAY, waiting=Waiting(hours=(week(540), week(0, planned=0)))) == []


def test_a_screen_that_became_positive_is_mentioned_once() -> None:
    before = phq9(date(2026, 11, 6), 9)
    now = replace(phq9(date(2026, 11, 20), 11, change=2), positive=True)
    expected = ("review", "PHQ-9 is a positive screen: 11 on 20 Nov 2026.")
    assert texts(attention(quiet(measures=[before, now]), TODAY, reliable=RELIABLE)) == [expected]
    known = replace(before, positive=True)
    assert attention(quiet(measures=[known, now]), TODAY, reliable=RELIABLE) == []


def test_alerts_are_safety_scores_and_screens() -> None:
    chart = quiet(
        allergy_status=[],
        measures=[*rise(16, by=7), replace(phq9(date(2026, 11, 19), 9), form_id="gad7")],
        safety=[SafetyRow(date(2026, 11, 18), "Safety plan made", "Moderate", "Dana", "e-s")],
    )
    found = alerts("c1", chart, TODAY, reliable=RELIABLE)
    assert [(one.chip, one.level) for one in found] == [("Safety", "danger"), ("Score", "warning")]
