"""Days of what has happened, beside the day of the entry itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import FILLED, told


@pytest.fixture(scope="module")
def bench() -> Bench:
    made = Bench()
    made.sign("admission", FILLED["admission"], entry_id="adm")
    made.sign("treatment_plan", FILLED["treatment_plan"], entry_id="plan")
    return made


def test_no_form_as_it_is_filled_in_for_the_tests_tells_of_a_day_that_cannot_be(bench: Bench) -> None:
    for form_id in ("plan_review", "safety_plan", "relapse_plan", "craving_log", "mutual_help_log"):
        said = bench.said("must", form_id, told(form_id)) + bench.said("should", form_id, told(form_id))
        assert [text for text in said if "this day lies" in text] == [], form_id


@pytest.mark.parametrize(
    ("form_id", "changes", "level", "said"),
    [
        ("plan_review", {"client_signed_on": "2027-01-02"}, "must", "lies in the future"),
        ("plan_review", {"client_signed_on": "1990-01-02"}, "must", "before the client's birth"),
        ("safety_plan", {"client_signed_on": "2026-08-30"}, "should", "before the admission on 28 Sep 2026"),
        ("admission", {"notice_given": True, "notice_given_on": "2027-01-02"}, "must", "lies in the future"),
        ("admission", {"allergies_asked_on": "2027-01-02"}, "must", "lies in the future"),
    ],
)
def test_a_day_of_what_has_happened_is_refused_where_it_cannot_be(
    bench: Bench, form_id: str, changes: dict[str, Any], level: str, said: str
) -> None:
    found = bench.said(level, form_id, {**told(form_id), **changes})
    assert [text for text in found if said in text and text.startswith("“")], found


def test_what_is_told_of_a_period_lies_in_it(bench: Bench) -> None:
    review = told("plan_review")
    early = {**review, "period_from": "2026-10-20", "client_signed_on": "2026-10-19"}
    assert any(
        "before the period, which begins on 20 Oct 2026" in one for one in bench.said("must", "plan_review", early)
    )
    log = told("craving_log")
    (table,) = [name for name, rows in log.items() if isinstance(rows, list) and "craving_on" in str(rows)]
    for day, said in (("2026-01-02", "before the period"), ("2026-12-27", "after the end of the period")):
        rows = [{**log[table][0], "craving_on": day}]
        found = bench.said("must", "craving_log", {**log, "log_to": "2026-12-20", table: rows})
        assert any(said in one for one in found), found
