"""Who receives a paper is who the legal basis says, as far as the record knows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.disclosures.bases import basis_of
from ehr_desk.chart.disclosures.recipients import KnownPeople, check_recipient, is_among, is_client, may_stand_in
from ehr_desk.chart.disclosures.service import NotPermitted
from tests.chart.disclosures.office import MARISOL, Office, request
from tests.chart.disclosures.test_rules import CONSENT, TODAY, found, musts

SISTER = replace(CONSENT, recipient="Mara Vega", scope=["whole record"])


def own_access(recipient: str, kind: str = "client", consent: ConsentRow = CONSENT, **changes: Any) -> list[str]:
    wanted = request("D-1", basis="client access", recipient=recipient, recipient_kind=kind, **changes)
    return [text for item, text in musts(found(wanted, consent)) if item == "recipient"]


@pytest.mark.parametrize(
    "name",
    [
        "Marisol Vega-Ortiz",
        "marisol vega ortiz",
        "Vega-Ortiz, Marisol",
        "Mari Vega-Ortiz",
        "Marisól  Vega Ortíz",
        "Marisol Vega",
        "MARISOL \u201cMARI\u201d VEGA\u2010ORTIZ",
    ],
)
def test_the_client_is_known_without_regard_to_case_diacritics_order_and_preferred_name(name: str) -> None:
    assert own_access(name) == []


@pytest.mark.parametrize("name", ["The Daily Gazette", "Mara", "Marisol", "Vega-Ortiz", "Mara Vega-Ortiz", "M", "-"])
def test_the_clients_own_access_lets_nothing_out_to_somebody_else(name: str) -> None:
    (text,) = own_access(name)
    assert text == (
        "The client's own access is for Marisol Vega-Ortiz. To send a copy to somebody else, take the client's "
        "written consent that names them (42 CFR 2.31)."
    )


@pytest.mark.parametrize(
    ("given", "family", "preferred", "typed"),
    [
        ("太郎", "田中", "", "田中太郎"),
        ("太郎", "田中", "", "田中 太郎"),
        ("سارة", "الحداد", "", "سارة الحداد"),
        ("Łukasz", "Żółć", "", "Lukasz Zolc"),
        ("Siobhán", "O'Brien", "", "Siobhan O\u2019Brien"),
        ("Siobhán", "O'Brien", "", "Siobhan OBrien"),
        ("", "Madonna", "", "madonna"),
        ("प्रिया", "श्रेष्ठा", "", "श्रेष्ठा प्रिया"),
    ],
)
def test_names_of_other_scripts_and_of_one_word_are_known(given: str, family: str, preferred: str, typed: str) -> None:
    client = replace(MARISOL, given_name=given, family_name=family, preferred_name=preferred)
    assert is_client(typed, client)
    assert not is_client("Somebody Else", client)


def test_a_representative_is_one_that_admission_or_consent_names() -> None:
    assert own_access("Ruth Alvarez", "personal representative") == []
    (text,) = own_access("Mara Vega", "personal representative")
    assert "names this person as somebody who may act for the client" in text
    assert "Take a consent first" in text
    assert own_access("Ruth", "personal representative")


@pytest.mark.parametrize(
    ("typed", "text", "known"),
    [
        ("health care", "Rosa Vega-Ortiz, mother, health care proxy", False),
        ("proxy mother", "Rosa Vega-Ortiz, mother, health care proxy", False),
        ("Rosa, mother", "Rosa Vega-Ortiz, mother, health care proxy", False),
        ("care proxy", "Rosa Vega-Ortiz mother health care proxy", False),
        ("court 2026", "Ruth Alvarez (guardian, county court, 2026)", False),
        ("Rosa Vega-Ortiz", "Rosa Vega-Ortiz, mother, health care proxy", True),
        ("vega ortiz", "Rosa Vega-Ortiz, mother, health care proxy", True),
        ("Rosa Vega-Ortiz, mother", "Rosa Vega-Ortiz, mother, health care proxy", True),
        ("Rosa Vega-Ortiz", "Vega-Ortiz, Rosa: mother", True),
        ("Rosa Vega", "Vega, Rosa, mother", True),
        ("Rosa Vega-Ortiz", "Ms. Rosa María Vega-Ortiz - mother", True),
        ("Ruth Alvarez", "Ruth Alvarez guardian by order of 4 Mar 2026", True),
        ("Rosa Vega-Ortiz", "Mother: Rosa Vega-Ortiz", True),
        ("Rosa Vega", "Mother (Rosa Vega)", True),
        ("Mother (Rosa Vega)", "Mother (Rosa Vega)", True),
        ("vega, rosa", "Health care proxy: Rosa Vega", True),
        ("Rosa Vega", "Health care proxy Rosa Vega", True),
        ("Rosa Vega", "Mother, guardian: Rosa Vega", True),
        ("Rosa Vega-Ortiz", "Mother, Rosa Vega-Ortiz", True),
        ("Rosa Foster", "Foster, Rosa María, aunt", True),
        ("Rosa Foster", "Rosa María Foster", True),
        ("health care proxy", "Health care proxy: Rosa Vega", False),
        ("county guardian", "County guardian (Rosa Vega)", False),
        ("Rosa", "Mother: Rosa Vega", False),
        ("LPCC S", "Dana Whitlock, LPCC-S", False),
        ("Whitlock LPCC", "Dana Whitlock, LPCC-S", False),
        ("Dana Whitlock, LPCC-S", "Dana Whitlock, LPCC-S", True),
        ("madonna", "Madonna", True),
        ("", "Madonna", False),
    ],
)
def test_what_somebody_is_makes_no_name(typed: str, text: str, known: bool) -> None:
    assert is_among(typed, [text]) is known


@pytest.mark.parametrize(
    "text",
    [
        "Mom, Rosa Vega",
        "Her mother, Rosa Vega",
        "The client's mother Rosa Vega",
        "step-mother Rosa Vega",
        "Next of kin, Rosa Vega",
        "Health-care agent (HCPOA): Rosa Vega",
        "Attorney-in-fact: Rosa Vega",
        "Caregiver: Rosa Vega",
        "Tante Rosa Vega",
        "Judge Harlan Moss appointed Rosa Vega as guardian",
        "Lawful keeper by decree of 2026: Rosa Vega",
    ],
)
def test_a_representative_is_found_whatever_stands_before_their_name(text: str) -> None:
    assert is_among("vega, Rosa", [text]) or may_stand_in("vega, Rosa", [text])
    for other in ("Next kin", "Case worker", "Attorney-in-fact", "Rosa", "Mara Vega"):
        assert not is_among(other, [text]), other
        assert not may_stand_in(other, [text]), other


def test_where_a_text_cannot_be_told_apart_it_is_shown_and_somebody_looks() -> None:
    people = KnownPeople(MARISOL, representatives=("Judge Harlan Moss appointed Rosa Vega as guardian",))
    wanted = request("D-1", basis="client access", recipient="Rosa Vega", recipient_kind="personal representative")
    basis = basis_of("client access")
    assert basis is not None
    (told,) = check_recipient(wanted, basis, people, (), TODAY)
    assert (told.level, people.representatives[0] in told.text) == ("should", True)
    assert not may_stand_in("Case worker", ["Case worker at DCFS: Rosa Vega"])
    assert may_stand_in("Rosa Vega", ["Case worker at DCFS: Rosa Vega"])


def test_somebody_with_a_consent_is_sent_to_the_consent() -> None:
    (text,) = own_access("mara vega", "client", SISTER)
    assert text.startswith("A consent in this chart names this recipient.")
    assert (
        "names this recipient"
        not in own_access("Mara Vega", "client", replace(SISTER, expires_on=TODAY.replace(day=1)))[0]
    )


def test_within_the_program_is_somebody_who_works_here() -> None:
    inside = request("D-1", basis="within the program", recipient_kind="staff of this program")
    assert not musts(found(replace(inside, recipient="Dana Whitlock")))
    assert not musts(found(replace(inside, recipient="whitlock, dana, LPCC-S")))
    ((item, text),) = musts(found(replace(inside, recipient="The Daily Gazette")))
    assert (item, text.startswith("Nobody of this name works in this program now.")) == ("recipient", True)


def test_an_emergency_is_held_against_a_consent_that_can_be_used() -> None:
    wanted = request(
        "D-1",
        basis="medical emergency",
        recipient="Mara Vega",
        recipient_kind="medical personnel",
        emergency_personnel="Mara Vega",
        emergency_affiliation="None",
        emergency_nature="Unresponsive",
    )
    assert any("A consent in this chart names this recipient." in one.text for one in found(wanted, SISTER))
    assert not any("A consent in this chart names" in one.text for one in found(wanted))


def test_the_door_refuses_a_newspaper_and_lets_the_recorded_representative_through(office: Office) -> None:
    client = office.client()
    document = office.document(client)
    out: list[bytes] = []
    wanted = request(document, basis="client access", recipient="The Daily Gazette", recipient_kind="client")
    with pytest.raises(NotPermitted):
        office.door.release(wanted, lambda pdf, _cover: out.append(pdf))
    assert out == []
    assert office.door.ledger(client.id) == []
    mother = replace(wanted, recipient="Ruth Alvarez", recipient_kind="personal representative")
    assert [one.item for one in office.door.check(mother) if one.level == "must"] == ["recipient"]
    office.consent(client, signed_by="Legal representative", representative="Ruth Alvarez, guardian")
    office.door.release(mother, lambda pdf, _cover: out.append(pdf))
    assert len(out) == 1
