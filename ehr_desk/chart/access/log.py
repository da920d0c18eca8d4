"""The audit log for those who may read it as a whole: page by page, and exported as a table for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.audit import AuditEvent
from ehr_desk.vault.audit_reader import Wanted
from ehr_desk.vault.headerfile import write_fault
from ehr_desk.vault.sitting import Sitting

PAGE = 200
_CHUNK = 5000
_COLUMNS = (
    *("event", "at (UTC)", "who", "what", "which", "record number", "computer"),
    *("staff id", "action", "entity", "id", "client id", "details"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

RecordNumbers = Callable[[Session], Mapping[str, str]]
InWords = Callable[[AuditEvent], tuple[str, str, str]]
"""Who, what and which, as the page says it."""


class LogService:
    """Reading and exporting the audit log. Reading a page of it is no event; exporting it is one.
    ``numbers``: the record number of every client, by id."""

    def __init__(self, sitting: Sitting, me: StaffRow, clock: Clock, numbers: RecordNumbers) -> None:
        self._sitting = sitting
        self._numbers = numbers
        self._me = me
        self._clock = clock
        self._gate = ChartGate(sitting, me, clock)

    def page(self, wanted: Wanted, *, offset: int = 0) -> list[AuditEvent]:
        """Up to ``PAGE`` events, in the order that is wanted."""
        self._gate.require("read the audit log")
        return self._sitting.audit.page(wanted, limit=PAGE, offset=offset)

    def clients(self) -> list[str]:
        """The ids of all clients of whom the log tells something."""
        self._gate.require("read the audit log")
        return self._sitting.audit.clients()

    def of_chart(self, client_id: str, *, before: int = 0) -> list[AuditEvent]:
        """Who opened a chart and what they did, newest first: everybody to whom the chart is open may see it."""
        self._gate.require_chart("read charts", client_id)
        return self._sitting.audit.events(client=client_id, limit=PAGE, before=before)

    def export(self, wanted: Wanted, in_words: InWords, folder: Path) -> Path:
        """Write the wanted events, oldest first, into a new CSV file (UTF-8, RFC 4180) in ``folder``.

        The file is not encrypted, so it names staff, but no client: those have their record number, or for somebody
        who may not read charts their internal id only. The event of the export keeps the file's SHA-256, so
        that the file can be recognized later. Raises ``UserError`` where the file cannot be written.
        """
        self._gate.require("export the audit log")
        text = io.StringIO(newline="")
        table = csv.writer(text)
        table.writerow(_COLUMNS)
        wanted, count = replace(wanted, order="at", descending=False), 0
        numbers: Mapping[str, str] = {}
        if may(self._me, "read charts"):
            with self._sitting.read() as session:
                numbers = self._numbers(session)
        while events := self._sitting.audit.page(wanted, limit=_CHUNK):
            table.writerows(_cells(event, in_words(event), numbers.get(event.client_id, "")) for event in events)
            count += len(events)
            wanted = replace(wanted, after=events[-1].seq)
        content = text.getvalue().encode("utf-8")
        path = _free_name(folder, f"audit-log-{self._clock.today().isoformat()}")
        with self._sitting.write() as unit:
            detail = {"events": count, "sha256": sha256_hex(content)}
            unit.record("audit.exported", entity="export", entity_id=path.name, detail=detail)
            try:
                path.write_bytes(content)
            except OSError as error:
                path.unlink(missing_ok=True)
                raise write_fault(error) from error
        return path


def _free_name(folder: Path, stem: str) -> Path:
    for number in range(1, 1000):
        path = folder / (f"{stem}.csv" if number == 1 else f"{stem}-{number}.csv")
        if not path.exists():
            return path
    raise UserError("There are too many exports of this day in the folder.", "Choose another folder.")


def _cells(event: AuditEvent, in_words: tuple[str, str, str], record_number: str) -> list[str]:
    cells = [
        str(event.seq),
        stamp(event.at),
        *in_words,
        record_number,
        event.device,
        event.staff_id,
        event.action,
        event.entity,
        event.entity_id,
        event.client_id,
        canonical(event.detail).decode() if event.detail else "",
    ]
    # A spreadsheet takes a cell that begins like this for a formula.
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
