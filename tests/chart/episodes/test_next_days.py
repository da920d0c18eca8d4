"""Days of what comes next, times of today, hours of a level: what cannot be is told before signing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ehr_desk.chart.episodes.level_hours import check_hours
from ehr_desk.chart.episodes.level_rules import check_level
from ehr_desk.chart.episodes.next_days import check_next_days
from ehr_desk.chart.episodes.past_days import check_past_days
from tests.chart.plans.bench import CLIENT, Bench
from tests.clinical_forms.filled import FILLED, told

FORMS = sorted(FILLED)


@pytest.fixture(scope="module")
def bench() -> Bench:
    made = Bench()
    made.sign("admission", FILLED["admission"], entry_id="adm")
    made.sign("treatment_plan", FILLED["treatment_plan"], entry_id="plan")
    return made


@pytest.mark.parametrize("form_id", FORMS)
def test_no_form_as_it_is_filled_in_for_the_tests_names_a_next_day_that_cannot_be(bench: Bench, form_id: str) -> None:
    found = check_next_days(bench.fill(form_id, told(form_id)))
    assert [one.text for one in found if one.level == "must"] == []


@pytest.mark.parametrize(
    ("form_id", "on", "changes", "level", "said"),
    [
        ("follow_up_call", "2026-12-20", {"next_call_on": "2026-12-01"}, "must", "lies before this entry of 20 Dec"),
        (
            "follow_up_call",
            "2026-12-20",
            {"next_call_on": "2026-12-20", "call_reached": "Reached"},
            "must",
            "is the day of this entry",
        ),
        (
            "case_management_contact",
            "2026-11-22",
            {"next_step_on": "2020-01-01"},
            "must",
            "lies before this entry",
        ),
        ("case_management_contact", "2026-11-22", {"next_step_on": "2062-12-01"}, "must", "more than a year after"),
        ("case_conference", "2026-11-22", {"next_conference": "2026-11-22"}, "must", "is the day of this entry"),
        ("safety_screen", "2026-11-22", {"next_screen": "2026-11-20"}, "must", "lies before this entry"),
        ("psychiatric_evaluation", "2026-11-22", {"next_visit_on": "2026-11-01"}, "must", "lies before this entry"),
        (
            "aftercare_plan",
            "2026-11-22",
            {"call_7": "2026-11-01"},
            "must",
            "does not lie after this entry of 22 Nov 2026",
        ),
        (
            "aftercare_plan",
            "2026-11-22",
            {"call_7": "2026-12-05", "call_30": "2026-12-04"},
            "must",
            "does not lie after the call of 5 Dec 2026",
        ),
        ("level_of_care_change", "", {"next_level_review_on": "2029-12-20"}, "must", "more than a year after"),
    ],
)
def test_what_comes_next_lies_after_the_entry(
    bench: Bench, form_id: str, on: str, changes: dict[str, Any], level: str, said: str
) -> None:
    answers = told(form_id) | changes
    answers |= {name: on for name in ("entry_date", "session_date") if on and name in answers}
    if form_id == "follow_up_call":
        answers |= {"call_reached": changes.get("call_reached", "Not reached")}
    found = [one.text for one in check_next_days(bench.fill(form_id, answers)) if one.level == level]
    assert any(said in text for text in found), found


def test_who_was_not_reached_may_be_called_again_on_the_same_day(bench: Bench) -> None:
    again = {"entry_date": "2026-12-20", "next_call_on": "2026-12-20", "call_reached": "Not reached"}
    found = check_next_days(bench.fill("follow_up_call", {**told("follow_up_call"), **again}))
    assert [one for one in found if "Next call" in one.text] == []


def test_an_appointment_or_a_supply_that_is_gone_by_is_asked_about(bench: Bench) -> None:
    plan = told("aftercare_plan")
    appointments = [{**row, "followup_when": "2026-11-01T09:00"} for row in plan["followup"]]
    supply = [{**row, "medications_supply_until": "2026-11-01"} for row in plan["medications"]]
    gone = {**plan, "entry_date": "2026-11-22", "followup": appointments, "medications": supply}
    found = [one.text for one in check_next_days(bench.fill("aftercare_plan", gone)) if one.level == "should"]
    assert sum("this day lies before this entry" in text for text in found) == 1
    assert sum("That is a gap" in text for text in found) == 1


def test_what_has_happened_lies_neither_ahead_nor_before_what_it_follows_upon(bench: Bench) -> None:
    screen = {**told("toxicology_screen"), "entry_date": "2026-11-22", "collected_at": "11:00"}
    today = replace(bench.fill("toxicology_screen", screen), today=date(2026, 11, 22), now="11:48")

    def said(**changes: Any) -> list[str]:
        answers = {**today.answers, "discussed_on": "2026-11-22", **changes}
        return [one.text for one in check_past_days(replace(today, answers=answers)) if one.level == "must"]

    assert said() == []
    assert ["lies in the future" in one for one in said(discussed_on="2026-11-23")] == [True]
    assert ["lies before “Asked for on”, 22 Nov 2026" in one for one in said(discussed_on="2026-11-21")] == [True]
    assert ["23:30: this time lies ahead, it is 11:48 now" in one for one in said(collected_at="23:30")] == [True]
    contact = {**told("case_management_contact"), "entry_date": "2026-11-22", "referral_on": "2026-11-30"}
    late = replace(bench.fill("case_management_contact", contact), today=date(2026, 11, 22))
    assert any("lies in the future" in one.text for one in check_past_days(late))
    call = {**told("follow_up_call"), "entry_date": "2026-11-22", "call_at": "23:50"}
    early = replace(bench.fill("follow_up_call", call), today=date(2026, 11, 22), now="11:50")
    assert any("this time lies ahead" in one.text for one in check_past_days(early))


def test_a_hand_over_before_the_admission_is_refused(bench: Bench) -> None:
    step = {**FILLED["level_of_care_change"], "handoff_on": "2026-08-01"}
    (found,) = [one for one in check_past_days(bench.fill("level_of_care_change", step)) if one.item == "handoff_on"]
    assert (found.level, "before the admission on 28 Sep 2026" in found.text) == ("must", True)


@pytest.mark.parametrize(("on", "refused"), [("2026-11-30", False), ("2026-12-01", False), ("2026-12-02", True)])
def test_a_hand_over_for_a_change_that_is_signed_ahead_may_lie_ahead_until_that_day(
    bench: Bench, *, on: str, refused: bool
) -> None:
    step = {**FILLED["level_of_care_change"], "level_from": "2026-12-01", "handoff_on": on}
    ahead = replace(bench.fill("level_of_care_change", step), today=date(2026, 11, 22))
    found = [one for one in check_past_days(ahead) if one.item == "handoff_on"]
    assert bool(found) is refused


@pytest.mark.parametrize(
    ("level", "hours", "born", "finding"),
    [
        # ASAM Criteria, 3rd edition: 2.1 is 9 to 19 hours (adolescents from 6), 2.5 is 20 and more.
        ("Intensive outpatient", "9", 1991, ""),
        ("Intensive outpatient", "19", 1991, ""),
        ("Intensive outpatient", "8", 1991, "should"),
        ("Intensive outpatient", "6", 2010, ""),
        ("Intensive outpatient", "20", 1991, "should"),
        ("Outpatient", "8.5", 1991, ""),
        ("Outpatient", "9", 1991, "should"),
        ("Outpatient", "45", 1991, "must"),
        ("Partial hospitalization", "20", 1991, ""),
        ("Partial hospitalization", "19", 1991, "should"),
        ("Partial hospitalization", "2", 1991, "must"),
        ("Residential", "2", 1991, ""),
    ],
)
def test_hours_are_those_of_the_level_or_have_a_reason(level: str, hours: str, born: int, finding: str) -> None:
    bench = Bench(client=replace(CLIENT, date_of_birth=date(born, 3, 14)))
    answers = {**FILLED["admission"], "level_of_care": level, "planned_hours": hours}
    found = check_hours(bench.fill("admission", answers))
    assert [(one.level, bool(one.confirm)) for one in found] == ([(finding, finding == "should")] if finding else [])


def test_a_change_of_level_from_long_ago_needs_a_reason(bench: Bench) -> None:
    step = {**FILLED["level_of_care_change"], "entry_date": "2026-12-20", "next_level_review_on": "2027-01-05"}
    for day, asked in (("2026-12-06", False), ("2026-12-05", True)):
        found = check_level(bench.fill("level_of_care_change", {**step, "level_from": day}))
        assert [one.level for one in found if "days before this review" in one.text and one.confirm] == ["must"] * asked
