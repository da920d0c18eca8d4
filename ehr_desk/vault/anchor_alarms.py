"""``anchors.log`` at an unlock: whether the file goes on from what an unlock before found there, and whether what came
since was written by the program. What somebody answered for is told once; see ``anchors.py`` for the file itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import parse, sha256_hex
from ehr_desk.vault.alarms import ACCEPTED, ALARM, ANCHOR_FILE, ANCHOR_LINES, form_alarm
from ehr_desk.vault.anchors import Anchor, AnchorFile, AnchorsRead
from ehr_desk.vault.audit import AuditEvent, Pending, Signatory, event_of
from ehr_desk.vault.certificates import Certificate, ec_public_key, load, public_key_der, verify_with_key
from ehr_desk.vault.enrolments import KEY_BEGUN, KEY_CHANGED, Enrolments
from ehr_desk.vault.opener import RECOVERY
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.seal import unb64
from ehr_desk.vault.sittings import ANCHOR_STATE, OPENED, statement
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD
from ehr_desk.vault.trust import Trust, trusted_people

PUT_BACK = "audit.anchors_put_back"
"""Event of an unlock that found the lost ``anchors.log`` there again."""


def mend_anchors(connection: Connection, folder: Path, vault_id: str) -> None:
    """Before an unlock looks at ``anchors.log``: take off what a crash left at its end of a note (``AnchorFile.mend``),
    as long as an unlock before did not find it there."""
    with contextlib.suppress(KeyError, TypeError, ValueError):
        AnchorFile(folder).mend(vault_id, _found_before(connection))


def anchors_alarm(connection: Connection, folder: Path, trust: Trust) -> list[Pending]:
    """The event of an unlock that finds ``anchors.log`` not going on from what an unlock before found there, or lines
    in what came since that nobody of the clinic wrote. The file whose loss was answered for, put back since, is no
    alarm; that has an event of its own."""
    file = AnchorFile(folder)
    with contextlib.suppress(KeyError, TypeError, ValueError):
        state = _found_before(connection)
        if state and not file.goes_on_from(state):
            back = _states_before_loss(connection)
            if file.goes_on_from_any(back) and _sound(file.read(), connection, trust, file):
                return [Pending(PUT_BACK, "record", detail={})]
            return [form_alarm(ANCHOR_FILE, 1)]
        if not _sound(file.read([state] if state else []), connection, trust, file):
            return [form_alarm(ANCHOR_LINES, 1)]
    return []


def answered_states(connection: Connection | Session) -> list[str]:
    """How ``anchors.log`` was found each time that somebody answered for the record: what stood in it then is told no
    more."""
    return [str(event.detail.get(ANCHOR_STATE, "")) for event in _events(connection, ACCEPTED)]


def vouching(connection: Connection | Session, trust: Trust, file: AnchorFile) -> Callable[[Anchor], bool]:
    """Whether an anchor was signed by a sitting that one of the clinic's people, or a recovery sheet, opened, also
    where this record is older than that sitting. A key that has ended, or was revoked, and a sheet that was replaced
    vouch for what stood in the file by then, whatever size they claim, and for what the log has itself: of the sitting
    that ended the key."""
    trusted = trusted_people(trust.root_pem, all_certificates(connection))
    ends: list[_Ends] = []  # read once, and only where an anchor names what the log does not have

    def in_time(anchor: Anchor, signed_by: str) -> bool:
        head = AUDIT_HEAD.c
        same = (head.size == anchor.head.size) & (head.sitting == anchor.sitting)
        if connection.scalar(select(head.root).where(same)) == bytes.fromhex(anchor.head.root):
            return True
        if not ends:
            ends.append(_Ends(connection, trust, trusted, file))
        return ends[0].in_time(anchor, signed_by)

    def vouched(anchor: Anchor) -> bool:
        try:
            said = parse(anchor.opened)
            signatory = Signatory(trust.vault_id, anchor.sitting, said["staff"], said["device"])
            certificate = trusted.get(said["signed_by"])
            signers: dict[str, EllipticCurvePublicKey] = {}
            if said["signed_by"] == RECOVERY == said["staff"]:
                sheets = map(sha256_hex, trust.recovery_publics)
                signers = dict(zip(sheets, trust.recovery_keys(), strict=True))
            elif certificate is not None and certificate.staff_id == said["staff"]:
                signers = {certificate.fingerprint: ec_public_key(load(certificate.pem))}
            covered, signature = statement(signatory, said["public"]), unb64(said["signature"])
            key = load_der_public_key(unb64(said["public"]))
        except (KeyError, TypeError, ValueError):
            return False
        by = next((name for name, signer in signers.items() if verify_with_key(signer, covered, signature)), "")
        if not by or not isinstance(key, EllipticCurvePublicKey):
            return False
        return verify_with_key(key, anchor.text, anchor.signature) and in_time(anchor, by)

    return vouched


class _Ends:
    """Up to where ``anchors.log`` was written before a certificate (by fingerprint) or a recovery sheet (by the hash of
    its key) had ended: as the sitting that ended it found the file."""

    def __init__(
        self, connection: Connection | Session, trust: Trust, trusted: Mapping[str, Certificate], file: AnchorFile
    ) -> None:
        log = Enrolments(connection, trust, dict(trusted))
        revoked = {_key(trusted[one].pem): event.seq for one, event in log.keys.revoked.items() if one in trusted}
        self._ended = {print_of: event.seq for print_of, event in log.keys.ended.items()}
        for print_of, one in trusted.items():
            seq = revoked.get(_key(one.pem))
            if seq is not None:
                self._ended[print_of] = min(seq, self._ended.get(print_of, seq))
        keys = select(AUDIT_EVENT.c.seq).where(AUDIT_EVENT.c.action.in_((KEY_BEGUN, KEY_CHANGED)))
        for seq in connection.scalars(keys.order_by(AUDIT_EVENT.c.seq)).all():
            for sheet in log.sheets_before(seq) - log.sheets_before(seq + 1):
                self._ended.setdefault(sheet, seq)
        self._opened = [(event.seq, str(event.detail.get(ANCHOR_STATE, ""))) for event in _events(connection, OPENED)]
        self._file = file
        self._lengths: dict[str, int] = {}

    def in_time(self, anchor: Anchor, signed_by: str) -> bool:
        """Whether an anchor stood in the file before what vouches for it had ended."""
        if signed_by not in self._ended:
            return True
        if signed_by not in self._lengths:
            state = [state for seq, state in self._opened if seq < self._ended[signed_by]][-1:]
            length = state[0].partition(":")[0] if state and self._file.goes_on_from(state[0]) else ""
            self._lengths[signed_by] = int(length or 0)
        return anchor.place < self._lengths[signed_by]


def _key(pem: str) -> bytes:
    return public_key_der(ec_public_key(load(pem)))


def _sound(read: AnchorsRead, connection: Connection, trust: Trust, file: AnchorFile) -> bool:
    if read.damaged or not read.anchors:
        return not read.damaged
    return all(map(vouching(connection, trust, file), read.anchors))


def _states_before_loss(connection: Connection) -> list[str]:
    """How the file was found before the last loss of it that was answered for, until it was put back."""
    accepted = max((event.seq for event in _events(connection, ACCEPTED)), default=0)
    alarms = (e.seq for e in _events(connection, ALARM) if e.detail.get("source") == ANCHOR_FILE)
    lost = max((seq for seq in alarms if seq < accepted), default=0)
    if any(event.seq > lost for event in _events(connection, PUT_BACK)):
        return []
    return [str(event.detail.get(ANCHOR_STATE, "")) for event in _events(connection, OPENED) if event.seq < lost]


def _events(connection: Connection | Session, action: str) -> Iterator[AuditEvent]:
    query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == action).order_by(AUDIT_EVENT.c.seq)
    for body in connection.execute(query).scalars():
        with contextlib.suppress(KeyError, TypeError, ValueError):
            yield event_of(body)


def _found_before(connection: Connection) -> str:
    """How the last unlock found the file; empty where it could not read it."""
    said = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == OPENED).order_by(AUDIT_EVENT.c.seq.desc()).limit(1)
    return str(event_of(connection.scalar(said) or b"").detail[ANCHOR_STATE])
