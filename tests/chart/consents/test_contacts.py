"""A contact that rests on a written consent is held against the consents of the chart."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import ADMISSION, CASE_MANAGEMENT_CONTACT, CONSENT

RESTS = {**CASE_MANAGEMENT_CONTACT, "consent_basis": "A written consent covers it"}


def chart(*consents: dict[str, Any]) -> Bench:
    bench = Bench(today=date(2026, 10, 16))
    bench.sign("admission", ADMISSION, entry_id="adm")
    for place, answers in enumerate(consents):
        bench.sign("consent", {**CONSENT, **answers}, entry_id=f"c{place}")
    return bench


def said(bench: Bench, level: str, **answers: Any) -> list[str]:
    found = bench.said(level, "case_management_contact", {**RESTS, "consent_named": "The bus people", **answers})
    return [one for one in found if "consent" in one]


def test_a_chart_without_a_consent_covers_no_contact() -> None:
    (text,) = said(chart(), "must")
    assert "No written consent of this chart counts on 15 Oct 2026." in text
    assert said(chart(), "must", consent_basis="The client made the contact", consent_named=None) == []


def test_a_consent_that_names_the_agency_covers_it_and_one_for_others_is_named() -> None:
    named = chart({"recipient": "Riverbend Ride Service"})
    assert (said(named, "must"), said(named, "should")) == ([], [])
    others = chart({"recipient": "Lakeside Freight"})
    assert said(others, "must") == []
    (text,) = said(others, "should")
    assert "it has one for Lakeside Freight" in text


def test_a_consent_that_has_ended_covers_nothing() -> None:
    ended = chart({"recipient": "Riverbend Ride Service", "expires_on": "2026-10-10"})
    (text,) = said(ended, "must")
    assert "The consent for Riverbend Ride Service does not cover it. It has ended." in text
