"""Where exactly one was on a page: how far it was scrolled, which field had the focus, and where in its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QTextEdit, QWidget
from shiboken6 import isValid

from ehr_desk.ui.shell.inputs import Inputs

_EVERY_MS, _TRIES = 100, 50
_TOUCHES = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin})
_Way = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Spot:
    """Names of parts and numbers only, held in memory while the program runs; ``focus`` is empty where none is."""

    scrolled: tuple[tuple[_Way, int], ...] = ()
    focus: _Way = ()
    cursor: int = 0


def spot_of(page: QWidget, focus: QWidget | None) -> Spot:
    """Where one is on a page now."""
    areas = [one for one in page.findChildren(QAbstractScrollArea) if one.isVisible()]
    scrolled = tuple((_way(page, one), value) for one in areas if (value := one.verticalScrollBar().value()))
    if focus is None or not page.isAncestorOf(focus):
        return Spot(scrolled)
    return Spot(scrolled, _way(page, focus), _cursor(focus))


class Returning(QObject):
    """Goes back to a spot while the page comes up piece by piece. It gives up once somebody touches the desk."""

    def __init__(self, page: QWidget, spot: Spot) -> None:
        super().__init__(page)
        self._page, self._spot = page, spot
        self._left = _TRIES
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._try)
        self._inputs = Inputs(self)
        if spot.focus or spot.scrolled:
            self._inputs.start()
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._end()
        return False

    def _try(self) -> None:
        self._left -= 1
        last = not self._left
        focus = _found(self._page, self._spot.focus) if self._spot.focus else None
        areas = [(_found(self._page, way), value) for way, value in self._spot.scrolled]
        there = all(isinstance(one, QAbstractScrollArea) and _reaches(one, value) for one, value in areas)
        if not last and (not there or (self._spot.focus and focus is None)):
            return
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
            _set_cursor(focus, self._spot.cursor)
        for one, value in areas:
            if isinstance(one, QAbstractScrollArea):
                one.verticalScrollBar().setValue(value)
        self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._inputs.stop()
        if isValid(self):
            self.deleteLater()


def _way(page: QWidget, widget: QWidget) -> _Way:
    """From the page down to a part of it: each step a name, and the how manyth of that name it is."""
    steps: list[tuple[str, int]] = []
    at = widget
    while at is not page:
        above = at.parentWidget()
        if above is None:
            return ()
        steps.append((_name(at), [one for one in _children(above) if _name(one) == _name(at)].index(at)))
        at = above
    return tuple(reversed(steps))


def _found(page: QWidget, way: _Way) -> QWidget | None:
    """The part that a way leads to, where it is there and can be seen."""
    at = page
    for name, number in way:
        fitting = [one for one in _children(at) if _name(one) == name]
        if number >= len(fitting):
            return None
        at = fitting[number]
    return at if at.isVisible() else None


def _children(widget: QWidget) -> Sequence[QWidget]:
    return [one for one in widget.children() if isinstance(one, QWidget)]


def _name(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__


def _reaches(area: QAbstractScrollArea, value: int) -> bool:
    return area.verticalScrollBar().maximum() >= value


def _cursor(widget: QWidget) -> int:
    if isinstance(widget, QTextEdit):
        return widget.textCursor().position()
    return widget.cursorPosition() if isinstance(widget, QLineEdit) else 0


def _set_cursor(widget: QWidget, position: int) -> None:
    if isinstance(widget, QTextEdit):
        cursor = widget.textCursor()
        cursor.setPosition(min(position, len(widget.toPlainText())))
        widget.setTextCursor(cursor)
    elif isinstance(widget, QLineEdit):
        widget.setCursorPosition(position)
