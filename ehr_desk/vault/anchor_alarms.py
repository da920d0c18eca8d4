"""``anchors.log`` at an unlock: whether the file goes on from what an unlock before found there, and whether what came
since was written by the program. What somebody answered for is told once; see ``anchors.py`` for the file itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import parse
from ehr_desk.vault.alarms import ACCEPTED, ALARM, ANCHOR_FILE, ANCHOR_LINES, form_alarm
from ehr_desk.vault.anchors import Anchor, AnchorFile, AnchorsRead
from ehr_desk.vault.audit import AuditEvent, Pending, Signatory, event_of
from ehr_desk.vault.certificates import Certificate, ec_public_key, load, verify_with_key
from ehr_desk.vault.enrolments import Enrolments
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
            if file.goes_on_from_any(back) and _sound(file.read(), connection, trust):
                return [Pending(PUT_BACK, "record", detail={})]
            return [form_alarm(ANCHOR_FILE, 1)]
        if not _sound(file.read([state] if state else []), connection, trust):
            return [form_alarm(ANCHOR_LINES, 1)]
    return []


def answered_states(connection: Connection | Session) -> list[str]:
    """How ``anchors.log`` was found each time that somebody answered for the record: what stood in it then is told no
    more."""
    return [str(event.detail.get(ANCHOR_STATE, "")) for event in _events(connection, ACCEPTED)]


def vouching(connection: Connection | Session, trust: Trust) -> Callable[[Anchor], bool]:
    """Whether an anchor was signed by a sitting that one of the clinic's people opened, also where this record is older
    than that sitting. With a key that has ended, or was revoked, nobody vouches for what came after, but where the log
    has it: in the sitting that ended the key."""
    trusted = trusted_people(trust.root_pem, all_certificates(connection))
    ends: list[dict[str, int]] = []  # read once, and only where an anchor names what the log does not have

    def ended_before(print_of: str, anchor: Anchor) -> bool:
        at = (AUDIT_HEAD.c.size == anchor.head.size) & (AUDIT_HEAD.c.sitting == anchor.sitting)
        if connection.scalar(select(AUDIT_HEAD.c.size).where(at)) is not None:
            return False
        if not ends:
            ends.append(_ends(connection, trust, trusted))
        return ends[0].get(print_of, anchor.head.size) < anchor.head.size

    def vouched(anchor: Anchor) -> bool:
        try:
            said = parse(anchor.opened)
            signatory = Signatory(trust.vault_id, anchor.sitting, said["staff"], said["device"])
            certificate = trusted.get(said["signed_by"])
            by_code = said["signed_by"] == RECOVERY == said["staff"]
            signers = trust.recovery_keys() if by_code else []
            if certificate is not None and certificate.staff_id == said["staff"]:
                if ended_before(certificate.fingerprint, anchor):
                    return False
                signers = [ec_public_key(load(certificate.pem))]
            covered, signature = statement(signatory, said["public"]), unb64(said["signature"])
            key = load_der_public_key(unb64(said["public"]))
        except (KeyError, TypeError, ValueError):
            return False
        introduced = any(verify_with_key(signer, covered, signature) for signer in signers)
        known = introduced and isinstance(key, EllipticCurvePublicKey)
        return known and verify_with_key(cast("EllipticCurvePublicKey", key), anchor.text, anchor.signature)

    return vouched


def _ends(connection: Connection | Session, trust: Trust, trusted: dict[str, Certificate]) -> dict[str, int]:
    """By fingerprint: the number of the first event that counts and ended or revoked a certificate."""
    log = Enrolments(connection, trust, trusted)
    found = {print_of: event.seq for print_of, event in log.ended.items()}
    for print_of, event in log.revoked.items():
        found[print_of] = min(event.seq, found.get(print_of, event.seq))
    return found


def _sound(read: AnchorsRead, connection: Connection, trust: Trust) -> bool:
    if read.damaged or not read.anchors:
        return not read.damaged
    return all(map(vouching(connection, trust), read.anchors))


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
