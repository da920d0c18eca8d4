"""Which planned session a note is about: told above it, and changed there. One hour has one note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QVBoxLayout, QWidget

from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.forms import Form
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.text import broken, empty_layout, label, name

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

_LINES = 4
"""At most for the words of one box."""


def may_be_planned(form: Form) -> bool:
    """Whether a form documents a session of one client, which may be on the schedule."""
    return "attendance" in form.states and form.scope == "client" and bool(form.service)


def sessions_of(desk: Desk, form: Form, draft: DraftRow, day: date) -> list[PlannedSessionRow]:
    """The sessions of a day that a note may be about, and the one it is about (on the reader thread)."""
    if draft.kind != "original" or not may_be_planned(form):
        return []
    found = desk.sessions.to_document(draft.client_id, day, form.service)
    if draft.session_id and draft.session_id not in {one.id for one in found}:
        found.insert(0, desk.sessions.one(draft.session_id))
    return found


def session_words(session: PlannedSessionRow) -> str:
    """A planned session by its day and hour."""
    hour = f"{session.starts_at:%H:%M}\u2013{session.ends_at:%H:%M}"
    return f"This is the note of the session planned for {show_date(session.starts_at.date())}, {hour}"


class _Box(QCheckBox):
    """A box whose words go on on the next line where there is no room beside the panel; Qt's own never do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        around = self.sizeHint().width() - max(metrics.horizontalAdvance(one) for one in self.text().split("\n"))
        self.setText("\n".join(broken(metrics, self._words, self.width() - around, _LINES)))


class SessionLine(QWidget):
    """A box for each session; ticked is the one that the note is about. ``chosen`` carries its id, empty where the tick
    was taken away. Nothing is shown where no session is open."""

    chosen = Signal(str)

    def __init__(self, shell: Shell, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._form = form
        self._day: date | None = None
        self._boxes: dict[str, QCheckBox] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 8, 0, 4)
        self._layout.setSpacing(4)
        self.hide()

    def show_sessions(self, sessions: Sequence[PlannedSessionRow], about: str) -> None:
        """Show what the note may be about, and what it is ``about`` now."""
        empty_layout(self._layout)
        self._boxes = {}
        if len(sessions) > 1 and not about:
            words = "Several sessions of this day have no note yet. Tick the one that this note is about."
            self._layout.addWidget(label(words, "small", "text2", wrap=True))
        for one in sessions:
            box = _Box(session_words(one))
            name(box, box.text(), f"editor.session.{one.id}")
            box.setToolTip("Ticked, it is the note that Today asks for. Not ticked, it is of another session.")
            box.setChecked(one.id == about)
            box.clicked.connect(lambda on, session_id=one.id: self.chosen.emit(session_id if on else ""))
            self._boxes[one.id] = box
            self._layout.addWidget(box)
        self.setVisible(bool(sessions))

    def show_about(self, about: str) -> None:
        """Show another session as the one that the note is about."""
        for session_id, box in self._boxes.items():
            box.setChecked(session_id == about)

    def follow(self, draft: DraftRow, day: date) -> None:
        """Read the sessions of a day, where it is another day than before; the first one is there already."""
        before, self._day = self._day, day
        if before in (None, day):
            return
        desk = self._shell.desk

        def show(found: Sequence[PlannedSessionRow]) -> None:
            if day == self._day:
                self.show_sessions(found, draft.session_id)

        self._shell.runner.submit_read(
            lambda: sessions_of(desk, self._form, draft, day), context=self, on_ok=show, on_error=lambda _error: None
        )
