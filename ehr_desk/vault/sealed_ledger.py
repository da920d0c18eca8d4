"""What the audit log says of the keys of sealed notes: which were made, for whom, by whom, and who agreed to a sheet.

A row of compartment, wrap or custodian counts only where the log knows it. Whoever holds the vault key can write and
delete rows; the log's events stand under the sitting that wrote them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.vault.audit import AuditEvent, event_of
from ehr_desk.vault.certificates import Certificate, ec_public_key, load, verify_with_key
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.seal import b64
from ehr_desk.vault.sealed_statements import (
    agreement_statement,
    compartment_statement,
    custodian_statement,
    grant_statement,
)
from ehr_desk.vault.sealed_tables import COMPARTMENT, COMPARTMENT_WRAP, CUSTODIAN, SEALED_DRAFT
from ehr_desk.vault.tables import AUDIT_EVENT

CUSTODIAN_HOLDER = "custodian"
MADE, GRANTED, WITHDRAWN = "sealed.compartment_made", "sealed.granted", "sealed.withdrawn"
CUSTODIAN_MADE, CUSTODIAN_AGREED, CUSTODIAN_USED = (
    "sealed.custodian_made",
    "sealed.custodian_agreed",
    "sealed.custodian_used",
)
CUSTODIAN_REFUSED = "sealed.custodian_refused"
"""An author took their yes back."""
_ACTIONS = (MADE, GRANTED, WITHDRAWN, CUSTODIAN_MADE, CUSTODIAN_AGREED, CUSTODIAN_REFUSED, CUSTODIAN_USED)
WrapKey = tuple[str, str, str]
"""Compartment, holder, and the hash of the public key that it is wrapped to."""


@dataclass(frozen=True)
class SheetMade:
    """A custodian's sheet that an administrator of that moment made: hash of its public key, of its row, by whom."""

    public: str
    row: str
    staff_id: str
    at: datetime


def row_hash(values: Mapping[str, Any]) -> str:
    """The hash of a whole row, as the log keeps it."""
    return sha256_hex(
        canonical({name: b64(value) if isinstance(value, bytes) else value for name, value in values.items()})
    )


def _hash_of(row: Row[Any]) -> str:
    return row_hash(dict(row._mapping))


def logged_wraps(rows: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    """Wraps as an event tells them: compartment, holder, hash of the public key, hash of the row."""
    return [[row["compartment_id"], row["holder"], row["exchange"], row_hash(row)] for row in rows]


class Ledger:
    """The log read once, in its order. An event counts only where whom it names wrote it, in a sitting of theirs, and
    may do what it tells (``Enrolments.wrote``). Who reads later notes too, and that a sheet opens them, their author
    signs with their own key: somebody else at their open desk lets nobody in."""

    def __init__(
        self, session: Session, vault_id: str, trusted: Mapping[str, Certificate], enrolments: Enrolments
    ) -> None:
        self.compartments: dict[str, tuple[str, str]] = {}
        """Author and hash of the row, by id, in the order in which they were made."""
        self.wraps: dict[WrapKey, str] = {}
        self.sheets: list[SheetMade] = []
        self.agreed: dict[tuple[str, str], datetime] = {}
        """When an author agreed to a sheet, by the author and the hash of its public key."""
        self.used: list[tuple[str, datetime, str]] = []
        """Authors, when a sheet opened notes of theirs, and for whom."""
        self._reading: dict[tuple[str, str], bool] = {}
        """Authors and who reads their notes; whether the author let them, or only a sheet. Whom an author let go may
        keep what its author could not open then."""
        self._uncounted: list[AuditEvent] = []
        self._vault_id, self._trusted, self._enrolments = vault_id, trusted, enrolments
        query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action.in_(_ACTIONS)).order_by(AUDIT_EVENT.c.seq)
        for body in session.scalars(query):
            try:
                event = event_of(body)
            except (KeyError, TypeError, ValueError):
                continue  # the check of the log names it
            try:
                counts = self._take(event)
            except (KeyError, TypeError, ValueError):
                counts = False
            if not counts:
                self._uncounted.append(event)

    def own(self, author_id: str) -> list[str]:
        """An author's compartments in the order in which they were made."""
        return [one for one, (author, _row) in self.compartments.items() if author == author_id]

    def readers(self, author_id: str, *, later: bool = False) -> set[str]:
        """The staff members whom an author, or a custodian's sheet, let read, and who were not let go since.
        ``later``: only those whom the author let read themselves, which later notes are for too."""
        return {one for (author, one), by_author in self._reading.items() if author == author_id and by_author >= later}

    def held_beside(self, opened: Container[str], author_id: str, holder: str, exchange: str = "") -> list[str]:
        """Of an author's compartments those that somebody holds and the author did not open; ``exchange``: only with
        this key."""
        held = {one for one, by, to in self.wraps if by == holder and exchange in ("", to)}
        return [one for one in self.own(author_id) if one in held and one not in opened]

    def knows(self, row: Row[Any]) -> bool:
        """Whether a compartment stands there as it was made."""
        return self.compartments.get(row.id, ("", ""))[1] == _hash_of(row)

    def knows_wrap(self, row: Row[Any]) -> bool:
        """Whether a wrap stands there as it was made, and was not taken away since."""
        return self.wraps.get((row.compartment_id, row.holder, row.exchange)) == _hash_of(row)

    def sheet(self, session: Session) -> tuple[SheetMade, bytes] | None:
        """The newest sheet with its public key; ``None`` too where its row is not the one that was made."""
        if not self.sheets:
            return None
        made = self.sheets[-1]
        for row in session.execute(select(CUSTODIAN)):
            if self._fits(row, made):
                return made, row.public
        return None

    def signed(self, staff_id: str, by: str, covered: bytes, signature: bytes) -> bool:
        """Whether a signature is that of a staff member."""
        signer = self._trusted.get(by)
        return (
            signer is not None
            and signer.staff_id == staff_id
            and verify_with_key(ec_public_key(load(signer.pem)), covered, signature)
        )

    def faults(self, session: Session) -> Iterator[str]:
        """What rows and log do not agree on, and events that count for nothing, in words."""
        for event in self._uncounted:
            yield (
                f"Event {event.seq}, about the keys of sealed notes, counts for nothing: "
                f"{self._enrolments.name_of(event.staff_id)}, whom it names, did not write and sign it, or may not do "
                "what it tells."
            )
        yield from self._compartment_faults(session)
        wraps = dict(self.wraps)
        for row in session.execute(select(COMPARTMENT_WRAP)):
            wraps.pop((row.compartment_id, row.holder, row.exchange), "")
            if not self.knows_wrap(row):
                yield f"A wrap of the key {row.compartment_id} of sealed notes is not known to the audit log."
        for compartment_id, _holder, _to in wraps:
            yield f"A wrap of the key {compartment_id} of sealed notes is gone that the audit log knows."
        sheets = {made.public: made for made in self.sheets}
        for row in session.execute(select(CUSTODIAN)):
            made = sheets.pop(sha256_hex(row.public), None)
            if made is None or not self._fits(row, made):
                yield "A key of a custodian's sheet is not one that the log knows an administrator made."
        for _made in sheets:
            yield "The key of a custodian's sheet is gone that the audit log knows."
        for row in session.execute(select(SEALED_DRAFT)):
            if self.compartments.get(row.compartment_id, ("", ""))[0] != row.author_id:
                yield f"The sealed draft {row.id} does not lie under its author's key."

    def _compartment_faults(self, session: Session) -> Iterator[str]:
        left = dict(self.compartments)
        for row in session.execute(select(COMPARTMENT)):
            left.pop(row.id, None)
            covered = compartment_statement(self._vault_id, row.id, row.author_id, row.key_check)
            if not self.knows(row):
                yield f"The key {row.id} of sealed notes is not the one that the audit log knows."
            elif not self.signed(row.author_id, row.signed_by, covered, row.signature):
                yield f"The key {row.id} of sealed notes is not signed by its author."
        for compartment_id in left:
            yield f"The key {compartment_id} of sealed notes is gone that the audit log knows."

    def _fits(self, row: Row[Any], made: SheetMade) -> bool:
        covered = custodian_statement(self._vault_id, row.public)
        return (sha256_hex(row.public), _hash_of(row)) == (made.public, made.row) and self.signed(
            made.staff_id, row.signed_by, covered, row.signature
        )

    def _take(self, event: AuditEvent) -> bool:
        """Whether the event counts."""
        return {
            MADE: self._made,
            GRANTED: self._granted,
            WITHDRAWN: self._withdrawn,
            CUSTODIAN_MADE: self._sheet_made,
            CUSTODIAN_AGREED: self._agreed,
            CUSTODIAN_REFUSED: self._refused,
            CUSTODIAN_USED: self._used,
        }[event.action](event)

    def _made(self, event: AuditEvent) -> bool:
        author, row, wraps = event.staff_id, str(event.detail["row"]), list(_wraps(event))
        if event.entity_id in self.compartments or not self._enrolments.wrote(event):
            return False
        self.compartments[event.entity_id] = (author, row)
        for key, wrap in wraps:
            one, holder, to = key
            to_sheet = holder == CUSTODIAN_HOLDER and (author, to) in self.agreed
            if one == event.entity_id and (to_sheet or holder == author or self._reading.get((author, holder))):
                self.wraps[key] = wrap
        return True

    def _granted(self, event: AuditEvent) -> bool:
        author, reader, to = event.staff_id, event.entity_id, str(event.detail["exchange"])
        if author == reader or not self._enrolments.signed(event, grant_statement(self._vault_id, author, reader, to)):
            return False
        self._add(event, author, reader, to)
        self._reading[author, reader] = True
        return True

    def _withdrawn(self, event: AuditEvent) -> bool:
        if event.entity_id == event.staff_id or not self._enrolments.wrote(event):
            return False
        self._end(event, event.entity_id)
        self._reading.pop((event.staff_id, event.entity_id), None)
        return True

    def _refused(self, event: AuditEvent) -> bool:
        if not self._enrolments.wrote(event):
            return False
        self._end(event, CUSTODIAN_HOLDER)
        self.agreed = {key: at for key, at in self.agreed.items() if key[0] != event.staff_id}
        return True

    def _end(self, event: AuditEvent, holder: str) -> None:
        ended = {one for one in event.detail["compartments"] if self._author(one) == event.staff_id}
        for key in [key for key in self.wraps if key[0] in ended and key[1] == holder]:
            del self.wraps[key]

    def _sheet_made(self, event: AuditEvent) -> bool:
        public, row = str(event.detail["public"]), str(event.detail["row"])
        if not self._enrolments.administrator_wrote(event):
            return False
        self.sheets.append(SheetMade(public, row, event.staff_id, event.at))
        return True

    def _agreed(self, event: AuditEvent) -> bool:
        public = str(event.detail["public"])
        covered = agreement_statement(self._vault_id, event.staff_id, public)
        if all(made.public != public for made in self.sheets) or not self._enrolments.signed(event, covered):
            return False
        self.agreed.setdefault((event.staff_id, public), event.at)
        self._add(event, event.staff_id, CUSTODIAN_HOLDER, public)
        return True

    def _used(self, event: AuditEvent) -> bool:
        """A sheet opens what is wrapped to it, and nothing of what the author writes under later keys."""
        author, reader = event.entity_id, str(event.detail["reader"])
        to_sheet = {one for one, holder, _to in self.wraps if holder == CUSTODIAN_HOLDER}
        opened = {key[0] for key, _row in _wraps(event)}
        if not opened <= to_sheet or not self._enrolments.administrator_wrote(event):
            return False
        self._add(event, author, reader)
        self.used.append((author, event.at, reader))
        if reader != author:
            self._reading.setdefault((author, reader), False)
        return True

    def _add(self, event: AuditEvent, author_id: str, holder: str, exchange: str = "") -> None:
        for key, row in _wraps(event):
            if self._author(key[0]) == author_id and key[1] == holder and exchange in ("", key[2]):
                self.wraps[key] = row

    def _author(self, compartment_id: str) -> str:
        return self.compartments.get(compartment_id, ("", ""))[0]


def _wraps(event: AuditEvent) -> Iterator[tuple[WrapKey, str]]:
    for compartment_id, holder, exchange, row in event.detail["wraps"]:
        yield (str(compartment_id), str(holder), str(exchange)), str(row)
