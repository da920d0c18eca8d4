"""Verifying papers: what was signed, by whom, and whether anything was done to it since."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.documents.model import Paragraph, sentences
from ehr_desk.documents.register_match import RegisteredState
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import countersign, sign_author
from ehr_desk.documents.staff_certificates import StaffCertificate
from ehr_desk.documents.verdict import Verification
from tests.documents import tampering
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, document
from tests.documents.tools import pdfsig_report
from tests.documents.verified import verify

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def _state(pdf: bytes, signatures: int, version: int = 1) -> RegisteredState:
    return RegisteredState(version, hashlib.sha256(pdf).hexdigest(), signatures)


class Register:
    """The vault's register of papers, by hand."""

    def __init__(
        self, *states: RegisteredState, remarks: Sequence[str] = (), copies: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._states = states
        self._remarks = remarks
        self._copies = copies or {}

    def copies(self, document_id: str) -> Mapping[str, Sequence[str]]:
        del document_id
        return self._copies

    def remarks(self, document_id: str) -> Sequence[str]:
        del document_id
        return self._remarks

    def states(self, document_id: str) -> Sequence[RegisteredState]:
        return self._states if document_id == "D-0117A20317" else ()


@pytest.fixture
def roots(authority: Authority) -> list[bytes]:
    return [authority.root_pem]


def _verify(pdf: bytes, roots: Sequence[bytes]) -> Verification:
    return verify(pdf, roots=roots, now=NOW)


def test_an_untouched_paper_names_its_signers(cosigned: bytes, roots: list[bytes]) -> None:
    found = _verify(cosigned, roots)
    assert (found.outcome, found.exit_code) == ("untouched", 0)
    assert [(row.name, row.credential, row.coverage) for row in found.signatures] == [
        ("Dana Whitlock", "LPCC-S", "later signatures only"),
        ("Adaeze Okonkwo", "MD, FASAM", "whole file"),
    ]
    assert found.signatures[0].claimed_time == AT
    assert found.signatures[0].meaning == "I am the author of this entry."
    text = " ".join(found.sentences())
    assert "Dana Whitlock, LPCC-S signed on 21 Nov 2026 at 14:34 UTC-05:00 (claimed time)" in text
    assert found.document_id == "D-0117A20317"
    assert json.loads(json.dumps(found.to_json()))["signatures"][1]["certificate_state"] == "trusted"


def test_one_flipped_byte_anywhere_is_a_change(cosigned: bytes, roots: list[bytes]) -> None:
    for at in range(200, len(cosigned) - 40, len(cosigned) // 23):
        changed = bytearray(cosigned)
        changed[at] ^= 0x01
        found = _verify(bytes(changed), roots)
        assert found.exit_code == 1, f"byte {at}"


@pytest.mark.parametrize(
    "change", [tampering.repainted_page, tampering.replaced_text, tampering.annotated, tampering.appended_page]
)
def test_a_change_by_incremental_update_is_found_where_poppler_sees_none(
    change: object, signed: bytes, cosigned: bytes, roots: list[bytes], tmp_path: Path
) -> None:
    assert callable(change)
    for pdf in (signed, cosigned):
        changed = change(pdf)
        assert "Signature is Valid" in pdfsig_report(changed, tmp_path)
        found = _verify(changed, roots)
        assert (found.outcome, found.exit_code) == ("changed", 1)
        assert "CHANGED" in " ".join(found.sentences())


def test_a_block_painted_into_an_empty_place_is_a_change(signed: bytes, roots: list[bytes]) -> None:
    assert _verify(tampering.painted_place(signed, "Supervisor"), roots).exit_code == 1


def test_a_replaced_block_is_a_change(cosigned: bytes, roots: list[bytes]) -> None:
    for field in ("Author", "Supervisor"):
        assert _verify(tampering.painted_place(cosigned, field), roots).exit_code == 1


def test_bytes_behind_the_end_are_a_change(signed: bytes, cosigned: bytes, roots: list[bytes]) -> None:
    for pdf in (signed, cosigned):
        for tail in (b"x", b"\n%%EOF\n", b"\0" * 900):
            assert _verify(pdf + tail, roots).exit_code == 1


def test_a_state_that_never_left_the_desk_is_a_cut_back_file(
    signed: bytes, cosigned: bytes, roots: list[bytes]
) -> None:
    cut = tampering.first_revision(cosigned)
    assert _verify(cut, roots).exit_code == 0
    whole = replace(_state(cosigned, 2), act="co-signature", who="Samira Haddad", made_on="22 Nov 2026")
    found = verify(cut, roots=roots, now=NOW, register=Register(_state(signed, 1), whole))
    assert (found.outcome, found.exit_code) == ("changed", 1)
    assert found.sentences()[-1] == (
        "Cut back: this file ends before the co-signature by Samira Haddad on 22 Nov 2026, "
        "and the paper was never handed out without it."
    )
    left = replace(whole, handed_out=("23 Nov 2026",))
    found = verify(cut, roots=roots, now=NOW, register=Register(_state(signed, 1), left))
    assert found.exit_code == 1
    assert found.sentences()[-1].endswith("which was there when it was handed out on 23 Nov 2026.")
    register = Register(_state(signed, 1), whole)
    newest = verify(cosigned, roots=roots, now=NOW, register=register)
    assert newest.exit_code == 0
    assert "byte for byte" in newest.sentences()[-1]


def test_an_earlier_state_that_was_handed_out_is_good_and_what_came_since_is_told(
    signed: bytes, cosigned: bytes, roots: list[bytes]
) -> None:
    first = replace(_state(signed, 1), handed_out=("21 Nov 2026", "22 Nov 2026"))
    later = (
        replace(_state(cosigned, 2), act="co-signature", who="Samira Haddad", made_on="23 Nov 2026"),
        RegisteredState(1, "a", 3, "addendum", "Cory Lindqvist", "24 Nov 2026"),
        RegisteredState(1, "b", 4, "client's signature", "", "25 Nov 2026"),
        RegisteredState(1, "c", 4, "timestamp", "", "26 Nov 2026"),
    )
    found = verify(signed, roots=roots, now=NOW, register=Register(first, *later))
    assert (found.outcome, found.exit_code) == ("untouched", 0)
    assert found.sentences()[-1] == (
        "The file is an earlier state of this paper, handed out on 21 Nov 2026 and 22 Nov 2026; since then: "
        "co-signed by Samira Haddad on 23 Nov 2026, addendum by Cory Lindqvist on 24 Nov 2026, "
        "signed by the client on 25 Nov 2026, timestamp added on 26 Nov 2026."
    )
    told = found.to_json()["register"]
    assert (told["match"], told["contradicts"]) == ("earlier state", False)
    assert told["handed_out"] == ["21 Nov 2026", "22 Nov 2026"]
    assert len(told["since"]) == 4


def test_a_state_that_a_later_paper_carries_inside_is_no_cut_back_one(
    signed: bytes, cosigned: bytes, roots: list[bytes]
) -> None:
    later = replace(_state(cosigned, 2), act="timestamp", made_on="26 Nov 2026")
    states = (replace(_state(signed, 1), inside="D-0117A20318"), later)
    found = verify(signed, roots=roots, now=NOW, register=Register(*states))
    assert found.exit_code == 0
    assert found.sentences()[-1] == (
        "The file is the earlier paper as it is attached to document D-0117A20318, which took its place; "
        "since then, on the stored one: timestamp added on 26 Nov 2026."
    )
    assert verify(signed, roots=roots, now=NOW, register=Register(_state(signed, 1), later)).exit_code == 1


def test_a_paper_that_was_signed_further_after_the_backup_is_a_warning_and_an_altered_one_is_changed(
    signed: bytes, cosigned: bytes, roots: list[bytes]
) -> None:
    restored = Register(_state(signed, 1))
    found = verify(cosigned, roots=roots, now=NOW, register=restored)
    assert (found.outcome, found.exit_code) == ("unknown paper", 2)
    assert found.sentences()[1].startswith("The file goes on from what this vault stored: it was signed further")
    for altered in (tampering.replaced_text(cosigned), tampering.replaced_text(signed), cosigned[:-8]):
        assert verify(altered, roots=roots, now=NOW, register=restored).exit_code == 1


def test_a_paper_that_was_signed_in_another_way_after_the_restore_is_a_warning_too(
    signed: bytes, cosigned: bytes, roots: list[bytes], supervisor: Handle, press: Press
) -> None:
    again = countersign(signed, supervisor, meaning="Reviewed and approved.", at=AT + timedelta(days=1), press=press)
    found = verify(cosigned, roots=roots, now=NOW, register=Register(_state(signed, 1), _state(again, 2)))
    assert (found.outcome, found.exit_code) == ("unknown paper", 2)
    assert found.sentences()[1].startswith("The file goes on in another way from what this vault stored")


def test_loose_bytes_behind_a_stored_paper_were_not_signed_further(signed: bytes, roots: list[bytes]) -> None:
    found = verify(signed + b"%more\n%%EOF\n", roots=roots, now=NOW, register=Register(_state(signed, 1)))
    assert found.exit_code == 1
    assert "signed further" not in " ".join(found.sentences())


def test_a_retired_key_on_a_state_that_was_never_stored_is_retired_whatever_time_it_claims(
    signed: bytes, cosigned: bytes, roots: list[bytes], author: Handle, supervisor: Handle
) -> None:
    staff = [
        StaffCertificate(author.certificate_pem),
        StaffCertificate(supervisor.certificate_pem, AT + timedelta(days=1), retired_seq=6),
    ]
    stored = replace(_state(signed, 1), seq=3)
    found = verify(cosigned, roots=roots, now=NOW, staff=staff, register=Register(stored))
    assert [row.certificate_state for row in found.signatures] == ["trusted", "retired"]
    assert found.outcome == "unknown signer"


def test_a_day_in_the_ledger_excuses_no_file_that_is_none_of_the_states(
    signed: bytes, cosigned: bytes, roots: list[bytes]
) -> None:
    first = replace(_state(signed, 1), handed_out=("21 Nov 2026",))
    altered = tampering.replaced_text(signed)
    found = verify(altered, roots=roots, now=NOW, register=Register(first, _state(cosigned, 2)))
    assert found.exit_code == 1
    assert found.register is not None
    assert found.register.match == "different"


def test_the_register_finds_another_file_under_the_same_number(
    press: Press, author: Handle, signed: bytes, roots: list[bytes]
) -> None:
    other = press.render(document(Paragraph(sentences("Another text."))))
    other = sign_author(other, author, meaning="I am the author.", at=AT, press=press)
    assert _verify(other, roots).exit_code == 0
    found = verify(other, roots=roots, now=NOW, register=Register(_state(signed, 1)))
    assert found.exit_code == 1


def test_the_register_says_when_a_later_version_exists_or_the_number_is_unknown(
    signed: bytes, roots: list[bytes]
) -> None:
    later = verify(signed, roots=roots, now=NOW, register=Register(_state(signed, 1), _state(b"", 1, version=2)))
    assert later.exit_code == 0
    assert "later version (2)" in later.sentences()[-1]
    unknown = verify(signed, roots=roots, now=NOW, register=Register())
    assert (unknown.outcome, unknown.exit_code) == ("unknown paper", 2)
    assert unknown.sentences()[1] == "This vault has no document with this number."
    assert unknown.sentences().count(unknown.sentences()[1]) == 1
    foreign = verify(signed, roots=[], now=NOW, register=Register())
    assert foreign.outcome == "unknown signer"
    assert "no document with this number" in foreign.sentences()[-1], "of a foreign file nothing else was expected"


def test_a_signer_of_another_authority_is_unknown(signed: bytes) -> None:
    for roots in ([], [Authority("Elsewhere").root_pem]):
        found = _verify(signed, roots)
        assert (found.outcome, found.exit_code) == ("unknown signer", 2)
        assert "only a claim" in " ".join(found.sentences())


def test_a_strangers_approval_on_a_known_paper_is_untouched_but_unknown(
    press: Press, signed: bytes, roots: list[bytes]
) -> None:
    stranger = Authority("Elsewhere").person("Dana Whitlock", "LPCC-S")
    found = _verify(countersign(signed, stranger, meaning="Reviewed.", at=AT, press=press), roots)
    assert found.exit_code == 2
    assert [row.certificate_state for row in found.signatures] == ["trusted", "unknown"]


def test_a_revoked_certificate_is_told(signed: bytes, author: Handle, roots: list[bytes]) -> None:
    found = verify(signed, roots=roots, now=NOW, revoked={author.serial: NOW})
    assert (found.outcome, found.exit_code) == ("unknown signer", 2)
    assert "was revoked" in " ".join(found.sentences())


def test_an_expired_certificate_is_judged_at_the_claimed_time(
    press: Press, authority: Authority, roots: list[bytes]
) -> None:
    short = authority.person("Dana Whitlock", "LPCC-S", days=200)
    pdf = press.render(document())
    during = sign_author(pdf, short, meaning="x", at=AT - timedelta(days=200), press=press)
    assert _verify(during, roots).exit_code == 0
    after = _verify(sign_author(pdf, short, meaning="x", at=AT, press=press), roots)
    assert (after.exit_code, after.signatures[0].certificate_state) == (2, "not valid at the time")


def test_a_claimed_time_in_the_future_is_not_believed(press: Press, author: Handle, roots: list[bytes]) -> None:
    pdf = sign_author(press.render(document()), author, meaning="x", at=NOW + timedelta(days=3), press=press)
    found = _verify(pdf, roots)
    assert (found.exit_code, found.signatures[0].certificate_state) == (2, "claims a time in the future")


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF", bytes(range(256)) * 40],
)
def test_what_is_no_pdf_gets_a_clear_sentence(data: bytes, roots: list[bytes]) -> None:
    found = _verify(data, roots)
    assert found.exit_code == 1
    assert found.sentences()[0].endswith(".")


def test_an_unsigned_paper_says_so(press: Press, roots: list[bytes]) -> None:
    found = _verify(press.render(document()), roots)
    assert (found.outcome, found.exit_code) == ("unsigned", 1)


def test_a_foreign_file_without_a_number_is_not_looked_up(roots: list[bytes]) -> None:
    made = io.BytesIO()
    with pikepdf.new() as blank:
        blank.add_blank_page()
        blank.save(made)
    found = verify(made.getvalue(), roots=roots, now=NOW, register=Register())
    assert (found.outcome, found.document_id) == ("unsigned", "")
    assert found.sentences()[-1].startswith("The file has no document number that this vault could look up")
    assert not any("no document with this number" in one for one in found.sentences())


def test_a_file_cut_off_anywhere_never_crashes_and_never_passes(cosigned: bytes, roots: list[bytes]) -> None:
    whole = tampering.first_revision(cosigned)
    for at in range(0, len(cosigned), len(cosigned) // 40):
        cut = cosigned[:at]
        assert cut.rstrip() == whole.rstrip() or _verify(cut, roots).exit_code == 1


def test_verifying_works_under_a_running_event_loop(signed: bytes, roots: list[bytes]) -> None:
    async def under_a_loop() -> int:
        return _verify(signed, roots).exit_code

    assert asyncio.run(under_a_loop()) == 0
