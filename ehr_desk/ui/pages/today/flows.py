"""Asking and doing: put a session on the schedule, say who was absent. Any page may start them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.pages.base import SESSIONS, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.today.planning import PlanSessionDialog, WhoDialog

if TYPE_CHECKING:
    from ehr_desk.chart.clients.rows import ClientRow


def plan_session(shell: Shell, parent: QWidget, service: str = "") -> None:
    """Ask for a session and put it on the schedule of the person at the desk."""

    def ask(clients: Sequence[ClientRow]) -> None:
        dialog = PlanSessionDialog(shell.theme, shell.desk.clock, clients, parent, service)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.planned.connect(lambda *asked: _plan(shell, dialog, *asked))
        dialog.open()

    _with_clients(shell, parent, ask)


def record_absence(shell: Shell, parent: QWidget) -> None:
    """Ask who was absent and open the form for it."""

    def ask(clients: Sequence[ClientRow]) -> None:
        dialog = WhoDialog(shell.theme, "Who was absent", "Record absence", clients, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda client_id: shell.start("absence", client_id))
        dialog.open()

    _with_clients(shell, parent, ask)


def _with_clients(shell: Shell, parent: QWidget, ask: Callable[[Sequence[ClientRow]], None]) -> None:
    clients = shell.desk.clients
    shell.runner.submit_read(
        lambda: clients.all(), context=parent, on_ok=ask, on_error=lambda error: shell.toast(" ".join(words_of(error)))
    )


def _plan(
    shell: Shell,
    dialog: PlanSessionDialog,
    starts: datetime,
    minutes: int,
    service: str,
    title: str,
    ids: Sequence[str],
) -> None:
    from ehr_desk.chart.sessions.service import NewSession

    desk = shell.desk
    new = NewSession(starts, minutes, service, title, desk.me.id, list(ids))
    dialog.busy()

    def done(_row: object) -> None:
        dialog.accept()
        shell.changed(Changed.of(SESSIONS, clients=ids))
        shell.toast("Session planned")

    shell.runner.submit_write(
        lambda: desk.sessions.plan_session(new),
        context=dialog,
        on_ok=done,
        on_error=lambda error: dialog.fail(*words_of(error)),
    )
