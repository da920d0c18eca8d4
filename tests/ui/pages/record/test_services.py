"""Referrals and the ledger of incentives as rows."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.incentives.rules import Cap
from ehr_desk.ui.pages.record import incentives, referrals
from tests.chart.incentives.test_incentives import chart, counter, note, paid
from tests.chart.referrals.test_referrals import chart as referred
from tests.clinical_forms.filled import CASE_MANAGEMENT_CONTACT, TREATMENT_PLAN


def test_the_ledger_shows_its_lines_newest_first_with_what_they_come_to() -> None:
    bench = chart(
        note("2026-10-05", "10", cm_rule="Fixed"),
        paid("2026-10-22", "7.50"),
        counter("2026-10-23", "10", "n0/earned"),
    )
    state = {"incentives": bench.rows("incentives")}
    rows = incentives.rows(state)
    assert [(row.cells[1], *row.cells[4:]) for row in rows] == [
        ("Counter-entry to earned", "−$10", "", "−$7.50", "$0"),
        ("Paid out", "", "$7.50", "$2.50", "$10"),
        ("Earned", "$10", "", "$10", "$10"),
    ]
    assert rows[2].cells[2] == "Attendance; Attended; fixed schedule"
    assert rows[0].cells[2] == "Of 5 Oct 2026; Typed twice on 5 Oct"
    assert rows[1].cells[3] == "Dana Reyes; seen by Ona Lind; initials MV"
    assert [incentives.entry_of(row.id) for row in rows] == ["n2", "n1", "n0"]
    words = incentives.facts(state, Cap(), date(2026, 10, 30))
    assert words == "$0 of $599 in 6 months · $0 in 2026 · in all $0 earned, $7.50 paid out"
    assert incentives.facts({}, Cap(), date(2026, 10, 30)) == ""


def test_open_referrals_come_first_and_those_that_wait_have_a_tone() -> None:
    kept = {**CASE_MANAGEMENT_CONTACT, "referral_state": "Attended", "need": "Housing"}
    entries = ("case_management_contact", kept), ("treatment_plan", TREATMENT_PLAN)
    bench = referred(*entries, ("case_management_contact", CASE_MANAGEMENT_CONTACT))
    state = {"referrals": bench.rows("referrals")}
    rows = referrals.rows(state, date(2026, 10, 20))
    assert [(row.cells[0], row.cells[3], row.tone) for row in rows] == [
        ("Primary care for blood pressure", "Planned", "warning"),
        ("Transportation", "Made", ""),
        ("Housing", "Kept", ""),
    ]
    assert rows[1].cells[-1] == "22 Oct 2026"
    assert referrals.open_words(state) == "2 of 3 open"
    assert referrals.open_words({}) == ""
