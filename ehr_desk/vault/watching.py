"""Holding the audit log against what was remembered of it outside the database: this computer's witness, and
``anchors.log``. At unlock this costs three small queries; the full check looks at every anchor."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import canonical
from ehr_desk.common.errors import UserError
from ehr_desk.vault.alarms import ACCEPTED, ALARM, SOURCES, THIS_COMPUTER, Alarm
from ehr_desk.vault.anchor_alarms import answered_states, vouching
from ehr_desk.vault.anchors import NAME as ANCHORS
from ehr_desk.vault.anchors import Anchor, AnchorFile, after_acceptance, key_id, note
from ehr_desk.vault.audit import (
    CUT_BACK,
    AuditEvent,
    AuditFinding,
    Detail,
    Kind,
    Signatory,
    checkpoint,
    event_of,
    readable,
)
from ehr_desk.vault.backup_manifest import RESTORED
from ehr_desk.vault.certificates import verify_with_key
from ehr_desk.vault.enrolments import enrolments
from ehr_desk.vault.merkle import Frontier, leaf_hash
from ehr_desk.vault.sittings import ANCHOR_STATE, OPENED
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD
from ehr_desk.vault.trust import Trust
from ehr_desk.vault.witness import Head, Witnesses, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric import ec

    from ehr_desk.vault.openvault import OpenVault


class Watch:
    """One sitting's guard: compares at unlock, remembers later heads. ``witnesses`` may be missing (tests, tools)."""

    def __init__(self, vault: OpenVault, witnesses: Witnesses | None) -> None:
        self._vault = vault
        self._witnesses = witnesses
        self._file = AnchorFile(vault.folder)
        self.alarms: tuple[Alarm, ...] = ()

    def begin(self) -> None:
        """Compare, enter every alarm into the audit log, and anchor what the last sitting left without an anchor."""
        with self._vault.read() as session:
            before = _size_before(session, self._vault.log.signatory.sitting_id)
            shortened = _cut_since(session, before)
            last = self._file.last(vouching(session, self._vault.trust, self._file))
            remembered = self._remembered(session, last, before)
            judged = [judge(session, source, head, before, shortened) for source, head in remembered]
            standing = self._earlier(session, max(_answers(session, self._vault.trust), default=0))
            edited = list(dict.fromkeys(alarm for alarm, _ in standing if alarm.kind == "edited"))
        found = [alarm for alarm in judged if alarm is not None]
        if found:
            with self._vault.write() as unit:
                for alarm in found:
                    unit.record(ALARM, entity="record", detail=alarm.detail())
        self.alarms = (*found, *edited)
        if last is None or last.head.size < before:
            self._anchor()
        self.keep()

    def keep(self) -> None:
        """Remember the present head on this computer, unless the record is under alarm: the higher one stays."""
        if self._witnesses is None or any(alarm.kind != "edited" for alarm in self.alarms):
            return
        with contextlib.suppress(UserError):
            self._remember()

    def _remember(self, *, answered: bool = False) -> None:
        """Keep the present head as the one of this record in this folder, where it is higher, or somebody answered for
        it. What is remembered of other folders stays, unless this record goes on from it: it was moved here."""
        if self._witnesses is None:
            return
        vault_id, place = self._vault.header.vault_id, place_of(self._vault.folder)
        heads = self._witnesses.heads(vault_id)
        own = heads.pop(place, None)
        with self._vault.read() as session:
            head = _last_head(session)[0]
            if answered or own is None or head.size > own.size:
                begun, others = _begun(session), heads.items() if own is None else ()
                gone = [other for other, old in others if old.size >= begun and _holds(session, old, head.size)]
                self._witnesses.keep(vault_id, head, place, gone)

    def end(self) -> None:
        """Before the desk is locked: anchor the last head and remember it."""
        with contextlib.suppress(UserError):
            self._anchor()
        self.keep()

    def accept(self, reason: str) -> None:
        """A person answers for the record as it stands now, for example after a backup was put back on purpose."""
        with self._vault.write() as unit:
            unit.record(ACCEPTED, entity="record", detail={"reason": reason, ANCHOR_STATE: self._file.state()})
        self.alarms = ()
        self._anchor()
        self._remember(answered=True)

    def findings(self, session: Session, keys: Mapping[str, ec.EllipticCurvePublicKey]) -> Iterator[AuditFinding]:
        """For the full check: alarms nobody accepted, and every anchor that does not fit the log."""
        accepted = _answers(session, self._vault.trust)
        last_accepted = max(accepted, default=0)
        told: set[str] = set()
        before = self._earlier(session, last_accepted)
        for alarm, seq in (*((each, 0) for each in self.alarms), *before):
            if (known := replace(alarm, raised_by="").sentence()) not in told:
                told.add(known)
                yield AuditFinding(seq, alarm.sentence(), alarm.kind)
        for event in _events(session, CUT_BACK, last_accepted):
            yield AuditFinding(event.seq, _cut_words(event.detail), "truncated")
        yield from self._anchor_findings(session, keys, accepted, told)

    def _anchor_findings(
        self,
        session: Session,
        keys: Mapping[str, ec.EllipticCurvePublicKey],
        accepted: list[int],
        told: set[str],
    ) -> Iterator[AuditFinding]:
        read, vault_id = self._file.read(answered_states(session)), self._vault.header.vault_id
        vouched = vouching(session, self._vault.trust, self._file)
        if read.damaged:
            yield AuditFinding(0, f"{ANCHORS} holds lines that are no anchors.")
        size = session.execute(select(func.max(AUDIT_EVENT.c.seq))).scalar() or 0
        for anchor in after_acceptance(read.anchors, accepted):
            if anchor.vault_id != vault_id:
                yield AuditFinding(0, f"{ANCHORS} holds an anchor of another vault.")
                continue
            key = keys.get(anchor.sitting)
            if key is not None and not verify_with_key(key, anchor.text, anchor.signature):
                yield AuditFinding(
                    0, f"{ANCHORS}: the anchor at event {anchor.head.size} was not signed by its sitting."
                )
                continue
            if key is None and not vouched(anchor):
                yield AuditFinding(
                    0, f"{ANCHORS}: the anchor at event {anchor.head.size} was signed by nobody of the clinic."
                )
                continue
            alarm = judge(session, ANCHORS, anchor.head, size, shortened=False)
            if alarm is not None and not told:
                told.add(alarm.sentence())
                yield AuditFinding(0, alarm.sentence(), alarm.kind)

    def _earlier(self, session: Session, after: int) -> Iterator[tuple[Alarm, int]]:
        """Alarms in the log that nobody answered for since; those of sittings before with whose they were."""
        events, here = _events(session, ALARM, after), self._vault.log.signatory.sitting_id
        log = enrolments(session, self._vault.trust) if events else None
        for event in events:
            told, source = event.detail.get("kind"), str(event.detail.get("source"))
            kind: Kind = "truncated" if told == "truncated" else "edited" if told == "edited" else "rolled back"
            if log is None or source not in SOURCES or not log.wrote(event):
                continue
            by = log.name_of(event.staff_id) if event.sitting != here else ""
            with contextlib.suppress(KeyError, TypeError, ValueError):
                yield Alarm(kind, source, int(event.detail["remembered"]), int(event.detail["found"]), by), event.seq

    def _remembered(self, session: Session, last: Anchor | None, size: int) -> Iterator[tuple[str, Head]]:
        vault_id = self._vault.header.vault_id
        seen = self._seen(session, size)
        if seen is not None:
            yield THIS_COMPUTER, seen
        if last is not None and last.vault_id == vault_id and (seen is None or last.head != seen):
            yield ANCHORS, last.head

    def _seen(self, session: Session, size: int) -> Head | None:
        """What this computer remembers of the record in this folder. Of a folder that it does not know: a head that the
        log holds since it was restored, if it ever was (it was moved here), else the highest that it does not hold. A
        copy of an older state holds none."""
        heads = self._witnesses.heads(self._vault.header.vault_id) if self._witnesses is not None else {}
        own = heads.get(place_of(self._vault.folder))
        if own is not None or not heads:
            return own
        known = sorted(heads.values(), key=lambda head: head.size, reverse=True)
        held, begun = [head for head in known if _holds(session, head, size)], _begun(session)
        after = [head for head in held if head.size >= begun]
        return next(iter(after or [head for head in known if head not in held] or held))

    def _anchor(self) -> None:
        """Write down the head of this sitting's last transaction, with the signature it has in the log."""
        log = self._vault.log
        with self._vault.read() as session:
            head, signature = _last_head(session)
            opened = _opened(session, log.signatory)
        text = checkpoint(log.signatory.vault_id, head.size, bytes.fromhex(head.root))
        self._file.append(note(text, log.signatory.sitting_id, key_id(log.public_der()), signature, opened))


def judge(session: Session, source: str, head: Head, size: int, shortened: bool) -> Alarm | None:
    """Whether the log of ``size`` events still holds what somebody remembers of it."""
    if _signed_root(session, head.size) == head.root:
        return None
    if head.size > size:
        return Alarm("truncated" if shortened else "rolled back", source, head.size, size)
    if root_at(session, head.size) != head.root:
        return Alarm("rolled back", source, head.size, size)
    return None


def _holds(session: Session, head: Head, size: int) -> bool:
    """Whether the log of ``size`` events goes on from a head."""
    return judge(session, THIS_COMPUTER, head, size, shortened=False) is None


def _begun(session: Session) -> int:
    """The event with which this copy of the record began: its restoring, or 0."""
    query = select(func.max(AUDIT_EVENT.c.seq)).where(AUDIT_EVENT.c.action == RESTORED)
    return session.execute(query).scalar() or 0


def _signed_root(session: Session, size: int) -> str:
    root = session.execute(select(AUDIT_HEAD.c.root).where(AUDIT_HEAD.c.size == size)).scalar()
    return bytes(root).hex() if root is not None else ""


def root_at(session: Session, size: int) -> str:
    """The root over the first ``size`` events: of the signed head where there is one, else computed."""
    stored = _signed_root(session, size)
    if stored:
        return stored
    frontier = Frontier()
    query = select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.seq <= size).order_by(AUDIT_EVENT.c.seq)
    for seq, body in session.execute(query):
        frontier.append_missing(seq - 1)
        frontier.append(leaf_hash(body))
    return frontier.root().hex()


def _last_head(session: Session) -> tuple[Head, bytes]:
    """The newest head and its signature."""
    columns = (AUDIT_HEAD.c.size, AUDIT_HEAD.c.root, AUDIT_HEAD.c.signature)
    size, root, signature = session.execute(select(*columns).order_by(AUDIT_HEAD.c.size.desc()).limit(1)).one()
    return Head(size, root.hex()), signature


def _opened(session: Session, signatory: Signatory) -> bytes:
    """What the log says of the opening of a sitting, for its anchors."""
    query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == OPENED).order_by(AUDIT_EVENT.c.seq.desc())
    for body in session.scalars(query.limit(1)):
        with contextlib.suppress(KeyError, TypeError, ValueError):
            event = event_of(body)
            if event.sitting == signatory.sitting_id:
                said = {name: event.detail[name] for name in ("public", "signature", "signed_by")}
                return canonical({**said, "device": event.device, "staff": event.staff_id})
    return b""


def _answers(session: Session, trust: Trust) -> list[int]:
    """The numbers of the events with which somebody answered for the record, and that they really wrote."""
    events = _events(session, ACCEPTED)
    log = enrolments(session, trust) if events else None
    return [event.seq for event in events if log is not None and log.wrote(event)]


def _events(session: Session, action: str, after: int = 0) -> list[AuditEvent]:
    query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == action, AUDIT_EVENT.c.seq > after)
    return list(readable(session.scalars(query.order_by(AUDIT_EVENT.c.seq))))


def _cut_words(detail: Detail) -> str:
    return f"The history was cut back: {detail.get('events')} events were there, {detail.get('expected')} were written."


def _size_before(session: Session, sitting_id: str) -> int:
    """How many events there were before this sitting's own."""
    query = select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == OPENED)
    for seq, body in session.execute(query.order_by(AUDIT_EVENT.c.seq.desc()).limit(1)):
        with contextlib.suppress(KeyError, TypeError, ValueError):
            if event_of(body).sitting == sitting_id:
                return int(seq) - 1
    return session.execute(select(func.max(AUDIT_EVENT.c.seq))).scalar() or 0


def _cut_since(session: Session, before: int) -> bool:
    """Whether this sitting's unlock found fewer events than the record had counted."""
    query = select(AUDIT_EVENT.c.seq).where(AUDIT_EVENT.c.seq > before, AUDIT_EVENT.c.action == CUT_BACK)
    return session.execute(query.limit(1)).first() is not None
