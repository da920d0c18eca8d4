"""``ehr-desk check``: the file, its audit log, every signature, and that replay gives what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.attested import check_attested, check_logs, check_people
from ehr_desk.chart.entries.derived import WORDING, differing
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.replay import Fault, check_record, readable
from ehr_desk.chart.entries.timed import clock_notes
from ehr_desk.vault.audit import AuditEvent, roots
from ehr_desk.vault.certificates import verify_signature
from ehr_desk.vault.check import KINDS, CheckReport
from ehr_desk.vault.meta import get_value
from ehr_desk.vault.sitting import Sitting

_PAGE = 5000


@dataclass(frozen=True)
class RecordReport:
    """What a full check found: in the vault, and in the record it holds."""

    vault: CheckReport
    faults: Sequence[Fault]
    notes: Sequence[str] = ()
    """What somebody should know who reads the record, although nothing is wrong: where clocks were."""
    doubts: Sequence[Fault] = ()
    """What is as it was signed, by somebody whose certificate was revoked later, as of a time before that. The record
    is not unsound for it: nothing was changed, and nobody could mend it."""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.vault.ok and not self.faults

    def sentences(self) -> list[str]:
        """The result in words; entries and documents are named by their ids."""
        doubts = [f"record: {doubt.what} ({doubt.where})" for doubt in self.doubts]
        if self.sound:
            agrees = "Nothing was changed, but not every signature counts." if doubts else "Everything agrees."
            said = f"{agrees} {self.vault.events} audit events, signatures and stored rows were checked."
            return [said, *doubts, *self.notes]
        found = [KINDS[kind] for kind in self.vault.kinds]
        found += [f"{finding.area}: {finding.text}" for finding in self.vault.findings]
        return [*found, *(f"record: {fault.what} ({fault.where})" for fault in self.faults), *doubts, *self.notes]

    def to_json(self) -> dict[str, Any]:
        """The result for programs."""
        return {
            "sound": self.sound,
            "audit_events": self.vault.events,
            "tampering": list(self.vault.kinds),
            "vault": [{"area": one.area, "text": one.text, "kind": one.kind} for one in self.vault.findings],
            "record": [{"what": fault.what, "where": str(fault.where)} for fault in self.faults],
            "doubts": [{"what": doubt.what, "where": str(doubt.where)} for doubt in self.doubts],
            "notes": list(self.notes),
        }


def check_all(
    sitting: Sitting,
    heart: Heart,
    also: Iterable[Callable[[Sitting], list[Fault]]] = (),
    doubted: Callable[[Sitting], list[Fault]] = lambda _sitting: [],
) -> RecordReport:
    """Check the vault and replay the record. Takes seconds on a large one.

    ``also`` are the checks of rooms that keep something beside the entries; ``doubted`` tells what counts for less.
    """
    vault = sitting.check()
    faults: list[Fault] = []
    notes: list[str] = []
    register: set[tuple[str, str]] = set()
    with readable(faults, "the register of certificates cannot be read", ""):
        register = {(certificate.staff_id, certificate.pem) for certificate in sitting.certificates()}
    with sitting.read() as session:
        replayed = get_value(session, "wording") == str(WORDING)
        faults += check_record(
            session, heart.folds, verify_signature, lambda pem, staff: (staff, pem) in register, replayed=replayed
        )
        faults += [] if replayed else _untold(session, heart)
    with readable(faults, "the audit log cannot be read", ""), sitting.read() as session:
        entries = events_of(sitting, "entry")
        faults += check_attested(session, entries)
        notes += clock_notes(session, vault.set_back, [*entries, *events_of(sitting, "sealed")])
        faults += check_logs(session, roots(session))
        faults += check_people(session, [*events_of(sitting, "client"), *events_of(sitting, "staff")])
    for check in also:
        with readable(faults, "the audit log cannot be read", ""):
            faults += check(sitting)
    doubts: list[Fault] = []
    with readable(faults, "the revoked certificates cannot be read", ""):
        doubts = doubted(sitting)
    return RecordReport(vault, faults, notes, doubts)


def _untold(session: Session, heart: Heart) -> list[Fault]:
    """Of a record that was written with other words: lines and folded rows that are not what the log says."""
    found = differing(session.connection(), [fold.table_name for fold in heart.folds])
    return [Fault(f"a row of {table} was changed past the program", key) for table, key in found]


def events_of(sitting: Sitting, action: str) -> list[AuditEvent]:
    """Every event of the audit log with an action, or whose action begins with it up to a dot."""
    events: list[AuditEvent] = []
    while page := sitting.audit.events(action=action, limit=_PAGE, before=events[-1].seq if events else 0):
        events += page
    return events
