"""Amending what a group note says in every chart: one draft, one passphrase, a new version in each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.correctors import may_correct, require_correcting
from ehr_desk.chart.entries.draft_rows import begun, row_of
from ehr_desk.chart.entries.grounds import CLINICAL, GROUNDS
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.reader import to_row, versions_of, view
from ehr_desk.chart.entries.rows import DraftRow, EntryRow, EntryView
from ehr_desk.chart.entries.shared_part import own_part, shared_part
from ehr_desk.chart.entries.tables import Draft, EntryLine
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Form
from ehr_desk.vault.sitting import Sitting

KINDS = ("correction", "amendment_at_client_request")


@dataclass(frozen=True)
class SharedChart:
    """One chart that a group note went to. ``differs``: its session text is another one, since one of the two was
    corrected alone."""

    client_id: str
    client_name: str
    entry_id: str
    effective_on: date
    differs: bool


class SharedTextService:
    """Finds the charts of a group note and reopens the text that they share."""

    def __init__(self, sitting: Sitting, me: StaffRow, clock: Clock, ids: Ids) -> None:
        self._sitting = sitting
        self._me = me
        self._clock = clock
        self._ids = ids
        self._gate = ChartGate(sitting, me, clock)

    def charts(self, entry_id: str) -> list[SharedChart]:
        """The charts that would get a new version, by name; one or none where there is nothing to share.

        Entries that were marked as entered in error stay as they are. Other members' names are told only to the author
        of the note, and to who corrects it in the author's place and reads every chart.
        """
        with self._gate.noting("read charts", entry=entry_id), self._sitting.read() as session:
            found = view(session, entry_id)
            self._gate.require_in(session, "read charts", found.line.client_id)
            return self._charts(session, found.line) if self._corrects(session, found) else []

    def start(
        self,
        entry_id: str,
        *,
        reason: str,
        kind: str = "correction",
        ground: str = CLINICAL,
        everywhere: bool = False,
    ) -> DraftRow:
        """Reopen the shared text of a group note. What was written about each client stays as it is signed.

        Charts whose text differs from this entry's keep theirs, unless ``everywhere`` says that they get this one too;
        their clients can be put on the draft's list later as well.

        Who may stands in ``correctors``; raises ``UserError`` where a draft for it is open already.
        """
        if kind not in KINDS or ground not in GROUNDS:
            raise ValueError(kind, ground)
        if not reason.strip():
            raise UserError("The reason is missing.", "Write why the text is changed; it is kept with every version.")
        with self._gate.noting("amend entries", entry=entry_id), self._sitting.write() as unit:
            session = unit.session
            line = self._correcting(session, entry_id)
            found = self._charts(session, line)
            for one in found:
                self._gate.require_in(session, "write entries", one.client_id)
                self._correcting(session, one.entry_id)
            chosen = [one.client_id for one in found if everywhere or not one.differs]
            if len(chosen) < 2:
                raise UserError("This entry shares its text with no other chart.", "Correct the entry itself.")
            self._refuse_second(session, found)
            form, shared, clients = self._answers(session, entry_id, found)
            self._gate.check_writing(form.category, form.authors)
            draft = begun(
                self._ids.new(),
                self._me.id,
                form,
                client_id="",
                session_id=line.session_id,
                answers={"shared": shared, "clients": clients},
                at=stamp(self._clock.now()),
            )
            draft.kind, draft.reason, draft.ground, draft.attendees = kind, reason.strip(), ground, chosen
            draft.amended = {one.client_id: one.entry_id for one in found}
            draft.upon = {one.entry_id: content_version(versions_of(session, one.entry_id)).seq for one in found}
            session.add(draft)
            session.flush()
            return row_of(draft, form)

    def _correcting(self, session: Session, entry_id: str) -> EntryRow:
        found = view(session, entry_id)
        require_correcting(session, found, self._me)
        return found.line

    def _corrects(self, session: Session, found: EntryView) -> bool:
        if self._me.id in found.author_ids:
            return True
        form, _ = _content(session, found.line.entry_id)
        return self._gate.visible(session) is None and may_correct(found, form, self._me)

    def _refuse_second(self, session: Session, found: list[SharedChart]) -> None:
        """Of two drafts only the first could be signed, and what was typed in the other would be for nothing."""
        wanted = {one.entry_id for one in found}
        for draft in session.scalars(select(Draft).where(Draft.author_id == self._me.id)):
            if wanted & set(draft.amended.values()):
                raise UserError(
                    "A draft that changes this text is open already.",
                    "It is among your drafts: continue it, or discard it.",
                )

    def _charts(self, session: Session, line: EntryRow) -> list[SharedChart]:
        if not line.group_id:
            return []
        query = select(EntryLine).where(EntryLine.group_id == line.group_id, EntryLine.state != "entered in error")
        lines = [to_row(stored) for stored in session.scalars(query)]
        texts = {one.entry_id: _shared(session, one.entry_id)[1] for one in lines}
        found = [
            SharedChart(
                one.client_id,
                one_client(session, one.client_id).name,
                one.entry_id,
                one.effective_on,
                differs=texts[one.entry_id] != texts.get(line.entry_id),
            )
            for one in lines
        ]
        return sorted(found, key=lambda one: one.client_name.casefold())

    def _answers(
        self, session: Session, entry_id: str, found: list[SharedChart]
    ) -> tuple[Form, dict[str, Any], dict[str, dict[str, Any]]]:
        form, shared = _shared(session, entry_id)
        clients = {one.client_id: _own(session, one.entry_id) for one in found}
        return form, shared, clients


def _shared(session: Session, entry_id: str) -> tuple[Form, dict[str, Any]]:
    form, answers = _content(session, entry_id)
    return form, shared_part(form, answers)


def _own(session: Session, entry_id: str) -> dict[str, Any]:
    return own_part(*_content(session, entry_id))


def _content(session: Session, entry_id: str) -> tuple[Form, Mapping[str, Any]]:
    body = content_version(versions_of(session, entry_id)).body
    return definitions.kept(session, body["form"]["hash"]), body["answers"]
