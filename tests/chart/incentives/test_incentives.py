"""The ledger of incentives: earned, paid out, taken back by counter-entries, and held against the clinic's cap."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.entries.confirmed import OVER_CAP, OVER_PAID, kind_of
from ehr_desk.chart.entries.rooms import Filled, Rows
from ehr_desk.chart.entries.state import FoldedState
from ehr_desk.chart.incentives.counters import check_left, check_taken_back
from ehr_desk.chart.incentives.effects import EARNED_BACK, PAID_BACK
from ehr_desk.chart.incentives.room import room
from ehr_desk.chart.incentives.rows import IncentiveRow
from ehr_desk.chart.incentives.rules import Cap, check_balance, check_cap, check_witness, so_far
from ehr_desk.chart.summaries.delivered import incentives
from ehr_desk.chart.summaries.scope import scope_of
from ehr_desk.forms import Finding, visible
from tests.chart.plans.bench import Bench, heart, shipped, stated, stored_and_loaded
from tests.clinical_forms.filled import ADMISSION, DAP_NOTE, GROUP_CLIENTS, GROUP_SESSION, INCENTIVE_ENTRY
from tests.clinical_forms.filled import TOXICOLOGY_SCREEN as SCREEN

CM = "Contingency management"
Rule = Callable[[Filled, Rows, Rows], list[Finding]]


def note(on: str, earned: str = "", **more: Any) -> dict[str, Any]:
    """A note that names contingency management; without an amount the target was missed."""
    kept = {name: value for name, value in DAP_NOTE.items() if not name.startswith(("cm_", "interventions"))}
    target = {"cm_target": "Attendance", "cm_met": bool(earned)}
    got = {"cm_evidence": "Attended.", "cm_earned": earned} if earned else {}
    return {**kept, "session_date": on, "interventions": [CM], **target, **got, **more}


def paid(on: str, dollars: str, **more: Any) -> dict[str, Any]:
    return {**INCENTIVE_ENTRY, "entry_date": on, "cm_paid": dollars, **more}


def counter(on: str, dollars: str, line: str) -> dict[str, Any]:
    """A counter-entry to a line ("n0/earned")."""
    told = {"_id": f"{1:032x}", "cm_line": line, "cm_back": dollars}
    taken = {"cm_lines": [told], "cm_counter_reason": "Typed twice on 5 Oct."}
    return {"entry_date": on, "cm_act": "Counter-entry", **taken}


def older(bench: Bench, on: str, dollars: str, kind: str = EARNED_BACK) -> Bench:
    """With a counter-entry of the older form, which names no line."""
    seq = len(bench.signed) + 1
    bench.signed.append(stated(kind, date.fromisoformat(on), {"amount": dollars, "reason": "Typed twice."}, seq=seq))
    return bench


def chart(*notes: dict[str, Any]) -> Bench:
    bench = Bench(today=date(2026, 11, 2))
    bench.sign("admission", ADMISSION, entry_id="adm")
    for place, one in enumerate(notes):
        bench.sign("incentive_entry" if "cm_act" in one else "dap_note", one, entry_id=f"n{place}")
    return bench


def ledger(bench: Bench) -> list[tuple[str, str, str, str, int]]:
    return [
        (one.what, one.amount, str(one.balance), one.year_to_date, one.in_a_row) for one in bench.rows("incentives")
    ]


def capped(bench: Bench, answers: dict[str, Any], cap: Cap = Cap(), entry_id: str = "") -> list[Finding]:  # noqa: B008 - frozen
    return check_cap(lambda: cap)(bench.fill("dap_note", answers, entry_id))


def result(
    bench: Bench, check: Rule, answers: dict[str, Any], kind: str = "original", entry_id: str = "new"
) -> list[Finding]:
    """What a rule says of the record before and after an entry; one in error states nothing any more."""
    form = "incentive_entry" if "cm_act" in answers else "dap_note"
    filled: Filled = replace(bench.fill(form, answers, entry_id), kind=kind)
    before, after = state(bench), deepcopy(bench)
    if kind == "entered_in_error":
        filled = replace(filled, answers={})
        after.signed = [one for one in after.signed if one.entry_id != entry_id]
    else:
        after.sign(form, answers, entry_id=entry_id)
    return check(filled, before, state(after))


def state(bench: Bench) -> FoldedState:
    return FoldedState(sorted(bench.signed, key=lambda one: one.order), heart().fold_by_name)


def balance(bench: Bench, answers: dict[str, Any], kind: str = "original") -> list[Finding]:
    return result(bench, check_balance, answers, kind)


def test_the_ledger_says_what_is_earned_paid_and_taken_back_with_its_totals() -> None:
    bench = chart(
        note("2026-10-05", "10", cm_rule="Escalating"),
        note("2026-10-12", "12", cm_rule="Escalating", cm_paid_how="Voucher", cm_witness="Ona Lind"),
        note("2026-10-19", cm_rule="Escalating", cm_reset=True),
        paid("2026-10-22", "10"),
        counter("2026-10-23", "2", "n1/earned"),
        counter("2026-10-23", "2", "n3/paid"),
    )
    assert ledger(bench) == [
        ("earned", "10", "10", "10", 1),
        ("earned", "12", "22", "22", 2),
        ("paid", "12", "10", "22", 2),
        ("anew", "", "10", "22", 0),
        ("paid", "10", "0", "22", 0),
        ("earned back", "2", "-2", "20", 0),
        ("paid back", "2", "0", "20", 0),
    ]
    rows: list[IncentiveRow] = bench.rows("incentives")
    assert (rows[0].evidence, rows[0].evidence_entry, rows[0].rule) == ("Attended.", "n0", "Escalating")
    told = rows[4]
    assert (told.how, told.reference, told.paid_by) == ("Gift card", "Grocery card, 4471", "Dana Reyes")
    assert (told.witness, told.initials, rows[2].paid_by) == ("Ona Lind", "MV", "Dana Reyes")
    assert (rows[-1].reason, rows[-1].evidence, rows[-1].evidence_entry) == (
        "Typed twice on 5 Oct.",
        "Of 22 Oct 2026",
        "n3",
    )
    assert stored_and_loaded(heart().fold_by_name["incentives"], rows) == rows


def test_each_attendee_of_a_group_earns_their_own() -> None:
    bench = chart()
    group = {**GROUP_SESSION, "interventions": [CM], "cm_target": "Attendance", "cm_rule": "Prize draw"}
    got = {"cm_earned": "5", "cm_paid_how": "Prize", "cm_paid_ref": "Water bottle"}
    bench.sign("group_note", {**group, **GROUP_CLIENTS[0], **got}, entry_id="g")
    assert [(one.what, one.amount, one.rule or one.how, one.evidence) for one in bench.rows("incentives")] == [
        ("earned", "5", "Prize draw", "This session"),
        ("paid", "5", "Prize", ""),
    ]
    assert chart(note("2026-10-05")).rows("incentives") == []
    # Without the intervention nobody is asked.
    form = shipped().get("group_note")
    assert not {one for one in visible(form, {**GROUP_SESSION, **GROUP_CLIENTS[0]}) if one.startswith("cm_")}


def test_the_calendar_year_begins_at_nothing_and_the_totals_go_on() -> None:
    bench = chart(note("2026-12-28", "10"), note("2027-01-04", "5"))
    assert ledger(bench)[-1] == ("earned", "5", "15", "5", 2)


def test_an_incentive_above_the_cap_is_signed_with_a_reason_only() -> None:
    bench = chart(note("2026-10-05", "500"), note("2026-10-12", "49.50"))
    assert capped(bench, note("2026-10-19", "49.50")) == []
    (found,) = capped(bench, note("2026-10-19", "50"))
    assert (found.level, found.item, kind_of(found.confirm)) == ("must", "cm_earned", OVER_CAP)
    assert found.text.startswith(
        "With this the client has earned $599.50 in 6 months, more than the clinic's cap of $599."
    )
    # Its correction counts once; six months later, in another year or without a cap nothing stands against it.
    assert capped(bench, note("2026-10-12", "99"), entry_id="n1") == []
    assert capped(bench, note("2027-04-12", "599")) == [] != capped(bench, note("2027-04-11", "599"))
    assert capped(bench, note("2027-01-04", "599"), Cap(months=0)) == [] != capped(bench, note("2026-12-31", "599"))
    assert capped(bench, note("2026-10-19", "5000"), Cap(Decimal(0))) == []
    # What was taken back may be earned again.
    bench.sign("incentive_entry", counter("2026-10-13", "100", "n0/earned"))
    assert capped(bench, note("2026-10-19", "149")) == []


def test_a_note_written_late_is_held_against_what_was_earned_after_it() -> None:
    bench = chart(note("2026-10-12", "599"))
    assert [one.level for one in capped(bench, note("2026-10-05", "1"))] == ["must"]
    assert capped(bench, note("2026-04-12", "1")) == [] != capped(bench, note("2026-04-13", "1"))


def test_more_than_was_earned_is_paid_out_with_a_reason_only() -> None:
    bench = chart(note("2026-10-05", "10"))
    assert balance(bench, paid("2026-10-22", "10")) == []
    (found,) = balance(chart(note("2026-10-05", "10")), paid("2026-10-22", "12.50"))
    assert (found.level, found.item, kind_of(found.confirm)) == ("must", "cm_paid", OVER_PAID)
    assert found.text.startswith("With this $2.50 more would be paid out than was earned.")
    (told,) = balance(chart(note("2026-10-05", "10")), paid("2026-10-22", "12.50"), kind="correction")
    assert (told.level, told.confirm) == ("should", "")


def test_a_witness_is_asked_for_where_the_clinic_says_so_and_is_somebody_else() -> None:
    bench, asks = chart(), check_witness(lambda: Cap(witness=True))
    alone = {name: value for name, value in paid("2026-10-22", "5").items() if name != "cm_witness"}
    assert [one.level for one in asks(bench.fill("incentive_entry", alone))] == ["must"]
    assert check_witness(Cap)(bench.fill("incentive_entry", alone)) == []
    own = {**alone, "cm_witness": "dana reyes"}
    assert [one.item for one in check_witness(Cap)(bench.fill("incentive_entry", own))] == ["cm_witness"]


def test_an_incentive_for_a_drug_screen_is_held_against_the_record() -> None:
    bench = chart()
    answers = note("2026-10-21", "10", cm_target="Negative drug screen")
    said = [one for one in bench.said("should", "dap_note", answers) if "drug screen" in one.casefold()]
    assert said == ["No drug screen of the 14 days before is on the record. Say in the evidence where it is."]
    bench.sign("toxicology_screen", SCREEN, entry_id="uds")
    on = str(SCREEN["entry_date"])
    answers = note(on, "10", cm_target="Negative drug screen")
    said = [one for one in bench.said("should", "dap_note", answers) if "drug screen" in one.casefold()]
    row = bench.rows("drug_screens")[0]
    assert said == ([f"The drug screen of {row.on:%-d %b %Y} found: {', '.join(row.found)}."] if row.found else [])
    bench.sign("dap_note", answers)
    assert bench.rows("incentives")[0].evidence_entry == "uds"


@pytest.mark.parametrize(
    ("clinic", "words"),
    [
        (ClinicRow("Demo"), "$49.50 of $599 in 6 months; $49.50 in 2026; $29.50 not paid out yet; 2 in a row"),
        (
            ClinicRow("Demo", incentive_cap=750, incentive_cap_months=0),
            "$49.50 of $750 in a calendar year; $29.50 not paid out yet; 2 in a row",
        ),
        (
            ClinicRow("Demo", incentive_cap=0, incentive_cap_months=1),
            "$49.50 in one month; $49.50 in 2026; $29.50 not paid out yet; 2 in a row",
        ),
    ],
)
def test_the_note_shows_what_was_earned_of_the_cap(clinic: ClinicRow, words: str) -> None:
    bench = chart(note("2026-10-05", "40", cm_rule="Fixed"), note("2026-10-12", "9.50"), paid("2026-10-13", "20"))
    context = bench.context(clinic=clinic)
    assert so_far(context) == words
    assert heart().prefills["incentives.rule"](context) == "Fixed"
    assert so_far(chart().context()) is None


def test_a_summary_says_what_was_earned_for_what_and_what_was_paid_out() -> None:
    bench = chart(note("2026-10-05", "10"), note("2026-10-12", "15"), note("2026-11-01", "5"), paid("2026-10-22", "20"))
    ordered = sorted(bench.signed, key=lambda one: one.order)
    period = {"period_from": "2026-10-01", "period_to": "2026-10-31"}
    scope = scope_of(FoldedState(ordered, heart().fold_by_name), period, bench.today)
    assert [(one.text, one.entry_ids) for one in incentives(scope)] == [
        ("Incentives earned in this period: $25 (attendance 2).", ("n0", "n1")),
        ("Incentives paid out in this period: $20.", ("n3",)),
    ]


@pytest.mark.parametrize(
    ("back", "on", "told"),
    [
        ("15", "2026-10-13", "$10 (attendance 1)"),
        ("5", "2026-10-13", "$20 (attendance 2)"),
        ("15", "2026-11-02", "$25 (attendance 2)"),
    ],
)
def test_a_summary_counts_no_incentive_that_was_taken_back_by_its_end(back: str, on: str, told: str) -> None:
    bench = chart(note("2026-10-05", "10"), note("2026-10-12", "15"), counter(on, back, "n1/earned"))
    ordered = sorted(bench.signed, key=lambda one: one.order)
    period = {"period_from": "2026-10-01", "period_to": "2026-10-31"}
    scope = scope_of(FoldedState(ordered, heart().fold_by_name), period, bench.today)
    assert [one.text for one in incentives(scope)] == [f"Incentives earned in this period: {told}."]


def test_the_room_asks_with_the_starter_where_nothing_reads_the_settings() -> None:
    assert Cap() == Cap(Decimal(599), 6)
    assert {one.name for one in room().folds} == {"incentives"}


@pytest.mark.parametrize(("dollars", "asked"), [("7.50", 0), ("7.5", 0), ("7", 0), ("7.555", 1)])
def test_amounts_are_dollars_and_cents(dollars: str, asked: int) -> None:
    said = chart().said("must", "dap_note", note("2026-10-05", dollars))
    assert sum("dollars and cents" in one for one in said) == asked


def test_a_counter_entry_takes_back_no_more_than_stands_in_its_line() -> None:
    bench = chart(note("2026-10-05", "10"), paid("2026-10-06", "5"))

    def told(dollars: str, line: str, on: str = "2026-10-07") -> list[str]:
        return [one.text for one in result(bench, check_left, counter(on, dollars, line))]

    assert told("5", "n1/paid") == told("10", "n0/earned") == []
    assert told("500", "n0/earned") == ["Of what was earned on 5 Oct 2026, $10 can be taken back on this day."]
    assert told("5", "n0/earned", "2026-10-04") == [
        "Of what was earned on 5 Oct 2026, $0 can be taken back on this day."
    ]
    assert told("5", "n0/paid") == ["Of what was paid out, $0 can be taken back on this day."]
    bench.sign("incentive_entry", counter("2026-10-09", "6", "n0/earned"), entry_id="n2")
    assert told("5", "n0/earned", "2026-10-10") == [
        "Of what was earned on 5 Oct 2026, $4 can be taken back on this day."
    ]
    # Written late, it would leave less for the one that is there.
    assert told("5", "n0/earned")[0].startswith("A counter-entry takes back $6 here")
    assert told("4", "n0/earned") == []


def test_a_counter_entry_names_a_line_and_how_much() -> None:
    bench = chart(note("2026-10-05", "10"), paid("2026-10-06", "5"), counter("2026-10-07", "10", "n0/earned"))
    (line,) = bench.prefill("incentives.lines")
    assert (line["cm_line"], line["cm_line_what"]) == ("n1/paid", "6 Oct 2026: $5 paid out, gift card")
    bench.sign("incentive_entry", counter("2026-10-07", "2", "n1/paid"))
    assert bench.prefill("incentives.lines")[0]["cm_line_what"].endswith("; $3 left")
    answers = {**counter("2026-10-08", "", ""), "cm_lines": [line]}
    assert "Enter beside a line of the ledger how much of it is taken back." in bench.said(
        "must", "incentive_entry", answers
    )
    half = {**answers, "cm_lines": [{**line, "cm_back": "0.005"}, {**line, "_id": "b" * 32, "cm_back": "1.005"}]}
    assert sum("dollars and cents" in one for one in bench.said("must", "incentive_entry", half)) == 1
    whole = {**answers, "cm_lines": [{**line, "cm_back": "3"}]}
    assert bench.sentences("incentive_entry", whole) == ["Counter-entry: $3 paid out on 6 Oct 2026 is taken back."]


def test_what_takes_back_a_line_of_before_makes_no_room_under_the_cap() -> None:
    lines = note("2026-01-12", "599"), note("2026-10-05", "599")
    bench = chart(*lines, counter("2026-10-20", "599", "n0/earned"))
    (found,) = capped(bench, note("2026-10-21", "599"))
    assert found.text.startswith("With this the client has earned $1198 in 6 months")
    assert capped(chart(*lines, counter("2026-10-20", "599", "n1/earned")), note("2026-10-21", "599")) == []
    # And it belongs to the year of its line.
    bench = chart(note("2025-12-29", "10"), note("2026-01-05", "5"), counter("2026-01-06", "10", "n0/earned"))
    assert [(one.year_to_date, one.earned_total) for one in bench.rows("incentives")] == [
        *(("10", "10"), ("5", "15"), ("5", "5")),
    ]


def test_a_counter_entry_counts_for_no_more_than_its_line_and_that_is_told() -> None:
    bench = chart(note("2026-10-05", "10"), paid("2026-10-06", "10"), counter("2026-10-07", "10", "n1/paid"))
    void = result(bench, check_left, paid("2026-10-06", "10"), "entered_in_error", "n1")
    assert [(one.level, one.text) for one in void] == [
        (
            "should",
            "A counter-entry takes back $10 here that would not stand in the ledger any more: it would count for "
            "nothing. Correct the counter-entry, or mark it as entered in error.",
        )
    ]
    less = result(bench, check_left, paid("2026-10-06", "4"), "correction", "n1")
    assert [one.level for one in less] == ["should"]
    bench.sign("incentive_entry", paid("2026-10-06", "4"), entry_id="n1")
    last = bench.rows("incentives")[-1]
    assert (last.amount, last.paid_total, str(last.balance)) == ("4", "0", "10")
    assert last.evidence == "Of 6 Oct 2026; of $10 only $4 stood in it"
    bench.signed = [one for one in bench.signed if one.entry_id != "n1"]
    last = bench.rows("incentives")[-1]
    assert (last.amount, last.paid_total, str(last.balance)) == ("0", "0", "10")
    assert last.evidence == "The line it takes back does not stand before it any more: it counts for nothing"


def test_a_counter_entry_of_the_older_form_goes_on_as_before() -> None:
    bench = older(chart(note("2026-10-05", "10"), note("2026-10-12", "12")), "2026-10-13", "12")
    assert [(one.earned_total, one.in_a_row) for one in bench.rows("incentives")] == [("10", 1), ("22", 2), ("10", 1)]
    assert capped(bench, note("2026-10-19", "589")) == []
    bench = older(chart(note("2026-10-05", "10"), paid("2026-10-06", "10")), "2026-10-07", "10", PAID_BACK)
    (told,) = result(bench, check_taken_back, paid("2026-10-06", "10"), "entered_in_error", "n1")
    assert (told.level, told.text) == (
        "should",
        "With this $10 more would be taken back than was paid out by then. Correct the counter-entry, or mark it as "
        "entered in error.",
    )
    (told,) = result(bench, check_taken_back, counter("2026-10-08", "5", "n1/paid"))
    assert told.text.startswith("No more than $0 was paid out by then.")


def test_the_step_of_a_schedule_goes_back_with_the_incentive_that_is_taken_back() -> None:
    bench = chart(
        note("2026-10-05", "10"),
        note("2026-10-12", "12"),
        counter("2026-10-13", "4", "n0/earned"),
        counter("2026-10-14", "6", "n0/earned"),
    )
    assert [one.in_a_row for one in bench.rows("incentives")] == [1, 2, 2, 1]


@pytest.mark.parametrize(
    ("witness", "refused"),
    [
        *(("Dana Reyes, LCADC", 1), ("dana reyes LPCC-S", 1), ("Dana  Reyes (PhD)", 1), ("Dana Reyes PsyD.", 1)),
        *(("Dana Reyes-Lind", 0), ("Dana Reyes McDowell", 0), ("Ona Lind, LCADC", 0)),
    ],
)
def test_a_credential_makes_no_other_person(witness: str, refused: int) -> None:
    answers = paid("2026-10-22", "5", cm_witness=witness)
    assert len(check_witness(Cap)(chart().fill("incentive_entry", answers))) == refused
