"""What the audit log says about keys: who was enrolled by an administrator, and which recovery sheets were issued."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.vault.audit import AuditEvent, event_of
from ehr_desk.vault.audit_check import Trust
from ehr_desk.vault.certificates import Certificate, ec_public_key, fingerprint, load, verify_with_key
from ehr_desk.vault.enrolment import ADMINISTRATION, CREATED, ENROLLED, REGRANTED, RENEWED, enrolment_statement
from ehr_desk.vault.header import Header
from ehr_desk.vault.next_key import statement
from ehr_desk.vault.opener import RECOVERY
from ehr_desk.vault.people import Person, exchange_key_vouched
from ehr_desk.vault.register import CERTIFICATE_RETIRED
from ehr_desk.vault.seal import unb64
from ehr_desk.vault.tables import AUDIT_EVENT
from ehr_desk.vault.vouching import VOUCHED, vouching_statement

RETIRED = "staff.retired"
KEY_BEGUN = "record_key.begun"
_ACTIONS = (CREATED, ENROLLED, REGRANTED, RENEWED, ADMINISTRATION, RETIRED, KEY_BEGUN, VOUCHED, CERTIFICATE_RETIRED)


class Enrolments:
    """The log read once, in its order. Only an administrator's signature gives access, or that of a recovery sheet
    that the vault was made with or an administrator issued: somebody who was one before, and kept a key, gives none,
    and no sheet vouches for itself. It counts only in an event that its owner wrote, so nobody enters one a second
    time, and only with a key that was in use by the order of the log: clocks differ."""

    def __init__(self, session: Session, trust: Trust, trusted: dict[str, Certificate]) -> None:
        self.certificates: dict[str, str] = {}
        self.sheets: set[str] = set()
        self.vouched: dict[str, str] = {}
        """Certificates from elsewhere, and whose an administrator of that moment said they are."""
        self._trust = trust
        self._trusted = trusted
        self._administrators: set[str] = set()
        self._ended: set[str] = set()
        self._uncounted: list[int] = []
        self._terms: list[tuple[int, frozenset[str]]] = []
        bodies = session.scalars(
            select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action.in_(_ACTIONS)).order_by(AUDIT_EVENT.c.seq)
        )
        for body in bodies:
            try:
                event = event_of(body)
            except (KeyError, TypeError, ValueError):
                continue  # the check of the log names it
            try:
                counts = self._take(event)
            except (KeyError, TypeError, ValueError):
                counts = False
            if not counts and event.action != VOUCHED:  # named with the certificate from elsewhere
                self._uncounted.append(event.seq)
            self._terms.append((event.seq, frozenset(self._administrators)))

    def administrators_before(self, seq: int) -> frozenset[str]:
        """Who was an administrator when an event of the log was written."""
        return next((held for at, held in reversed(self._terms) if at < seq), frozenset())

    def faults(self) -> Iterator[str]:
        """Events that would give access, a role or a recovery sheet, and that count for nothing, in words."""
        for seq in self._uncounted:
            yield f"Event {seq} gives access, a role or a recovery sheet; no administrator of that moment signed it."

    def _take(self, event: AuditEvent) -> bool:
        """Whether the event counts."""
        if event.action == CREATED:
            if self.sheets:  # a vault is made once
                return False
            self.sheets.add(str(event.detail["recovery"]))
        elif event.action == CERTIFICATE_RETIRED:
            self._ended.add(event.entity_id)
        elif event.action == RETIRED:
            self._administrators.discard(event.entity_id)
        elif event.action == KEY_BEGUN:
            by_hand = event.detail["signed_by"] != RECOVERY
            if not by_hand or not self._signed(event, statement(self._trust.vault_id, event.detail)):
                return False
            self.sheets.add(str(event.detail["recovery"]))
        elif event.action == VOUCHED:
            by_hand = event.detail["signed_by"] != RECOVERY
            said = vouching_statement(self._trust.vault_id, event.detail, event.entity_id)
            if not by_hand or not self._administrators or not self._signed(event, said):
                return False
            self.vouched[str(event.detail["certificate"])] = event.entity_id
        else:
            return self._enrols(event)
        return True

    def _enrols(self, event: AuditEvent) -> bool:
        if not self._signed(event, enrolment_statement(self._trust.vault_id, event.detail, event.entity_id)):
            return False
        if event.action != ADMINISTRATION:
            self.certificates[str(event.detail["certificate"])] = event.entity_id
        change = self._administrators.add if event.detail["administrator"] else self._administrators.discard
        change(event.entity_id)
        return True

    def _signed(self, event: AuditEvent, covered: bytes) -> bool:
        signature = unb64(event.detail["signature"])
        return any(verify_with_key(key, covered, signature) for key in self._signers(event))

    def _signers(self, event: AuditEvent) -> list[ec.EllipticCurvePublicKey]:
        by = event.detail["signed_by"]
        if by == RECOVERY:
            return self._trust.recovery_keys(self.sheets) if event.staff_id == RECOVERY else []
        certificate = self._trusted[by]
        if certificate.staff_id != event.staff_id or certificate.fingerprint in self._ended:
            return []
        first = not self._administrators and not self.certificates
        known = first or certificate.staff_id in self._administrators
        return [ec_public_key(load(certificate.pem))] if known else []

    def faults_of(self, vault_id: str, person: Person) -> Iterator[str]:
        """What is wrong with a person's part of the header, in words."""
        name, staff_id = person.identity.display_name, person.identity.staff_id
        print_of = fingerprint(load(person.certificate_pem))
        certificate = self._trusted.get(print_of)
        if certificate is None or certificate.staff_id != staff_id:
            yield f"The certificate of {name} does not stand in the clinic's register."
        if self.certificates.get(print_of) != staff_id:
            yield f"No signed enrolment was found for the certificate of {name}."
        if not exchange_key_vouched(vault_id, person):
            yield f"The exchange key of {name} is not theirs."

    def knows_sheets_of(self, header: Header) -> bool:
        """Whether every recovery sheet of the header was issued by an administrator."""
        return all(sha256_hex(public) in self.sheets for public in header.recovery.publics)
