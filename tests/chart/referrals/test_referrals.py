"""Referrals: named by plans, contacts and appointments, followed until they are kept or closed, told in summaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ehr_desk.chart.entries.state import FoldedState
from ehr_desk.chart.referrals.rows import ReferralRow
from ehr_desk.chart.referrals.rules import due, due_on, lines_of
from ehr_desk.chart.summaries.referrals import lines, rows
from ehr_desk.chart.summaries.scope import scope_of
from ehr_desk.chart.tasks.attention import attention
from ehr_desk.chart.tasks.caseload import caseload_line
from tests.chart.plans.bench import Bench, heart, stored_and_loaded
from tests.clinical_forms.filled import (
    ADMISSION,
    AFTERCARE_PLAN,
    CASE_MANAGEMENT_CONTACT,
    DISCHARGE_SUMMARY,
    FOLLOW_UP_CALL,
    TREATMENT_PLAN,
)

RIDES = "Transportation: Riverbend Ride Service, intake desk, 555-0142"


def chart(*entries: tuple[str, dict[str, Any]], today: date = date(2026, 10, 16)) -> Bench:
    bench = Bench(today=today)
    bench.sign("admission", ADMISSION, entry_id="adm")
    for place, (form, answers) in enumerate(entries):
        bench.sign(form, answers, entry_id=f"n{place}")
    return bench


def state(bench: Bench) -> FoldedState:
    return FoldedState(sorted(bench.signed, key=lambda one: one.order), heart().fold_by_name)


def contact(on: str, said: str = "Told in the list above", listed: Any = None, **more: Any) -> dict[str, Any]:
    plain = {**CASE_MANAGEMENT_CONTACT, "entry_date": on, "referral_state": said, **more}
    return {**plain, "referral_list": listed} if listed else plain


def told(bench: Bench) -> list[tuple[str, str, str, str]]:
    found: list[ReferralRow] = bench.rows("referrals")
    return [(one.name, one.status, one.said, one.entry_id) for one in found]


def answered(bench: Bench, what: str, said: str, **more: Any) -> list[dict[str, Any]]:
    """The list of open referrals, one of them with an answer."""
    listed = bench.prefill("referrals.open")
    return [{**one, "referral_now": said, **more} if one["referral_what"].startswith(what) else one for one in listed]


def test_plan_contact_and_appointments_are_one_list() -> None:
    bench = chart(
        ("treatment_plan", TREATMENT_PLAN),
        ("case_management_contact", CASE_MANAGEMENT_CONTACT),
        ("aftercare_plan", AFTERCARE_PLAN),
    )
    found = told(bench)
    assert found[:2] == [
        ("Primary care for blood pressure", "planned", "", "n0"),
        ("Transportation: Riverbend Ride Service, intake desk", "made", "Sent, no answer yet", "n1"),
    ]
    appointments = [one for one in bench.rows("referrals") if one.source == "appointment"]
    assert [(one.what, one.to, one.status) for one in appointments] == [
        (one["followup_service"], one["followup_provider"], "accepted") for one in AFTERCARE_PLAN["followup"]
    ]
    all_rows = bench.rows("referrals")
    assert stored_and_loaded(heart().fold_by_name["referrals"], all_rows) == all_rows


def test_the_next_contact_is_offered_what_is_open_and_says_how_it_stands() -> None:
    contacts = ("treatment_plan", TREATMENT_PLAN), ("case_management_contact", CASE_MANAGEMENT_CONTACT)
    bench = chart(*contacts, today=date(2026, 10, 30))
    assert [(one["referral_what"], one["referral_then"]) for one in bench.prefill("referrals.open")] == [
        (
            "Primary care for blood pressure",
            f"Planned, since {date.fromisoformat(TREATMENT_PLAN['entry_date']):%-d %b %Y}",
        ),
        (RIDES, "Sent, no answer yet, since 15 Oct 2026"),
    ]
    listed = answered(bench, "Transport", "Attended", referral_since="2026-10-19", referral_note="Two rides so far")
    answers = contact("2026-10-22", listed=listed)
    assert bench.said("must", "case_management_contact", answers) == []
    words = "Referral, transportation (Riverbend Ride Service, intake desk): attended since 19 Oct 2026."
    assert words in bench.sentences("case_management_contact", answers)
    bench.sign("case_management_contact", answers, entry_id="next")
    assert told(bench)[1][1:] == ("kept", "Attended: Two rides so far", "next")
    assert [one["referral_what"] for one in bench.prefill("referrals.open")] == ["Primary care for blood pressure"]
    # The correction of the first contact changes nothing of what came after it.
    bench.sign("case_management_contact", {**CASE_MANAGEMENT_CONTACT, "referral_state": "Waiting list"}, entry_id="n1")
    assert told(bench)[1][1] == "kept"


def test_the_same_need_with_the_same_agency_is_the_same_referral() -> None:
    again = contact("2026-10-22", "Accepted, not attended yet", agency="riverbend ride  service, Intake desk.")
    bench = chart(("case_management_contact", CASE_MANAGEMENT_CONTACT), ("case_management_contact", again))
    assert [one[1] for one in told(bench)] == ["accepted"]
    other = contact("2026-10-23", "Being looked for", agency="")
    bench.sign("case_management_contact", other)
    assert [one[:2] for one in told(bench)][1:] == [("Transportation", "planned")]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Waiting list", "made"),
        ("Not attended", "not kept"),
        ("Declined by the agency", "closed"),
        ("Declined by the client", "closed"),
        ("No longer needed", "closed"),
    ],
)
def test_every_answer_has_a_status(said: str, status: str) -> None:
    bench = chart(("case_management_contact", contact("2026-10-15", said, referral_why="Full until May.")))
    (one,) = bench.rows("referrals")
    why = "" if said in ("Waiting list", "No longer needed") else ": Full until May."
    assert (one.status, one.said, one.is_open) == (status, f"{said}{why}", status in ("made", "not kept"))


def test_a_new_plan_closes_what_it_no_longer_names_and_nobody_followed_up() -> None:
    plan = {**TREATMENT_PLAN, "referrals": "- Dentist\n- Legal aid office.\nNone for housing."}
    bench = chart(("treatment_plan", plan))
    assert [one[:2] for one in told(bench)] == [("Dentist", "planned"), ("Legal aid office", "planned")]
    listed = answered(bench, "Legal", "Sent, no answer yet")
    bench.sign("case_management_contact", contact("2026-10-15", listed=listed))
    bench.sign("treatment_plan", {**plan, "entry_date": "2026-10-20", "referrals": ""}, entry_id="later")
    assert [one[1:3] for one in told(bench)] == [("closed", "No longer named"), ("made", "Sent, no answer yet")]
    bench.sign("treatment_plan", {**plan, "entry_date": "2026-10-21", "referrals": "Dentist"}, entry_id="third")
    assert told(bench)[0][1:3] == ("planned", "")


@pytest.mark.parametrize(
    "text",
    [
        *("", "None.", "no referrals now", "N/A", "n/a", "Not needed", "No", "Nothing for now", "None for housing."),
        *("No further referrals needed at this time.", "- None at present", "Not applicable", "Nothing else, none."),
    ],
)
def test_a_line_that_says_there_is_none_is_no_referral(text: str) -> None:
    assert lines_of(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "No Wrong Door, 555-0101: housing",
        "Not Alone Peer Center",
        "Nothing Is Impossible House",
        "No referral to the Riverbend clinic before the first week is over",
        "None for housing; dentist",
        "None for housing - dentist",
        "None for housing but the dentist on Hill Road",
        "Notre Dame clinic",
    ],
)
def test_a_line_that_only_begins_with_such_a_word_is_a_referral(line: str) -> None:
    assert lines_of(f"None.\n{line}") == [line]
    bench = chart(("treatment_plan", {**TREATMENT_PLAN, "referrals": line}))
    assert [one[:2] for one in told(bench)] == [(line, "planned")]


def test_a_referral_is_due_on_its_next_step_and_the_day_after_its_appointment() -> None:
    row = chart(("aftercare_plan", AFTERCARE_PLAN)).rows("referrals")[0]
    assert row.status == "accepted"
    on = date.fromisoformat(row.when[:10])
    assert (due_on(row), due([row], on)) == (on + timedelta(days=1), []), "on the day itself it may still be kept"
    assert due_on(replace(row, next_on=on - timedelta(days=3))) == on - timedelta(days=3)
    assert due_on(replace(row, status="made", when="")) == row.since + timedelta(days=14)


def test_appointments_of_the_discharge_follow_and_replace_those_of_the_aftercare_plan() -> None:
    bench = chart(("aftercare_plan", AFTERCARE_PLAN))
    first = bench.rows("referrals")[0]
    moved = {**DISCHARGE_SUMMARY["followup"][0], "followup_service": first.what, "followup_provider": first.to}
    bench.sign("discharge_summary", {**DISCHARGE_SUMMARY, "followup": [{**moved, "followup_when": "2027-01-04T09:00"}]})
    found: list[ReferralRow] = bench.rows("referrals")
    assert (found[0].status, found[0].when) == ("accepted", "2027-01-04T09:00")
    assert [one.said for one in found[1:] if one.source == "appointment"] == ["No longer named"] * (
        len(AFTERCARE_PLAN["followup"]) - 1
    )
    # One that has passed by then stays: whether it was kept is still open.
    late = chart(("aftercare_plan", AFTERCARE_PLAN))
    ends = max(str(one["followup_when"]) for one in AFTERCARE_PLAN["followup"])[:10]
    after = date.fromordinal(date.fromisoformat(ends).toordinal() + 1).isoformat()
    new = {**moved, "followup_service": "Another service", "followup_when": "2027-09-04T09:00"}
    days = {"entry_date": after, "discharged_on": after}
    late.sign("discharge_summary", {**DISCHARGE_SUMMARY, **days, "followup": [new]})
    assert {one.status for one in late.rows("referrals") if one.source == "appointment"} == {"accepted"}
    # What the discharge states is what an aftercare plan written after it begins with.
    assert [one.when for one in bench.rows("followup")] == ["2027-01-04T09:00"]


def test_appointments_that_the_next_paper_names_again_stand_as_they_stood_whatever_their_place_in_it() -> None:
    bench = chart(("aftercare_plan", AFTERCARE_PLAN))
    before = [(one.name, one.status, one.said, one.since) for one in bench.rows("referrals")]
    later = {"entry_date": "2026-12-18", "discharged_on": "2026-12-18", "followup": AFTERCARE_PLAN["followup"]}
    bench.sign("discharge_summary", {**DISCHARGE_SUMMARY, **later}, entry_id="ended")
    after: list[ReferralRow] = bench.rows("referrals")
    assert [(one.name, one.status, one.said, one.since) for one in after] == before
    assert {one.entry_id for one in after if one.source == "appointment"} == {"ended"}


def test_what_waits_is_told_in_the_chart_and_on_the_list() -> None:
    bench = chart(("case_management_contact", CASE_MANAGEMENT_CONTACT))

    def lines_on(day: date) -> list[str]:
        return [one.text for one in attention(state(bench), day) if "eferral" in one.text or "Appointment" in one.text]

    assert lines_on(date(2026, 10, 21)) == []
    name = "Transportation: Riverbend Ride Service, intake desk"
    assert lines_on(date(2026, 10, 22)) == [f"Referral {name}: open, to be looked after since 22 Oct 2026."]
    bench.sign(
        "case_management_contact", contact("2026-10-16", "Being looked for", need="Housing", next_step_on="2026-10-18")
    )
    assert lines_on(date(2026, 10, 22)) == [
        f"2 open referrals to be looked after, the first (Housing: {name.partition(': ')[2]}) since 18 Oct 2026."
    ]


def test_an_appointment_that_passed_is_asked_about_until_a_call_says_how_it_went() -> None:
    discharge = {**DISCHARGE_SUMMARY, "followup": DISCHARGE_SUMMARY["followup"][:1]}
    bench = chart(("discharge_summary", discharge))
    (row,) = bench.rows("referrals")
    on = date.fromisoformat(row.when[:10])
    asked = [one.text for one in attention(state(bench), on) if one.text.startswith("Appointment")]
    assert asked == []
    after = date.fromordinal(on.toordinal() + 1)
    (line,) = [one for one in attention(state(bench), after) if one.text.startswith("Appointment")]
    assert line.act == "referral after discharge"
    assert "nothing is recorded of whether it was kept" in line.text
    assert caseload_line(state(bench), after).chip in ("Referral", "Call")
    listed = answered(bench, row.what, "Attended")
    bench.sign("follow_up_call", {**FOLLOW_UP_CALL, "entry_date": after.isoformat(), "referral_list": listed})
    assert bench.rows("referrals")[0].status == "kept"
    assert not [one for one in attention(state(bench), after) if one.text.startswith("Appointment")]


def test_summaries_say_where_each_stands_and_what_the_client_goes_on_with() -> None:
    bench = chart(
        ("treatment_plan", TREATMENT_PLAN),
        ("case_management_contact", CASE_MANAGEMENT_CONTACT),
        ("aftercare_plan", AFTERCARE_PLAN),
    )
    scope = scope_of(state(bench), {"discharged_on": "2026-12-18"}, date(2026, 12, 18))
    named = [(one["what"], one["stands"]) for one in rows(scope)]
    assert named[:2] == [("Primary care for blood pressure", "Planned"), ("Transportation", "Sent, no answer yet")]
    assert not {one["followup_service"] for one in AFTERCARE_PLAN["followup"]} & {what for what, _ in named}
    assert lines(scope).splitlines()[:2] == ["Primary care for blood pressure", RIDES]
    # Named again in the aftercare plan as they stand, they stay the same referrals.
    before = len(bench.rows("referrals"))
    bench.sign("aftercare_plan", {**AFTERCARE_PLAN, "referrals": lines(scope)}, entry_id="n2")
    assert len(bench.rows("referrals")) <= before
