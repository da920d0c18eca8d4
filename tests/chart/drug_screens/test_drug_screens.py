"""Drug screens: what an entry states, what stands out, what summaries tell, and that a correction takes it back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ehr_desk.chart.drug_screens import effects
from ehr_desk.chart.drug_screens.room import room
from ehr_desk.chart.entries.state import FoldedState
from ehr_desk.chart.summaries.reports import drug_screens
from ehr_desk.chart.summaries.scope import scope_of
from ehr_desk.chart.tasks.attention import alerts
from ehr_desk.chart.tasks.drug_screens import awaited_screens
from ehr_desk.chart.tasks.drug_screens import drug_screens as waiting
from ehr_desk.chart.tasks.rules import DEFAULT_RULES
from tests.chart.plans.bench import Bench, heart, stated, stored_and_loaded
from tests.clinical_forms.filled import ADMISSION, TOXICOLOGY_SCREEN

FORM = "toxicology_screen"
ON = date(2026, 10, 21)
REFUSED = {
    **{name: TOXICOLOGY_SCREEN[name] for name in ("client_report", "discussed", "discussed_what")},
    "entry_date": "2026-10-28",
    "discussed_on": "2026-10-28",
    "given": "Refused",
    "given_why_not": "Did not want to today; agreed to Friday.",
    "test_reason": "Scheduled",
    "plan_consequence": "Asked again on Friday.",
}


def screen(*results: tuple[str, str, bool, str], **more: Any) -> dict[str, Any]:
    rows = [
        {
            "_id": f"70c5{at:04}",
            "result_substance": substance,
            "result_found": found,
            "result_prescribed": "Prescribed" if prescribed else "Not prescribed",
            **({"result_confirmed": confirmed} if confirmed else {}),
        }
        for at, (substance, found, prescribed, confirmed) in enumerate(results)
    ]
    return {**TOXICOLOGY_SCREEN, "results": rows, **more}


def state_of(bench: Bench) -> FoldedState:
    return FoldedState(sorted(bench.signed, key=lambda one: one.order), heart().fold_by_name)


@pytest.mark.parametrize(
    ("results", "more", "sentence"),
    [
        (
            [("Cocaine", "Positive", False, ""), ("MDMA", "Positive", False, ""), ("Fentanyl", "Negative", False, "")],
            {},
            "unexpected positive for cocaine and MDMA",
        ),
        ([("Buprenorphine", "Positive", True, ""), ("Fentanyl", "Negative", False, "")], {}, "all results as expected"),
        ([("Buprenorphine", "Negative", True, "")], {}, "buprenorphine not found although prescribed"),
        ([("Opiates", "Positive", False, "Not confirmed")], {}, "all results as expected"),
        (
            [("Buprenorphine", "Positive", True, "Not confirmed")],
            {},
            "buprenorphine not found although prescribed",
        ),
        (
            [("Cocaine", "Negative", False, ""), ("Fentanyl", "Invalid", False, "")],
            {},
            "the other results as expected; the result for fentanyl is invalid",
        ),
        (
            [("Cocaine", "Negative", False, ""), ("Fentanyl", "Not back yet", False, "")],
            {"validity": "Dilute", "validity_detail": "Drank two bottles of water on the way."},
            "the other results as expected; no result yet for fentanyl; specimen dilute",
        ),
    ],
)
def test_results_are_expected_or_unexpected(results: list[Any], more: dict[str, Any], sentence: str) -> None:
    assert Bench().sentences(FORM, screen(*results, **more)) == [f"Drug screen, urine: {sentence}."]


def test_a_specimen_that_was_not_given_is_told_as_that() -> None:
    bench = Bench()
    assert bench.said("must", FORM, REFUSED) == []
    assert bench.sentences(FORM, REFUSED) == ["Drug screen: specimen refused."]
    could_not = {**REFUSED, "given": "Could not give"}
    assert bench.sentences(FORM, could_not) == ["Drug screen: no specimen could be given."]


def test_the_check_looks_at_validity_and_at_a_substance_that_stands_there_twice() -> None:
    bench = Bench()
    bench.sign("admission", ADMISSION)
    odd = {**TOXICOLOGY_SCREEN, "temperature": "86", "creatinine": "12"}
    assert bench.said("must", FORM, TOXICOLOGY_SCREEN) == []
    assert bench.said("should", FORM, odd) == [
        "Creatinine is below 20 mg/dL: the specimen may be dilute.",
        "The temperature is outside of 90 to 100 °F.",
    ]
    assert len(bench.said("should", FORM, {**odd, "validity": "Not checked"})) == 2, "nobody looked is no answer to it"
    assert bench.sentences(FORM, screen(("Cocaine", "Negative", False, ""), validity="Not checked")) == [
        "Drug screen, urine: all results as expected; validity not checked."
    ]
    twice = screen(("Cocaine", "Negative", False, ""), ("Cocaine", "Positive", False, ""))
    assert bench.said("must", FORM, twice) == ["Cocaine stands in the results twice. Keep one line."]


def test_an_unexpected_result_is_told_for_two_weeks_and_a_correction_takes_it_back() -> None:
    bench = Bench()
    bench.sign("admission", ADMISSION)
    bench.sign(FORM, TOXICOLOGY_SCREEN, entry_id="tox")
    found = alerts("c-1", state_of(bench), ON + timedelta(days=14), reliable={})
    assert [(one.level, one.text, one.chip, one.entry_id) for one in found] == [
        ("review", "Drug screen of 21 Oct 2026: unexpected positive for alcohol (EtG).", "Drug screen", "tox")
    ]
    assert not list(waiting(state_of(bench), ON + timedelta(days=15), DEFAULT_RULES))
    bench.sign(FORM, screen(("Cocaine", "Negative", False, "")), entry_id="tox")
    assert not list(waiting(state_of(bench), ON, DEFAULT_RULES))


def test_a_specimen_that_cannot_be_relied_on_and_what_is_not_back_yet_are_told() -> None:
    bench, negative = Bench(), ("Cocaine", "Negative", False, "")
    odd = {"validity": "Out of the expected range", "validity_detail": "Cold."}
    bench.sign(FORM, screen(negative, **odd), entry_id="cold")
    (told,) = waiting(state_of(bench), ON + timedelta(days=14), DEFAULT_RULES)
    assert (told.text, told.entry_id) == ("Drug screen of 21 Oct 2026: specimen out of the expected range.", "cold")
    sent = screen(("Fentanyl", "Not back yet", False, ""), ("MDMA", "Positive", True, "Sent, not back yet"))
    bench.sign(FORM, sent, entry_id="cold")
    (told,) = awaited_screens(state_of(bench), ON + timedelta(days=60))
    assert told.text == (
        "Drug screen of 21 Oct 2026: no result yet for fentanyl; no word yet from the laboratory on MDMA."
    )
    bench.sign(FORM, screen(negative), entry_id="cold")
    assert not [*waiting(state_of(bench), ON, DEFAULT_RULES), *awaited_screens(state_of(bench), ON)]


def test_summaries_count_screens_and_name_what_was_unexpected() -> None:
    bench = Bench()
    bench.sign("admission", ADMISSION, entry_id="adm")
    bench.sign(FORM, screen(("Cocaine", "Negative", False, ""), entry_date="2026-10-07"), entry_id="first")
    bench.sign(FORM, TOXICOLOGY_SCREEN, entry_id="tox")
    bench.sign(FORM, REFUSED, entry_id="no")
    period = {"period_from": "2026-10-01", "period_to": "2026-10-30"}
    scope = scope_of(state_of(bench), period, ON)
    assert [(one.text, one.entry_ids) for one in drug_screens(scope)] == [
        (
            "3 drug screens are recorded in this period: 1 with all results as expected, 1 with an unexpected result, "
            "1 refused.",
            ("first", "tox", "no"),
        ),
        ("Drug screen of 21 Oct 2026: unexpected positive for alcohol (EtG).", ("tox",)),
    ]


def test_summaries_do_not_hide_a_specimen_that_was_no_good_or_an_invalid_result() -> None:
    bench = Bench()
    bench.sign("admission", ADMISSION, entry_id="adm")
    negative = ("Cocaine", "Negative", False, "")
    odd = {"validity": "Out of the expected range", "validity_detail": "Cold.", "entry_date": "2026-10-07"}
    bench.sign(FORM, screen(negative, **odd), entry_id="cold")
    bench.sign(FORM, screen(negative, ("Fentanyl", "Invalid", False, "")), entry_id="void")
    period = {"period_from": "2026-10-01", "period_to": "2026-10-30"}
    assert [one.text for one in drug_screens(scope_of(state_of(bench), period, ON))] == [
        "2 drug screens are recorded in this period: 1 with a specimen that was dilute or out of the expected range, "
        "1 with an invalid result.",
        "Drug screen of 7 Oct 2026: all results as expected; specimen out of the expected range.",
    ]


def test_rows_come_back_from_the_table_as_they_were() -> None:
    (fold,) = room().folds
    (effect,) = Bench().effects(FORM, TOXICOLOGY_SCREEN)
    rows = list(fold.fold([stated(effects.DONE, ON, effect.data, seq=1)]))
    assert stored_and_loaded(fold, rows) == rows
