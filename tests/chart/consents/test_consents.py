"""Consents: what 42 CFR 2.31 asks of them, what they cover, when they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.consents.rules import covers, is_active
from ehr_desk.forms import Form, read_form
from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import CONSENT, CONSENT_REVOCATION

GIVEN = date(2026, 9, 28)
ROW = ConsentRow(
    consent_id="e-1",
    kind="specific disclosure",
    recipient="Riverside Family Practice",
    recipient_kind="",
    purpose="Continuity of care",
    scope=["progress summary", "medications"],
    given_on=GIVEN,
    expires_on=date(2027, 3, 28),
    expires_event="",
    revoked_on=None,
    entry_id="e-1",
)
TPO = {
    **{name: value for name, value in CONSENT.items() if name not in {"expires_on", "recipient_relationship"}},
    "consent_kind": "treatment, payment and operations",
    "expiry_kind": "None (only for treatment, payment and operations)",
    "refuse_consequences": "We cannot bill your plan.",
}
LOOSE = """
[form]
id = "own_consent"
version = 1
title = "Consent"
category = "consent"
scope = "client"
authors = ["therapist"]
states = ["consent"]

[[item]]
id = "on"
text = "Date"
type = "date"
role = "effective_on"

[[item]]
id = "to"
text = "To"
type = "text"
role = "recipient"
"""
REVOCATION = """
[form]
id = "revocation"
version = 1
title = "Revocation of consent"
category = "consent"
scope = "client"
authors = ["therapist"]
states = ["consent"]

[[item]]
id = "on"
text = "Revoked on"
type = "date"
role = "effective_on"

[[item]]
id = "which"
text = "Which consent"
type = "text"
role = "consent_id"

[[item]]
id = "revoked"
text = "Revoked"
type = "yesno"
role = "revoked"
"""


def why_not(row: ConsentRow = ROW, **asked: Any) -> list[str]:
    facts: dict[str, Any] = {"recipient": ROW.recipient, "scope_needed": ["medications"], "on": date(2026, 11, 21)}
    return covers(row, **{**facts, **asked})


def test_a_consent_that_counts_has_no_reason_against_it() -> None:
    assert why_not() == []


def test_recipients_are_compared_without_case_and_spacing() -> None:
    assert why_not(recipient="  riverside  FAMILY practice ") == []
    assert why_not(recipient="Riverside") == ["It names another recipient."]


@pytest.mark.parametrize(("on", "counts"), [(date(2027, 3, 28), True), (date(2027, 3, 29), False)])
def test_it_counts_through_the_day_it_ends_on(on: date, counts: bool) -> None:
    assert (why_not(on=on) == []) is counts
    assert is_active(ROW, on) is counts


@pytest.mark.parametrize(("on", "counts"), [(GIVEN - timedelta(days=1), False), (GIVEN, True)])
def test_it_counts_from_the_day_it_is_given(on: date, counts: bool) -> None:
    assert (why_not(on=on) == []) is counts


def test_a_revocation_counts_from_its_own_day() -> None:
    revoked = replace(ROW, revoked_on=date(2026, 11, 1))
    assert why_not(revoked, on=date(2026, 10, 31)) == []
    assert why_not(revoked, on=date(2026, 11, 1)) == ["It has been revoked."]


def test_what_it_does_not_name_it_does_not_cover() -> None:
    assert why_not(scope_needed=["Medications", "discharge summary", "diagnoses"]) == [
        "It does not cover: discharge summary, diagnoses."
    ]


def test_the_whole_record_is_everything_but_counseling_notes() -> None:
    whole = replace(ROW, scope=["whole record"])
    assert why_not(whole, scope_needed=["discharge summary", "progress notes"]) == []
    assert why_not(whole, scope_needed=["SUD counseling notes"]) == ["It does not cover: SUD counseling notes."]


def test_all_reasons_are_told_at_once() -> None:
    assert len(why_not(replace(ROW, revoked_on=GIVEN), recipient="x", scope_needed=["y"], on=date(2028, 1, 1))) == 4


@settings(derandomize=True)
@given(
    st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
    st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
    st.integers(-5, 400),
)
def test_asking_for_less_is_never_refused_more(scope: list[str], needed: list[str], days: int) -> None:
    row, on = replace(ROW, scope=scope), GIVEN + timedelta(days=days)
    assert set(why_not(row, scope_needed=[], on=on)) <= set(why_not(row, scope_needed=needed, on=on))


def test_the_shipped_consent_is_complete() -> None:
    assert Bench().findings("consent", CONSENT) == []
    assert Bench().findings("consent", TPO) == []


def test_a_consent_of_a_clinics_own_form_is_held_to_the_elements_of_the_law() -> None:
    form: Form = read_form(LOOSE, Path("own_consent.toml"))
    musts = Bench().said("must", form, {"on": "2026-09-28"})
    for paragraph in ("(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"):
        assert sum(f"2.31(a){paragraph}" in text for text in musts) == 1, paragraph


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"expires_on": "2026-09-27"}, "The consent would end before it is given."),
        ({"revoked": True, "revoked_on": "2026-09-01", "revoked_how": "In writing"}, "revoked before it is given"),
        (
            {"revoked": True, "revoked_on": "2027-09-01", "revoked_how": "In writing"},
            "The revocation lies in the future.",
        ),
    ],
)
def test_the_days_of_a_consent_fit(changes: dict[str, Any], expected: str) -> None:
    assert any(expected in text for text in Bench().said("must", "consent", {**CONSENT, **changes}))


def test_only_treatment_payment_and_operations_may_have_no_end() -> None:
    endless = {**TPO, "consent_kind": "specific disclosure"}
    assert any("2.31(a)(7)" in text for text in Bench().said("must", "consent", endless))


def test_revoking_by_amending_the_entry_keeps_what_was_good_until_then() -> None:
    bench = Bench()
    bench.sign("consent", CONSENT, entry_id="con")
    revoked = {**CONSENT, "revoked": True, "revoked_on": "2026-11-01", "revoked_how": "In writing"}
    assert bench.said("must", "consent", revoked, entry_id="con") == []
    assert bench.sentences("consent", revoked)[1] == "Consent to disclose to Mara revoked on 1 Nov 2026."
    bench.sign("consent", revoked, entry_id="con")
    (row,) = bench.rows("consents")
    assert (row.consent_id, row.given_on, row.revoked_on) == ("con", GIVEN, date(2026, 11, 1))
    assert bench.rows("consents", on=date(2026, 10, 31))[0].revoked_on is None


def test_a_revocation_may_be_an_entry_of_its_own() -> None:
    form, bench = read_form(REVOCATION, Path("revocation.toml")), Bench()
    bench.sign("consent", CONSENT, entry_id="con")
    answers = {"on": "2026-11-01", "which": "con", "revoked": True}
    assert bench.said("must", form, answers) == []
    assert bench.sentences(form, answers) == ["Consent to disclose to Mara revoked on 1 Nov 2026."]
    bench.sign(form, answers)
    assert [row.revoked_on for row in bench.rows("consents")] == [date(2026, 11, 1)]
    assert bench.said("must", form, {**answers, "which": "ffff"}) == ["There is no such consent on the record."]


def test_a_revocation_of_nothing_makes_no_consent() -> None:
    form, bench = read_form(REVOCATION, Path("revocation.toml")), Bench()
    bench.sign(form, {"on": "2026-11-01", "which": "ffff", "revoked": True})
    assert bench.rows("consents") == []


def taken_back(*rows: tuple[str, bool | None], on: str = "2026-11-01") -> dict[str, Any]:
    """A filled "Consent taken back" over the consents with these ids."""
    lines = [
        {"_id": f"{at:032x}", "consent_id": consent_id} | ({} if said is None else {"taken_back": said})
        for at, (consent_id, said) in enumerate(rows, start=1)
    ]
    return {**CONSENT_REVOCATION, "revoked_on": on, "revocations": lines}


def test_whoever_writes_it_a_consent_taken_back_ends_only_the_ones_that_are_marked() -> None:
    bench = Bench()
    bench.sign("consent", CONSENT, entry_id="con")
    bench.sign("consent", {**CONSENT, "recipient": "Bayview Counseling"}, entry_id="other")
    answers = taken_back(("con", True), ("other", False))
    assert bench.said("must", "consent_revocation", answers) == []
    assert bench.sentences("consent_revocation", answers) == ["Consent to disclose to Mara revoked on 1 Nov 2026."]
    bench.sign("consent_revocation", answers)
    ended = {row.consent_id: row.revoked_on for row in bench.rows("consents")}
    assert ended == {"con": date(2026, 11, 1), "other": None}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (taken_back(("con", False)), "No consent is marked as taken back."),
        (taken_back(("ffff", True)), "There is no such consent on the record."),
        (taken_back(("con", True), on="2026-09-27"), "The consent for Mara would be taken back before it is given."),
        (taken_back(("con", None)), "Missing: Taken back (Consents, row 1)."),
    ],
)
def test_what_cannot_be_taken_back_is_said(answers: dict[str, Any], expected: str) -> None:
    bench = Bench()
    bench.sign("consent", CONSENT, entry_id="con")
    assert expected in bench.said("must", "consent_revocation", answers)
