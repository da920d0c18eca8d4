"""What a signer's certificate was worth when it signed: by trusted times, and by the order of the log."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ehr_desk.documents.certificates import CertificateFacts
from ehr_desk.documents.signature_rows import CertificateState
from ehr_desk.documents.staff_certificates import StaffCertificate
from ehr_desk.documents.verifying_known import Known
from ehr_desk.vault.timekeeping import ALLOWANCE

_END = re.compile(rb"%%EOF(\r?\n)?")


@dataclass(frozen=True)
class Signing:
    """When a signature was made: what it claims, since when it was there for sure, and with which event of the log the
    bytes that hold it were entered (0 where the log does not know them)."""

    claimed: datetime | None
    trusted_time: datetime | None
    entered: int


def certificate_state(
    known: Known,
    certificate: CertificateFacts,
    entry: StaffCertificate | None,
    signing: Signing,
    revoked: datetime | None,
    *,
    trusted: bool,
) -> CertificateState:
    """``trusted``: it leads to a known root. ``entry``: what the clinic's register says of it."""
    moment = signing.claimed or known.now
    if revoked is not None and _revoked_before(known, entry, signing, revoked):
        return "revoked"
    if known.staff is not None and (trusted or entry is not None):
        if entry is None or entry.not_added:
            return "unknown"
        if 0 < entry.retired_seq < signing.entered:
            return "retired"  # By the order of the log, whatever time it claims: the key may have been copied.
        retired, proven = entry.retired_at, signing.trusted_time
        before = retired is None or (proven is not None and proven < retired)
        before = before or 0 < signing.entered < entry.retired_seq
        if not before and retired is not None and (moment >= retired or not known.in_register):
            return "retired"
    vouched = entry is not None and entry.vouched
    if vouched and not known.held:
        return "unknown"  # Whoever brought the key from elsewhere can sign anything with it, at any time.
    if not certificate.valid_from <= moment <= certificate.valid_until and (vouched or not trusted):
        return "not valid at the time"
    if trusted or vouched:
        return "trusted" if moment <= known.now + ALLOWANCE else "claims a time in the future"
    return "unknown"


def _revoked_before(known: Known, entry: StaffCertificate | None, signing: Signing, revoked: datetime) -> bool:
    """Whether it was revoked when it signed. What the log knows of both in their order needs no clock: whatever came
    after the revocation is too late, and what came before is not, unless it was said to hold since before that."""
    if entry is not None and entry.revoked_entry is not None and signing.entered:
        seq, at = entry.revoked_entry
        if signing.entered > seq:
            return True
        if revoked >= at - ALLOWANCE:
            return False
    # The claimed time alone proves nothing: whoever keeps an old copy of a key can claim any.
    proven = signing.trusted_time or (signing.claimed if known.held else None)
    return proven is None or proven >= revoked


def entered_at(pdf: bytes, end: int, entered: Mapping[str, int]) -> int:
    """The first event with which the log (``entered``: by SHA-256) entered a state of this file that holds its first
    ``end`` bytes, those of a signature; 0 where it knows none."""
    if not entered:
        return 0
    ends = {end, len(pdf)}
    for found in _END.finditer(pdf, end):
        ends |= {found.start() + len(b"%%EOF"), found.end()}
    digest, at, seqs = hashlib.sha256(), 0, set()
    for each in sorted(ends):
        digest.update(pdf[at:each])
        at = each
        seqs.add(entered.get(digest.hexdigest(), 0))
    return min(seqs - {0}, default=0)
