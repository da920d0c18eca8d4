"""What the audit log says about keys: who was enrolled by an administrator, and which recovery sheets were issued."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import from_stamp
from ehr_desk.vault.audit import AuditEvent, event_of
from ehr_desk.vault.certificates import Certificate, ec_public_key, fingerprint, load, verify_with_key
from ehr_desk.vault.enrolment import ADMINISTRATION, CREATED, ENROLLED, REGRANTED, RENEWED, enrolment_statement
from ehr_desk.vault.header import Header
from ehr_desk.vault.next_key import statement
from ehr_desk.vault.opener import RECOVERY
from ehr_desk.vault.people import Person, exchange_key_vouched
from ehr_desk.vault.register import CERTIFICATE_RETIRED, REVOKED
from ehr_desk.vault.seal import unb64
from ehr_desk.vault.tables import AUDIT_EVENT
from ehr_desk.vault.trust import Trust, really_wrote
from ehr_desk.vault.vouching import VOUCHED, vouching_statement

RETIRED = "staff.retired"
KEY_BEGUN, KEY_CHANGED, KEY_POSTPONED = "record_key.begun", "record_key.changed", "record_key.postponed"
_ENDS = (RETIRED, CERTIFICATE_RETIRED, REVOKED)
_OF_KEYS = (KEY_BEGUN, KEY_CHANGED, KEY_POSTPONED)
_ACTIONS = (CREATED, ENROLLED, REGRANTED, RENEWED, ADMINISTRATION, VOUCHED, *_OF_KEYS, *_ENDS)


class Enrolments:
    """The log read once, in its order. Only an administrator's signature gives access, or that of a recovery sheet
    that the vault was made with or an administrator issued: somebody who was one before, and kept a key, gives none,
    and no sheet vouches for itself. It counts only in an event that its owner wrote, so nobody enters one a second
    time, and only with a key that was in use and not revoked by the order of the log: clocks differ. What ends an
    access or takes a certificate out of use counts where an administrator of that moment really wrote it, in a sitting
    that such a key opened, or the recovery code. A key that was revoked is good under no later certificate. A sheet's
    word ends where the log begins the key that the next sheet is for: of the header's sheets at once, of others (a
    header that somebody set back) once the log says that the key changed. What was put off replaced nothing."""

    def __init__(self, session: Connection | Session, trust: Trust, trusted: dict[str, Certificate]) -> None:
        self.certificates: dict[str, str] = {}
        self.sheets: frozenset[str] = frozenset()
        """Hashes of the recovery sheets that are in force (one), in the end of the log."""
        self.vouched: dict[str, str] = {}
        """Certificates from elsewhere, and whose an administrator of that moment said they are."""
        self.ended: dict[str, AuditEvent] = {}
        """By fingerprint: the first event that counts and took the certificate out of use."""
        self.revoked: dict[str, AuditEvent] = {}
        """The same of those that revoked it."""
        self._session = session
        self._trust = trust
        self._trusted = trusted
        self._administrators: set[str] = set()
        self._uncounted: list[AuditEvent] = []
        self._terms: list[tuple[int, frozenset[str], frozenset[str]]] = []
        self._issued: set[str] = set()
        self._begun = ""
        self._kept = {sha256_hex(public) for public in trust.recovery_publics}
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
                self._uncounted.append(event)
            self._terms.append((event.seq, frozenset(self._administrators), self.sheets))

    def administrators_before(self, seq: int) -> frozenset[str]:
        """Who was an administrator when an event of the log was written."""
        return next((held for at, held, _ in reversed(self._terms) if at < seq), frozenset())

    @property
    def administrators(self) -> frozenset[str]:
        """Who is one in the end of the log."""
        return frozenset(self._administrators)

    def sheets_before(self, seq: int) -> frozenset[str]:
        """The recovery sheets that were in force when an event of the log was written."""
        return next((sheets for at, _, sheets in reversed(self._terms) if at < seq), frozenset())

    def administrator_wrote(self, event: AuditEvent) -> bool:
        """Whether an administrator of that moment wrote an event, in a sitting that counts."""
        return event.staff_id in self.administrators_before(event.seq) and self._wrote(event)

    def faults(self) -> Iterator[str]:
        """Events that would give or end access, a role, a certificate or a recovery sheet, and that count for
        nothing, in words."""
        for event in self._uncounted:
            if event.action in _ENDS:
                yield self._said_ended(event)
            else:
                yield (
                    f"Event {event.seq} gives access, a role or a recovery sheet; no administrator of that moment "
                    "signed it."
                )

    def _said_ended(self, event: AuditEvent) -> str:
        marked = str(event.detail.get("certificate", "")) if event.action == REVOKED else event.entity_id
        who = self._name_of(event.staff_id)
        if event.action == RETIRED:
            said = f"Event {event.seq} says that the access of {self._name_of(event.entity_id)} ended"
        else:
            owner = self._trusted[marked].name if marked in self._trusted else marked[:8]
            ended = "revoked" if event.action == REVOKED else "taken out of use"
            said = f"Event {event.seq} says that a certificate of {owner} was {ended}"
        if not really_wrote(self._session, self._trust, self._trusted, event):
            return f"{said}, and {who}, whom it names, did not write it."
        if not self._may_end(event):
            return f"{said}, and no administrator wrote it: {who} did."
        if not self._wrote(event):
            return f"{said}, in a sitting that a key of {who} opened which had ended or was revoked by then."
        return f"{said}, names another one as well, and was written by {who}."

    def _name_of(self, staff_id: str) -> str:
        names = [one.name for one in self._trusted.values() if one.staff_id == staff_id]
        return "the recovery code" if staff_id == RECOVERY else names[-1] if names else "somebody unknown"

    def _take(self, event: AuditEvent) -> bool:
        """Whether the event counts."""
        if event.action == CREATED:
            if self._issued:  # a vault is made once
                return False
            self._issued.add(str(event.detail["recovery"]))
            self.sheets = frozenset(self._issued)
        elif event.action in _ENDS:
            return self._ends(event)
        elif event.action == KEY_BEGUN:
            by_hand = event.detail["signed_by"] != RECOVERY
            if not by_hand or not self._signed(event, statement(self._trust.vault_id, event.detail)):
                return False
            if (fresh := str(event.detail["recovery"])) in self._issued:  # each is issued once
                return False
            self._issued.add(fresh)
            self._begun = fresh
            if fresh in self._kept:
                self.sheets = frozenset({fresh})
        elif event.action in (KEY_CHANGED, KEY_POSTPONED):
            if self._begun and event.action == KEY_CHANGED:
                self.sheets = frozenset({self._begun})
            self._begun = ""
        elif event.action == VOUCHED:
            by_hand = event.detail["signed_by"] != RECOVERY
            said = vouching_statement(self._trust.vault_id, event.detail, event.entity_id)
            if not by_hand or not self._administrators or not self._signed(event, said):
                return False
            self.vouched[str(event.detail["certificate"])] = event.entity_id
        else:
            return self._enrols(event)
        return True

    def _ends(self, event: AuditEvent) -> bool:
        if not self._may_end(event) or not self._wrote(event):
            return False
        if event.action == RETIRED:
            self._administrators.discard(event.entity_id)
        elif event.action == REVOKED:
            from_stamp(str(event.detail["at"]))  # since when it is, or it counts for nothing
            self.revoked.setdefault(str(event.detail["certificate"]), event)
        elif event.entity_id == event.detail["certificate"]:
            self.ended.setdefault(event.entity_id, event)
        else:
            return False
        return True

    def _may_end(self, event: AuditEvent) -> bool:
        return event.staff_id == RECOVERY or event.staff_id in self.administrators_before(event.seq)

    def _wrote(self, event: AuditEvent) -> bool:
        return really_wrote(
            self._session, self._trust, self._trusted, event, self._out_of_use, self.sheets_before(event.seq)
        )

    def _out_of_use(self, event: AuditEvent) -> bool:
        """Whether what signed an event had ended, or was revoked, by the order of the log."""
        by = str(event.detail.get("signed_by", ""))
        ends = (self.ended.get(by), self.revoked.get(by))
        return any(end is not None and end.seq < event.seq for end in ends)

    def _enrols(self, event: AuditEvent) -> bool:
        if not self._signed(event, enrolment_statement(self._trust.vault_id, event.detail, event.entity_id)):
            return False
        if event.action != ADMINISTRATION:
            if self._has_revoked_key(str(event.detail["certificate"])):
                return False
            self.certificates[str(event.detail["certificate"])] = event.entity_id
        change = self._administrators.add if event.detail["administrator"] else self._administrators.discard
        change(event.entity_id)
        return True

    def _has_revoked_key(self, print_of: str) -> bool:
        of, gone = self._trusted.get(print_of), [self._trusted[each] for each in self.revoked if each in self._trusted]
        return of is not None and any(load(of.pem).public_key() == load(each.pem).public_key() for each in gone)

    def _signed(self, event: AuditEvent, covered: bytes) -> bool:
        signature = unb64(event.detail["signature"])
        return any(verify_with_key(key, covered, signature) for key in self._signers(event))

    def _signers(self, event: AuditEvent) -> list[ec.EllipticCurvePublicKey]:
        by = event.detail["signed_by"]
        if by == RECOVERY:
            return self._trust.recovery_keys(self.sheets) if event.staff_id == RECOVERY else []
        certificate = self._trusted[by]
        if certificate.staff_id != event.staff_id or self._out_of_use(event):
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
        """Whether every recovery sheet of the header was issued by an administrator, and the newest is in force."""
        known = all(sha256_hex(public) in self._issued for public in header.recovery.publics)
        return known and sha256_hex(header.recovery.public) in self.sheets
