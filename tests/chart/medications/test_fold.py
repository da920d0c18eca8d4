"""The medication list and its history, folded from order events."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.medications import effects
from ehr_desk.chart.medications.fold import fold_changes, fold_medications
from tests.chart.plans.bench import stated

DAY = date(2026, 10, 1)


def order(event: str, *, days: int = 0, seq: int = 1, one: str = "m1", **more: Any) -> SignedEffect:
    data = {"medication_id": one, "name": "sertraline", "as_needed": False, **more}
    return stated(effects.KIND_OF_EVENT[event], DAY + timedelta(days=days), data, seq=seq)


START = order("start", dose="50", unit="mg", frequency="every morning", route="by mouth", form="tablet")


def test_a_change_keeps_what_it_does_not_name_and_says_since_when() -> None:
    (row,) = fold_medications([START, order("change", days=22, seq=2, dose="100", reason_code="inadequate response")])
    assert (row.dose, row.unit, row.frequency, row.form) == ("100", "mg", "every morning", "tablet")
    assert (row.started_on, row.changed_on) == (DAY, DAY + timedelta(days=22))
    assert (row.status, row.last_reason, row.entry_id) == ("active", "inadequate response", "e-2")


def test_hold_and_resume() -> None:
    held = [START, order("hold", days=5, seq=2, reason_code="lab result")]
    assert fold_medications(held)[0].status == "held"
    (row,) = fold_medications([*held, order("resume", days=9, seq=3, dose="25", unit="mg", frequency="at night")])
    assert (row.status, row.dose, row.changed_on) == ("active", "25", DAY + timedelta(days=9))


def test_a_change_while_on_hold_does_not_resume() -> None:
    (row,) = fold_medications([START, order("hold", days=1, seq=2), order("change", days=2, seq=3, dose="25")])
    assert (row.status, row.dose) == ("held", "25")


def test_stopped_ones_stay_on_the_list_after_the_active_ones() -> None:
    rows = fold_medications(
        [START, order("start", one="m2", name="aripiprazole", seq=2), order("stop", one="m2", days=3, seq=3)]
    )
    assert [(row.name, row.status, row.stopped_on) for row in rows] == [
        ("sertraline", "active", None),
        ("aripiprazole", "stopped", DAY + timedelta(days=3)),
    ]


def test_a_stop_without_a_start_is_a_stopped_medication() -> None:
    (row,) = fold_medications([order("stop", reason_code="completed")])
    assert (row.status, row.stopped_on, row.last_reason) == ("stopped", DAY, "completed")


def test_a_change_or_hold_after_a_stop_leaves_it_stopped_and_a_start_begins_anew() -> None:
    stopped = [START, order("stop", days=3, seq=2)]
    for event in ("change", "hold", "reconcile"):
        assert fold_medications([*stopped, order(event, days=4, seq=3)])[0].status == "stopped"
    (row,) = fold_medications([*stopped, order("start", days=9, seq=3, dose="50", unit="mg")])
    assert (row.status, row.started_on, row.stopped_on) == ("active", DAY + timedelta(days=9), None)


def test_what_is_started_again_takes_nothing_unsaid_from_the_stopped_order() -> None:
    again = order("start", days=9, seq=3, dose="5", unit="mg")
    (row,) = fold_medications([START, order("stop", days=3, seq=2), again])
    assert (row.status, row.dose, row.unit, row.frequency, row.route) == ("active", "5", "mg", "", "")


def test_a_change_that_says_nothing_of_as_needed_leaves_it_as_it_was() -> None:
    start = order("start", dose="25", unit="mg", frequency="every 6 hours", as_needed=True)
    change = stated(effects.CHANGED, DAY + timedelta(days=2), {"medication_id": "m1", "dose": "50"}, seq=2)
    (row,) = fold_medications([start, change])
    assert (row.dose, row.as_needed) == ("50", True)


def test_the_history_tells_before_and_after() -> None:
    rows = fold_changes(
        [
            START,
            order("change", days=22, seq=2, dose="100", reason_code="inadequate response", reason="Half are left."),
            order("hold", days=30, seq=3),
            order("resume", days=31, seq=4),
            order("stop", days=60, seq=5, reason_code="completed"),
        ]
    )
    assert [(row.event, row.before, row.after) for row in rows] == [
        ("start", "", "50 mg every morning"),
        ("change", "50 mg every morning", "100 mg every morning"),
        ("hold", "100 mg every morning", ""),
        ("resume", "", "100 mg every morning"),
        ("stop", "100 mg every morning", ""),
    ]
    assert (rows[1].reason_code, rows[1].reason, rows[1].author_name) == (
        "inadequate response",
        "Half are left.",
        "Dana Reyes",
    )


def test_a_reconciliation_updates_the_list_and_keeps_the_last_reason() -> None:
    (row,) = fold_medications([START, order("hold", seq=2, reason_code="lab result"), order("reconcile", seq=3)])
    assert (row.status, row.last_reason, row.entry_id) == ("held", "lab result", "e-3")


@st.composite
def histories(draw: st.DrawFn) -> list[SignedEffect]:
    count = draw(st.integers(0, 14))
    return [
        order(
            draw(st.sampled_from(sorted(effects.KIND_OF_EVENT))),
            days=draw(st.integers(0, 6)),
            seq=seq,
            one=draw(st.sampled_from(["m1", "m2"])),
            dose=draw(st.sampled_from(["", "25", "50"])),
            reason_code=draw(st.sampled_from(["", "taper"])),
        )
        for seq in range(1, count + 1)
    ]


@settings(derandomize=True, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_reading_does_not_matter(made: list[SignedEffect], random: Any) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)
    for fold in (fold_medications, fold_changes):
        assert fold(sorted(made, key=lambda e: e.order)) == fold(sorted(shuffled, key=lambda e: e.order))


@settings(derandomize=True, deadline=None)
@given(histories())
def test_no_order_is_ever_left_out_of_the_history(made: list[SignedEffect]) -> None:
    ordered = sorted(made, key=lambda e: e.order)
    history, rows = fold_changes(ordered), fold_medications(ordered)
    assert [row.entry_id for row in history] == [effect.entry_id for effect in ordered]
    assert {row.medication_id for row in rows} == {row.medication_id for row in history}
    for row in rows:
        mine = [change for change in history if change.medication_id == row.medication_id]
        assert row.entry_id == mine[-1].entry_id
        assert (row.status == "active") == bool(mine[-1].after) or not (row.dose or row.frequency)
        assert (row.status == "stopped") == (row.stopped_on is not None)
        for earlier, later in pairwise(mine):
            assert later.before == earlier.after


@pytest.mark.parametrize("extra", [{"colour": "blue"}, {"as_needed": None, "dose": None}])
def test_details_that_the_fold_does_not_know_do_no_harm(extra: dict[str, Any]) -> None:
    (row,) = fold_medications([START, order("change", seq=2, **extra)])
    assert row.dose == "50"
