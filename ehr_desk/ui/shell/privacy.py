"""Privacy mode: at one key nothing of the record can be read from behind; at the same key everything is as it was.

Whatever is open is covered, dialogs too, and typing goes nowhere until the cover is lifted: nobody writes unseen. The
desk stays unlocked (Ctrl+L locks it) and its idle clock goes on.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QVBoxLayout, QWidget
from shiboken6 import isValid

from ehr_desk.ui.shell.inputs import Inputs
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.ground import on_canvas
from ehr_desk.ui.widgets.toast import Toasts

_WORDS = "Privacy mode. Everything stays as you left it. Press F12 to go on."
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)


class Cover(QWidget):
    """Lies over one widget and grows with it."""

    def __init__(self, over: QWidget, theme: Theme, words: str) -> None:
        super().__init__(over)
        self.setObjectName("privacy.cover")
        on_canvas(self)
        column = QVBoxLayout(self)
        column.addWidget(EmptyState(theme, "eye-off", words))
        self.setAccessibleName(words)
        self._over = over
        over.installEventFilter(self)
        self.setGeometry(over.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)


class Privacy(QObject):
    """Covers ``pages`` and every dialog. ``initials`` says whose chart is open in a way only the clinician reads."""

    def __init__(
        self, view: QWidget, pages: QWidget, theme: Theme, toasts: Toasts, initials: Callable[[], str]
    ) -> None:
        super().__init__(view)
        self._pages = pages
        self._theme = theme
        self._toasts = toasts
        self._initials = initials
        self._covers: list[Cover] = []
        self._focus: QWidget | None = None
        Inputs(self).start()

    @property
    def on(self) -> bool:
        """Whether the record is covered now."""
        return bool(self._covers)

    def toggle(self) -> None:
        """Cover everything, or lift the cover."""
        if self.on:
            self._lift()
        else:
            self._cover()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F12:
            self.toggle()
            return True
        if self.on and kind in _KEYS and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            return self._swallow(event)
        if self.on and kind == QEvent.Type.Show and isinstance(watched, QDialog):
            self._covers.append(Cover(watched, self._theme, _WORDS))
        return self.on and kind == QEvent.Type.ToolTip

    def _swallow(self, event: QKeyEvent) -> bool:
        """Keys go nowhere; locking the desk still works."""
        locks = event.key() == Qt.Key.Key_L and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        f12 = event.key() == Qt.Key.Key_F12
        if event.type() == QEvent.Type.ShortcutOverride:
            if not locks:
                event.accept()  # no shortcut of the desk runs; F12 arrives as a key
            return not locks
        return not locks and not f12

    def _cover(self) -> None:
        self._focus = QApplication.focusWidget()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        self._toasts.hold(on=True)
        initials = self._initials()
        words = f"{_WORDS} Open: {initials}" if initials else _WORDS
        dialogs = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
        self._covers = [Cover(self._pages, self._theme, words)]
        self._covers += [Cover(dialog, self._theme, _WORDS) for dialog in dialogs]
        application = QCoreApplication.instance()
        if application is not None:  # until it is lifted, whatever is shown and every key anywhere is looked at
            application.installEventFilter(self)

    def _lift(self) -> None:
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        covers, self._covers = self._covers, []
        for cover in covers:
            cover.hide()
            cover.deleteLater()
        self._toasts.hold(on=False)
        focus, self._focus = self._focus, None
        if focus is not None and isValid(focus) and focus.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
