"""Asking and doing: put a session on the schedule, say who was absent. Any page may start them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.base import SESSIONS, Changed, Shell
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.today.lines import PlanMakeUp, TakeBackMakeUp
from ehr_desk.ui.pages.today.overlaps import overlap_words
from ehr_desk.ui.pages.today.planning import Asked, PlanSessionDialog, WhoDialog

if TYPE_CHECKING:
    from ehr_desk.chart.clients.rows import ClientRow


def plan_session(shell: Shell, parent: QWidget, service: str = "", makeup: PlanMakeUp | None = None) -> None:
    """Ask for a session and put it on the schedule of the person at the desk; one that makes up for a missed one."""

    def ask(clients: Sequence[ClientRow], left: Mapping[str, date]) -> None:
        dialog = PlanSessionDialog(
            shell.theme, shell.desk.clock, clients, left, parent, makeup.service if makeup else service
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if makeup is not None:
            dialog.heading.setText("Plan a make-up session")
            dialog.set_subtitle("It counts for the hours of its own week and is linked to the missed session.")
            dialog.title_line.setText(makeup.title)
            dialog.minutes.set_value(makeup.minutes or None)
            dialog.clients.choose([makeup.client_id])
        else:
            keep_text(shell, dialog, "plan", only=("plan.title", "plan.place", "plan.overlap"))
        names = {client.id: client.name for client in clients}
        dialog.planned.connect(lambda asked: _plan(shell, dialog, asked, makeup, names))
        dialog.open()

    _with_clients(shell, parent, ask)


def take_back_makeup(shell: Shell, parent: QWidget, makeup: TakeBackMakeUp) -> None:
    """Ask why a make-up session does not take place, and cancel it: another one can be planned then."""
    text = f"{makeup.words}. It stays visible in the week as cancelled, and another one can be planned."
    dialog = ReasonDialog(
        shell.theme, "Take back the make-up session", "Cancel session", parent, text=text, role="danger"
    )
    desk = shell.desk

    def done(_row: object) -> None:
        dialog.accept()
        shell.changed(Changed.of(SESSIONS, clients=[makeup.client_id]))
        shell.toast("Make-up session cancelled")

    def given(_kind: str, reason: str) -> None:
        dialog.busy()
        shell.runner.submit_write(
            lambda: desk.sessions.cancel(makeup.session_id, reason),
            context=dialog,
            on_ok=done,
            on_error=lambda error: dialog.fail(*words_of(error)),
        )

    dialog.given.connect(given)
    keep_text(shell, dialog, f"cancel.{makeup.session_id}")
    dialog.open()


def record_absence(shell: Shell, parent: QWidget) -> None:
    """Ask who was absent and open the form for it."""

    def ask(clients: Sequence[ClientRow], left: Mapping[str, date]) -> None:
        dialog = WhoDialog(shell.theme, "Who was absent", "Record absence", clients, left, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda client_id: shell.start("absence", client_id))
        dialog.open()

    _with_clients(shell, parent, ask)


def _with_clients(
    shell: Shell, parent: QWidget, ask: Callable[[Sequence[ClientRow], Mapping[str, date]], None]
) -> None:
    desk = shell.desk

    def read() -> tuple[Sequence[ClientRow], Mapping[str, date]]:
        clients = desk.clients.all()
        return clients, desk.sessions.discharged([one.id for one in clients])

    shell.runner.submit_read(
        read,
        context=parent,
        on_ok=lambda found: ask(*found),
        on_error=lambda error: shell.toast(" ".join(words_of(error))),
    )


def _plan(
    shell: Shell, dialog: PlanSessionDialog, asked: Asked, makeup: PlanMakeUp | None, names: Mapping[str, str]
) -> None:
    from ehr_desk.chart.sessions.program import Overlap
    from ehr_desk.chart.sessions.service import NewSession

    desk = shell.desk
    new = NewSession(
        asked.starts_at,
        asked.minutes,
        asked.service,
        asked.title,
        desk.me.id,
        list(asked.client_ids),
        mode=asked.mode,
        location=asked.place,
        makes_up={makeup.client_id: makeup.entry_id} if makeup and makeup.client_id in asked.client_ids else {},
        overlap_reason=asked.overlap_reason,
    )
    dialog.busy()

    def done(_row: object) -> None:
        dialog.accept()
        shell.changed(Changed.of(SESSIONS, clients=asked.client_ids))
        # Who has left is told again here: the line below the list may have been out of view.
        left = f". {dialog.clients.told.text()}" if dialog.clients.told.text() else ""
        shell.toast(("Make-up session planned" if makeup else "Session planned") + left)

    def failed(error: Exception) -> None:
        if isinstance(error, Overlap):
            known = {**names, desk.me.id: desk.me.name}
            dialog.overlaps(overlap_words(error, lambda one: known.get(one, "Somebody")), error.remedy)
        else:
            dialog.fail(*words_of(error))

    shell.runner.submit_write(lambda: desk.sessions.plan_session(new), context=dialog, on_ok=done, on_error=failed)
