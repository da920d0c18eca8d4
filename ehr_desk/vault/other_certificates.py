"""Certificates of the register that belong to no enrolment: those of issuers, of devices, and those from elsewhere.

What vouches for them is the audit log: each was entered by an act of its own, and the log's heads are signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.vault import revocation_check
from ehr_desk.vault.audit import readable
from ehr_desk.vault.authority import key_from_der
from ehr_desk.vault.certificates import Certificate, ec_public_key, issued_by, load
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.keys_in_use import ended_by_log
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.register_check import DEVICE_ADDED, PAPER_KEY_CHOSEN, entering, not_added
from ehr_desk.vault.revocations import revocations
from ehr_desk.vault.tables import AUDIT_EVENT, DEVICE_KEY
from ehr_desk.vault.trust import Trust, trusted_people
from ehr_desk.vault.vouching import VOUCHED, is_made_out_to


@dataclass(frozen=True)
class FromElsewhere:
    """A certificate from elsewhere and whose it is: name and credential as the clinic's own certificate has them.

    ``vouched``: an administrator said that it is theirs, and it bears their name. ``revoked``: since when.
    """

    certificate: Certificate
    name: str
    credential: str
    vouched: bool
    revoked: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether it signs nothing any more."""
        return bool(self.certificate.retired_at) or self.revoked is not None


def from_elsewhere(session: Session, trust: Trust) -> list[FromElsewhere]:
    """Every certificate from elsewhere in the register, in the order in which they were entered."""
    register = all_certificates(session)
    imported = [one for one in register if one.kind == "imported"]
    if not imported:
        return []
    trusted = trusted_people(trust.root_pem, register)
    log = Enrolments(session, trust, trusted)
    gone = {one.certificate.fingerprint: one.at for one in revocations(session, trust)}
    people = list(trusted.values())
    return [_described(one, people, log.vouched, gone) for one in ended_by_log(imported, log.keys.ended)]


def _described(
    one: Certificate, people: list[Certificate], vouched: Mapping[str, str], gone: Mapping[str, datetime]
) -> FromElsewhere:
    own = [each for each in people if each.staff_id == one.staff_id]
    newest = max(own, key=lambda each: each.not_before, default=None)
    good = vouched.get(one.fingerprint) == one.staff_id and any(is_made_out_to(one.pem, each.name) for each in own)
    name, credential = (newest.name, newest.credential) if newest else ("", "")
    return FromElsewhere(one, name, credential, good, gone.get(one.fingerprint))


def vouching_faults(session: Session, vouched: Mapping[str, str]) -> Iterator[str]:
    """Events that say an administrator vouched for a certificate, and that none of that moment signed."""
    bodies = session.scalars(select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == VOUCHED))
    for event in readable(bodies):
        if vouched.get(str(event.detail.get("certificate", ""))) != event.entity_id:
            yield f"Event {event.seq} vouches for a certificate from elsewhere, and no administrator signed it."


def faults(session: Session, root_pem: str, register: list[Certificate], enrolments: Enrolments) -> Iterator[str]:
    """What is wrong with these certificates, in words."""
    root = load(root_pem)
    issuers = [each for each in register if each.kind == "issuing"]
    good = [load(each.pem) for each in issuers if issued_by(load(each.pem), root)]
    if len(good) < len(issuers):
        yield "An issuing certificate in the register was not signed by the clinic's root."
    added, chosen = devices_added(session, enrolments), _chosen(session, enrolments)
    for one in register:
        if one.kind == "device":
            yield from _device(session, one, any(issued_by(load(one.pem), each) for each in good), added)
        elif one.kind == "imported" and (one.fingerprint, one.staff_id) not in chosen:
            yield f"Nobody entered the certificate from elsewhere of {one.name} that stands in the register."
    yield from revocation_check.faults(session, root_pem, register, enrolments)


def _device(session: Session, one: Certificate, ours: bool, added: set[str]) -> Iterator[str]:
    if not ours:
        yield f"The certificate of {one.name} in the register was not issued by the clinic."
    elif one.fingerprint not in added:
        yield not_added(one)
    pkcs8 = session.scalar(select(DEVICE_KEY.c.pkcs8).where(DEVICE_KEY.c.fingerprint == one.fingerprint))
    if pkcs8 is not None and key_from_der(pkcs8).public_key() != ec_public_key(load(one.pem)):
        yield f"The key of {one.name} does not belong to its certificate."


def devices_added(session: Session, enrolments: Enrolments) -> set[str]:
    """The devices (fingerprints of certificates) that an administrator of that moment added, by the log."""
    events = entering(session, enrolments, DEVICE_ADDED)
    return {event.entity_id for event in events if event.detail.get("certificate") == event.entity_id}


def never_added(session: Session, trust: Trust) -> dict[str, str]:
    """The certificates of people and devices in the register that nobody with the right put there, by the log: by
    fingerprint, what is wrong with each in words. Papers that they signed count for nothing."""
    register = all_certificates(session)
    log = Enrolments(session, trust, trusted_people(trust.root_pem, register))
    devices = devices_added(session, log)
    people = {one.fingerprint for one in register if log.keys.owners.get(one.fingerprint) == one.staff_id}
    added = {"person": people, "device": devices}
    return {
        one.fingerprint: not_added(one)
        for one in register
        if one.fingerprint not in added.get(one.kind, (one.fingerprint,))
    }


def _chosen(session: Session, enrolments: Enrolments) -> set[tuple[str, str]]:
    """Certificates from elsewhere, and who chose each for themselves, by the log."""
    events = entering(session, enrolments, PAPER_KEY_CHOSEN)
    return {(str(event.detail.get("certificate", "")), event.entity_id) for event in events}
