"""Which certificates are revoked: by the audit log, which is what is signed.

Taking a row out of the register gives nobody their certificate back, and a row or an event that no administrator wrote
takes nobody's away; ``check`` names both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.common.clock import Clock, from_stamp
from ehr_desk.common.days import in_words
from ehr_desk.common.errors import UserError
from ehr_desk.vault.certificates import Certificate, load
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.register import REVOKED, all_certificates
from ehr_desk.vault.tables import AUDIT_EVENT, CERTIFICATE_REVOCATION
from ehr_desk.vault.trust import Trust, trusted_people


@dataclass(frozen=True)
class Revocation:
    """A revoked certificate: since when, by whom, why (empty where only the log still says so); number and time of the
    log's event, the first of those that count."""

    certificate: Certificate
    at: datetime
    revoked_by: str
    reason: str
    entered: tuple[int, datetime] | None = None


def revocations(session: Session, trust: Trust) -> list[Revocation]:
    """Everything that was revoked, by the moment since which it is."""
    if session.execute(select(AUDIT_EVENT.c.seq).where(AUDIT_EVENT.c.action == REVOKED).limit(1)).first() is None:
        return []
    register = all_certificates(session)
    known = {one.fingerprint: one for one in register}
    reasons = {row.fingerprint: row.reason for row in session.execute(select(CERTIFICATE_REVOCATION))}
    revoked = Enrolments(session, trust, trusted_people(trust.root_pem, register)).keys.revoked
    found = [
        Revocation(
            known[print_of],
            from_stamp(str(event.detail["at"])),
            event.staff_id,
            reasons.get(print_of, ""),
            (event.seq, event.at),
        )
        for print_of, event in revoked.items()
        if print_of in known
    ]
    return sorted(found, key=lambda one: one.at)


def revoked_keys(session: Session, trust: Trust) -> list[Revocation]:
    """Every certificate of the register whose key was revoked, under it or under another one, each with the first
    revocation of that key: no certificate, later or older, makes it good."""
    first: dict[bytes, Revocation] = {}
    for one in revocations(session, trust):
        first.setdefault(_key(one.certificate.pem), one)
    register = [(each, _key(each.pem)) for each in all_certificates(session)] if first else []
    return [replace(first[key], certificate=each) for each, key in register if key in first]


def revoked_with_key(session: Session, trust: Trust, certificate_pem: str) -> Revocation | None:
    """The first revocation of a certificate or of another one for the same key: no certificate makes that good."""
    key = _key(certificate_pem)
    return next((one for one in revocations(session, trust) if _key(one.certificate.pem) == key), None)


def _key(pem: str) -> bytes:
    """The public key of a certificate of any kind."""
    return load(pem).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def require_not_revoked(session: Session, trust: Trust, certificate_pem: str, clock: Clock) -> None:
    """Refuses whoever signs, or acts as an administrator, with a revoked certificate, or with the key of one."""
    revoked = revoked_with_key(session, trust, certificate_pem)
    if revoked is not None:
        day = in_words(revoked.at.astimezone(clock.local().tzinfo).date())
        raise UserError(
            f"Your certificate was revoked as of {day}: {revoked.reason}",
            "Ask an administrator for a new passphrase (Settings, Staff): a new key and certificate come with it.",
        )
