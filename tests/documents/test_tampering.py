"""Every change that was tried on a file with three signatures: what is told, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import Acknowledgement, acknowledge, countersign, sign_author
from tests.documents import tampering
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT
from tests.documents.test_slots import WAVE, with_places
from tests.documents.verified import verify

NOW = datetime(2026, 12, 1, tzinfo=UTC)
GOOD = {"whole file", "later signatures only"}


@pytest.fixture(scope="module")
def three(press: Press, author: Handle, supervisor: Handle, authority: Authority) -> bytes:
    """Signed by author and supervisor, acknowledged by the client; not compressed, so that its text can be found."""
    unsigned = press.render(with_places(), compress=False)
    pdf = sign_author(unsigned, author, meaning="I am the author.", at=AT, press=press)
    pdf = countersign(pdf, supervisor, meaning="I concur.", at=AT, press=press)
    given = Acknowledgement("Marisol Vega-Ortiz", "Dana Whitlock, LPCC-S", WAVE)
    return acknowledge(pdf, authority.device("front desk tablet"), given, at=AT, press=press)


def _flipped(pdf: bytes, at: int) -> bytes:
    changed = bytearray(pdf)
    changed[at] ^= 0x01
    return bytes(changed)


def _coverage(pdf: bytes, authority: Authority) -> list[bool]:
    """For each signature whether it still covers what the file shows."""
    found = verify(pdf, roots=[authority.root_pem], now=NOW)
    return [row.coverage in GOOD for row in found.signatures]


def test_untouched_it_is_good_for_all_three(three: bytes, authority: Authority) -> None:
    assert _coverage(three, authority) == [True, True, True]


def test_a_bit_in_a_page_or_in_the_attached_record_spoils_all_three(three: bytes, authority: Authority) -> None:
    for marker in (b" TJ", b'"record_number"'):
        assert _coverage(_flipped(three, three.index(marker) + 1), authority) == [False, False, False]


def test_a_bit_in_the_last_meaning_spoils_the_last_only(three: bytes, authority: Authority) -> None:
    at = three.rindex(b"/Reason") + 14
    assert _coverage(_flipped(three, at), authority) == [True, True, False]


def test_a_bit_in_a_container_never_passes(three: bytes, authority: Authority) -> None:
    first = three.index(b"/Contents <")
    for at in range(first + 20, first + 3000, 331):
        assert verify(_flipped(three, at), roots=[authority.root_pem], now=NOW).exit_code == 1, f"byte {at}"


@pytest.mark.parametrize(
    "change", [tampering.repainted_page, tampering.replaced_text, tampering.annotated, tampering.appended_page]
)
def test_a_change_by_update_spoils_all_three(
    three: bytes, authority: Authority, change: Callable[[bytes], bytes]
) -> None:
    assert _coverage(change(three), authority) == [False, False, False]


@pytest.mark.parametrize("change", [tampering.replaced_text, tampering.annotated])
def test_a_change_that_somebody_trusted_signed_over_is_a_change_of_what_was_signed_before(
    press: Press, author: Handle, supervisor: Handle, authority: Authority, change: Callable[[bytes], bytes]
) -> None:
    signed = sign_author(press.render(with_places(), compress=False), author, meaning="I wrote it.", at=AT, press=press)
    over = countersign(change(signed), supervisor, meaning="I concur.", at=AT, press=press)
    assert _coverage(over, authority) == [False, True]
    found = verify(over, roots=[authority.root_pem], now=NOW)
    assert (found.outcome, found.exit_code) == ("changed", 1)


@pytest.mark.parametrize(
    "change", [tampering.retitled, tampering.stored_junk, tampering.restyled_fields, tampering.loose_object]
)
def test_what_is_appended_and_changes_no_page_is_named_and_not_called_untouched(
    three: bytes, authority: Authority, change: Callable[[bytes], bytes]
) -> None:
    found = verify(change(three), roots=[authority.root_pem], now=NOW)
    assert (found.outcome, found.exit_code) == ("appended", 2)
    assert {row.coverage for row in found.signatures} == {"appended"}
    assert "something was added to the file" in found.sentences()[0]


def test_a_replaced_block_of_the_supervisor_is_noticed(three: bytes, authority: Authority) -> None:
    assert not all(_coverage(tampering.painted_place(three, "Supervisor"), authority))


def test_a_cut_back_file_is_good_for_the_rest_which_only_the_register_can_tell(
    three: bytes, authority: Authority
) -> None:
    assert _coverage(tampering.first_revision(three), authority) == [True, True]


def test_a_page_appended_after_plain_approvals_spoils_them_too(
    press: Press, author: Handle, supervisor: Handle, authority: Authority
) -> None:
    pdf = sign_author(press.render(with_places()), author, meaning="x", at=AT, certify=False, press=press)
    pdf = countersign(pdf, supervisor, meaning="y", at=AT, press=press)
    assert _coverage(pdf, authority) == [True, True]
    assert _coverage(tampering.appended_page(pdf), authority) == [False, False]
