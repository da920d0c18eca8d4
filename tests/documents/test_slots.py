"""Addenda in the places reserved for them, and a client's acknowledgement."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.documents.model import ADDENDUM_SLOTS, CLIENT_FIELD, Document, Signatures, SignatureSlot
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import Acknowledgement, acknowledge, countersign, sign_author
from ehr_desk.documents.signing_slots import NoRoom, add_addendum, free_slot
from tests.documents import baseline, tampering
from tests.documents.accessible import accessibility_faults
from tests.documents.archival import archival_faults
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, NAMES, document
from tests.documents.tools import pdf_text, pdfsig_report, qpdf_is_clean
from tests.documents.verified import verify

NOW = datetime(2026, 12, 1, tzinfo=UTC)
WORDS = "The date of the last screen was 14 November, not 4 November; the result stands.\nNothing else changes."
WAVE = tuple(tuple((at / 30, 0.5 + 0.4 * ((at * 7 + line) % 5 - 2) / 2) for at in range(31)) for line in range(2))


def with_places() -> Document:
    """The usual document with places for the client and for two addenda."""
    made = document()
    blocks = tuple(
        Signatures((*block.slots, SignatureSlot(CLIENT_FIELD, "Client"), *ADDENDUM_SLOTS))
        if isinstance(block, Signatures)
        else block
        for block in made.blocks
    )
    return Document(**{**made.__dict__, "blocks": blocks})


@pytest.fixture(scope="module")
def paper(press: Press, author: Handle, supervisor: Handle) -> bytes:
    """Signed by author and supervisor, with free places."""
    first = sign_author(press.render(with_places()), author, meaning="I am the author.", at=AT, press=press)
    return countersign(first, supervisor, meaning="I concur.", at=AT, press=press)


@pytest.fixture(scope="module")
def device(authority: Authority) -> Handle:
    return authority.device("front desk tablet")


def _sound(pdf: bytes, count: int, folder: Path, authority: Authority) -> None:
    report = pdfsig_report(pdf, folder)
    assert report.count("Signature is Valid") == count
    assert qpdf_is_clean(pdf, folder)
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []
    assert baseline.faults(pdf) == []
    found = verify(pdf, roots=[authority.root_pem], now=NOW)
    assert (found.outcome, len(found.signatures)) == ("untouched", count)


def test_two_addenda_leave_every_earlier_signature_valid(
    press: Press, paper: bytes, author: Handle, authority: Authority, tmp_path: Path
) -> None:
    first = add_addendum(paper, author, WORDS, meaning="I add this.", at=AT + timedelta(days=1), press=press)
    _sound(first, 3, tmp_path, authority)
    text = pdf_text(first, tmp_path)
    assert "the last screen was 14 November" in text
    assert "22 Nov 2026, 14:34:05 -05:00" in text
    later = AT + timedelta(days=2)
    second = add_addendum(first, author, "A second word.", meaning="I add this.", at=later, press=press)
    _sound(second, 4, tmp_path, authority)
    assert free_slot(second) is None
    with pytest.raises(NoRoom):
        add_addendum(second, author, "A third.", meaning="I add this.", at=AT, press=press)
    with pikepdf.open(io.BytesIO(second)) as opened:
        values = {str(field.T): field for field in opened.Root.AcroForm.Fields if field.FT == "/Tx"}
        assert str(values["Addendum 1"].V) == WORDS
        assert str(values["Addendum 2"].V) == "A second word."


@pytest.mark.parametrize("words", NAMES)
def test_an_addendum_in_any_script_keeps_the_paper_archival(
    press: Press, paper: bytes, author: Handle, authority: Authority, tmp_path: Path, words: str
) -> None:
    _sound(add_addendum(paper, author, words, meaning="I add this.", at=AT, press=press), 3, tmp_path, authority)


def test_what_does_not_fit_is_refused_before_anything_is_signed(press: Press, paper: bytes, author: Handle) -> None:
    with pytest.raises(NoRoom, match="new version"):
        add_addendum(paper, author, "A long story. " * 120, meaning="I add this.", at=AT, press=press)


def test_a_paper_without_places_has_none_free(cosigned: bytes) -> None:
    assert free_slot(cosigned) is None


def test_a_client_acknowledges_under_the_certificate_of_a_device(
    press: Press, paper: bytes, device: Handle, authority: Authority, tmp_path: Path
) -> None:
    given = Acknowledgement("Marisol Vega-Ortiz", "Dana Whitlock, LPCC-S", WAVE)
    made = acknowledge(paper, device, given, at=AT, press=press)
    _sound(made, 3, tmp_path, authority)
    found = verify(made, roots=[authority.root_pem], now=NOW).signatures[2]
    assert found.name == "Device: front desk tablet"
    assert found.meaning == "Marisol Vega-Ortiz acknowledged this document in the presence of Dana Whitlock, LPCC-S."
    text = " ".join(pdf_text(made, tmp_path).split())
    assert "Acknowledged in the" in text
    assert "Drawn by hand on front desk tablet" in text


def test_words_put_into_a_place_without_a_signature_are_a_change(paper: bytes, authority: Authority) -> None:
    changed = tampering.filled_in(paper, "Addendum 1", "Somebody else's words.")
    assert verify(changed, roots=[authority.root_pem], now=NOW).outcome == "changed"


def test_words_exchanged_after_the_addendum_was_signed_are_a_change(
    press: Press, paper: bytes, author: Handle, authority: Authority
) -> None:
    made = add_addendum(paper, author, WORDS, meaning="I add this.", at=AT, press=press)
    changed = tampering.filled_in(made, "Addendum 1", "Somebody else's words.")
    assert verify(changed, roots=[authority.root_pem], now=NOW).outcome == "changed"
