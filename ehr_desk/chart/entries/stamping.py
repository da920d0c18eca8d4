"""Papers that were signed while the timestamp server was silent: found and given their timestamp later.

Nothing is queued at signing: what a paper lacks can be read from it. Each stored state is looked at once and its level
noted, so that looking again costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.paper_states import TIMESTAMPED
from ehr_desk.chart.entries.store import add_paper_state, into_the_file, newest_state
from ehr_desk.chart.entries.tables import PaperLevel, PaperRow
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.sitting import Sitting

LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")


class ServerSilent(UserError):
    """No timestamp server answers: no paper gets a timestamp now. Any other ``UserError`` is of one paper alone."""


class StampsPapers(Protocol):
    """What is asked of the paper floor; implemented in ``ehr_desk.documents``."""

    def wanted_level(self) -> str: ...

    def level(self, pdf: bytes) -> str: ...

    def add_timestamp(self, pdf: bytes, at: datetime) -> MadePaper: ...


@dataclass(frozen=True)
class Stamped:
    """What a round brought: papers that got their timestamp, and those that wait still, with the reason.

    ``refused``: the numbers of the documents that could not take one, by themselves and not for a silent server.
    ``below``: how many got one and stay below the level that the clinic wants, since no revocation data could be had.
    """

    done: int
    waiting: int
    reason: str = ""
    refused: tuple[str, ...] = ()
    below: int = 0


class LateTimestamps:
    """Gives papers the timestamps they lack. Reads and writes; the network is asked outside of any transaction."""

    def __init__(self, sitting: Sitting, papers: StampsPapers, clock: Clock) -> None:
        self._sitting = sitting
        self._papers = papers
        self._clock = clock
        self._refused: set[str] = set()

    def due(self) -> list[str]:
        """The numbers of the documents whose newest state lacks the timestamp that the clinic wants, oldest first."""
        wanted = self._papers.wanted_level()
        if wanted == "B-B":
            return []
        self._note_levels()
        with self._sitting.read() as session:
            newest = _newest(session)
            levels = {(row.document_id, row.revision): row.level for row in session.scalars(select(PaperLevel))}
        # A timestamp on the whole file is what can be added later: a paper that has one has what it can get.
        return [number for number, revision in newest if levels.get((number, revision), "B-B") == "B-B"]

    def run(self, limit: int = 50) -> Stamped:
        """Ask for the timestamps that are due; stops at the first silence. Raises nothing for a silent server.

        A paper that takes none is named and keeps nobody waiting: the next rounds of this sitting ask for it last.
        """
        due = self.due()
        levels: list[str] = []
        reason = ""
        refused: list[str] = []
        for number in sorted(due, key=self._refused.__contains__)[:limit]:
            try:
                levels += self._stamp(number)
                self._refused.discard(number)
            except ServerSilent as error:
                reason = error.message
                break
            except UserError as error:
                reason = error.message
                refused.append(number)
        self._refused.update(refused)
        if levels:
            into_the_file(self._sitting)
        below = sum(LEVELS.index(one) < LEVELS.index(self._papers.wanted_level()) for one in levels)
        return Stamped(len(levels), len(due) - len(levels), reason, tuple(refused), below)

    def _stamp(self, document_id: str) -> list[str]:
        """The level that the paper has now; nothing where somebody signed meanwhile: the next round has it."""
        with self._sitting.read() as session:
            row = newest_state(session, document_id)
        at = self._clock.local()
        made = self._papers.add_timestamp(row.pdf, at)
        with self._sitting.write() as unit:
            if newest_state(unit.session, document_id).revision != row.revision:
                return []
            add_paper_state(unit.session, document_id, made, stamp(at), upon=row.revision)
            unit.record(
                TIMESTAMPED,
                entity="entry",
                entity_id=row.entry_id,
                client_id=row.client_id,
                detail={"paper": made.sha256},
            )
        return [self._papers.level(made.pdf)]

    def _note_levels(self) -> None:
        known = aliased(PaperLevel)
        missing = (
            select(PaperRow)
            .outerjoin(known, (known.document_id == PaperRow.document_id) & (known.revision == PaperRow.revision))
            .where(known.document_id.is_(None))
        )
        with self._sitting.read() as session:
            found = [(row.document_id, row.revision, self._papers.level(row.pdf)) for row in session.scalars(missing)]
        if found:
            with self._sitting.write() as unit:
                for number, revision, level in found:
                    unit.session.merge(PaperLevel(document_id=number, revision=revision, level=level))


def _newest(session: Session) -> list[tuple[str, int]]:
    query = (
        select(PaperRow.document_id, func.max(PaperRow.revision))
        .group_by(PaperRow.document_id)
        .order_by(func.min(PaperRow.made_at))
    )
    return [(number, revision) for number, revision in session.execute(query)]
