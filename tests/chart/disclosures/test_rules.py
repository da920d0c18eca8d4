"""The rules of the door, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.disclosures.bases import BASES, basis_of, offered
from ehr_desk.chart.disclosures.recipients import KnownPeople
from ehr_desk.chart.disclosures.rows import RECIPIENT_KINDS, DisclosureRequest, DocumentFacts
from ehr_desk.chart.disclosures.rules import judge, permitted
from ehr_desk.forms import Finding
from tests.chart.disclosures.office import MARISOL, PROBATION, request

TODAY = date(2026, 11, 21)
PAPER = DocumentFacts("D-1", 1, "discharge_summary", "Discharge summary", "c1", "discharge summary", "aa")
CONSENT = ConsentRow(
    consent_id="e-consent",
    kind="specific disclosure",
    recipient=PROBATION,
    recipient_kind="",
    purpose="Report of attendance",
    scope=["discharge summary", "attendance"],
    given_on=date(2026, 11, 1),
    expires_on=date(2026, 12, 1),
    expires_event="",
    revoked_on=None,
    entry_id="e-consent",
)
PEOPLE = KnownPeople(
    MARISOL, "Riverbend Demo Clinic", ("Ruth Alvarez, guardian by order of 4 Mar 2026",), ("Dana Whitlock, LPCC-S",)
)


def asked(**changes: Any) -> DisclosureRequest:
    return request("D-1", consent_id="e-consent", **changes)


def found(
    wanted: DisclosureRequest, *consents: ConsentRow, document: DocumentFacts = PAPER, demonstration: bool = False
) -> list[Finding]:
    return judge(wanted, document, consents or [CONSENT], PEOPLE, on=TODAY, demonstration=demonstration)


def musts(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.item, finding.text) for finding in findings if finding.level == "must"]


def test_a_valid_consent_permits_without_a_finding() -> None:
    assert found(asked()) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"expires_on": TODAY - timedelta(days=1)}, "The consent has ended."),
        ({"revoked_on": TODAY}, "The consent has been revoked."),
        ({"revoked_on": TODAY + timedelta(days=1)}, "The consent has been revoked."),
        ({"given_on": TODAY + timedelta(days=1)}, "The consent had not been given yet on that day."),
        ({"recipient": "Somebody else"}, "The consent names another recipient."),
        ({"scope": ["attendance"]}, "The consent does not cover: discharge summary."),
    ],
)
def test_a_consent_that_does_not_cover_the_disclosure_forbids_it(change: dict[str, Any], reason: str) -> None:
    assert musts(found(asked(), replace(CONSENT, **change))) == [("consent_id", reason)]


def test_a_consent_counts_through_the_day_it_ends_on() -> None:
    assert found(asked(), replace(CONSENT, expires_on=TODAY)) == []


def test_a_consent_of_another_client_is_not_found() -> None:
    missing = found(request("D-1", consent_id="e-other"))
    assert musts(missing) == [("consent_id", "This consent is not in the client's chart. Choose another one.")]


def test_without_a_consent_the_basis_consent_does_not_stand() -> None:
    assert musts(found(request("D-1"))) == [("consent_id", "Choose the consent that covers this.")]


def test_a_consent_for_the_whole_record_covers_every_paper() -> None:
    assert found(asked(), replace(CONSENT, scope=["whole record"])) == []


def test_another_purpose_than_the_consents_is_pointed_out_and_permitted() -> None:
    findings = found(asked(purpose="Sentencing"))
    assert permitted(findings)
    assert [finding.item for finding in findings] == ["purpose"]


def test_an_event_that_ends_the_consent_is_left_to_the_person() -> None:
    (finding,) = found(asked(), replace(CONSENT, expires_on=None, expires_event="end of treatment"))
    assert finding.level == "should"
    assert finding.text == "The consent ends on an event. Make sure that it has not happened yet."


def test_the_clients_limits_on_a_consent_are_put_before_whoever_hands_out() -> None:
    (finding,) = found(asked(), replace(CONSENT, limits="Not the notes of October, and nothing about HIV."))
    assert (finding.level, finding.item) == ("should", "consent_id")
    assert "\u201cNot the notes of October, and nothing about HIV.\u201d" in finding.text


@pytest.mark.parametrize("who", ["", "Riverbend Demo Clinic", "RIVERBEND demo clinic and Dr. Quayle", "Riverbend"])
def test_a_consent_that_lets_this_program_disclose_is_no_matter(who: str) -> None:
    assert found(asked(), replace(CONSENT, discloser=who)) == []


def test_a_consent_that_lets_somebody_else_disclose_is_asked_about() -> None:
    (finding,) = found(asked(), replace(CONSENT, discloser="Millbrook General Hospital"))
    assert finding.text == "The consent lets Millbrook General Hospital disclose. Make sure that this program is meant."


def test_a_document_of_no_part_of_its_own_is_refused_in_words() -> None:
    ((_, text),) = musts(found(asked(), document=replace(PAPER, scope="whole record")))
    assert text == ("The consent does not cover this kind of document. Only a consent for the whole record does.")


def test_a_consent_for_treatment_payment_and_operations_may_name_a_class() -> None:
    tpo = replace(
        CONSENT,
        kind="treatment, payment and operations",
        recipient="My treating providers, health plans, third-party payers",
    )
    (finding,) = found(asked(recipient="Bayview Counseling", recipient_kind="treating provider"), tpo)
    assert finding.level == "should"
    assert finding.item == "recipient"
    assert not permitted(found(asked(recipient="Bayview Counseling"), tpo))
    ((item, text),) = musts(found(asked(recipient=tpo.recipient, recipient_kind="treating provider"), tpo))
    assert (item, text.split(". ")[0]) == ("recipient", "The consent names a class of recipients")
    specific = replace(tpo, kind="specific disclosure")
    assert not permitted(found(asked(recipient="Bayview Counseling", recipient_kind="treating provider"), specific))


@pytest.mark.parametrize(
    ("named", "kind", "who", "allowed"),
    [
        ("Riverbend Health Plan", "health plan or payer", "Riverbend Health Plan", True),
        ("Riverbend Health Plan", "health plan or payer", "Somebody Else Ltd", False),
        ("Dr. Vega, my treating provider", "treating provider", "Dr. Vega, my treating provider", True),
        ("Dr. Vega, my treating provider", "treating provider", "Dr. Vega", True),
        ("Dr. Vega, my treating provider", "treating provider", "Somebody Else Ltd", False),
        ("Dr. Vega and all my health plans", "health plan or payer", "Somebody Else Ltd", True),
        ("Dr. Vega and all my health plans", "treating provider", "Somebody Else Ltd", False),
        ("Treating providers at Bayview Counseling", "treating provider", "Dr. Vega", True),
        ("My treating provider", "treating provider", "Dr. Vega", True),
        ("My treating provider", "treating provider", "My treating provider", False),
        ("Any health plan", "health plan or payer", "any health plan", False),
    ],
)
def test_a_name_that_holds_the_word_of_a_class_is_a_name(named: str, kind: str, who: str, allowed: bool) -> None:
    tpo = replace(CONSENT, kind="treatment, payment and operations", recipient=named)
    assert permitted(found(asked(recipient=who, recipient_kind=kind), tpo)) is allowed


@pytest.mark.parametrize("kind", ["court, probation or parole", "law enforcement"])
def test_a_consent_for_treatment_payment_and_operations_is_none_for_court_or_police(kind: str) -> None:
    consent = replace(CONSENT, kind="treatment, payment and operations")
    ((item, text),) = musts(found(asked(recipient_kind=kind), consent))
    assert item == "consent_id"
    assert "does not permit this recipient" in text


def test_police_with_a_consent_that_names_them_is_weighed() -> None:
    findings = found(asked(recipient_kind="law enforcement"))
    assert permitted(findings)
    assert [finding.text for finding in findings if "proceeding against the client" in finding.text]


@pytest.mark.parametrize("field", ["recipient", "purpose", "recipient_kind", "how", "basis"])
def test_recipient_purpose_way_and_basis_are_always_needed(field: str) -> None:
    assert field in dict(musts(found(asked(**{field: "  "}))))


def test_a_way_that_no_menu_offers_is_none() -> None:
    assert musts(found(asked(how="open elsewhere"))) == [
        ("how", "Say how it leaves: as a file, printed, or as a protected copy.")
    ]


def test_a_basis_that_is_not_in_the_list_permits_nothing() -> None:
    assert musts(found(asked(basis="because"))) == [("basis", "Choose the legal basis from the list.")]


def test_the_synthetic_basis_exists_only_in_a_demonstration() -> None:
    wanted = request("D-1", basis="synthetic demonstration")
    assert not permitted(found(wanted))
    assert permitted(found(wanted, demonstration=True))
    assert "synthetic demonstration" not in {basis.key for basis in offered(demonstration=False)}
    assert "synthetic demonstration" in {basis.key for basis in offered(demonstration=True)}


def test_an_emergency_needs_the_facts_of_the_law() -> None:
    wanted = request("D-1", basis="medical emergency", recipient_kind="medical personnel")
    assert [item for item, _ in musts(found(wanted))] == [
        "emergency_personnel",
        "emergency_affiliation",
        "emergency_nature",
    ]
    complete = replace(
        wanted,
        emergency_personnel="Dr. Ines Ortega",
        emergency_affiliation="Millbrook General Hospital",
        emergency_nature="Unresponsive after an overdose",
    )
    assert permitted(found(complete))


def test_a_subpoena_without_a_court_order_is_not_enough() -> None:
    wanted = request("D-1", basis="court order", subpoena="No. 7 of 1 Nov 2026")
    assert [item for item, _ in musts(found(wanted))] == ["court_order"]


def test_a_court_order_is_told_with_its_number_or_day_and_goes_to_those_an_order_can_name() -> None:
    wanted = request("D-1", basis="court order", court_order="County court", subpoena="No. 7 of 1 Nov 2026")
    ((item, text),) = musts(found(wanted))
    assert (item, "no number and no day" in text) == ("court_order", True)
    complete = replace(wanted, court_order="County court, 4 Nov 2026, 26-CV-0117")
    assert permitted(found(complete))
    assert [item for item, _ in musts(found(replace(complete, recipient_kind="family member")))] == ["recipient_kind"]


@pytest.mark.parametrize(
    "kind", ["note", "whole_chart", "discharge_summary", "progress_summary", "treatment_plan", "form", "large_print"]
)
@pytest.mark.parametrize(
    ("basis", "recipient_kind"),
    [("crime on premises", "law enforcement"), ("child abuse report", "child protective services")],
)
def test_a_report_to_the_authorities_takes_no_clinical_document_along(
    basis: str, recipient_kind: str, kind: str
) -> None:
    wanted = request("D-1", basis=basis, recipient_kind=recipient_kind, reference="Report 26-0117")
    letter = found(wanted, document=replace(PAPER, kind="attendance_letter"))
    assert permitted(letter)
    assert any("attendance letter" in one.text for one in letter if one.level == "should"), "even that can be too much"
    ((item, text),) = musts(found(wanted, document=replace(PAPER, kind=kind)))
    assert (item, "Tell the facts" in text) == ("basis", True)


def test_a_fact_that_the_law_asks_for_is_more_than_a_letter() -> None:
    wanted = request("D-1", basis="research", recipient_kind="researcher", reference="x")
    ((item, text),) = musts(found(wanted))
    assert (item, "says too little" in text) == ("reference", True)


@pytest.mark.parametrize("basis", BASES, ids=lambda basis: basis.key)
def test_every_basis_can_be_met_and_names_its_law(basis) -> None:  # type: ignore[no-untyped-def]
    given_facts = {need.field: "Given, No. 7" for need in basis.needs if need.field != "consent_id"}
    kind = next(iter(basis.recipient_kinds), "other")
    names = {"client": "Marisol Vega-Ortiz", "staff of this program": "Dana Whitlock"}
    wanted = asked(basis=basis.key, recipient_kind=kind, **{"recipient": names.get(kind, PROBATION), **given_facts})
    letter = replace(PAPER, kind="attendance_letter")  # no basis shuts it out
    assert permitted(found(wanted, demonstration=True, document=letter))
    assert basis.law
    assert set(basis.recipient_kinds) <= set(RECIPIENT_KINDS)
    assert basis_of(basis.key) is basis


def test_only_a_disclosure_with_consent_carries_the_statement() -> None:
    assert [basis.key for basis in BASES if basis.with_statement] == ["consent"]


def test_a_document_in_error_cannot_leave() -> None:
    findings = found(asked(), document=replace(PAPER, entered_in_error=True))
    assert [item for item, _ in musts(findings)] == ["document_id"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"superseded": True}, "A newer version of this document exists."),
        ({"addenda": 1}, "An addendum was added after this document was made"),
        ({"addenda": 2}, "2 addenda were added after this document was made"),
        ({"cosignature_pending": True}, "This document still waits for its co-signature."),
        ({"never_cosigned": True}, "This document was not co-signed: what it says was replaced before that."),
    ],
)
def test_what_one_should_know_of_a_document_is_said(facts: dict[str, Any], words: str) -> None:
    (finding,) = found(asked(), document=replace(PAPER, **facts))
    assert finding.level == "should"
    assert finding.text.startswith(words)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kind": "note"}, "It rests on what was taken back or entered in error since: A note of today. Its author "),
        (
            {"kind": "note", "in_error_before": True},
            "It rests on what was taken back or entered in error before it was",
        ),
        ({"kind": "attendance_letter"}, "It was assembled from what was taken back or entered in error since: A note"),
    ],
)
def test_what_rests_on_what_fell_away_stays_and_says_what_leaves_instead(facts: dict[str, Any], words: str) -> None:
    paper = replace(PAPER, sources_in_error=("A note of today",), **facts)
    (finding,) = found(asked(), document=paper)
    assert (finding.level, finding.text.startswith(words)) == ("must", True)
    assert ("assembles it again" in finding.text) == (paper.kind != "note")
    (finding,) = found(asked(), document=replace(paper, newer=3))
    assert finding.text.endswith("A note of today. Hand out version 3.")


@given(
    st.integers(-400, 400), st.one_of(st.none(), st.integers(-400, 400)), st.one_of(st.none(), st.integers(-400, 400))
)
def test_nothing_leaves_on_a_consent_outside_its_days(
    given_in: int, ends_in: int | None, revoked_in: int | None
) -> None:
    consent = replace(
        CONSENT,
        given_on=TODAY + timedelta(days=given_in),
        expires_on=None if ends_in is None else TODAY + timedelta(days=ends_in),
        revoked_on=None if revoked_in is None else TODAY + timedelta(days=revoked_in),
    )
    valid = given_in <= 0 and (ends_in is None or ends_in >= 0) and revoked_in is None
    assert permitted(found(asked(), consent)) is valid


def test_with_a_consent_nobody_else_is_entered_as_the_client() -> None:
    assert ("recipient_kind", "This is not the client's name. Choose what kind of recipient it is.") in musts(
        found(asked(recipient_kind="client"))
    )
