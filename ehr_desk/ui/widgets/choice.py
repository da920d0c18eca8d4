"""One answer of a list, several of a list, yes or no. All start empty: "not answered" is a state of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QLabel, QPushButton, QSizePolicy, QWidget

from ehr_desk.ui.widgets.flow import Flow

NOT_ANSWERED = "Not answered"
_LETTERS = 8
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class ChoiceCombo(QComboBox):
    """A drop-down list whose first line is "Not answered". The wheel scrolls the page, never the answer."""

    edited = Signal()

    def __init__(self, labels: Sequence[str], parent: QWidget | None = None, *, empty: str = NOT_ANSWERED) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(min(_LETTERS, max((len(one) for one in labels), default=8)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItem(empty, "")
        for one in labels:
            self.addItem(one, one)
        self.activated.connect(lambda _at: self.edited.emit())
        self._spoken: QLabel | None = None

    def setAccessibleName(self, words: str) -> None:
        """Name the list. On Linux Qt tells the name of a combo box only through a label beside it, so there is one."""
        super().setAccessibleName(words)
        if self._spoken is None:
            self._spoken = QLabel(self.parentWidget())
            self._spoken.hide()
            self._spoken.setBuddy(self)
        self._spoken.setText(words)

    def event(self, event: QEvent) -> bool:
        spoken = getattr(self, "_spoken", None)  # Qt sends events before __init__ is through
        if event.type() == QEvent.Type.ParentChange and spoken is not None:
            spoken.setParent(self.parentWidget())
        return super().event(event)

    def value(self) -> str:
        """The chosen label, empty where nothing is chosen."""
        return str(self.currentData() or "")

    def set_value(self, value: str) -> None:
        """Choose a label. One that is not in the list (an older form) is added, so nothing is lost."""
        at = self.findData(value)
        if at < 0:
            self.addItem(value, value)
            at = self.count() - 1
        self.setCurrentIndex(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.setCurrentIndex(0)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers():
            event.ignore()
            return
        else:
            super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.edited.emit()


class Segmented(Flow):
    """A few answers side by side, wrapped where they do not fit. Arrows choose, and so does the number of an answer
    (its points where it has ``points``, its own where it begins with one, else its place); Delete or a second click
    takes back."""

    edited = Signal()

    def __init__(
        self, labels: Sequence[str], parent: QWidget | None = None, *, points: Sequence[int] | None = None
    ) -> None:
        super().__init__(parent, gap=0, line_gap=4)
        self._numbers = [str(one) for one in points] if points is not None else _numbers(labels)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._buttons: dict[str, QPushButton] = {}
        for at, word in enumerate(labels):
            one = QPushButton(word)
            one.setCheckable(True)
            one.setAutoDefault(False)
            one.setProperty("role", "segment")
            one.setProperty("edge", _edge(at, len(labels)))
            one.clicked.connect(lambda on, chosen=word: self._chosen(chosen if on else ""))
            one.installEventFilter(self)
            self.flow.addWidget(one)
            self._group.addButton(one)
            self._buttons[word] = one
        self._roam("")

    def name_parts(self, accessible: str) -> None:
        """Name the buttons for screen readers: the question, then the answer."""
        self.setAccessibleName(accessible)
        for word, one in self._buttons.items():
            one.setAccessibleName(f"{accessible}: {word}")

    def value(self) -> str:
        """The chosen label, empty where nothing is chosen."""
        return next((word for word, one in self._buttons.items() if one.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose a label without ``edited``."""
        for word, one in self._buttons.items():
            one.setChecked(word == value)
        self._roam(value)

    def button(self, word: str) -> QPushButton:
        """The button of one answer."""
        return self._buttons[word]

    def wanted_width(self) -> int:
        """The width at which all answers stand in one line."""
        return self.flow.sizeHint().width()

    def stops(self) -> list[QWidget]:
        """Every button, in order; only one of them takes part in the Tab order at a time."""
        return list(self._buttons.values())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            words = list(self._buttons)
            at = next((i for i, one in enumerate(self._buttons.values()) if one is watched), 0)
            step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(
                Qt.Key(event.key())
            )
            if step is not None:
                target = words[(at + step) % len(words)] if self.value() else words[at]
                self._chosen(target)
                self._buttons[target].setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self._chosen("")
                return True
            word = "" if event.modifiers() & _HELD else self._numbered(event.text())
            if word:
                self._chosen(word)
                self._buttons[word].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _numbered(self, text: str) -> str:
        """The answer that a digit stands for, empty for none."""
        return next((word for word, number in zip(self._buttons, self._numbers, strict=True) if number == text), "")

    def _chosen(self, value: str) -> None:
        self.set_value(value)
        self.edited.emit()

    def _roam(self, value: str) -> None:
        """Only one button takes part in the Tab order: the chosen one, else the first."""
        first = value if value in self._buttons else next(iter(self._buttons), "")
        for word, one in self._buttons.items():
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if word == first else Qt.FocusPolicy.ClickFocus)
        if first:
            self.setFocusProxy(self._buttons[first])


class YesNo(Segmented):
    """Yes, No, or not answered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(("Yes", "No"), parent)

    def answer(self) -> bool | None:
        """True, False, or None where nothing is chosen."""
        return {"Yes": True, "No": False}.get(self.value())

    def set_answer(self, value: bool | None) -> None:
        """Choose without ``edited``."""
        self.set_value("" if value is None else ("Yes" if value else "No"))


class MultiChoice(Flow):
    """Several answers, as ticks that wrap like words. ``value()`` keeps the order of the list."""

    edited = Signal()

    def __init__(self, labels: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent, gap=16, line_gap=2)
        self._boxes: dict[str, QCheckBox] = {}
        for word in labels:
            self._add(word)

    def name_parts(self, accessible: str) -> None:
        """Name the boxes for screen readers: the answer, with the question as description."""
        self.setAccessibleName(accessible)
        for box in self._boxes.values():
            box.setAccessibleDescription(accessible)

    def value(self) -> list[str]:
        """The ticked labels in the order of the list."""
        return [word for word, box in self._boxes.items() if box.isChecked()]

    def set_value(self, value: Sequence[str]) -> None:
        """Tick these labels; one that is not in the list is added, so nothing is lost."""
        for word in value:
            if word not in self._boxes:
                self._add(word)
        for word, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(word in value)
            box.blockSignals(False)

    def box(self, word: str) -> QCheckBox:
        """The tick of one answer."""
        return self._boxes[word]

    def _add(self, word: str) -> None:
        box = QCheckBox(word.replace("&", "&&"))
        box.setAccessibleName(word)
        box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        box.toggled.connect(lambda _on: self.edited.emit())
        self.flow.addWidget(box)
        if not self._boxes:
            self.setFocusProxy(box)
        self._boxes[word] = box


def _numbers(words: Sequence[str]) -> list[str]:
    """The number of each answer: its own where one of them begins with one, else its place from 1."""
    if any(word[:1].isdecimal() for word in words):
        return [word.split(maxsplit=1)[0].rstrip(".:") for word in words]
    return [str(at) for at in range(1, len(words) + 1)]


def _edge(at: int, count: int) -> str:
    if count == 1:
        return "only"
    return {0: "first", count - 1: "last"}.get(at, "middle")
