"""Saying in words whether a PDF is what was signed, and by whom. Works on any file; none can crash the answer."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ehr_desk.common.canonical import parse, sha256_hex
from ehr_desk.documents.bounds import TOO_MUCH
from ehr_desk.documents.certificate_states import entered_at
from ehr_desk.documents.copied import original_in, shows_the_same
from ehr_desk.documents.cover import COVER_SHEET
from ehr_desk.documents.limits import DECODING, TooMuchError, check_bytes, check_fields
from ehr_desk.documents.protecting import COPY_FIELD, ORIGINAL
from ehr_desk.documents.register_match import (
    DocumentRegister,
    RegisteredState,
    RegisterFinding,
    copy_finding,
    not_signed_further,
    register_finding,
)
from ehr_desk.documents.render import RECORD_NAME
from ehr_desk.documents.revocation import lists_told, load_list
from ehr_desk.documents.signature_rows import SignatureRow
from ehr_desk.documents.signing_engine import quiet
from ehr_desk.documents.trusted import Trusted
from ehr_desk.documents.verdict import Outcome, Verification
from ehr_desk.documents.verifying_known import Known, known_from
from ehr_desk.documents.verifying_rows import Judge, loaded, unjudged

__all__ = ["DocumentRegister", "RegisteredState", "Verification", "verify"]


def verify(pdf: bytes, trusted: Trusted, passphrase: str = "") -> Verification:
    """Verify every signature of a PDF, what came after each, and the match with the vault's own register.

    ``passphrase`` opens a file that is under one. Of a copy under a passphrase the signed paper inside it is judged
    too. Never raises for anything a file may contain; where somebody chose the file, ``aside.verify_aside`` also bounds
    how long it takes.
    """
    quiet()
    return _judged(pdf, trusted, passphrase)


def _judged(pdf: bytes, trusted: Trusted, passphrase: str) -> Verification:
    digest, zone, register = sha256_hex(pdf), trusted.zone, trusted.register
    try:
        check_bytes(pdf)
        reader, signatures, stamps = _open(pdf, passphrase)
    except _Locked:
        return Verification("encrypted", digest, remarks=(_DOES_NOT_OPEN,) if passphrase else (), zone=zone)
    except _BEYOND:
        return Verification("unreadable", digest, remarks=(TOO_MUCH,))
    except Exception:  # Whatever a foreign file does to the parser, the answer is the same.
        return Verification("unreadable", digest)
    original = original_in(reader)
    if original is not None and passphrase and _is_copy(reader, signatures):
        return _of_copy(pdf, trusted, original, reader, (signatures, stamps))
    document_id, version, log, kind = _identity(reader)
    if kind == COVER_SHEET and not signatures:
        # The register holds papers; of a sheet that was handed out beside one the ledger tells.
        return Verification("unsigned", digest, document_id, version, zone=zone, cover=True)
    states = register.states(document_id) if register and document_id else ()
    remarks = (
        *(register.remarks(document_id) if register and states else ()),
        *((_NOT_JUDGED,) if original is not None else ()),
    )
    finding = (
        register_finding(states, version, digest, lambda sha256: bool(entered_at(pdf, 0, {sha256: 1})))
        if register
        else None
    )
    about = Verification("unsigned", digest, document_id, version, (), finding, log, remarks=remarks, zone=zone)
    if not signatures:
        return replace(about, outcome="changed" if finding and finding.contradicts else "unsigned", log=None)
    known = known_from(
        trusted,
        reader,
        # What the vault never stored has only its own word for when it was signed.
        in_register=bool(states) and finding is not None and finding.match != "goes on",
        held=any(state.sha256 == digest for state in states),
        entered={state.sha256: state.seq for state in states if state.seq},
    )
    rows = _rows(pdf, known, reader, signatures, stamps)
    if finding is not None and any(row.coverage in ("changed", "appended") for row in rows):
        finding = not_signed_further(finding)
        about = replace(about, register=finding)
    if trusted.crls and register is None:  # the record's own lists are always the newest ones
        about = replace(about, remarks=(*_by_lists(known, trusted.crls, signatures), *remarks))
    return replace(about, outcome=_outcome(rows, finding), signatures=rows)


_Signed = tuple[list[EmbeddedPdfSignature], list[EmbeddedPdfSignature]]


def _is_copy(reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature]) -> bool:
    """Whether it is what ``protecting`` makes; any other file may have something attached, under any name."""
    return bool(reader.encrypted) and any(each.field_name == COPY_FIELD for each in signatures)


def _of_copy(pdf: bytes, trusted: Trusted, original: bytes, reader: PdfFileReader, signed: _Signed) -> Verification:
    """A copy under a passphrase: who certified it, what the ledger says of it, and the paper it was made from."""
    inside = _judged(original, trusted, "")
    digest, register = sha256_hex(pdf), trusted.register
    left = register.copies(inside.document_id).get(digest, ()) if register and inside.document_id else ()
    finding = copy_finding(left, inside.register) if register else None
    known = known_from(trusted, reader, in_register=bool(left), held=bool(left), entered={})
    rows = _rows(pdf, known, reader, *signed)
    lists = tuple(_by_lists(known, trusted.crls, signed[0])) if trusted.crls and register is None else ()
    identity = _identity(reader)[:2]
    found = Verification(
        _outcome(rows, finding),
        digest,
        *identity,
        rows,
        finding,
        remarks=lists,
        zone=trusted.zone,
        shows_original=identity == (inside.document_id, inside.version) and shows_the_same(reader, original),
    )
    return found.with_original(inside)


class _Locked(Exception):
    """The file opens with a password only."""


_DOES_NOT_OPEN = "The passphrase that was typed does not open it."
_NOT_JUDGED = (
    f"A file with the name {ORIGINAL} is attached to it, and was not looked at: save it and verify it by itself."
)
_BEYOND = (TooMuchError, PdfDecodeLimitError, MemoryError)


def _rows(
    pdf: bytes,
    known: Known,
    reader: PdfFileReader,
    signatures: Sequence[EmbeddedPdfSignature],
    stamps: Sequence[EmbeddedPdfSignature],
) -> tuple[SignatureRow, ...]:
    """A row for each signature and each timestamp, in the order in which they were made."""
    try:
        judge = Judge(pdf, known, signatures, reader, stamps)
        stamped = [(each, judge.timestamp(each)) for each in stamps]
        rows = [(each, judge.signature(each, stamped)) for each in signatures] + stamped
        return tuple(row for _, row in sorted(rows, key=lambda pair: int(pair[0].signed_revision)))
    except Exception:  # In what order they were made cannot be told.
        return tuple(unjudged(each) for each in signatures)


def _by_lists(known: Known, crls: Sequence[bytes], signatures: Sequence[EmbeddedPdfSignature]) -> list[str]:
    brought = [*known.roots, *known.others, *(one for each in signatures for one in each.other_embedded_certs)]
    signers = [one for one in (loaded(each.signer_cert) for each in signatures) if one is not None]
    given = [one for one in (load_list(each) for each in crls) if one is not None]
    return lists_told(signers, [one for one in (loaded(each) for each in brought) if one is not None], given)


def _outcome(rows: Sequence[SignatureRow], finding: RegisterFinding | None) -> Outcome:
    if (finding is not None and finding.contradicts) or any(row.coverage == "changed" for row in rows):
        return "changed"
    if any(row.coverage == "appended" for row in rows):
        return "appended"
    signers = [row for row in rows if row.kind == "signature"]
    if any(row.certificate_state != "trusted" for row in signers):
        return "unknown signer"
    return "unknown paper" if finding is not None and finding.unknown else "untouched"


_Opened = tuple[PdfFileReader, list[EmbeddedPdfSignature], list[EmbeddedPdfSignature]]


def _open(pdf: bytes, passphrase: str) -> _Opened:
    try:
        return _opened(PdfFileReader(io.BytesIO(pdf), decode_limits=DECODING), passphrase)
    except (_Locked, *_BEYOND):
        raise
    except Exception:  # Files of other programs are often a little wrong; a lenient reader opens them.
        return _opened(PdfFileReader(io.BytesIO(pdf), strict=False, decode_limits=DECODING), passphrase)


def _opened(reader: PdfFileReader, passphrase: str) -> _Opened:
    if reader.encrypted:
        _unlock(reader, passphrase)
    if not isinstance(reader.root["/Pages"], generic.DictionaryObject):
        raise ValueError("no pages")
    check_fields(reader)
    return reader, list(reader.embedded_regular_signatures), list(reader.embedded_timestamp_signatures)


def _unlock(reader: PdfFileReader, passphrase: str) -> None:
    """Many files are encrypted with no passphrase at all, only to forbid copying."""
    try:
        opened = reader.decrypt(passphrase).status.value
    except Exception as error:
        raise _Locked from error
    if not opened:
        raise _Locked


def _identity(reader: PdfFileReader) -> tuple[str, int, tuple[int, str] | None, str]:
    """Document id, version, state of the audit log and kind from the attached record; empty for a foreign file, and
    where they are not as this program writes them: they are looked up in the record."""
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        files = {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}
        record: Any = parse(files[RECORD_NAME]["/EF"]["/F"].data)
        facts, number, version, kind = record["facts"], record["document_id"], record["version"], record["kind"]
        size, root = str(facts.get("log_size", "")), str(facts.get("log_root", ""))
        ours = _NUMBER.fullmatch(number) and _LOG.fullmatch(f"{size} {root}")
        if not ours or type(version) is not int or not 0 <= version < _MOST or not isinstance(kind, str):
            return _NOT_OURS
    except Exception:  # Any other shape: not one of our documents.
        return _NOT_OURS
    return number, version, (int(size), root) if size else None, kind


_NUMBER = re.compile(r"[0-9A-Za-z-]{0,40}")
_LOG = re.compile(r"[1-9][0-9]{0,14} [0-9a-f]{64}| ")
"""Size and root of a log; neither where a paper names none."""
_MOST = 10**9
_NOT_OURS: tuple[str, int, None, str] = ("", 0, None, "")
