"""What is found about one signature or timestamp of a PDF: who, when, with which certificate, covering what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_timestamp
from pyhanko.sign.validation.status import DocumentTimestampStatus, PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleTrustManager

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.documents.appended import first_foreign_update
from ehr_desk.documents.certificate_states import Signing, certificate_state, entered_at
from ehr_desk.documents.certificates import CertificateFacts, facts_of
from ehr_desk.documents.container import container_is_sound
from ehr_desk.documents.revocation import revoked_on
from ehr_desk.documents.signature_rows import Coverage, SignatureRow
from ehr_desk.documents.signing_engine import run_to_end
from ehr_desk.documents.staff_certificates import StaffCertificate
from ehr_desk.documents.verifying_known import Known

Stamped = Sequence[tuple[EmbeddedPdfSignature, SignatureRow]]


class Judge:
    """Judges the signatures of one file."""

    def __init__(
        self,
        pdf: bytes,
        known: Known,
        signatures: Sequence[EmbeddedPdfSignature],
        reader: PdfFileReader,
        stamps: Sequence[EmbeddedPdfSignature],
    ) -> None:
        self._pdf = pdf
        self._known = known
        self._reader = reader
        self._last_signature = max(int(each.signed_revision) for each in signatures)
        self._stamped = frozenset(int(each.signed_revision) for each in stamps)

    def signature(self, signature: EmbeddedPdfSignature, stamped: Stamped) -> SignatureRow:
        """The row of a signature; ``stamped`` are the file's own timestamps with their rows."""
        try:
            return self._judged(signature, facts_of(signature.signer_cert.dump()), stamped)
        except Exception:  # Every failure to judge it counts against the file.
            return unjudged(signature)

    def _judged(self, signature: EmbeddedPdfSignature, certificate: CertificateFacts, stamped: Stamped) -> SignatureRow:
        claimed = _claimed(signature)
        status = run_to_end(self._validate(signature, claimed))
        trusted_time, authority = self._time(signature, status, stamped)
        owner = self._owner(status)
        revoked = self._revoked(signature, certificate, owner)
        _, _, begin, length = (int(number) for number in signature.byte_range)
        signing = Signing(claimed, trusted_time, entered_at(self._pdf, begin + length, self._known.entered))
        entry = self._known.staff.get(status.signing_cert.dump()) if self._known.staff is not None else None
        state = certificate_state(self._known, certificate, entry, signing, revoked, trusted=status.trusted)
        return SignatureRow(
            field=_field(signature),
            name=owner.name if owner else certificate.name,
            credential=owner.credential if owner else certificate.credential,
            elsewhere=certificate.name if owner else "",
            not_added=entry.not_added if entry else "",
            fingerprint=sha256_hex(signature.signer_cert.dump()),
            meaning=_meaning(signature),
            claimed_time=claimed,
            serial=certificate.serial,
            issuer=certificate.issuer,
            certificate_state=state,
            coverage=self._coverage(signature, status, self._ours(signature, status)),
            trusted_time=trusted_time,
            time_authority=authority,
            revoked_on=revoked,
            valid_until=certificate.valid_until,
            expired=self._known.now > certificate.valid_until,
        )

    def timestamp(self, stamp: EmbeddedPdfSignature) -> SignatureRow:
        """The row of a timestamp on the whole file."""
        try:
            authority = facts_of(stamp.signer_cert.dump())
            status = run_to_end(async_validate_pdf_timestamp(stamp, self._context(self._known.time_roots, stamp)))
            coverage = self._coverage(stamp, status, strict=False)
        except Exception:  # As with signatures: what cannot be judged is no proof of anything.
            return SignatureRow(_field(stamp), "", "", "", None, "", "", "unknown", "changed", "timestamp")
        trusted = status.trusted and coverage != "changed"
        return SignatureRow(
            field=_field(stamp),
            name=authority.name,
            credential="",
            meaning="",
            claimed_time=status.timestamp,
            serial=authority.serial,
            issuer=authority.issuer,
            certificate_state="trusted" if trusted else "unknown",
            coverage=coverage,
            kind="timestamp",
            trusted_time=status.timestamp if trusted else None,
            time_authority=authority.name,
        )

    async def _validate(self, signature: EmbeddedPdfSignature, claimed: datetime | None) -> PdfSignatureStatus:
        return await async_validate_pdf_signature(
            signature,
            signer_validation_context=self._context(self._known.roots, signature, claimed),
            ts_validation_context=self._context(self._known.time_roots, signature),
        )

    def _context(
        self,
        roots: Sequence[asn1_x509.Certificate],
        signature: EmbeddedPdfSignature,
        at: datetime | None = None,
    ) -> ValidationContext:
        return ValidationContext(
            trust_manager=SimpleTrustManager.build(trust_roots=list(roots)),
            other_certs=[*self._known.others, *signature.other_embedded_certs],
            moment=at or self._known.now,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )

    def _time(
        self, signature: EmbeddedPdfSignature, status: PdfSignatureStatus, stamped: Stamped
    ) -> tuple[datetime | None, str]:
        """The earliest moment at which the signature was there for sure, and who says so."""
        told: list[tuple[datetime, str]] = []
        unknown = ""
        own = status.timestamp_validity
        if own is not None and own.intact and own.valid:
            authority = facts_of(own.signing_cert.dump()).name
            if own.trusted:
                told.append((own.timestamp, authority))
            unknown = authority
        for stamp, row in stamped:
            if int(stamp.signed_revision) > int(signature.signed_revision) and row.coverage != "changed":
                if row.trusted_time:
                    told.append((row.trusted_time, row.time_authority))
                unknown = unknown or row.time_authority
        return min(told) if told else (None, unknown)

    def _revoked(
        self, signature: EmbeddedPdfSignature, certificate: CertificateFacts, owner: StaffCertificate | None
    ) -> datetime | None:
        found = [self._known.revoked[certificate.serial]] if certificate.serial in self._known.revoked else []
        if owner is not None and owner.revoked_at is not None:
            found.append(owner.revoked_at)
        if self._known.lists:
            brought = [*self._known.roots, *self._known.others, *signature.other_embedded_certs]
            issuers = [one for one in (loaded(each) for each in brought) if one is not None]
            own = x509.load_der_x509_certificate(signature.signer_cert.dump())
            by_list = revoked_on(own, issuers, self._known.lists)
            found += [by_list] if by_list else []
        return min(found, default=None)

    def _owner(self, status: PdfSignatureStatus) -> StaffCertificate | None:
        """Whose a certificate from elsewhere is, where an administrator vouched for it."""
        entry = self._known.staff.get(status.signing_cert.dump()) if self._known.staff is not None else None
        return entry if entry is not None and entry.vouched else None

    def _ours(self, signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
        roots = {root.dump() for root in self._known.roots}
        return status.trusted or any(each.dump() in roots for each in signature.other_embedded_certs)

    def _coverage(
        self, signature: EmbeddedPdfSignature, status: PdfSignatureStatus | DocumentTimestampStatus, strict: bool
    ) -> Coverage:
        roots = [x509.load_der_x509_certificate(each.dump()) for each in self._known.roots]
        if not container_is_sound(self._pdf, signature.byte_range, strict=strict, roots=roots):
            return "changed"
        # A timestamp permits nothing by itself, so nothing is said about it.
        permitted = status.docmdp_ok or (status.docmdp_ok is None and isinstance(status, DocumentTimestampStatus))
        if not (status.intact and status.valid and permitted):
            return "changed"
        if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
            first = signature.byte_range
            return "whole file" if int(first[2]) + int(first[3]) == len(self._pdf) else "changed"
        if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
            return "changed"
        # After the last signature only timestamps and validation data may follow: filling in a form unsigned is a
        # change, and so are loose bytes.
        last = int(signature.signed_revision) >= self._last_signature
        allowed = ModificationLevel.LTA_UPDATES if last else ModificationLevel.FORM_FILLING
        level = status.modification_level
        explained = level is not None and level <= allowed and not (last and level == ModificationLevel.NONE)
        if not explained:
            return "changed"
        return "appended" if int(signature.signed_revision) < self._foreign_update else "later signatures only"

    @cached_property
    def _foreign_update(self) -> int:
        """The update after the last signature that is neither a timestamp nor a proof, or 0."""
        return first_foreign_update(self._reader, self._last_signature, self._stamped)


def unjudged(signature: EmbeddedPdfSignature) -> SignatureRow:
    """The row of a signature that nobody can judge: it counts against the file."""
    try:
        der = signature.signer_cert.dump()
        certificate = facts_of(der)
    except Exception:  # A container without a readable certificate: nobody can be named.
        return SignatureRow(_field(signature), "", "", "", None, "", "", "unknown", "changed")
    return SignatureRow(
        field=_field(signature),
        name=certificate.name,
        credential=certificate.credential,
        meaning=_meaning(signature),
        claimed_time=_claimed(signature),
        serial=certificate.serial,
        issuer=certificate.issuer,
        certificate_state="unknown",
        coverage="changed",
        fingerprint=sha256_hex(der),
    )


def _field(signature: EmbeddedPdfSignature) -> str:
    try:
        return str(signature.field_name)
    except Exception:  # It stands in no place that anybody could name.
        return ""


def _meaning(signature: EmbeddedPdfSignature) -> str:
    """Not by ``get``, which hands out what is encrypted as it is."""
    try:
        said = signature.sig_object["/Reason"]
    except Exception:  # Nothing is said, or it stands nowhere.
        return ""
    return str(said) if isinstance(said, str) else ""


def _claimed(signature: EmbeddedPdfSignature) -> datetime | None:
    try:
        claimed = signature.self_reported_timestamp
    except Exception:  # A date nobody can read is no date.
        return None
    return claimed if claimed is not None and claimed.tzinfo is not None else None


def loaded(certificate: asn1_x509.Certificate) -> x509.Certificate | None:
    """A certificate that a file brings along; None for what cannot be read: it vouches for nobody."""
    try:
        return x509.load_der_x509_certificate(certificate.dump())
    except Exception:  # Of a foreign file anything may come.
        return None
