"""Episodes from admission to discharge, the day of an entry, and follow-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.chart.episodes import effects
from ehr_desk.chart.episodes.fold import fold_episodes, fold_followup
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.episodes.rules import TEDS_REASONS, check_times, teds_code
from tests.chart.plans.bench import CLIENT, TODAY, Bench, shipped, stated
from tests.clinical_forms.filled import DAP_NOTE, FILLED

ADMISSION, DISCHARGE = FILLED["admission"], FILLED["discharge_summary"]
DAY = date(2026, 9, 28)


def admitted() -> Bench:
    bench = Bench()
    bench.sign("admission", ADMISSION, entry_id="adm")
    return bench


def opened(one: str, on: date, seq: int = 1) -> Any:
    return stated(effects.OPENED, on, {"episode_id": one}, seq=seq)


def closed(one: str, on: date, seq: int = 2) -> Any:
    return stated(effects.CLOSED, on, {"episode_id": one, "discharge_reason": "Treatment completed"}, seq=seq)


def test_the_admission_entry_names_the_episode() -> None:
    bench = admitted()
    (row,) = bench.rows("episodes")
    assert (row.episode_id, row.opened_by_entry, row.admitted_on, row.is_open) == ("adm", "adm", DAY, True)
    assert (row.level_of_care, row.track, row.planned_hours) == ("Intensive outpatient", "Evening", "9")


def test_discharge_closes_it_and_the_past_stays_open() -> None:
    bench = admitted()
    assert bench.said("must", "discharge_summary", DISCHARGE) == []
    bench.sign("discharge_summary", DISCHARGE, entry_id="dis")
    (row,) = bench.rows("episodes")
    assert (row.discharged_on, row.discharge_reason, row.closed_by_entry) == (
        date(2026, 12, 18),
        "Treatment completed",
        "dis",
    )
    assert row.days(TODAY) == 82
    assert bench.rows("episodes", on=date(2026, 12, 17))[0].is_open


@pytest.mark.parametrize(
    ("changes", "level", "expected"),
    [
        ({"admitted_on": "2027-01-02"}, "must", "The admission lies in the future."),
        ({"admitted_on": "1991-03-13"}, "must", "The admission lies before the client's birth."),
        ({"entry_date": "2027-01-02"}, "must", "The date lies in the future. An entry tells what has happened."),
        ({"entry_date": "1991-03-13"}, "must", "The date lies before the client's birth."),
        ({"projected_discharge": "2026-09-01"}, "must", "The projected discharge lies before the admission."),
    ],
)
def test_the_days_of_an_admission_fit(changes: dict[str, str], level: str, expected: str) -> None:
    assert expected in Bench().said(level, "admission", {**ADMISSION, **changes})


def test_a_second_admission_waits_for_the_discharge() -> None:
    bench = admitted()
    again = {**ADMISSION, "entry_date": "2026-12-20", "admitted_on": "2026-12-20", "projected_discharge": "2027-03-01"}
    assert bench.said("must", "admission", again) == [
        "The client is admitted already. Discharge first, then admit again."
    ]
    assert bench.said("must", "admission", ADMISSION, entry_id="adm") == [], "the admission itself may be corrected"
    bench.sign("discharge_summary", DISCHARGE)
    assert bench.said("must", "admission", again) == []
    inside = {**again, "admitted_on": "2026-11-01"}
    assert "The admission lies inside an earlier stay." in bench.said("must", "admission", inside)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"discharged_on": "2026-09-27"}, "The discharge lies before the admission."),
        ({"discharged_on": "2027-01-02"}, "The discharge lies in the future."),
    ],
)
def test_the_days_of_a_discharge_fit(changes: dict[str, str], expected: str) -> None:
    assert expected in admitted().said("must", "discharge_summary", {**DISCHARGE, **changes})


def test_nobody_is_discharged_who_is_not_admitted() -> None:
    bench = admitted()
    bench.sign("discharge_summary", DISCHARGE, entry_id="dis")
    expected = "The client is not admitted, so there is nothing to discharge from."
    assert expected in bench.said("must", "discharge_summary", DISCHARGE)
    assert bench.said("must", "discharge_summary", DISCHARGE, entry_id="dis") == [], "a correction may"


def test_care_outside_every_stay_is_pointed_out() -> None:
    note = {name: value for name, value in DAP_NOTE.items() if name != "objectives_served"}
    assert "The client has not been admitted yet." in Bench().said("should", "dap_note", note)
    early = {**note, "session_date": "2026-09-27"}
    assert "This day lies outside every admission." in admitted().said("should", "dap_note", early)
    assert "This day lies outside every admission." not in admitted().said("should", "dap_note", note)
    assert Bench().said("should", "consent", FILLED["consent"]) == [], "a consent may come first"


def test_a_plan_is_not_dated_before_the_admission_it_is_for() -> None:
    plan = FILLED["treatment_plan"]
    early = {**plan, "entry_date": "2026-08-28"}
    text = "The plan lies before the admission on 28 Sep 2026. Give a day of the stay: that day or a later one."
    assert text in admitted().said("must", "treatment_plan", early)
    assert text not in admitted().said("must", "treatment_plan", {**plan, "entry_date": "2026-09-28"})
    assert text not in Bench().said("must", "treatment_plan", early), "before any admission it is asked about only"


def test_the_discharge_reasons_are_those_of_teds() -> None:
    # SAMHSA TEDS-D codebook, REASON: the seven codes in their order.
    assert list(TEDS_REASONS) == [1, 2, 3, 4, 5, 6, 7]
    item = shipped().get("discharge_summary").by_role("discharge_reason")
    assert item is not None
    assert {choice.label: choice.points for choice in item.choices} == {v: k for k, v in TEDS_REASONS.items()}
    assert teds_code(" treatment  Completed") == 1
    assert teds_code("Moved away") is None


def test_a_discharge_ends_the_episode_it_names_whatever_the_order() -> None:
    (row,) = fold_episodes([closed("a", DAY), opened("a", DAY + timedelta(days=3))])
    assert row.discharged_on == DAY


def test_a_discharge_without_its_admission_makes_no_episode() -> None:
    assert fold_episodes([closed("gone", DAY)]) == []
    (row,) = fold_episodes([opened("b", DAY), closed("gone", DAY + timedelta(days=9))])
    assert row.discharged_on == DAY + timedelta(days=9)


def test_a_discharge_without_its_admission_ends_no_stay_of_the_same_day() -> None:
    (row,) = fold_episodes([opened("b", DAY), closed("gone", DAY)])
    assert row.is_open


@pytest.mark.parametrize(("follows", "ends"), [("first", True), ("", True), ("gone", False)])
def test_a_discharge_without_its_admission_ends_a_stay_of_the_same_day_that_follows_no_stay_that_is_gone(
    follows: str, ends: bool
) -> None:
    """An admission that was written anew follows a stay that stands, or none; who came again follows the one gone."""
    first = opened("first", DAY - timedelta(days=90)), closed("first", DAY - timedelta(days=60))
    again = stated(effects.OPENED, DAY, {"episode_id": "again", "follows": follows}, seq=3)
    rows = fold_episodes([*first, again, closed("gone", DAY, seq=4)])
    assert [row.is_open for row in rows] == [False, not ends]


@pytest.mark.parametrize(("day", "inside"), [(-1, False), (0, True), (40, True), (80, True), (81, False)])
def test_both_ends_of_a_stay_belong_to_it(day: int, inside: bool) -> None:
    (row,) = fold_episodes([opened("a", DAY), closed("a", DAY + timedelta(days=80))])
    assert row.covers(DAY + timedelta(days=day)) is inside


def test_length_of_stay_counts_both_days_and_crosses_a_leap_day() -> None:
    (row,) = fold_episodes([opened("a", date(2028, 2, 28))])
    assert row.days(date(2028, 2, 28)) == 1
    assert row.days(date(2028, 3, 1)) == 3


@settings(derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from("ab"), st.integers(0, 9)), max_size=8))
def test_no_history_makes_more_episodes_than_admissions(history: list[tuple[bool, str, int]]) -> None:
    made = [
        (opened if opens else closed)(one, DAY + timedelta(days=days), seq)
        for seq, (opens, one, days) in enumerate(history, start=1)
    ]
    rows: list[EpisodeRow] = fold_episodes(sorted(made, key=lambda e: e.order))
    assert {row.episode_id for row in rows} == {one for opens, one, _ in history if opens}
    assert [row.admitted_on for row in rows] == sorted(row.admitted_on for row in rows)


def test_a_new_aftercare_plan_stands_in_place_of_the_old_appointments() -> None:
    first = [stated(effects.FOLLOWUP, DAY, {"when": when, "service": "Therapy"}, seq=1) for when in ("b", "a")]
    assert [row.when for row in fold_followup(first)] == ["a", "b"]
    second = stated(effects.FOLLOWUP, DAY, {"when": "c"}, seq=2)
    assert [row.when for row in fold_followup([*first, second])] == ["c"]


def test_follow_up_is_told_with_day_and_time() -> None:
    assert admitted().sentences("aftercare_plan", FILLED["aftercare_plan"])[0] == (
        "Follow-up: Outpatient therapy with Bayview Counseling, 22 Dec 2026, 09:00."
    )


def test_forms_start_with_the_open_episode() -> None:
    bench = admitted()
    assert bench.prefill("episode.projected_discharge") == "2026-12-18"
    assert bench.prefill("episode.planned_hours") == "9"
    assert bench.prefill("episode.level_of_care") == "Intensive outpatient"
    assert bench.prefill("episode.admitted_on") == "2026-09-28"
    assert Bench().prefill("episode.program") is None


def test_a_birthday_in_the_future_stops_every_entry() -> None:
    from dataclasses import replace

    bench = Bench(client=replace(CLIENT, date_of_birth=date(2030, 1, 1)))
    assert "The date lies before the client's birth." in bench.said("must", "phq9", FILLED["phq9"])


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("09:59", [("must", "start_time")]),
        ("10:00", [("must", "end_time")]),
        ("10:34", [("must", "end_time")]),
        ("10:35", [("should", "end_time")]),
        ("10:50", []),
        ("", []),
    ],
)
def test_a_session_of_today_is_told_after_it(now: str, found: list[tuple[str, str]]) -> None:
    answers = {**DAP_NOTE, "session_date": TODAY.isoformat(), "start_time": "10:00", "end_time": "10:50"}
    filled = replace(admitted().fill("dap_note", answers), now=now)
    assert [(one.level, one.item) for one in check_times(filled)] == found


def test_a_session_of_yesterday_may_end_later_in_the_day_than_it_is_now() -> None:
    answers = {**DAP_NOTE, "session_date": (TODAY - timedelta(days=1)).isoformat(), "start_time": "23:00"}
    assert check_times(replace(admitted().fill("dap_note", answers), now="08:00")) == []
