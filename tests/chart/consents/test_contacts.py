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


def test_a_consent_covers_whom_it_names_and_nobody_with_a_longer_name() -> None:
    """42 CFR 2.31(a)(4): the agency itself is held against it, whatever else is said of the consent."""
    lee = chart({"recipient": "Lee"})
    for agency in ("Lee County Court, clerk Smith", "Harbor Rides", "Riverbend Ride Service, Lee"):
        (text,) = said(lee, "should", agency=agency, consent_named="the consent for Lee")
        assert "No consent of this chart names whom you contacted" in text
    assert said(lee, "should", agency="LEE, by phone") == []
    desk = chart({"recipient": "Harbor Rides, intake desk"})
    for agency in ("Harbor  rides", "Harbor Rides, intake desk", "Harbor Rides, Ms. Vega"):
        assert said(desk, "should", agency=agency) == []
    assert said(chart({"recipient": "Smith and Sons, office"}), "should", agency="Smith and Sons.") == []


def test_without_an_agency_the_consent_is_named_by_its_recipient() -> None:
    rides = chart({"recipient": "Riverbend Ride Service"})
    assert said(rides, "should", agency="", consent_named="Riverbend Ride Service, rides, until March") == []
    assert said(rides, "should", agency="", consent_named="Ride") != []


def test_a_consent_for_a_class_asks_whether_the_agency_belongs_to_it() -> None:
    plain = {"recipient": "my treating providers", "consent_kind": "treatment, payment and operations"}
    (text,) = said(chart(plain), "should")
    assert (
        text == "The consent for my treating providers names a class. Make sure that whom you contacted belongs to it."
    )
    assert said(chart({**plain, "consent_kind": CONSENT["consent_kind"]}), "should") != [text]
