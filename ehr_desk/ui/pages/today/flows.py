"""Asking and doing: put a session on the schedule, say who was absent. Any page may start them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.base import SESSIONS, Changed, Shell
from ehr_desk.ui.pages.editor.asked_reason import ask_reason
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.today.lines import PlanMakeUp, TakeBackMakeUp
from ehr_desk.ui.pages.today.make_up import MakeUpDialog
from ehr_desk.ui.pages.today.overlaps import overlap_words
from ehr_desk.ui.pages.today.planning import Asked, PlanSessionDialog, WhoDialog

if TYPE_CHECKING:
    from ehr_desk.chart.clients.rows import ClientRow
    from ehr_desk.chart.sessions.rows import PlannedSessionRow
    from ehr_desk.chart.staff.rows import StaffRow

Found = TypeVar("Found")
_MAKE_UP_WITHIN = timedelta(days=14)


def plan_session(shell: Shell, parent: QWidget, service: str = "") -> None:
    """Ask for a session and put it on the schedule of the person at the desk."""

    desk = shell.desk

    def read() -> tuple[Sequence[ClientRow], Mapping[str, date], Sequence[StaffRow]]:
        clients = desk.clients.all()
        return clients, desk.sessions.discharged([one.id for one in clients]), desk.staff.all()

    def ask(clients: Sequence[ClientRow], left: Mapping[str, date], staff: Sequence[StaffRow]) -> None:
        colleagues = _leaders(staff, desk.me.id)
        dialog = PlanSessionDialog(shell.theme, desk.clock, clients, left, parent, service, colleagues)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keep_text(shell, dialog, "plan", only=("plan.title", "plan.place", "plan.overlap"))
        names = {**{client.id: client.name for client in clients}, **colleagues}
        dialog.planned.connect(lambda asked: _plan(shell, dialog, asked, None, names))
        dialog.open()

    _read(shell, parent, read, lambda found: ask(*found))


def plan_makeup(shell: Shell, parent: QWidget, makeup: PlanMakeUp) -> None:
    """Ask what makes up for a missed session, a new one or a place in one of the coming two weeks, and put it on the
    schedule."""
    desk = shell.desk

    def read() -> tuple[Sequence[ClientRow], Mapping[str, date], Sequence[PlannedSessionRow], Sequence[StaffRow]]:
        clients, today = desk.clients.all(), desk.clock.today()
        coming = desk.sessions.coming(today, today + _MAKE_UP_WITHIN, without=makeup.client_id)
        return clients, desk.sessions.discharged([one.id for one in clients]), coming, desk.staff.all()

    def ask(
        clients: Sequence[ClientRow],
        left: Mapping[str, date],
        coming: Sequence[PlannedSessionRow],
        staff: Sequence[StaffRow],
    ) -> None:
        colleagues = _leaders(staff, desk.me.id)
        names = {row.id: row.name for row in staff}
        dialog = MakeUpDialog(shell.theme, desk.clock, clients, left, makeup, coming, names, parent, colleagues)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        names |= {client.id: client.name for client in clients}
        dialog.planned.connect(lambda asked: _plan(shell, dialog, asked, makeup, names))
        dialog.joined.connect(lambda session_id, why: _join(shell, dialog, makeup, session_id, why, names))
        dialog.open()

    _read(shell, parent, read, lambda found: ask(*found))


def take_back_makeup(shell: Shell, parent: QWidget, makeup: TakeBackMakeUp) -> None:
    """Ask why somebody does not make up for a missed session, and take it back: another one can be planned then."""
    comes = "It stays visible in the week as cancelled" if makeup.alone else "The others on its roster come as planned"
    text = f"{makeup.words}. {comes}, and another make-up can be planned."
    dialog = ReasonDialog(
        shell.theme, "Take back the make-up session", "Take it back", parent, text=text, role="danger"
    )
    desk = shell.desk

    def act(reason: str) -> None:
        desk.sessions.take_back(makeup.session_id, makeup.client_id, reason)

    def done() -> None:
        shell.changed(Changed.of(SESSIONS, clients=[makeup.client_id]))
        shell.toast("Make-up session taken back")

    ask_reason(shell, dialog, act, done, place=f"cancel.{makeup.session_id}")


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

    _read(shell, parent, read, lambda found: ask(*found))


def _read(shell: Shell, parent: QWidget, read: Callable[[], Found], then: Callable[[Found], object]) -> None:
    shell.runner.submit_read(
        read, context=parent, on_ok=then, on_error=lambda error: shell.toast(" ".join(words_of(error)))
    )


def _leaders(staff: Sequence[StaffRow], without: str) -> dict[str, str]:
    """Who of the others can lead a session: whoever may write its note."""
    return {row.id: row.name for row in staff if not row.retired and row.id != without and may(row, "write entries")}


def _plan(
    shell: Shell, dialog: PlanSessionDialog, asked: Asked, makeup: PlanMakeUp | None, names: Mapping[str, str]
) -> None:
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
        co_staff_id=asked.co_staff_id,
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
        _failed(shell, dialog, error, names)

    shell.runner.submit_write(lambda: desk.sessions.plan_session(new), context=dialog, on_ok=done, on_error=failed)


def _join(
    shell: Shell, dialog: MakeUpDialog, makeup: PlanMakeUp, session_id: str, why: str, names: Mapping[str, str]
) -> None:
    sessions = shell.desk.sessions
    dialog.busy()

    def done(_row: object) -> None:
        dialog.accept()
        shell.changed(Changed.of(SESSIONS, clients=[makeup.client_id]))
        shell.toast("Make-up session planned")

    shell.runner.submit_write(
        lambda: sessions.make_up_in(session_id, makeup.client_id, makeup.entry_id, overlap_reason=why),
        context=dialog,
        on_ok=done,
        on_error=lambda error: _failed(shell, dialog, error, names),
    )


def _failed(shell: Shell, dialog: PlanSessionDialog, error: Exception, names: Mapping[str, str]) -> None:
    from ehr_desk.chart.sessions.program import Overlap

    if isinstance(error, Overlap):
        known = {**names, shell.desk.me.id: shell.desk.me.name}
        dialog.overlaps(overlap_words(error, lambda one: known.get(one, "Somebody")), error.remedy)
    else:
        dialog.fail(*words_of(error))
