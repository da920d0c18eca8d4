"""Pharmacy, quantity, days and refills of an order: until when it lasts, and who is told before it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ehr_desk.chart.entries.state import FoldedState
from ehr_desk.chart.medications.rows import MedicationRow
from ehr_desk.chart.medications.wording import supply_end, supply_text, whole
from ehr_desk.chart.summaries.medications import handed_on
from ehr_desk.chart.summaries.scope import scope_of
from ehr_desk.chart.tasks.attention import attention
from ehr_desk.chart.tasks.caseload import caseload_line
from tests.chart.plans.bench import Bench, heart, stored_and_loaded
from tests.clinical_forms.filled import FILLED, MEDICATION_VISIT, SERTRALINE

FILL = {"pharmacy": "Harbor Pharmacy", "quantity": "30 tablets", "days_supply": "30", "refills": "2"}
ON = date(2026, 10, 24)
UNTIL = ON + timedelta(days=89)


def visit(on: str = "2026-10-23", **order: Any) -> dict[str, Any]:
    change = {**MEDICATION_VISIT["orders"][0], **order}
    return {**MEDICATION_VISIT, "session_date": on, "orders": [change]}


def admitted() -> Bench:
    bench = Bench(today=date(2026, 10, 24))
    bench.sign("admission", FILLED["admission"])
    return bench


def row(bench: Bench) -> MedicationRow:
    found: list[MedicationRow] = bench.rows("medications")
    assert len(found) == 1
    return found[0]


def state(bench: Bench) -> FoldedState:
    return FoldedState(sorted(bench.signed, key=lambda one: one.order), heart().fold_by_name)


@pytest.mark.parametrize(
    ("data", "until", "words"),
    [
        (FILL, UNTIL, "30 tablets, for 30 days, 2 refills, at Harbor Pharmacy"),
        ({"days_supply": "1"}, ON, "for 1 day"),
        ({"days_supply": "28", "refills": "0"}, ON + timedelta(days=27), "for 28 days, no refills"),
        ({"quantity": "1 box"}, None, "1 box"),
        ({"days_supply": "soon", "refills": "x"}, None, ""),
        ({"days_supply": "1e9"}, None, ""),
        ({"days_supply": "3650", "refills": "3650"}, None, ""),
        ({"days_supply": "365", "refills": "12"}, ON + timedelta(days=365 * 13 - 1), "for 365 days, 12 refills"),
        ({"days_supply": "\u00b2", "refills": "\u00b2"}, None, ""),
        ({}, None, ""),
    ],
)
def test_a_supply_lasts_its_days_with_every_refill(data: dict[str, str], until: date | None, words: str) -> None:
    assert supply_end(ON, data) == until
    assert supply_text(data) == words


def test_an_order_says_until_when_and_the_list_keeps_it() -> None:
    bench = admitted()
    said = bench.sentences("medication_visit", visit(**FILL))
    assert any(one.endswith(f"; supply until {UNTIL:%-d %b %Y}.") for one in said)
    bench.sign("medication_visit", visit(**FILL))
    one = row(bench)
    assert (one.pharmacy, one.quantity, one.days_supply, one.refills) == tuple(FILL.values())
    assert (one.supply_until, one.external) == (UNTIL, False)
    assert stored_and_loaded(heart().fold_by_name["medications"], [one]) == [one]
    # The next visit starts from the pharmacy; a new fill is said anew.
    (link,) = bench.prefill("medications.current")
    assert (link["pharmacy"], "days_supply" in link, "external" in link) == ("Harbor Pharmacy", False, False)


def test_the_same_dose_prescribed_again_renews_the_supply_and_changes_nothing_else() -> None:
    bench = admitted()
    bench.sign("medication_visit", visit(**FILL))
    before = row(bench)
    (link,) = bench.prefill("medications.current")
    again = {**MEDICATION_VISIT, "session_date": "2027-01-10", "orders": [{**link, "days_supply": "30"}]}
    assert "Sertraline prescribed again; supply until 8 Feb 2027." in bench.sentences("medication_visit", again)
    bench.sign("medication_visit", again)
    after = row(bench)
    assert after.supply_until == date(2027, 2, 8)
    kept = ("status", "dose", "started_on", "changed_on", "stopped_on", "pharmacy", "last_reason")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert [one.event for one in bench.rows("medication_changes")][-1] == "renew"
    bare = {**MEDICATION_VISIT, "session_date": "2027-01-11", "orders": [link]}
    assert [one for one in bench.effects("medication_visit", bare) if one.kind.startswith("medication.")] == []


def test_an_order_without_a_supply_states_and_keeps_nothing_of_it() -> None:
    bench = admitted()
    (effect,) = [one for one in bench.effects("medication_visit", visit()) if one.kind.startswith("medication.")]
    assert not {"pharmacy", "quantity", "days_supply", "refills", "external"} & set(effect.data)
    bench.sign("medication_visit", visit())
    assert (row(bench).supply_until, row(bench).pharmacy) == (None, "")


def test_a_new_dose_without_a_new_supply_has_no_end_that_could_lie_too_late() -> None:
    bench = admitted()
    bench.sign("medication_visit", visit(**FILL))
    bench.sign("medication_visit", visit("2026-11-20", event="reconcile", reason="As agreed.", starts_on=""))
    assert row(bench).supply_until == UNTIL
    bench.sign("medication_visit", visit("2026-11-21", dose="150", starts_on=""))
    assert (row(bench).supply_until, row(bench).pharmacy) == (None, "Harbor Pharmacy")


@pytest.mark.parametrize("said", ["\u00b2", "1.0", "-1", "13", "\uff11", "9" * 5000, "", None])
def test_what_is_no_whole_number_in_its_span_is_none(said: object) -> None:
    assert whole(said, (0, 12)) is None
    assert whole("12", (0, 12)) == 12


def test_numbers_are_whole_and_refills_ask_for_the_days() -> None:
    bench = admitted()
    for key, value in (("days_supply", "0"), ("days_supply", "400"), ("refills", "13"), ("days_supply", "1.5")):
        assert any("whole number" in one for one in bench.said("must", "medication_visit", visit(**{key: value})))
    far = visit(days_supply="3650", refills="3650")
    assert sum("whole number" in one for one in bench.said("must", "medication_visit", far)) == 2
    assert any("Sertraline" in one for one in bench.sentences("medication_visit", far))
    assert "Say for how many days one fill of Sertraline lasts, so that its end is known." in bench.said(
        "should", "medication_visit", visit(refills="2")
    )
    assert bench.said("must", "medication_visit", visit(**FILL)) == bench.said("must", "medication_visit", visit())


def test_what_is_taken_as_needed_says_for_what() -> None:
    bench = admitted()
    new: dict[str, Any] = {"_id": "ab01", "event": "start", "name": "hydroxyzine", "as_needed": True, "indication": ""}
    asked = "Say what hydroxyzine is taken for when it is needed."
    assert asked in bench.said("must", "medication_visit", visit(**new))
    assert asked not in bench.said("must", "medication_visit", visit(**{**new, "indication": "Anxiety"}))
    # What the list says already need not be said again.
    assert not any("when it is needed" in one for one in bench.said("must", "medication_visit", visit(as_needed=True)))


def test_who_prescribes_elsewhere_is_marked_until_somebody_here_orders_it() -> None:
    bench = admitted()
    bench.sign("medication_visit", visit(event="reconcile", external=True, prescriber="Dr. Lee", starts_on=""))
    assert (row(bench).external, bench.prefill("medications.current")[0]["external"]) == (True, True)
    bench.sign("medication_visit", visit("2026-10-24", dose="150", starts_on=""))
    assert row(bench).external is False


def test_the_chart_and_the_list_tell_a_week_before_a_supply_ends() -> None:
    bench = admitted()
    bench.sign("medication_visit", visit(**{**FILL, "refills": "0"}))
    last = ON + timedelta(days=29)

    def told(days: int) -> list[tuple[str, str]]:
        found = attention(state(bench), last + timedelta(days=days))
        return [(one.level, one.text) for one in found if one.act == "supply"]

    assert told(-8) == []
    assert told(-7) == [("review", f"The supply of Sertraline ends on {last:%-d %b %Y}.")]
    assert told(1) == [("warning", f"The supply of Sertraline ended on {last:%-d %b %Y}.")]
    assert caseload_line(state(bench), last).chip in ("Supply", "Plan")
    stop = visit("2026-11-21", event="stop", reason_code="completed", starts_on="")
    bench.sign("medication_visit", stop)
    assert told(0) == []


def test_the_aftercare_plan_begins_with_the_end_of_the_supply() -> None:
    bench = admitted()
    bench.sign("medication_visit", visit(**FILL))
    scope = scope_of(state(bench), {"entry_date": "2026-12-18"}, date(2026, 12, 18))
    assert [one["supply_until"] for one in handed_on(scope)] == [UNTIL.isoformat()]
    later = scope_of(state(bench), {"entry_date": "2027-02-18"}, date(2027, 2, 18))
    assert [one["supply_until"] for one in handed_on(later)] == [""]
    assert row(bench).medication_id == SERTRALINE
