"""Attendance from signed notes and absences."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import ABSENCE, DAP_NOTE, FILLED, GROUP_CLIENTS, GROUP_KINDS, GROUP_SESSION


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.sign("admission", FILLED["admission"])
    bench.sign("treatment_plan", FILLED["treatment_plan"])
    return bench


def test_minutes_come_from_start_and_end(bench: Bench) -> None:
    bench.sign("dap_note", DAP_NOTE)
    (row,) = bench.rows("attendance")
    assert (row.service, row.start, row.end, row.minutes, row.status) == (
        "individual",
        "10:00",
        "10:50",
        50,
        "attended",
    )
    assert row.was_there


@pytest.mark.parametrize(
    ("who", "minutes", "status", "sentence"),
    [
        (0, 180, "attended", "Group session: 180 minutes attended."),
        (1, 150, "late", "Group session: 150 minutes attended (late)."),
        (2, 0, "excused", "Group session missed, excused: called in ill at 16:30."),
    ],
)
def test_a_group_note_credits_each_attendee_on_their_own(
    bench: Bench, who: int, minutes: int, status: str, sentence: str
) -> None:
    answers = {**GROUP_SESSION, **GROUP_CLIENTS[who]}
    assert bench.sentences("group_note", answers)[0] == sentence
    bench.sign("group_note", answers)
    (row,) = bench.rows("attendance")
    assert (row.minutes, row.planned_minutes, row.status, row.title) == (
        minutes,
        180,
        status,
        "Relapse prevention, evening",
    )


def test_in_a_group_in_person_and_by_video_each_chart_says_how_the_client_took_part(bench: Bench) -> None:
    answers = {**GROUP_SESSION, **GROUP_CLIENTS[0], "mode": "In person and video"}
    assert any("Took part" in text for text in bench.said("must", "group_note", answers))
    bench.sign("group_note", {**answers, "own_mode": "Video"})
    assert bench.rows("attendance")[0].mode == "Video"


def test_a_group_that_teaches_dbt_says_which_module_and_skills(bench: Bench) -> None:
    answers = {**GROUP_SESSION, **GROUP_CLIENTS[0], "interventions": ["DBT"]}
    assert any("DBT: module" in text for text in bench.said("must", "group_note", answers))
    skills = {"dbt_modules": ["Distress tolerance"], "dbt_distress": ["STOP", "TIPP"]}
    assert bench.said("must", "group_note", {**answers, **skills}) == []


def test_a_psychoeducation_group_is_its_own_service(bench: Bench) -> None:
    bench.sign("group_note", {**GROUP_SESSION, **GROUP_CLIENTS[0], "service_type": "psychoeducation"})
    assert bench.rows("attendance")[0].service == "psychoeducation"


def test_an_absence_says_what_was_missed_and_why(bench: Bench) -> None:
    assert bench.sentences("absence", ABSENCE) == ["Group session missed, excused: work."]
    bench.sign("absence", {**ABSENCE, "excused": False})
    (row,) = bench.rows("attendance")
    assert (row.status, row.minutes, row.planned_minutes, row.reason, row.title) == ("no-show", 0, 180, "Work", "")
    assert not row.was_there


@pytest.mark.parametrize("end", ["10:00", "09:00", "00:30"])
def test_a_session_ends_after_it_starts(bench: Bench, end: str) -> None:
    expected = "The session must end after it starts. Write one that goes past midnight as two sessions."
    assert bench.said("must", "dap_note", {**DAP_NOTE, "end_time": end}) == [expected]


def test_more_minutes_than_the_session_had_cannot_be_credited(bench: Bench) -> None:
    answers = {**GROUP_SESSION, **GROUP_CLIENTS[0]}
    (said,) = bench.said("must", "group_note", {**answers, "minutes": 181})
    assert said.startswith("181 minutes are more than the session's 180.")
    assert bench.said("must", "group_note", {**answers, "minutes": 180}) == []


@pytest.mark.parametrize(("mark", "words"), [("late", "came late"), ("left early", "left early")])
def test_who_was_there_for_a_part_is_not_credited_with_the_whole_session(bench: Bench, mark: str, words: str) -> None:
    answers = {**GROUP_SESSION, **GROUP_CLIENTS[0], "attended": mark}
    (said,) = bench.said("must", "group_note", {**answers, "minutes": 180})
    assert words in said
    assert "all 180 minutes" in said
    assert bench.said("must", "group_note", {**answers, "minutes": 179}) == []


def test_two_sessions_at_once_are_pointed_out(bench: Bench) -> None:
    first = bench.sign("dap_note", DAP_NOTE)
    other = {**DAP_NOTE, "start_time": "10:30", "end_time": "11:20"}

    def told(answers: dict[str, Any], entry_id: str = "") -> list[str]:
        found = bench.findings("dap_note", answers, entry_id)
        return [one.confirm for one in found if "The client was in another session from 10:00 to 10:50" in one.text]

    (key,) = told(other)
    assert key.startswith("client_in_two/"), "a reason in the author's words is asked for"
    assert told({**other, "end_time": "11:30"}) != [key], "the reason is for these times"
    assert told({**other, "start_time": "10:50"}) == []
    assert told({**other, "session_date": "2026-10-16"}) == []
    assert told(other, first) == [], "not with itself"


def test_who_left_the_group_for_a_session_of_their_own_was_in_one_at_a_time(bench: Bench) -> None:
    early = {**GROUP_SESSION, **GROUP_CLIENTS[0], "attended": "left early", "minutes": 60}
    bench.sign("group_note", early)
    own = {**DAP_NOTE, "session_date": "2026-10-15", "start_time": "19:00", "end_time": "19:50"}
    assert not any("another session" in text for text in bench.said("should", "dap_note", own))
    assert any("another session" in text for text in bench.said("should", "dap_note", {**own, "start_time": "18:30"}))


@pytest.mark.parametrize(
    ("form_id", "end", "told"),
    [("dap_note", "13:00", False), ("dap_note", "13:01", True), ("medication_visit", "23:00", True)],
)
def test_a_session_longer_than_its_kind_has_a_reason(bench: Bench, form_id: str, end: str, told: bool) -> None:
    answers = {**FILLED[form_id], "start_time": "10:00", "end_time": end}
    found = [one for one in bench.findings(form_id, answers) if "one of its kind has 3 h at most" in one.text]
    assert [(one.level, one.item, one.confirm.partition("/")[0]) for one in found] == [
        ("must", "end_time", "long_session")
    ] * told


def test_who_was_absent_from_one_group_may_be_in_another_session(bench: Bench) -> None:
    bench.sign("dap_note", {**DAP_NOTE, "session_date": "2026-10-15", "start_time": "18:10", "end_time": "19:00"})
    absent = {**GROUP_SESSION, **GROUP_CLIENTS[2]}
    assert not any("another session" in text for text in bench.said("should", "group_note", absent))


def test_an_absence_beside_a_note_of_the_same_service_is_pointed_out(bench: Bench) -> None:
    bench.sign("group_note", {**GROUP_SESSION, **GROUP_CLIENTS[0]})
    same_day: dict[str, Any] = {**ABSENCE, "missed_on": "2026-10-15"}
    expected = "A signed note says that the client attended group from "
    (said,) = [one for one in bench.said("must", "absence", same_day) if one.startswith(expected)]
    assert said.endswith("Say which other session this absence is from.")
    assert bench.said("must", "absence", {**same_day, "service_type": "individual"}) == []
    bench.sign("absence", {**same_day, "service_type": "individual"})
    again = "For this day and service an absence is documented already."
    assert again in bench.said("should", "absence", {**same_day, "service_type": "individual"})


def test_a_make_up_session_is_not_before_the_one_that_was_missed(bench: Bench) -> None:
    said = "The make-up session on 14 Oct 2026 lies before the session that was missed."
    missed = {**ABSENCE, "missed_on": "2026-10-15", "makeup_on": "2026-10-14"}
    assert bench.said("must", "absence", missed) == [said]
    assert bench.said("must", "absence", {**missed, "makeup_on": "2026-10-15"}) == []


def test_rows_come_by_day_and_time_whatever_was_signed_first(bench: Bench) -> None:
    bench.sign("dap_note", {**DAP_NOTE, "start_time": "14:00", "end_time": "14:50"})
    bench.sign("dap_note", DAP_NOTE)
    assert [row.start for row in bench.rows("attendance")] == ["10:00", "14:00"]


@pytest.mark.parametrize(
    ("kind", "words"),
    list(
        zip(
            GROUP_KINDS,
            ("Psychoeducation", "Skills session", "Holistic activity", "Peer support session"),
            strict=True,
        )
    ),
)
def test_each_kind_of_group_is_attended_under_its_own_name(bench: Bench, kind: dict[str, Any], words: str) -> None:
    answers = {**GROUP_SESSION, **GROUP_CLIENTS[0], **kind}
    assert f"{words}: 180 minutes attended." in bench.sentences("group_note", answers)
    bench.sign("group_note", answers)
    assert bench.rows("attendance")[0].service == kind["service_type"]


def test_a_case_conference_gives_no_minutes(bench: Bench) -> None:
    bench.sign("case_conference", FILLED["case_conference"])
    assert bench.rows("attendance") == []
