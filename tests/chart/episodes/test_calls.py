"""Calls after discharge: what was agreed, which call is due, and that nobody is called who wants none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ehr_desk.chart.entries.state import FoldedState
from ehr_desk.chart.tasks.attention import attention
from ehr_desk.chart.tasks.caseload import caseload_line
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from tests.chart.episodes.test_episodes import closed
from tests.chart.plans.bench import Bench, heart
from tests.clinical_forms.filled import ADMISSION, AFTERCARE_PLAN, FOLLOW_UP_CALL

LEFT = date(2026, 12, 18)
FORM = "follow_up_call"
NO_CALLS = {
    **{name: value for name, value in AFTERCARE_PLAN.items() if not name.startswith("call_")},
    "calls_agreed": False,
}
TRIED = {
    **{name: FOLLOW_UP_CALL[name] for name in ("entry_date", "call_from", "call_about", "call_at", "call_way")},
    "call_reached": "Not reached",
    "call_agreed": "Tried again in a week.",
}


def discharged(plan: dict[str, Any] | None = AFTERCARE_PLAN) -> Bench:
    bench = Bench(today=date(2026, 12, 30))
    bench.sign("admission", ADMISSION, entry_id="adm")
    if plan:
        bench.sign("aftercare_plan", plan, entry_id="after")
    bench.signed.append(closed("adm", LEFT, seq=900))
    return bench


def state_of(bench: Bench) -> FoldedState:
    return FoldedState(sorted(bench.signed, key=lambda one: one.order), heart().fold_by_name)


def line(bench: Bench, on: date) -> tuple[str, str]:
    found = caseload_line(state_of(bench), on)
    return found.why, found.chip


def waiting(bench: Bench, on: date) -> list[str]:
    return [one.text for one in attention(state_of(bench), on) if one.act == "follow-up call"]


def test_the_answers_of_the_plan_are_told_to_who_signs() -> None:
    bench = Bench()
    assert "Agreed to calls after discharge: 25 Dec 2026, 17 Jan 2027, 18 Mar 2027." in bench.sentences(
        "aftercare_plan", AFTERCARE_PLAN
    )
    assert "Agreed to no calls after discharge." in bench.sentences("aftercare_plan", NO_CALLS)


def test_a_call_is_due_on_the_agreed_day_until_one_was_made_or_tried() -> None:
    bench = discharged()
    # The first appointment has passed, and nobody has asked about it.
    assert line(bench, date(2026, 12, 21)) == ("Aftercare · discharged 3 days ago", "")
    assert line(bench, date(2026, 12, 24)) == ("Aftercare · 1 referral to ask about", "Referral")
    assert line(bench, date(2026, 12, 25)) == ("Aftercare · 7-day call due", "Call")
    assert line(bench, date(2026, 12, 30))[0] == "Aftercare · 7-day call overdue by 5 days"
    assert waiting(bench, date(2026, 12, 25)) == [
        "The 7-day call was agreed for 25 Dec 2026, and no call or try is recorded."
    ]
    bench.sign(FORM, {**TRIED, "call_reached": "Reached"}, entry_id="call")
    assert line(bench, date(2026, 12, 30))[1] == "Referral"
    assert waiting(bench, date(2026, 12, 30)) == []
    bench.signed = [one for one in bench.signed if one.entry_id != "call"]  # entered in error
    assert line(bench, date(2026, 12, 30))[1] == "Call"


def test_who_agreed_to_no_calls_is_called_by_nobody() -> None:
    bench = discharged(NO_CALLS)
    assert line(bench, date(2026, 12, 25)) == ("Aftercare · agreed to no calls", "")
    assert bench.prefill("episode.calls_agreed") == "No"
    call = {**TRIED, "calls_agreed_then": "No"}
    (found,) = [one for one in bench.findings(FORM, call) if one.level == "must"]
    assert found.item == "why_called"
    assert "agreed to no calls (16 Dec 2026)" in found.text
    assert "42 CFR Part 2" in found.text
    assert bench.said("must", FORM, {**call, "why_called": "A threat to his life was told by his sister."}) == []
    assert bench.said("must", FORM, {**call, "call_from": "The client called"}) == []


def test_whoever_wrote_a_call_while_the_client_ended_calls_is_told_the_way_out() -> None:
    bench = discharged(NO_CALLS)
    (found,) = [one for one in bench.findings(FORM, {**TRIED, "calls_agreed_then": "Yes"}) if one.level == "must"]
    assert found.item == "calls_agreed_then", "the question for the reason is hidden"
    assert "Press “Assemble again”" in found.text
    library = FormLibrary.load(forms_dir())
    assert any(item.fixed_rows for item in library.get(FORM).walk()), "which is what offers that step"


def test_no_more_calls_wanted_ends_them_and_an_agreed_next_call_is_due() -> None:
    bench = discharged()
    bench.sign(FORM, {**FOLLOW_UP_CALL, "next_call_on": "2027-01-04"})
    assert line(bench, date(2027, 1, 4)) == ("Aftercare · next call due", "Call")
    last = {name: value for name, value in FOLLOW_UP_CALL.items() if name != "next_call_on"}
    bench.sign(FORM, {**last, "entry_date": "2027-01-04", "call_about": "Another time", "calls_go_on": False})
    assert line(bench, date(2027, 1, 17)) == ("Aftercare · agreed to no calls", "")


def test_a_try_that_reached_nobody_and_named_no_day_is_told_again_for_two_weeks() -> None:
    bench = discharged()
    bench.sign(FORM, {**TRIED, "entry_date": "2026-12-26"})
    assert line(bench, date(2026, 12, 26))[1] == "Referral"
    assert line(bench, date(2026, 12, 27)) == ("Aftercare · 7-day call to be tried again", "Call")
    assert waiting(bench, date(2027, 1, 9)) == [
        "The 7-day call was tried on 26 Dec 2026 (not reached), and no next day is named."
    ]
    assert waiting(bench, date(2027, 1, 10)) == []
    bench.sign(FORM, {**TRIED, "entry_date": "2026-12-27", "next_call_on": "2026-12-29"})
    assert waiting(bench, date(2026, 12, 28)) == []
    assert line(bench, date(2026, 12, 29))[0] == "Aftercare · next call due"


def test_days_agreed_before_the_client_left_later_are_counted_from_the_discharge() -> None:
    early = {**AFTERCARE_PLAN, "call_7": "2026-12-12", "call_30": LEFT.isoformat(), "call_90": "2027-03-05"}
    bench = discharged(early)
    assert waiting(bench, LEFT) == []
    assert waiting(bench, date(2026, 12, 25)) == [
        "The 7-day call was due on 25 Dec 2026, and no call or try is recorded."
    ]
    assert waiting(bench, date(2027, 1, 17))[0].startswith("The 30-day call was due on 17 Jan 2027")
    assert waiting(bench, date(2027, 3, 5))[0].startswith("The 90-day call was agreed for 5 Mar 2027")


@pytest.mark.parametrize(("day", "said"), [(25, "7-day call due"), (30, "discharged 12 days ago")])
def test_without_an_answer_days_are_counted_and_the_check_asks_for_one(day: int, said: str) -> None:
    bench = discharged(None)
    assert line(bench, date(2026, 12, day))[0] == f"Aftercare · {said}"
    asked = [
        one for one in bench.said("should", FORM, {**TRIED, "calls_agreed_then": "Not recorded"}) if "calls" in one
    ]
    assert asked == [
        "It is not recorded that the client agreed to calls. Ask, and write down the answer in the aftercare plan."
    ]


def test_the_call_whose_day_has_come_is_offered_until_somebody_was_reached() -> None:
    def offered(bench: Bench, on: date) -> Any:
        bench.today = on
        return bench.prefill("episode.call_due")

    bench = discharged()  # agreed: 25 Dec, 17 Jan, 18 Mar
    assert offered(bench, date(2026, 12, 21)) == "7 days", "a little before its day it is that call already"
    bench.sign(FORM, {**TRIED, "entry_date": "2026-12-26"})
    assert offered(bench, date(2026, 12, 28)) == "7 days", "nobody was reached: the second try is for the same call"
    bench.sign(FORM, {**FOLLOW_UP_CALL, "entry_date": "2026-12-28"})
    assert offered(bench, date(2027, 1, 5)) == "Another time"
    assert offered(bench, date(2027, 1, 18)) == "30 days"
    assert offered(bench, date(2027, 2, 20)) == "Another time", "five weeks after its day it is no 30-day call"
    assert offered(bench, date(2027, 3, 18)) == "90 days"
