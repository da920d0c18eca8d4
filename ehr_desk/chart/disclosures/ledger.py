"""The lines of the ledger of disclosures, each with its event: that something was started, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from ehr_desk.chart.disclosures import attested
from ehr_desk.chart.disclosures.bases import basis_of
from ehr_desk.chart.disclosures.delivery import in_words
from ehr_desk.chart.disclosures.rows import (
    MAY_HAVE_LEFT,
    NOT_COMPLETED,
    RELEASED,
    STARTED,
    DisclosureRequest,
    DisclosureRow,
)
from ehr_desk.chart.disclosures.tables import Disclosure
from ehr_desk.common.clock import Clock, from_stamp, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Finding
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit

_ACTIONS = {
    STARTED: attested.STARTED,
    RELEASED: attested.RELEASED,
    NOT_COMPLETED: attested.NOT_COMPLETED,
    MAY_HAVE_LEFT: attested.MAY_HAVE_LEFT,
}


class NothingLeft(UserError):
    """What the hand-out of a disclosure raises where it knows that not one page went out."""


class Ledger:
    """Writes the ledger for one sitting."""

    def __init__(self, sitting: Sitting, clock: Clock, ids: Ids) -> None:
        self._sitting = sitting
        self._clock = clock
        self._ids = ids

    def now(self) -> datetime:
        """The time as the ledger keeps it, so that a row given back equals the row read later."""
        return from_stamp(stamp(self._clock.now()))

    def write(self, unit: Unit, row: DisclosureRow, *, corrects: str = "", copy_sha256: str = "") -> None:
        """One line and its event. ``corrects``: the line whose end this one tells; ``copy_sha256``: of what leaves in
        place of the paper, a copy under a passphrase."""
        line = asdict(row) | {"at": stamp(row.at), "corrects": corrects}
        unit.session.add(Disclosure(**line))
        unit.record(
            _ACTIONS[row.outcome],
            entity="document",
            entity_id=row.document_id,
            client_id=row.client_id,
            detail={
                "disclosure": row.id,
                "corrects": corrects,
                "basis": row.basis,
                "how": row.how,
                "sha256": row.sha256,
                "line": attested.line_hash(line),
                **({"copy": copy_sha256} if copy_sha256 else {}),
            },
        )

    def deliver(self, row: DisclosureRow, hand_out: Callable[[], None]) -> None:
        """Hand out what ``row`` says was started, and enter how it ended; a failure is raised in words."""
        try:
            hand_out()
        except OSError as error:
            raise self._take_back(row, in_words(error)) from error
        except NothingLeft as error:
            raise self._take_back(row, error, NOT_COMPLETED) from error
        except UserError as error:
            raise self._take_back(row, error) from error
        except Exception:
            self._take_back(row, UserError(""))
            raise
        try:
            self._end(row, RELEASED)
        except UserError as error:
            text = "The document was handed out, but the ledger could not be closed: it says that this was started."
            raise UserError(text, error.remedy) from error

    def refused(self, request: DisclosureRequest, client_id: str, findings: Sequence[Finding]) -> None:
        """The audit log keeps that somebody tried, and on what it failed; no name of a recipient."""
        reasons = sorted({finding.item for finding in findings if finding.level == "must"})
        with self._sitting.write() as unit:
            unit.record(
                "disclosure.refused",
                entity="document",
                entity_id=request.document_id,
                client_id=client_id,
                detail={"basis": request.basis if basis_of(request.basis) else "", "missing": reasons},
            )

    def _take_back(self, row: DisclosureRow, shown: UserError, outcome: str = "") -> UserError:
        """Enter that a disclosure was not completed. Where even that fails, the ledger errs on the safe side.

        Files are written whole or not at all; of a print job nobody knows how many pages are out.
        """
        try:
            self._end(row, outcome or (MAY_HAVE_LEFT if row.how == "print" else NOT_COMPLETED))
        except UserError as error:
            also = f"The ledger could not be closed and still lists it as started. {error.remedy}"
            return UserError(shown.message, f"{shown.remedy} {also}".strip())
        return shown

    def _end(self, row: DisclosureRow, outcome: str) -> None:
        line = replace(row, id=self._ids.new(), at=self.now(), outcome=outcome)
        with self._sitting.write() as unit:
            self.write(unit, line, corrects=row.id)
