"""Reading a chart: one small audited commit for each page opened, never one for each query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries import definitions, paper_reader, reader
from ehr_desk.chart.entries.alike import LastNote
from ehr_desk.chart.entries.around_reading import last_notes, last_responses
from ehr_desk.chart.entries.client_signs import undrawn
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.quoting import sources_of
from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.entries.rows import EntryRow, EntryView, PaperInfo, VersionRow
from ehr_desk.chart.entries.source_words import words_now
from ehr_desk.chart.entries.state import StoredState, StoredStates, past_of
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.forms import Form
from ehr_desk.vault.sitting import Sitting

FIRST_PAGE = 60
"""How many lines of the timeline are read before a chart is shown."""


@dataclass(frozen=True)
class Chart:
    """What the first screen of a chart needs: identity, the rows of every fold, the newest entries."""

    client: ClientRow
    state: Mapping[str, Sequence[Any]]
    entries: Sequence[EntryRow]
    entry_count: int
    papers: Sequence[PaperInfo]

    def rows(self, fold: str) -> Sequence[Any]:
        """The rows of a fold by its name."""
        return self.state[fold]


@dataclass(frozen=True)
class OpenEntry:
    """An entry with the forms its versions were filled in with."""

    view: EntryView
    forms: Mapping[str, Form]
    sources: Mapping[str, str] = field(default_factory=dict)
    """The words for the entries that its sentences rest on, by id."""

    def form_of(self, version: VersionRow) -> Form:
        """The exact form of a version."""
        return self.forms[version.body["form"]["hash"]]

    @property
    def content(self) -> VersionRow:
        """The version whose answers count."""
        return content_version(self.view.versions)


class ChartService:
    """Everything that reads charts."""

    def __init__(self, sitting: Sitting, me: StaffRow, heart: Heart, clock: Clock) -> None:
        self._sitting = sitting
        self._me = me
        self._gate = ChartGate(sitting, me, clock)
        self._heart = heart

    def open(self, client_id: str) -> Chart:
        """Open a chart. The audit log keeps who opened it."""
        self._seen("chart.opened", client_id)
        with self._sitting.read() as session:
            return self._chart(session, client_id)

    def open_together(self, client_ids: Sequence[str], form_id: str) -> dict[str, Mapping[str, Sequence[Any]]]:
        """Charts are read side by side to write with ``form_id`` in all of them (a group note): an event in each, in
        one commit. Where one of them is not open, none is, and no event says so but the refusal. Answers the rows of
        every fold as they stand now, by client and fold name."""
        self._gate.require_charts("read charts", client_ids)
        if client_ids:
            with self._sitting.write() as unit:
                for each in dict.fromkeys(client_ids):
                    unit.record(
                        "chart.opened", entity="client", entity_id=each, client_id=each, detail={"form": form_id}
                    )
        with self._sitting.read() as session:
            stored = StoredStates(session, dict.fromkeys(client_ids), self._heart.fold_by_name)
            return {one: self._as_signed(session, one, stored.of(one)) for one in client_ids}

    def reload(self, client_id: str) -> Chart:
        """The same chart again after a change; the opening is already in the audit log."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return self._chart(session, client_id)

    def timeline(
        self, client_id: str, *, category: str = "", limit: int | None = None, offset: int = 0
    ) -> list[EntryRow]:
        """A page of the client's entries, newest first."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return reader.timeline(session, client_id, category=category, limit=limit, offset=offset)

    def entry(self, entry_id: str) -> OpenEntry:
        """One entry with its versions, co-signatures and exact forms."""
        with self._gate.noting("read charts", entry=entry_id), self._sitting.read() as session:
            found = reader.view(session, entry_id)
            self._gate.require_in(session, "read charts", found.line.client_id)
            hashes = {version.body["form"]["hash"] for version in found.versions}
            forms = {value: definitions.kept(session, value) for value in hashes}
            return OpenEntry(found, forms, words_now(session, sources_of(session, content_version(found.versions))))

    def earlier(self, client_id: str, form_ids: Sequence[str], *, limit: int) -> list[EntryRow]:
        """The newest entries made with any of some forms, newest first, to be read beside the note being written."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return reader.lines_of_forms(session, client_id, form_ids, limit=limit)

    def last(self, client_id: str, form_id: str) -> OpenEntry | None:
        """The newest entry made with a form."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            version = next(iter(reader.last_entries(session, client_id, form_id, limit=1)), None)
        return None if version is None else self.entry(version.entry_id)

    def last_responses(self, client_id: str, form: Form) -> list[str]:
        """What was written about a client in the last few group notes, newest first: what a response is held against
        before signing."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return last_responses(session, client_id, form)

    def held_against(self, client_id: str, form: Form) -> list[LastNote]:
        """The earlier notes that one for this client is held against before signing; none for what is no note."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return last_notes(session, client_id, form, self._me.id)

    def state(self, client_id: str) -> Mapping[str, Sequence[Any]]:
        """The rows of every fold as they stand now, by fold name."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return self._state(session, client_id)

    def rows_on(self, client_id: str, fold: str, day: date) -> Sequence[Any]:
        """The rows of one fold at the end of a day, for a draft that is about it; the chart is open already."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return past_of(session, client_id).state(self._heart.fold_by_name, effective_by=day).rows(fold)

    def as_of(self, client_id: str, day: date, *, known_by: int | None = None) -> Mapping[str, Sequence[Any]]:
        """The rows of every fold on a past day; ``known_by`` limits to what was signed up to a signing number."""
        self._seen("chart.opened", client_id, {"as_of": day.isoformat()})
        with self._sitting.read() as session:
            state = past_of(session, client_id).state(self._heart.fold_by_name, effective_by=day, known_by=known_by)
            return self._as_signed(session, client_id, state)

    def paper(self, document_id: str) -> tuple[PaperInfo, bytes]:
        """A stored paper, for looking at on the screen. Handing it out is a disclosure."""
        with self._gate.noting("read charts"), self._sitting.read() as session:
            info, pdf = paper_reader.paper(session, document_id)
            self._gate.require_in(session, "read charts", info.client_id)
        self._seen("document.viewed", info.client_id, {"document_id": document_id})
        return info, pdf

    def _chart(self, session: Session, client_id: str) -> Chart:
        return Chart(
            client=one_client(session, client_id),
            state=self._state(session, client_id),
            entries=reader.timeline(session, client_id, limit=FIRST_PAGE),
            entry_count=reader.count_entries(session, client_id),
            papers=paper_reader.papers(session, client_id),
        )

    def _state(self, session: Session, client_id: str) -> dict[str, Sequence[Any]]:
        return self._as_signed(session, client_id, StoredState(session, client_id, self._heart.fold_by_name))

    def _as_signed(self, session: Session, client_id: str, state: Rows) -> dict[str, Sequence[Any]]:
        waiting = undrawn(session, client_id, self._sitting.trust)
        return {name: self._heart.as_signed(name, state.rows(name), waiting) for name in self._heart.fold_by_name}

    def _seen(self, action: str, client_id: str, detail: dict[str, Any] | None = None) -> None:
        self._gate.require_chart("read charts", client_id)
        with self._sitting.write() as unit:
            unit.record(action, entity="client", entity_id=client_id, client_id=client_id, detail=detail)
