"""Buttons: verbs in words, an icon beside them where it helps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ehr_desk.ui.theme import Theme

Role = Literal["primary", "plain", "quiet", "danger", "link"]
_INK = {"primary": "on_accent", "danger": "danger", "link": "link", "quiet": "text2", "plain": "text2"}


def _presses(event: QKeyEvent) -> bool:
    """Enter without a modifier: presses the button that has the focus, as Space does (Qt does that in dialogs only)."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PressButton(QPushButton):
    """A button that Enter presses too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _presses(event):
            event.accept()
            # A button with a menu opens it; the menu has its own loop, so that stays with Qt.
            self.showMenu() if self.menu() is not None else self.click()
        else:
            super().keyPressEvent(event)


class PressToolButton(QToolButton):
    """A button with an icon that Enter presses too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _presses(event):
            event.accept()
            self.click()
        else:
            super().keyPressEvent(event)


def button(
    theme: Theme,
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    role: Role = "plain",
    icon: str = "",
    object_name: str = "",
    parent: QWidget | None = None,
) -> QPushButton:
    """A button with words. ``role``: primary (one per page), plain, quiet, danger or link."""
    made = PressButton(text, parent)
    if role != "plain":
        made.setProperty("role", role)
    if icon:
        theme.bind_icon(made, icon, _INK[role], 18)
    if object_name:
        made.setObjectName(object_name)
    made.setAutoDefault(False)
    if role == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def icon_button(
    theme: Theme,
    icon: str,
    accessible: str,
    on_click: Callable[[], object] | None = None,
    *,
    object_name: str = "",
    ink: str = "text2",
    parent: QWidget | None = None,
) -> QToolButton:
    """A button with only an icon; ``accessible`` is its name and tooltip and says what it does."""
    made = PressToolButton(parent)
    made.setAccessibleName(accessible)
    made.setToolTip(accessible)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if object_name:
        made.setObjectName(object_name)
    theme.bind_icon(made, icon, ink, 18)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made
