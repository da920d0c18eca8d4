"""A clinic with one client's course of treatment, and a window of one page: real vault, real keys, real widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.entries.rows import DraftRow, Signed
from ehr_desk.desk import Desk
from ehr_desk.ui.pages.base import DRAFTS, Changed
from ehr_desk.ui.pages.caseload.page import CaseloadPage
from ehr_desk.ui.runner import Runner, SyncRunner
from ehr_desk.ui.theme import Theme
from tests.clinical_forms.filled import told
from tests.support.cheap import CHEAP
from tests.support.clinic import TestClinic, passphrase_of

NOW = datetime(2026, 12, 8, 15, 52, tzinfo=UTC)


def build(folder: Path) -> TestClinic:
    """A clinic whose first client has been admitted, has a plan, notes, measures, a consent and a summary."""
    clinic = TestClinic.build(folder / "clinic.vault", CHEAP)
    clinic.clock.move_to(NOW)
    therapist = clinic.desk("therapist")
    client = add(therapist, "Alvarez", "Maria T.", "DEMO-1182")
    early: dict[str, Any] = {"start_time": "07:00", "end_time": "07:50"}  # notes that tests begin are of another hour
    for form_id in ("admission", "treatment_plan", "phq9", "gad7", "dap_note", "consent", "family_session"):
        write(therapist, form_id, client, **(early if form_id == "dap_note" else {}))
    add(therapist, "Brennan", "Seán", "DEMO-2207")
    therapist.lock()
    psychiatrist = clinic.desk("psychiatrist")
    write(psychiatrist, "medication_visit", client)
    psychiatrist.lock()
    manager = clinic.desk("case manager")
    write(manager, "progress_summary", client, keep=True)
    manager.lock()
    return clinic


def add(desk: Desk, family: str, given: str, number: str) -> ClientRow:
    """An invented client on the list of the person at the desk."""
    facts = ClientFacts(family, given, date(1987, 3, 14), number, phone="(419) 555-0117", primary_staff_id=desk.me.id)
    return desk.clients.add(facts)


def write(desk: Desk, form_id: str, client: ClientRow, *, keep: bool = False, **changes: Any) -> Signed:
    """Fill a form in, as the shipped example has it, and sign it."""
    draft = begin(desk, form_id, client, keep=keep, **changes)
    role = "trainee" if desk.me.trainee else desk.me.role
    return desk.signing.sign([draft.id], passphrase_of(role))


def begin(desk: Desk, form_id: str, client: ClientRow, *, keep: bool = False, **changes: Any) -> DraftRow:
    """A saved draft with the shipped example's answers."""
    draft = desk.drafts.start(form_id, client_id=client.id)
    given: dict[str, Any] = dict(told(form_id))
    if form_id == "dap_note":  # the same note twice would have to be confirmed
        given["response"] = f"{given['response']} Exercise {draft.id[:6]}."
    given |= changes
    desk.drafts.assemble_again(draft.id, {**given, **draft.answers} if keep else {**draft.answers, **given})
    return desk.drafts.one(draft.id)


class PageWindow(QWidget):
    """The part of the window that a page talks to, around the client page."""

    def __init__(self, desk: Desk, theme: Theme, runner: Runner | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.theme = theme
        self.own = SyncRunner()
        self.failures: list[Exception] = []
        self.own.failed.connect(self.failures.append)
        self.runner: Runner = runner or self.own
        self.toasts: list[tuple[str, Callable[[], None] | None]] = []
        self.changes: list[Changed] = []
        self.page = CaseloadPage(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.resize(1356, 872)

    def open_chart(self, client_id: str, tab: str = "timeline") -> None:
        self.page.show_chart(client_id, tab)

    def open_draft(self, draft_id: str) -> None:
        self.page.show_draft(draft_id)

    def open_entry(self, entry_id: str) -> None:
        self.page.show_entry(entry_id)

    def start(self, form_id: str, client_id: str = "", session_id: str = "", attendees: Sequence[str] = ()) -> None:
        draft = self.desk.drafts.start(form_id, client_id=client_id, session_id=session_id)
        self.changed(Changed.of(DRAFTS, clients=[client_id]))
        self.open_draft(draft.id)

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        self.toasts.append((text, undo))

    def changed(self, change: Changed) -> None:
        self.changes.append(change)
        self.page.on_changed(change)
