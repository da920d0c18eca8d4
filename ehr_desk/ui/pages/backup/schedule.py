"""Backups by themselves while the desk is unlocked, and the line on the home page that says when the last was made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehr_desk.ui.pages.backup import presenter
from ehr_desk.ui.pages.base import BACKUPS, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.text import label, set_look

if TYPE_CHECKING:
    from ehr_desk.vault.backup_rules import BackupState
    from ehr_desk.vault.ballast import DiskRoom

FIRST_MS, EVERY_MS = 60_000, 5 * 60_000


class BackupSchedule(QObject):
    """Looks now and then whether a backup is due and makes it on the keeping lane. Lives as long as ``parent``.
    ``room_told`` carries what to say of the record's disk, empty while there is room enough."""

    room_told = Signal(str)
    _measured = Signal(object)

    def __init__(self, shell: Shell, parent: QObject, *, first_ms: int = FIRST_MS, every_ms: int = EVERY_MS) -> None:
        super().__init__(parent)
        self._shell = shell
        self._told = self._told_room = False
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self.look)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(first_ms)
        self._first.timeout.connect(self.look)
        self._timer.start()
        self._first.start()
        self._measured.connect(self._tell_room)

    def stop(self) -> None:
        """The sitting ends: nothing is begun any more, although the page is deleted a little later."""
        self._timer.stop()
        self._first.stop()

    def look(self) -> None:
        """Make one if it is due. A failure is said once in a sitting; the home page keeps saying it."""
        desk = self._shell.desk

        def look() -> BackupState | None:
            self._measured.emit(desk.sitting.keep_room())  # told also where there is no room for a backup any more
            return desk.backups.make_if_due()

        self._shell.runner.submit_keeping(look, context=self, on_ok=self._looked, on_error=self._failed)

    def _looked(self, state: BackupState | None) -> None:
        if state is not None:
            self._shell.changed(Changed.of(BACKUPS))

    def _tell_room(self, room: DiskRoom) -> None:
        self.room_told.emit(room.sentence() if room.low else "")
        if room.low and not self._told_room:
            self._told_room = True
            self._shell.toast(room.sentence())

    def _failed(self, error: Exception) -> None:
        self._shell.changed(Changed.of(BACKUPS))
        if not self._told:
            self._told = True
            self._shell.toast(f"The backup could not be made. {words_of(error)[0]}")


class BackupLine(QWidget):
    """ "Last verified backup: today at 14:05." with the way to the backup page."""

    def __init__(self, shell: Shell, go: Callable[[str], object]) -> None:
        super().__init__()
        self._shell = shell
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.words = label("", "small", "text2")
        self.words.setObjectName("today.backup")
        line.addWidget(self.words)
        line.addWidget(button(shell.theme, "Backups", lambda: go("backup"), role="link", object_name="today.backups"))
        line.addStretch(1)
        self.hide()

    def read(self) -> None:
        """Read the state anew."""
        backups = self._shell.desk.backups
        self._shell.runner.submit_read(backups.state, context=self, on_ok=self._show, on_error=lambda _error: None)

    def _show(self, state: BackupState) -> None:
        said, tone = presenter.short_words(state, self._shell.desk.clock)
        self.words.setText(said)
        set_look(self.words, tone=tone or "text2")
        self.show()
