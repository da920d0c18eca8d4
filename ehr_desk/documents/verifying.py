"""Saying in words whether a PDF is what was signed, and by whom. Works on any file; none can crash the answer."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleTrustManager

from ehr_desk.common.canonical import parse, sha256_hex
from ehr_desk.documents.certificates import CertificateFacts, facts_of
from ehr_desk.documents.container import container_is_sound
from ehr_desk.documents.render import RECORD_NAME
from ehr_desk.documents.signing_engine import run_to_end
from ehr_desk.documents.signing_trust import load_certificates
from ehr_desk.documents.verdict import (
    CertificateState,
    Coverage,
    DocumentRegister,
    Outcome,
    RegisteredState,
    SignatureRow,
    StaffCertificate,
    Verification,
    register_finding,
)

__all__ = ["DocumentRegister", "RegisteredState", "Verification", "verify"]


@dataclass(frozen=True)
class _Trust:
    roots: tuple[asn1_x509.Certificate, ...]
    others: tuple[asn1_x509.Certificate, ...]
    revoked: Mapping[str, datetime]
    staff: Mapping[bytes, datetime | None] | None
    held: bool
    now: datetime


def verify(
    pdf: bytes,
    *,
    roots: Sequence[bytes],
    now: datetime,
    register: DocumentRegister | None = None,
    revoked: Mapping[str, datetime] | None = None,
    certificates: Sequence[bytes] = (),
    staff: Sequence[StaffCertificate] | None = None,
) -> Verification:
    """Verify every signature of a PDF, what came after each, and the match with the vault's own register.

    ``roots``: PEM of the trusted root certificates. ``now``: aware. ``revoked``: serial numbers (hexadecimal, upper
    case) with the moment of revocation. ``certificates``: further known certificates (PEM) to complete chains with.
    ``staff``: every certificate the clinic ever issued to a person; with it, a signer who is not among them is unknown
    even where the chain leads to a root, and a retired certificate counts only for a paper the register holds, signed
    before it was retired. Never raises for anything a file may contain.
    """
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # It logs object paths of whole files.
    digest = sha256_hex(pdf)
    try:
        reader, signatures = _open(pdf)
    except Exception:  # Whatever a foreign file does to the parser, the answer is the same.
        return Verification("unreadable", digest)
    document_id, version, log = _identity(reader)
    states = register.states(document_id) if register and document_id else ()
    finding = register_finding(states, version, digest, len(signatures)) if register else None
    if not signatures:
        outcome: Outcome = "changed" if finding and finding.contradicts else "unsigned"
        return Verification(outcome, digest, document_id, version, (), finding)
    trust = _Trust(
        _certificates(roots), _certificates(certificates), revoked or {}, _issued(staff), held=bool(states), now=now
    )
    rows = tuple(_row(each, trust, pdf, last=each is signatures[-1]) for each in signatures)
    return Verification(
        _outcome(rows, finding is not None and finding.contradicts), digest, document_id, version, rows, finding, log
    )


def _outcome(rows: Sequence[SignatureRow], contradicted: bool) -> Outcome:
    if contradicted or any(row.coverage == "changed" for row in rows):
        return "changed"
    return "untouched" if all(row.certificate_state == "trusted" for row in rows) else "unknown signer"


def _open(pdf: bytes) -> tuple[PdfFileReader, list[EmbeddedPdfSignature]]:
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        return reader, list(reader.embedded_regular_signatures)
    except Exception:  # Files of other programs are often a little wrong; a lenient reader opens them.
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        return reader, list(reader.embedded_regular_signatures)


def _row(signature: EmbeddedPdfSignature, trust: _Trust, pdf: bytes, *, last: bool) -> SignatureRow:
    try:
        certificate = facts_of(signature.signer_cert.dump())
    except Exception:  # A container without a readable certificate: nobody can be named.
        return SignatureRow(str(signature.field_name), "", "", "", None, "", "", "unknown", "changed")
    claimed = _claimed(signature)
    try:
        status = run_to_end(_validate(signature, trust, claimed))
    except Exception:  # Every failure to validate counts against the file.
        return _named(signature, certificate, claimed, "unknown", "changed")
    state = _certificate_state(status, certificate, trust, claimed)
    coverage = _coverage(signature, status, last=last, size=len(pdf))
    known = {root.dump() for root in trust.roots}
    ours = status.trusted or any(each.dump() in known for each in signature.other_embedded_certs)
    if not container_is_sound(pdf, signature.byte_range, strict=ours):
        coverage = "changed"
    return _named(signature, certificate, claimed, state, coverage)


async def _validate(signature: EmbeddedPdfSignature, trust: _Trust, claimed: datetime | None) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=list(trust.roots)),
        other_certs=[*trust.others, *signature.other_embedded_certs],
        moment=claimed or trust.now,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    return await async_validate_pdf_signature(signature, signer_validation_context=context)


def _coverage(signature: EmbeddedPdfSignature, status: PdfSignatureStatus, *, last: bool, size: int) -> Coverage:
    if not (status.intact and status.valid) or not status.docmdp_ok:
        return "changed"
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        first = signature.byte_range
        return "whole file" if int(first[2]) + int(first[3]) == size else "changed"
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return "changed"
    # After the last signature only validation data may follow: filling in a form unsigned is a change.
    allowed = ModificationLevel.LTA_UPDATES if last else ModificationLevel.FORM_FILLING
    level = status.modification_level
    return "later signatures only" if level is not None and level <= allowed and _grew(level, last) else "changed"


def _grew(level: ModificationLevel, last: bool) -> bool:
    """Whether bytes behind a signature are explained; loose bytes behind the last one are not."""
    return not (last and level == ModificationLevel.NONE)


def _certificate_state(
    status: PdfSignatureStatus, certificate: CertificateFacts, trust: _Trust, claimed: datetime | None
) -> CertificateState:
    if certificate.serial in trust.revoked:
        return "revoked"
    moment = claimed or trust.now
    if status.trusted and trust.staff is not None:
        der = status.signing_cert.dump()
        if der not in trust.staff:
            return "unknown"
        retired = trust.staff[der]
        # The claimed time alone proves nothing: whoever keeps an old copy of their key can claim any.
        if retired is not None and (moment >= retired or not trust.held):
            return "retired"
    if status.trusted:
        return "trusted" if moment <= trust.now else "claims a time in the future"
    if not certificate.valid_from <= moment <= certificate.valid_until:
        return "not valid at the time"
    return "unknown"


def _named(
    signature: EmbeddedPdfSignature,
    certificate: CertificateFacts,
    claimed: datetime | None,
    state: CertificateState,
    coverage: Coverage,
) -> SignatureRow:
    return SignatureRow(
        field=str(signature.field_name),
        name=certificate.name,
        credential=certificate.credential,
        meaning=str(signature.sig_object.get("/Reason", "")),
        claimed_time=claimed,
        serial=certificate.serial,
        issuer=certificate.issuer,
        certificate_state=state,
        coverage=coverage,
    )


def _claimed(signature: EmbeddedPdfSignature) -> datetime | None:
    try:
        claimed = signature.self_reported_timestamp
    except Exception:  # A date nobody can read is no date.
        return None
    return claimed if claimed is not None and claimed.tzinfo is not None else None


def _identity(reader: PdfFileReader) -> tuple[str, int, tuple[int, str] | None]:
    """Document id, version and state of the audit log from the attached record; empty for a foreign file."""
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        files = {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}
        record: Any = parse(files[RECORD_NAME]["/EF"]["/F"].data)
        facts = record["facts"]
        log = (int(facts["log_size"]), str(facts["log_root"])) if "log_size" in facts else None
        return str(record["document_id"]), int(record["version"]), log
    except Exception:  # Any other shape: not one of our documents.
        return "", 0, None


def _issued(staff: Sequence[StaffCertificate] | None) -> Mapping[bytes, datetime | None] | None:
    if staff is None:
        return None
    return {one.dump(): each.retired_at for each in staff for one in load_certificates(each.pem)}


def _certificates(bundles: Sequence[bytes]) -> tuple[asn1_x509.Certificate, ...]:
    return tuple(certificate for bundle in bundles for certificate in load_certificates(bundle))
