"""Charts written out with the recovery code alone: where nobody is left who could unlock, the record stays readable.

Each chart with a signed entry becomes one PDF. Nobody certifies it, since the code signs as nobody, and it says so. The
audit log has an event for each before its file is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from ehr_desk.chart.clients.reader import one_client, record_numbers
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.entries.ordering import chart_parts
from ehr_desk.chart.entries.paper import ChartPart, Ordered
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.documents.kinds.summary import scales_of
from ehr_desk.documents.kinds.whole_chart import describe_chart
from ehr_desk.documents.model import Letterhead
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.records import SourceWords, letterhead_of
from ehr_desk.forms import Form
from ehr_desk.vault.headerfile import sync_folder, write_fault, write_file
from ehr_desk.vault.recovery_sitting import RecoverySitting
from ehr_desk.vault.sitting import Sitting

WRITTEN_OUT = "chart.written_out"
_MAKER = "Written out with the recovery code"
_WHY = (
    "This copy was written out of the record with the printed recovery code, and nobody signed it. The signatures that "
    "it names are those of the record; they are checked where the record is."
)


@dataclass(frozen=True)
class WrittenOut:
    """How many charts stand in ``folder`` now. ``empty``: charts without a signed entry. ``failed``: record numbers of
    charts (or the letterhead) in which something could not be read, with the reason."""

    folder: Path
    charts: int
    empty: int
    failed: tuple[tuple[str, str], ...] = ()

    def sentences(self) -> list[str]:
        """The result in words."""
        said = [f"{self.charts} {'chart stands' if self.charts == 1 else 'charts stand'} in {self.folder}."]
        if self.empty:
            said.append(f"Without a signed entry, so not written: {self.empty}.")
        said += [f"Could not be read: {number}. {reason}" for number, reason in self.failed]
        said.append("Drafts and sealed notes are not among them. Nobody certified these copies.")
        return [*said, "The files are not encrypted: keep them as you keep paper. The audit log names each chart."]


class WritingOut:
    """Writes charts of a sitting that the recovery code opened."""

    def __init__(self, sitting: RecoverySitting, clock: Clock, ids: Ids, forms: Sequence[Form]) -> None:
        self._sitting = sitting
        self._clock = clock
        self._ids = ids
        letterhead, self._failed = _letterhead(sitting)
        words = SourceWords(cast("Sitting", sitting))  # reads, and asks for nothing else
        self._paper = PaperMaker(lambda: letterhead, scales=scales_of(forms), source_words=words)

    def write(self, target: Path, progress: Callable[[int, int], object] = lambda _done, _all: None) -> WrittenOut:
        """Write every chart into ``target``, a new or empty folder. ``progress`` is told how many of how many clients
        are done. Raises ``UserError``."""
        target = target.absolute()
        _require_empty(target)
        with self._sitting.read() as session:
            clients = record_numbers(session)
        charts, empty, failed = 0, 0, [*self._failed]
        try:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
            for done, (client_id, number) in enumerate(clients.items(), 1):
                try:
                    written = self._one(target, client_id)
                except OSError:  # of the folder that is written to
                    raise
                except Exception as error:  # a damaged page or row: the others are written all the same
                    failed.append((number, _reason(error)))
                else:
                    charts, empty = charts + written, empty + (not written)
                progress(done, len(clients))
            sync_folder(target)
        except OSError as error:
            raise write_fault(error) from error
        return WrittenOut(target, charts, empty, tuple(failed))

    def _one(self, target: Path, client_id: str) -> bool:
        """Write one chart; whether there was anything to write."""
        with self._sitting.read() as session:
            # Nobody is left who could look anything up in the record: this is the record.
            client, parts = one_client(session, client_id), chart_parts(session, client_id, everything=True)
        if not parts:
            return False
        pdf, pages = self._pdf(client, parts)
        detail = {"entries": len(parts), "pages": pages, "sha256": sha256_hex(pdf)}
        self._sitting.record(WRITTEN_OUT, entity="client", entity_id=client.id, client_id=client.id, detail=detail)
        write_file(target / _name(client), pdf)
        return True

    def _pdf(self, client: ClientRow, parts: Sequence[ChartPart]) -> tuple[bytes, int]:
        ordered = Ordered(f"W-{self._ids.new()[:12].upper()}", client, self._clock.local())
        document = describe_chart(
            ordered,
            parts,
            letterhead=self._paper.letterhead(),
            maker=_MAKER,
            notice=self._paper.notice(),
            compose=self._paper.compose,
            step=lambda _done: None,
            uncertified=_WHY,
        )
        rendered = self._paper.press.print(document)
        return rendered.pdf, rendered.pages


def _letterhead(sitting: RecoverySitting) -> tuple[Letterhead, list[tuple[str, str]]]:
    """The clinic's letterhead; where its row makes no sense only the name that the vault has, and that it is so."""
    try:
        with sitting.read() as session:
            made = letterhead_of(read_clinic(session))
            shaped = all(isinstance(text, str) for text in (made.name, *made.address))
        if shaped:
            return made, []
        raise TypeError
    except Exception as error:  # the charts are written all the same
        return Letterhead(sitting.clinic_name), [("The clinic's letterhead", _reason(error))]


def _reason(error: Exception) -> str:
    """Why a chart could not be written; of a row that makes no sense only the kind, its text may be clinical."""
    return error.message if isinstance(error, UserError) else f"What is stored makes no sense ({type(error).__name__})."


def _name(client: ClientRow) -> str:
    """A record number as a file name; numbers that differ in signs only stay apart by the id."""
    return f"{re.sub(r'[^A-Za-z0-9-]+', '-', client.record_number)}-{client.id[:8]}.pdf"


def _require_empty(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError("The folder is not empty.", "Choose a new or empty folder for the charts.")
