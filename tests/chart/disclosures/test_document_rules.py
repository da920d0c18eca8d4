"""What the door asks of the document itself, and what it does not ask twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ehr_desk.chart.disclosures.rules import document_remarks
from tests.chart.disclosures.office import request
from tests.chart.disclosures.test_rules import CONSENT, PAPER, asked, found, musts

WAITS = replace(PAPER, client_unsigned=True)
OWN_ACCESS = request("D-1", basis="client access", recipient="Marisol Vega-Ortiz", recipient_kind="client")


def test_a_signature_that_is_promised_and_not_drawn_holds_up_what_leaves_on_a_consent_and_nothing_else() -> None:
    """45 CFR 164.524: nobody's own access waits for a signature."""
    ((item, _),) = musts(found(asked(), document=WAITS))
    assert item == "document_id"
    for wanted, document in ((OWN_ACCESS, WAITS), (asked(), replace(WAITS, superseded=True))):
        findings = found(wanted, document=document)
        assert musts(findings) == []
        assert any("nobody has signed there" in one.text for one in findings)
    assert document_remarks(WAITS) == (
        "It says that the client signed it on the screen. The client has not signed it.",
    )


def test_sensitive_information_about_somebody_else_leaves_only_with_a_word_in_the_ledger() -> None:
    marked = replace(PAPER, third_party=True)
    for note in ("", " "):
        assert [item for item, _ in musts(found(asked(note=note), document=marked))] == ["note"]
    assert found(asked(note="Her sister agreed in writing."), document=marked) == []


@pytest.mark.parametrize("since", [1, 2])
def test_a_whole_chart_in_which_anything_was_signed_since_is_made_anew(since: int) -> None:
    assert [item for item, _ in musts(found(asked(), document=replace(PAPER, signed_since=since)))] == ["document_id"]


def test_a_text_that_was_taken_back_is_not_offered_as_an_older_version() -> None:
    back = replace(PAPER, taken_back="it holds what must stay private", superseded=True)
    (only,) = found(asked(), document=back)
    assert (only.level, "taken back" in only.text) == ("must", True)


@pytest.mark.parametrize("change", [{"expires_event": "end of treatment"}, {"limits": "Nothing about work."}])
def test_of_a_consent_that_does_not_cover_the_document_nothing_else_is_asked(change: dict[str, Any]) -> None:
    (only,) = found(asked(), replace(CONSENT, scope=["attendance"], **change))
    assert only.text == "The consent does not cover: discharge summary."


def test_a_letter_written_to_one_is_asked_about_when_it_goes_to_another() -> None:
    letter = replace(PAPER, addressed_to="Rosa Vega-Ortiz")
    assert found(asked(), document=replace(PAPER, addressed_to=CONSENT.recipient)) == []
    (asks,) = found(asked(), document=letter)
    assert (asks.level, asks.item, "written to Rosa Vega-Ortiz" in asks.text) == ("should", "recipient", True)


def test_who_is_named_beside_a_class_is_not_asked_whether_they_belong_to_it() -> None:
    names = "Dr. Vega and all my health plans"
    tpo = replace(CONSENT, kind="treatment, payment and operations", recipient=names)
    assert found(asked(recipient="Dr. Vega", recipient_kind="health plan or payer"), tpo) == []
    (asks,) = found(asked(recipient="Riverbend Health Plan", recipient_kind="health plan or payer"), tpo)
    assert (asks.level, asks.item) == ("should", "recipient")
    (refused,) = found(
        asked(recipient="Riverbend Health Plan", recipient_kind="health plan or payer"), replace(tpo, scope=[])
    )
    assert refused.level == "must", "and nothing else is asked"
    ((item, text),) = musts(found(asked(recipient=names, recipient_kind="health plan or payer"), tpo))
    assert (item, "the ledger has to name them" in text) == ("recipient", True), "who of them, also beside a name"


def test_a_purpose_that_is_missing_is_asked_for_once() -> None:
    assert [one.item for one in found(asked(purpose=" "))] == ["purpose"]


def test_three_letters_or_digits_are_enough_for_a_name_or_a_number() -> None:
    wanted = request("D-1", basis="research", recipient_kind="researcher")
    assert [[item for item, _ in musts(found(replace(wanted, reference=text)))] for text in ("26", "26A")] == [
        ["reference"],
        [],
    ]
