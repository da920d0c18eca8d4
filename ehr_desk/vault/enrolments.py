"""What the audit log says about keys: who was enrolled by an administrator, and which recovery sheets were issued."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.vault.audit import AuditEvent, readable
from ehr_desk.vault.certificates import Certificate, ec_public_key, fingerprint, load, verify_with_key
from ehr_desk.vault.enrolment import (
    ADMINISTRATION,
    CREATED,
    ENROLLED,
    GIVEN,
    PASSPHRASE_CHANGED,
    REGRANTED,
    RENEWED,
    enrolment_statement,
)
from ehr_desk.vault.header import Header
from ehr_desk.vault.keys_in_use import KeysInUse
from ehr_desk.vault.next_key import statement
from ehr_desk.vault.opener import RECOVERY
from ehr_desk.vault.register import CERTIFICATE_RETIRED, ISSUING_RENEWED, REVOKED, all_certificates, issuer_of
from ehr_desk.vault.seal import unb64
from ehr_desk.vault.tables import AUDIT_EVENT, CERTIFICATE
from ehr_desk.vault.trust import Openings, Trust, opened_with, really_wrote, trusted_people
from ehr_desk.vault.vouching import VOUCHED, vouching_statement

RETIRED = "staff.retired"
KEY_BEGUN, KEY_CHANGED, KEY_POSTPONED = "record_key.begun", "record_key.changed", "record_key.postponed"
ENDS = (RETIRED, CERTIFICATE_RETIRED, REVOKED)
_OF_KEYS = (KEY_BEGUN, KEY_CHANGED, KEY_POSTPONED)
_ACTIONS = (
    CREATED,
    ENROLLED,
    REGRANTED,
    RENEWED,
    ADMINISTRATION,
    VOUCHED,
    ISSUING_RENEWED,
    PASSPHRASE_CHANGED,
    *_OF_KEYS,
    *ENDS,
)


class Enrolments:
    """The log read once, in its order. Only an administrator's signature gives access, or that of a recovery sheet
    that the vault was made with or an administrator issued: somebody who was one before, and kept a key, gives none,
    and no sheet vouches for itself. It counts only in an event that its owner really wrote, in a sitting of theirs, so
    nobody enters one a second time, and only with a key that was in use and not revoked by the order of the log: clocks
    differ. What ends an access or takes a certificate out of use counts where an administrator of that moment really
    wrote it. The recovery code gives new keys only under a certificate that nobody had, of an issuing certificate that
    the root key made in the same sitting, and ends only what those new keys take the place of. Nothing counts that a
    sitting wrote after the key that opened it was revoked, or was taken out of use in another one. A key that was
    revoked is good under no certificate. A sheet's word ends where the log begins the key that the next sheet is for:
    of the header's sheets at once, of others (a header that somebody set back) once the log says that the key changed.
    What was put off replaced nothing."""

    def __init__(self, session: Connection | Session, trust: Trust, trusted: dict[str, Certificate]) -> None:
        self.keys = KeysInUse(trusted)
        self.sheets: frozenset[str] = frozenset()
        """Hashes of the recovery sheets that are in force (one), in the end of the log."""
        self.vouched: dict[str, str] = {}
        """Certificates from elsewhere, and whose an administrator of that moment said they are."""
        self.begun: AuditEvent | None = None
        """The event that counts and began a new record key whose end the log does not tell."""
        self.begun_before: dict[int, AuditEvent] = {}
        """The same by the number of the event that told its end."""
        self.uncounted: list[AuditEvent] = []
        """Events that would give or end something, and count for nothing."""
        self.trusted = trusted
        """People's certificates that lead to the clinic's root, by fingerprint."""
        self._session = session
        self._trust = trust
        self._administrators: set[str] = set()
        self._terms: list[tuple[int, frozenset[str], frozenset[str]]] = []
        self._issued: set[str] = set()
        self._openings: Openings = {}
        self._issuing: dict[str, str] = {}
        self._owed: list[AuditEvent] = []
        self._kept = {sha256_hex(public) for public in trust.recovery_publics}
        bodies = session.scalars(
            select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action.in_(_ACTIONS)).order_by(AUDIT_EVENT.c.seq)
        )
        for event in readable(bodies):
            try:
                counts = self._take(event)
            except (KeyError, TypeError, ValueError):
                counts = False
            if not counts and event.action != VOUCHED:  # named with the certificate from elsewhere
                self.uncounted.append(event)
            self._terms.append((event.seq, frozenset(self._administrators), self.sheets))
        self.uncounted.extend(self._owed)
        self._without_effect = {event.seq for event in self.uncounted}

    def counts(self, event: AuditEvent) -> bool:
        """Whether an event of those that are read here (of people, their certificates and roles, the clinic's issuing
        certificate, sheets) counts."""
        return event.seq not in self._without_effect

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

    def wrote(self, event: AuditEvent) -> bool:
        """Whether whom an event names really wrote it, in a sitting of theirs that a key opened which was in use
        then: the one way to ask before an event is believed."""

        def ended(opened: AuditEvent) -> bool:
            by = str(opened.detail.get("signed_by", ""))
            if not self.keys.enrolled(by, event):
                return True
            # Whoever renews their own certificate goes on in the sitting that the one before opened.
            end = self.keys.ended.get(by)
            went_on = end is not None and end.sitting == event.sitting and opened.seq < end.seq
            return self.keys.revoked_by(by, event) or (self.keys.ended_by(by, event) and not went_on)

        sheets = self.sheets_before(event.seq)
        return really_wrote(self._session, self._trust, self.trusted, event, ended, sheets, self._openings)

    def stands_written(self, event: AuditEvent) -> bool:
        """The same by the log alone, whatever had ended or was revoked by then."""
        return really_wrote(self._session, self._trust, self.trusted, event)

    def administrator_wrote(self, event: AuditEvent) -> bool:
        """Whether an administrator of that moment wrote an event, in a sitting that counts."""
        return event.staff_id in self.administrators_before(event.seq) and self.wrote(event)

    def signed(self, event: AuditEvent, covered: bytes) -> bool:
        """Whether whom an event names signed these bytes for it (``signed_by``, ``signature``), with a certificate of
        theirs that was in use then, and wrote it."""
        by, signature = str(event.detail["signed_by"]), unb64(event.detail["signature"])
        signer = self.trusted.get(by)
        if signer is None or signer.staff_id != event.staff_id or not self.keys.in_use(by, event):
            return False
        return verify_with_key(ec_public_key(load(signer.pem)), covered, signature) and self.wrote(event)

    def unlocked(self, event: AuditEvent) -> bool:
        """Whether whom an unlock names signed for it."""
        return opened_with(self._trust, self.trusted, event, self.sheets_before(event.seq)) is not None

    def name_of(self, staff_id: str) -> str:
        """Whom an event names, in words."""
        names = [one.name for one in self.trusted.values() if one.staff_id == staff_id]
        return "the recovery code" if staff_id == RECOVERY else names[-1] if names else "somebody unknown"

    def _take(self, event: AuditEvent) -> bool:
        """Whether the event counts."""
        if event.action == CREATED:
            if self._issued:  # a vault is made once
                return False
            self._issued.add(str(event.detail["recovery"]))
            self._issuing[str(event.detail["issuing"])] = event.sitting
            self.sheets = frozenset(self._issued)
        elif event.action in ENDS and event.staff_id == RECOVERY:
            self._owed.append(event)  # until the new keys that it belongs to
        elif event.action in ENDS:
            return self._ends(event)
        elif event.action == ISSUING_RENEWED:
            if not self.administrator_wrote(event) and not self._by_code(event):
                return False
            self._issuing.setdefault(str(event.detail["certificate"]), event.sitting)
        elif event.action == KEY_BEGUN:
            by_hand = event.detail["signed_by"] != RECOVERY
            if not by_hand or not self._signed(event, statement(self._trust.vault_id, event.detail)):
                return False
            if (fresh := str(event.detail["recovery"])) in self._issued:  # each is issued once
                return False
            self._issued.add(fresh)
            self.begun = event
            if fresh in self._kept:
                self.sheets = frozenset({fresh})
        elif event.action in (KEY_CHANGED, KEY_POSTPONED):
            if self.begun is not None:
                self.begun_before[event.seq] = self.begun
                if event.action == KEY_CHANGED:
                    self.sheets = frozenset({str(self.begun.detail["recovery"])})
            self.begun = None
        elif event.action == PASSPHRASE_CHANGED:
            return self._chooses(event)
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
        if not self._may_end(event) or not self.wrote(event):
            return False
        if event.action == RETIRED:
            self._administrators.discard(event.entity_id)
        elif event.action == REVOKED:
            self.keys.revoke(event)
        elif event.entity_id == event.detail["certificate"]:
            self.keys.end(event)
        else:
            return False
        return True

    def _may_end(self, event: AuditEvent) -> bool:
        return event.staff_id in self.administrators_before(event.seq)

    def _by_code(self, event: AuditEvent) -> bool:
        return event.staff_id == RECOVERY and self.wrote(event)

    def _made_with_root(self, event: AuditEvent) -> bool:
        """Whether the keys that a recovery sitting gave somebody are new, and of an issuing certificate that was made
        in it, which takes the root key."""
        given = self.trusted.get(str(event.detail["certificate"]))
        if event.action != REGRANTED or given is None or given.staff_id != event.entity_id:
            return False
        issuing = fingerprint(load(issuer_of(self._session, given.pem)))
        return given.fingerprint not in self.keys.owners and self._issuing.get(issuing) == event.sitting

    def _replaced(self, given: AuditEvent) -> None:
        """What a recovery sitting took out of use with the new keys that it gave."""
        for event in list(self._owed):
            of_it = event.action == CERTIFICATE_RETIRED and event.sitting == given.sitting
            mine = self._owner_of(event.entity_id) == given.entity_id and event.entity_id != given.detail["certificate"]
            if of_it and mine and event.detail.get("certificate") == event.entity_id and self.wrote(event):
                self.keys.end(event)
                self._owed.remove(event)

    def _owner_of(self, print_of: str) -> str:
        certificate = self.trusted.get(print_of)
        if certificate is not None:
            return certificate.staff_id
        row = select(CERTIFICATE.c.staff_id).where(CERTIFICATE.c.fingerprint == print_of)
        return self.vouched.get(print_of) or str(self._session.execute(row).scalar() or "")

    def _enrols(self, event: AuditEvent) -> bool:
        if not self._signed(event, enrolment_statement(self._trust.vault_id, event.detail, event.entity_id)):
            return False
        if event.staff_id == RECOVERY and not self._made_with_root(event):
            return False
        if event.action != ADMINISTRATION:
            if self.keys.has_revoked_key(str(event.detail["certificate"])):
                return False
            self.keys.give(event)
        if event.staff_id == RECOVERY:
            self._replaced(event)
        change = self._administrators.add if event.detail["administrator"] else self._administrators.discard
        change(event.entity_id)
        return True

    def _chooses(self, event: AuditEvent) -> bool:
        """Whoever sets a passphrase of their own owes none any more."""
        if event.staff_id != event.entity_id or event.detail.get(GIVEN) or not self.keys.owing(event.staff_id):
            return event.staff_id == event.entity_id
        if not self.wrote(event):
            return False
        self.keys.choose(event.staff_id)
        return True

    def _signed(self, event: AuditEvent, covered: bytes) -> bool:
        signature = unb64(event.detail["signature"])
        return any(verify_with_key(key, covered, signature) for key in self._signers(event)) and self.wrote(event)

    def _signers(self, event: AuditEvent) -> list[ec.EllipticCurvePublicKey]:
        by = event.detail["signed_by"]
        if by == RECOVERY:
            return self._trust.recovery_keys(self.sheets) if event.staff_id == RECOVERY else []
        certificate = self.trusted[by]
        if certificate.staff_id != event.staff_id or not self.keys.in_use(by, event):
            return []
        first = not self._administrators and not self.keys.owners
        known = first or certificate.staff_id in self._administrators
        return [ec_public_key(load(certificate.pem))] if known else []

    def knows_sheets_of(self, header: Header) -> bool:
        """Whether every recovery sheet of the header was issued by an administrator, and the newest is in force."""
        known = all(sha256_hex(public) in self._issued for public in header.recovery.publics)
        return known and sha256_hex(header.recovery.public) in self.sheets


def enrolments(session: Connection | Session, trust: Trust) -> Enrolments:
    """What the log of a database says, measured against the people in its register."""
    return Enrolments(session, trust, trusted_people(trust.root_pem, all_certificates(session)))
