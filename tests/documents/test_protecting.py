"""Copies under a passphrase: what others can read of them, what their signature is for, and the paper inside."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.documents.cover import COVER_SHEET
from ehr_desk.documents.protecting import COPY_FIELD, MEANING, ORIGINAL, _closed, protected_copy, protected_sheet
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from ehr_desk.documents.signing_engine import Act, put_signature
from ehr_desk.documents.verdict import Verification
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, document
from tests.documents.test_verifying import Register, _state
from tests.documents.verified import verify

NOW = datetime(2026, 12, 1, tzinfo=UTC)
WORDS = "kettle orbit \u00e9gal meadow"


@pytest.fixture(scope="module")
def copy(cosigned: bytes, author: Handle) -> bytes:
    return protected_copy(cosigned, WORDS, author, AT)


def _verified(
    pdf: bytes, authority: Authority, *, words: str = WORDS, register: Register | None = None
) -> Verification:
    return verify(pdf, roots=[authority.root_pem], now=NOW, passphrase=words, register=register)


def _asked(*command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True)


def test_other_programs_open_it_with_the_passphrase_only_and_find_its_signature_good(
    copy: bytes, cosigned: bytes, tmp_path: Path
) -> None:
    path, paper = tmp_path / "copy.pdf", tmp_path / "paper.pdf"
    path.write_bytes(copy)
    paper.write_bytes(cosigned)
    assert b"Vega" not in copy
    said = _asked("qpdf", f"--password={WORDS}", "--check", "--show-encryption", str(path))
    assert said.returncode == 0
    assert b"R = 6" in said.stdout
    assert b"file encryption method: AESv3" in said.stdout
    assert _asked("qpdf", "--password=another one", "--check", str(path)).returncode != 0
    report = _asked("pdfsig", "-upw", WORDS, str(path)).stdout.decode()
    assert report.count("Signature is Valid") == 1
    assert "Total document signed" in report
    shown = _asked("pdftotext", "-layout", "-upw", WORDS, str(path), "-").stdout
    assert shown == _asked("pdftotext", "-layout", str(paper), "-").stdout
    with pikepdf.open(io.BytesIO(copy), password=WORDS) as opened:
        assert bytes(opened.attachments[ORIGINAL].get_file().read_bytes()) == cosigned
        assert sorted(opened.attachments) == ["record.json", ORIGINAL]
        assert b"pdfaid" not in opened.Root.Metadata.read_bytes()
        assert [str(field.T) for field in opened.Root.AcroForm.Fields] == [COPY_FIELD]
        kinds = {str(one.Subtype) for page in opened.pages for one in page.Annots if "/AP" in one}
        assert kinds == {"/Stamp"}, "nothing in it can be taken for the signature that it was"
        assert "/Perms" in opened.Root
    with pikepdf.open(io.BytesIO(copy), password=WORDS) as opened:
        assert len([one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/ByteRange" in one]) == 1


def test_verify_tells_who_certified_the_copy_and_judges_the_paper_inside(copy: bytes, authority: Authority) -> None:
    closed = _verified(copy, authority, words="")
    assert (closed.outcome, closed.exit_code, closed.remarks) == ("encrypted", 1, ())
    assert "opens with a passphrase only" in closed.sentences()[0]
    wrong = _verified(copy, authority, words="another one")
    assert wrong.sentences()[1] == "The passphrase that was typed does not open it."
    found = _verified(copy, authority)
    assert (found.outcome, found.document_id) == ("untouched", "D-0117A20317")
    assert [(row.field, row.name, row.meaning) for row in found.signatures] == [(COPY_FIELD, "Dana Whitlock", MEANING)]
    assert found.original is not None
    assert [row.coverage for row in found.original.signatures] == ["later signatures only", "whole file"]
    said = " ".join(found.sentences())
    assert "It shows the same pages as the signed paper attached to it" in said
    assert "The attached paper. Untouched" in said
    assert found.to_json()["original"]["outcome"] == "untouched"


def test_a_copy_is_worth_no_more_than_the_paper_inside(
    signed: bytes, cosigned: bytes, author: Handle, authority: Authority, press: Press
) -> None:
    stranger = Authority("Elsewhere").person("Dana Whitlock", "LPCC-S")
    assert _verified(protected_copy(cosigned, WORDS, stranger, AT), authority).outcome == "unknown signer"
    theirs = sign_author(press.render(document()), stranger, meaning="x", at=AT, press=press)
    assert _verified(protected_copy(theirs, WORDS, author, AT), authority).outcome == "unknown signer"
    broken = cosigned.replace(b"Reviewed and approved", b"Reviewed and approvex")
    for inside in (broken, press.render(document())):
        assert _verified(protected_copy(inside, WORDS, author, AT), authority).outcome == "changed"
    within = protected_copy(signed, WORDS, author, AT)
    assert _verified(protected_copy_of(signed, within, author), authority).outcome == "changed"


def protected_copy_of(shown: bytes, inside: bytes, signer: Handle) -> bytes:
    """What a changed program could make: it shows one paper and carries another."""
    act = Act(COPY_FIELD, MEANING, AT, certify=True)
    return put_signature(_closed(shown, WORDS, AT, original=inside), signer, act, lambda *_: b"", passphrase=WORDS)


def test_a_copy_that_shows_something_else_than_the_paper_inside_is_told(
    cosigned: bytes, author: Handle, authority: Authority, press: Press
) -> None:
    made = document()
    other = press.render(replace(made, blocks=made.blocks[:-1]))
    found = _verified(protected_copy_of(other, cosigned, author), authority)
    assert (found.outcome, found.shows_original) == ("changed", False)
    assert "CHANGED: this copy does not show what the signed paper" in " ".join(found.sentences())
    same = press.render(made)  # without what stands in the places for signatures
    assert not _verified(protected_copy_of(same, cosigned, author), authority).shows_original


def test_an_open_file_with_such_an_attachment_is_judged_as_what_it_is(
    signed: bytes, cosigned: bytes, author: Handle, authority: Authority, press: Press
) -> None:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(press.render(document()))) as opened:
        opened.attachments[ORIGINAL] = cosigned
        opened.save(file)
    signed_here = sign_author(file.getvalue(), author, meaning="I am the author.", at=AT, press=press)
    for words in ("", WORDS):
        found = _verified(signed_here, authority, words=words)
        assert (found.outcome, found.original) == ("untouched", None)
        said = " ".join(found.sentences())
        assert "under a passphrase" not in said
        assert f"A file with the name {ORIGINAL} is attached to it, and was not looked at" in said
    assert ORIGINAL not in " ".join(_verified(signed, authority).sentences())


def test_one_flipped_byte_anywhere_in_a_copy_is_told(copy: bytes, authority: Authority) -> None:
    for at in range(200, len(copy) - 1200, len(copy) // 9):
        changed = bytearray(copy)
        changed[at] ^= 0x01
        assert _verified(bytes(changed), authority).exit_code == 1, f"byte {at}"


def test_a_copy_is_held_against_the_ledger(copy: bytes, cosigned: bytes, authority: Authority) -> None:
    def held(*states: Sequence[object], copies: dict[str, list[str]]) -> Verification:
        register = Register(*([_state(cosigned, 2)] if states else []), copies=copies)
        return _verified(copy, authority, register=register)

    known = held((), copies={sha256_hex(copy): ["30 Nov 2026"]})
    assert known.outcome == "untouched"
    assert known.register is not None
    assert known.register.sentence.endswith("the copy under a passphrase that was handed out on 30 Nov 2026.")
    another = held((), copies={})
    assert (another.outcome, another.exit_code) == ("unknown paper", 2), "made before a restored backup, or by a signer"
    assert "has no copy under a passphrase with these bytes" in " ".join(another.sentences())
    foreign = held(copies={})
    assert foreign.outcome == "unknown paper"
    assert foreign.register is not None
    assert foreign.register.match == "not in the register"


def test_a_cover_sheet_under_a_passphrase_is_known_as_one(press: Press, authority: Authority) -> None:
    sheet = protected_sheet(press.render(replace(document(), kind=COVER_SHEET)), WORDS, AT)
    assert b"Vega" not in sheet
    assert _verified(sheet, authority, words="").outcome == "encrypted"
    assert _verified(sheet, authority).cover
