"""Which certificates of people were given, ended and revoked, by the order of the log: clocks differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ehr_desk.common.clock import from_stamp, stamp
from ehr_desk.vault.audit import AuditEvent
from ehr_desk.vault.certificates import Certificate, ec_public_key, load, public_key_der
from ehr_desk.vault.enrolment import GIVEN
from ehr_desk.vault.opener import RECOVERY


class KeysInUse:
    """What the events that count say of certificates (each by its fingerprint) and their keys. Which ones count,
    ``Enrolments`` decides while it reads the log, and tells it here. A key that was revoked is good under no
    certificate. ``trusted``: people's certificates that lead to the clinic's root."""

    def __init__(self, trusted: Mapping[str, Certificate]) -> None:
        self.owners: dict[str, str] = {}
        """Whose each certificate is that was given."""
        self.ended: dict[str, AuditEvent] = {}
        """The first event that took the certificate out of use."""
        self.revoked: dict[str, AuditEvent] = {}
        """The first event that revoked it."""
        self._trusted = trusted
        self._since: dict[str, int] = {}
        self._revoked_keys: dict[bytes, int] = {}
        self._given: dict[bytes, str] = {}

    # What the log told ------------------------------------------------------------------------------------------

    def give(self, event: AuditEvent) -> None:
        """An enrolment that counts."""
        print_of = str(event.detail["certificate"])
        self.owners[print_of] = event.entity_id
        self._since.setdefault(print_of, event.seq)
        if event.detail.get(GIVEN):
            self._given[self._key_of(print_of)] = event.entity_id

    def end(self, event: AuditEvent) -> None:
        """An event that counts and takes the certificate that it is about out of use."""
        self.ended.setdefault(event.entity_id, event)

    def revoke(self, event: AuditEvent) -> None:
        """An event that counts and revokes a certificate; ``ValueError`` where it does not say since when."""
        from_stamp(str(event.detail["at"]))
        print_of = str(event.detail["certificate"])
        self.revoked.setdefault(print_of, event)
        self._revoked_keys.setdefault(self._key_of(print_of), event.seq)

    def choose(self, staff_id: str) -> None:
        """Somebody set a passphrase of their own."""
        self._given = {key: owner for key, owner in self._given.items() if owner != staff_id}

    # What that comes to -----------------------------------------------------------------------------------------

    def enrolled(self, by: str, event: AuditEvent) -> bool:
        """Whether a certificate had been given by the time of an event: whoever copied the issuing key makes others in
        anybody's name. The first one vouches for itself."""
        return by == RECOVERY or not self._since or self._since.get(by, event.seq) < event.seq

    def ended_by(self, by: str, event: AuditEvent) -> bool:
        """Whether a certificate had ended by the time of an event."""
        return by in self.ended and self.ended[by].seq < event.seq

    def revoked_by(self, by: str, event: AuditEvent) -> bool:
        """The same of its key, under whichever certificate it was revoked."""
        return self._revoked_keys.get(self._key_of(by), event.seq) < event.seq

    def in_use(self, by: str, event: AuditEvent) -> bool:
        """Whether a certificate had been given by the time of an event, and neither ended nor was revoked."""
        return self.enrolled(by, event) and not self.ended_by(by, event) and not self.revoked_by(by, event)

    def out_of_use(self, print_of: str) -> bool:
        """Whether a certificate of somebody's has ended, or its key was revoked, in the end of the log."""
        return print_of in self.ended or self.has_revoked_key(print_of)

    def has_revoked_key(self, print_of: str) -> bool:
        """Whether the key of a certificate was revoked, under this certificate or another one."""
        return self._key_of(print_of) in self._revoked_keys

    def owes_passphrase(self, print_of: str) -> bool:
        """Whether somebody else chose the passphrase that came with the key of a certificate, and its owner, by the
        log, has set none of their own since: new keys apart, nothing else ends that."""
        return self._key_of(print_of) in self._given

    def owing(self, staff_id: str) -> bool:
        """The same of somebody's keys: whether any of them came with such a passphrase."""
        return staff_id in self._given.values()

    def same_key(self, first: str, second: str) -> bool:
        """Whether two certificates are of the same key."""
        return self._key_of(first) == self._key_of(second)

    def _key_of(self, print_of: str) -> bytes:
        certificate = self._trusted.get(print_of)
        # Another kind of certificate has a key that nothing here is signed with.
        return public_key_der(ec_public_key(load(certificate.pem))) if certificate else print_of.encode()


def ended_by_log(register: Iterable[Certificate], ended: Mapping[str, AuditEvent]) -> list[Certificate]:
    """Certificates with the ends that the log gives them (``KeysInUse.ended``): a row of the register that says more
    or less than the log was written past the program."""
    return [_ended_by_log(one, ended.get(one.fingerprint)) for one in register]


def _ended_by_log(one: Certificate, end: AuditEvent | None) -> Certificate:
    if end is None:
        return replace(one, retired_at="", retired_because="")
    return replace(one, retired_at=stamp(end.at))
