"""Making papers to order: a whole chart, or large print of what a client takes home.

The person who asks certifies the paper. It is kept, so that it can be looked at before it leaves, handed out byte for
byte through ``disclosures``, and known again later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries import definitions, reader
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.ordered import last_signed, ordered_paper
from ehr_desk.chart.entries.paper import ChartPart, MadePaper, Ordered, SignsData
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.chart.entries.rows import EntryView, PaperInfo
from ehr_desk.chart.entries.store import into_the_file
from ehr_desk.chart.entries.tables import EntryLine, PaperToOrder
from ehr_desk.chart.entries.withheld import KeptBack
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.sitting import Sitting

MADE = "paper.made"
WHOLE_CHART = "whole_chart"
LARGE_PRINT = "large_print"
Step = Callable[[float], None]
"""Is told how much is done, from 0 to 1; raises to give up."""


class OrderPaper(Protocol):
    """Makes papers to order (``ehr_desk.documents``)."""

    def whole_chart(
        self, ordered: Ordered, parts: Sequence[ChartPart], signer: SignsData, author: Author, step: Step
    ) -> MadePaper:
        """All signed entries in order, certified."""
        ...

    def large_print(
        self, ordered: Ordered, part: ChartPart, signer: SignsData, author: Author, step: Step
    ) -> MadePaper:
        """The entry in 18 point type, certified."""
        ...


class OrderingService:
    """Papers to order."""

    def __init__(
        self, sitting: Sitting, me: StaffRow, author: Author, paper: OrderPaper, clock: Clock, ids: Ids
    ) -> None:
        self._sitting = sitting
        self._gate = ChartGate(sitting, me, clock)
        self._author = author
        self._paper = paper
        self._clock = clock
        self._ids = ids

    def whole_chart(self, client_id: str, passphrase: str, *, step: Step = lambda _done: None) -> PaperInfo:
        """Make the whole chart: every signed entry with its versions. What is sealed is never part of it, nor the text
        of what is handed out no more (``withheld``).

        ``step`` is called while it is made; what it raises ends the work, and nothing is kept.
        """
        at = self._clock.local()
        with self._gate.noting("release documents", client_id), self._sitting.read() as session:
            self._gate.require_in(session, "release documents", client_id)
            client = one_client(session, client_id)
            parts = chart_parts(session, client_id, step)
            known_by = last_signed(session, client_id)
        if not parts:
            raise UserError("This chart has no signed entry.", "Sign an entry first.")
        ordered = self._ordered(client, at)
        step(0.0)
        with self._sitting.signer(passphrase) as signer:
            made = self._paper.whole_chart(ordered, parts, signer, self._author, step)
        step(1.0)
        return self._keep(made, ordered, WHOLE_CHART, "Whole chart", f"{WHOLE_CHART}/", known_by)

    def large_print(self, entry_id: str, passphrase: str, *, step: Step = lambda _done: None) -> PaperInfo:
        """Make large print of a paper that the client takes home: its form says so (``taken_home``)."""
        at = self._clock.local()
        with self._gate.noting("release documents"), self._sitting.read() as session:
            part = _part(session, reader.view(session, entry_id))
            line = part.view.line
            self._gate.require_in(session, "release documents", line.client_id)
            client = one_client(session, line.client_id)
            known_by = last_signed(session, line.client_id)
        form = part.forms[content_version(part.view.versions).seq]
        if not form.taken_home:
            raise UserError("Only what a client takes home is printed large.", "Choose another document.")
        if line.state == "entered in error":
            raise UserError("This entry was marked as entered in error.", "Choose another entry.")
        ordered = self._ordered(client, at)
        with self._sitting.signer(passphrase) as signer:
            made = self._paper.large_print(ordered, part, signer, self._author, step)
        title, scope = f"{line.title}, large print", f"{form.paper}/{line.category}"
        return self._keep(made, ordered, LARGE_PRINT, title, scope, known_by, entry_id)

    def _ordered(self, client: ClientRow, at: datetime) -> Ordered:
        return Ordered(f"D-{self._ids.new()[:12].upper()}", client, at)

    def _keep(
        self,
        made: MadePaper,
        ordered: Ordered,
        kind: str,
        title: str,
        scope: str,
        known_by: int,
        entry_id: str = "",
    ) -> PaperInfo:
        with self._sitting.write() as unit:
            unit.session.add(
                PaperToOrder(
                    document_id=ordered.document_id,
                    client_id=ordered.client.id,
                    entry_id=entry_id,
                    kind=kind,
                    title=title,
                    scope=scope,
                    known_by=known_by,
                    made_by=self._author.staff_id,
                    made_at=stamp(ordered.at),
                    sha256=made.sha256,
                    signatures=made.signatures,
                    pages=made.pages,
                    pdf=made.pdf,
                )
            )
            unit.session.flush()
            unit.record(
                MADE,
                entity="document",
                entity_id=ordered.document_id,
                client_id=ordered.client.id,
                detail={"kind": kind, "sha256": made.sha256, "pages": made.pages, "known_by": known_by},
            )
        into_the_file(self._sitting)
        with self._sitting.read() as session:
            found = ordered_paper(session, ordered.document_id)
        if found is None:
            raise OurError("a paper that was kept is not there")
        return found[0]


def chart_parts(
    session: Session, client_id: str, step: Step = lambda _done: None, *, everything: bool = False
) -> list[ChartPart]:
    """Every signed entry of a chart in the order of its days, with the forms it was filled in with, and without those
    of sealed forms. ``step`` may end it at each. ``everything``: also the text of what is handed out no more."""
    query = (
        select(EntryLine.entry_id)
        .where(EntryLine.client_id == client_id)
        .order_by(EntryLine.effective_on, EntryLine.start, EntryLine.seq)
    )
    found: list[ChartPart] = []
    back = KeptBack(session, client_id)
    for entry_id in session.scalars(query).all():
        step(0.0)
        part = _part(session, reader.view(session, entry_id))
        if any(form.sealed for form in part.forms.values()):
            continue
        kept_back = {} if everything else back.of(part.view.versions)
        found.append(replace(part, not_printed=kept_back))
    return found


def _part(session: Session, view: EntryView) -> ChartPart:
    forms = {version.seq: definitions.kept(session, version.body["form"]["hash"]) for version in view.versions}
    return ChartPart(view, forms)
