"""What stands between a medication order and its signature, and what the signer is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ehr_desk.chart.medications.rules import same_substance
from ehr_desk.forms import Form, read_form
from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import FILLED, MEDICATION_VISIT, SERTRALINE

ORDERS = """
[form]
id = "orders_only"
version = 1
title = "Orders"
category = "medication"
scope = "client"
authors = ["psychiatrist"]
states = ["medications"]

[[item]]
id = "on"
text = "Date"
type = "date"
role = "effective_on"

[[item]]
id = "orders"
text = "Orders"
type = "medication"
"""
FULL = {
    "_id": "ab01",
    "event": "start",
    "name": "sertraline",
    "form": "tablet",
    "dose": "50",
    "unit": "mg",
    "route": "by mouth",
    "frequency": "every morning",
    "as_needed": False,
    "indication": "panic disorder",
    "prescriber": "Dr. Nair",
    "reason_code": "",
    "reason": "",
    "starts_on": "",
}


@pytest.fixture
def form() -> Form:
    return read_form(ORDERS, Path("orders_only.toml"))


@pytest.fixture
def bench() -> Bench:
    """Admitted, with a penicillin allergy and sertraline 50 mg once a day."""
    bench = Bench()
    bench.sign("admission", FILLED["admission"])
    return bench


def orders(*rows: dict[str, Any], on: str = "2026-10-23") -> dict[str, Any]:
    return {"on": on, "orders": [{**FULL, **row} for row in rows]}


def texts(bench: Bench, form: Form, level: str, *rows: dict[str, Any]) -> list[str]:
    return bench.said(level, form, orders(*rows))


def test_a_complete_order_has_nothing_to_add(bench: Bench, form: Form) -> None:
    assert bench.findings(form, orders({"name": "bupropion"})) == []


def test_the_example_of_the_brief_is_told_in_one_sentence(form: Form) -> None:
    bench = Bench()
    bench.sign(form, orders({}))
    change = {"event": "change", "dose": "100", "reason_code": "inadequate response"}
    assert bench.sentences(form, orders(change)) == [
        "Sertraline changed from 50 mg to 100 mg every morning: inadequate response."
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"_id": "ab09", "name": "buPROPion XL", "indication": ""},
            "buPROPion XL started at 50 mg tablet by mouth every morning.",
        ),
        (
            {"_id": "ab09", "name": "hydroxyzine", "as_needed": True, "frequency": "at night", "indication": "sleep"},
            "Hydroxyzine started at 50 mg tablet by mouth at night as needed for sleep.",
        ),
        (
            {"event": "change", "frequency": "at night", "reason_code": "side effect", "reason": "Awake until two."},
            "Sertraline changed from 50 mg every morning to 50 mg at night: side effect (Awake until two).",
        ),
        (
            {"event": "change", "form": "liquid", "reason_code": "cost"},
            "Sertraline changed form from tablet to liquid: cost.",
        ),
        ({"event": "hold", "reason_code": "lab result"}, "Sertraline put on hold: lab result."),
        ({"event": "resume"}, "Sertraline resumed at 50 mg every morning."),
        (
            {"event": "stop", "reason_code": "completed", "starts_on": "2026-10-30"},
            "Sertraline stopped on 30 Oct 2026: completed.",
        ),
        ({"event": "reconcile"}, "Sertraline confirmed at 50 mg every morning."),
    ],
)
def test_every_event_has_its_sentence(form: Form, row: dict[str, Any], sentence: str) -> None:
    bench = Bench()
    bench.sign(form, orders({}))
    assert bench.sentences(form, orders(row)) == [sentence]


def test_to_continue_states_nothing(bench: Bench, form: Form) -> None:
    assert bench.effects(form, orders({"event": "continue"})) == []


def test_an_order_counts_from_its_own_date(bench: Bench) -> None:
    (change,) = [e for e in bench.effects("medication_visit", MEDICATION_VISIT) if e.kind == "medication.changed"]
    assert change.effective_on.isoformat() == "2026-10-24"


@pytest.mark.parametrize("event", ["change", "hold", "resume", "stop"])
def test_what_is_not_on_the_list_can_only_be_started(bench: Bench, form: Form, event: str) -> None:
    row = {"event": event, "name": "lithium", "reason_code": "taper"}
    assert any("lithium is not on the medication list" in text for text in texts(bench, form, "must", row))


@pytest.mark.parametrize("event", ["change", "hold", "stop"])
def test_a_change_hold_or_stop_needs_a_reason(bench: Bench, form: Form, event: str) -> None:
    row = {"_id": SERTRALINE, "event": event, "dose": "75", "name": "Sertraline"}
    assert any(text.startswith("Say why Sertraline is ") for text in texts(bench, form, "must", row))
    assert texts(bench, form, "must", {**row, "reason": "Asked for it."}) == []


@pytest.mark.parametrize("dose", ["", "0", "-5"])
def test_a_dose_is_a_number_above_zero_with_a_unit(bench: Bench, form: Form, dose: str) -> None:
    found = texts(bench, form, "must", {"name": "bupropion", "dose": dose, "unit": ""})
    assert "The dose of bupropion must be a number above 0." in found
    assert "The dose of bupropion has no unit." in found


def test_the_same_name_twice_is_pointed_out(bench: Bench, form: Form) -> None:
    expected = "sertraline would be on the medication list twice."
    assert expected in texts(bench, form, "should", {})
    assert expected not in texts(
        bench, form, "should", {}, {"_id": SERTRALINE, "event": "stop", "name": "Sertraline", "reason_code": "cost"}
    )
    assert "lithium would be on the medication list twice." in texts(
        bench, form, "should", {"name": "lithium"}, {"_id": "ab02", "name": "Lithium".lower()}
    )


def test_a_documented_allergy_must_be_seen(bench: Bench, form: Form) -> None:
    found = texts(bench, form, "should", {"name": "penicillin V potassium"})
    assert "An allergy to Penicillin is documented. Check before ordering penicillin V potassium." in found
    assert not any("allergy" in text for text in texts(bench, form, "should", {"name": "potassium chloride"}))


def test_the_reason_for_an_order_against_an_allergy_is_kept_and_asked_again_for_another_medication(
    bench: Bench, form: Form
) -> None:
    def kept(name: str) -> list[str]:
        found = bench.findings(form, orders({"name": name}))
        return [one.confirm for one in found if "allergy" in one.text]

    (first,), (second,) = kept("penicillin V potassium"), kept("penicillin G benzathine")
    assert first.startswith("ordered_with_allergy/")
    assert first != second


def test_dates_of_orders_are_looked_at(bench: Bench, form: Form) -> None:
    future = texts(bench, form, "must", {"name": "bupropion", "starts_on": "2027-02-01"})
    assert any("lies in the future" in text for text in future)
    assert "The date of bupropion lies before the client's birth." in texts(
        bench, form, "must", {"name": "bupropion", "starts_on": "1990-01-01"}
    )


def test_a_stopped_one_cannot_be_changed_and_may_be_started_again(bench: Bench, form: Form) -> None:
    own = {"_id": SERTRALINE, "name": "Sertraline", "reason_code": "cost"}
    bench.sign(form, orders({**own, "event": "stop"}))
    assert any("has been stopped already" in text for text in texts(bench, form, "must", {**own, "event": "change"}))
    assert bench.findings(form, orders({**own, "event": "start"})) == []


def test_the_order_may_be_corrected_in_its_own_entry(form: Form) -> None:
    bench = Bench()
    bench.sign("admission", FILLED["admission"], entry_id="a")
    bench.sign("medication_visit", MEDICATION_VISIT, entry_id="v")
    assert bench.said("must", "medication_visit", MEDICATION_VISIT, entry_id="v") == []
    visit = {**MEDICATION_VISIT, "orders": [{**MEDICATION_VISIT["orders"][0], "dose": "75"}]}
    bench.sign("medication_visit", visit, entry_id="v")
    assert [row.dose for row in bench.rows("medications")] == ["75"]
    assert len(bench.rows("medication_changes")) == 2


def test_the_visit_starts_from_the_list_in_force(bench: Bench, form: Form) -> None:
    rows = bench.prefill("medications.current")
    assert [(row["_id"], row["event"], row["dose"]) for row in rows] == [(SERTRALINE, "continue", "50")]
    assert bench.fill("medication_visit", {"orders": rows}).answers["orders"] == rows
    bench.sign(form, orders({"_id": SERTRALINE, "event": "stop", "reason_code": "cost"}))
    assert bench.prefill("medications.current") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Penicillin", "penicillin V potassium", True),
        ("sulfa drugs", "hydroxyzine sulfa", True),
        ("valproic acid", "folic acid", False),
        ("lithium carbonate", "lithium citrate", True),
        ("latex", "lamotrigine", False),
        ("", "lithium", False),
    ],
)
def test_substances_are_compared_by_the_words_that_name_them(one: str, other: str, same: bool) -> None:
    assert same_substance(one, other) is same


@pytest.mark.parametrize(
    ("ordered", "said"),
    [
        ("Amoxicillin", "belongs to the same group (penicillins)"),
        ("Augmentin 875", "belongs to the same group (penicillins)"),
        ("cephalexin", "belongs to the cephalosporins, whose labelling asks for caution then"),
    ],
)
def test_an_order_of_the_same_group_as_a_documented_allergy_is_told(
    bench: Bench, form: Form, ordered: str, said: str
) -> None:
    # Labelling of amoxicillin: contraindicated after a serious reaction to penicillins; of cephalexin: caution.
    found = [one for one in bench.findings(form, orders({"name": ordered})) if "allergy" in one.text]
    assert [said in one.text for one in found] == [True]
    assert found[0].level == "should"


@pytest.mark.parametrize("ordered", ["azithromycin", "doxycycline", "lithium"])
def test_an_order_of_another_group_is_not_told(bench: Bench, form: Form, ordered: str) -> None:
    assert not [one for one in bench.findings(form, orders({"name": ordered})) if "allergy" in one.text]


def test_a_start_says_what_the_medication_is_taken_for(bench: Bench, form: Form) -> None:
    texts = [one.text for one in bench.findings(form, orders({"indication": ""}))]
    assert "Say what sertraline is taken for." in texts


@pytest.mark.parametrize(
    ("dose", "unit", "asked"),
    [("99999", "mg", True), ("9000", "mg", False), ("9001", "mg", True), ("31", "g", True), ("50000", "units", False)],
)
def test_a_dose_above_what_any_medicine_is_given_in_at_once_is_asked_about(
    bench: Bench, form: Form, dose: str, unit: str, asked: bool
) -> None:
    """The label of extended-release sodium oxybate goes up to 9 g at once, that of lactulose to 30 g."""
    found = texts(bench, form, "should", {"name": "acamprosate", "dose": dose, "unit": unit})
    assert any("is more than one dose of any medicine" in text for text in found) is asked
