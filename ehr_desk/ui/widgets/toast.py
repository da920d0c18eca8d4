"""A short message at the foot of the window, with Undo where the act can be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QWidget

from ehr_desk.ui.widgets.buttons import PressButton
from ehr_desk.ui.widgets.text import label

UNDO_MS = 10_000
PLAIN_MS = 4_000


class Toasts(QObject):
    """Shows one toast at a time over ``host``. Nothing clinical belongs into a toast."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._frame = QFrame(host)
        self._frame.setObjectName("toast")
        self._frame.setProperty("card", "toast")
        layout = QHBoxLayout(self._frame)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.setSpacing(16)
        self._text = label("")
        layout.addWidget(self._text)
        self._undo = PressButton("Undo")
        self._undo.setObjectName("toast.undo")
        self._undo.setAutoDefault(False)
        self._undo.clicked.connect(self._undone)
        layout.addWidget(self._undo)
        shadow = QGraphicsDropShadowEffect(self._frame)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 4)
        shadow.setColor(QColor(0, 0, 0, 90))
        self._frame.setGraphicsEffect(shadow)
        self._frame.hide()
        self._on_undo: Callable[[], object] | None = None
        self._holding = False
        self._held: tuple[str, Callable[[], object] | None] | None = None
        host.installEventFilter(self)

    def hold(self, *, on: bool) -> None:
        """Hold toasts back while nothing may be read; the last one is shown afterwards, for its whole time."""
        if on and not self._frame.isHidden():
            self._held = (self._text.text(), self._on_undo)
            self.hide()
        self._holding = on
        if not on and self._held is not None:
            (text, undo), self._held = self._held, None
            self.show(text, undo)

    def show(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Show a sentence; with ``undo`` for ten seconds, else for four."""
        if self._holding:
            self._held = (text, undo)
            return
        self._on_undo = undo
        self._text.setText(text)
        self._frame.setAccessibleName(text)
        self._undo.setVisible(undo is not None)
        self._frame.show()
        self._place()
        self._frame.raise_()
        self._timer.start(UNDO_MS if undo is not None else PLAIN_MS)

    def hide(self) -> None:
        """Take the toast away; its act can no longer be undone from here."""
        self._timer.stop()
        self._on_undo = None
        self._frame.hide()

    def text(self) -> str:
        """What is shown now, empty where nothing is."""
        return "" if self._frame.isHidden() else self._text.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and not self._frame.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _undone(self) -> None:
        act = self._on_undo
        self.hide()
        if act is not None:
            act()

    def _above(self) -> int:
        """How far above the foot of the window: the line with the saved mark and the next step stays in sight."""
        return 28 + 3 * self._host.fontMetrics().height()

    def _place(self) -> None:
        self._frame.adjustSize()
        area = self._host.rect()
        self._frame.move(
            (area.width() - self._frame.width()) // 2, area.height() - self._frame.height() - self._above()
        )
        self._frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
