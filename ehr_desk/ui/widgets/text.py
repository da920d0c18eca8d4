"""Labels by kind of text, and the few things every widget needs."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QSizePolicy, QWidget


def label(
    text: str = "", kind: str = "body", tone: str = "", *, wrap: bool = False, parent: QWidget | None = None
) -> QLabel:
    """A plain-text label of one kind (title, heading, strong, body, small, caption) and tone (text2, danger, ...)."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("kind", kind)
    if tone:
        made.setProperty("tone", tone)
    if wrap:
        made.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def within_sentence(title: str) -> str:
    """A title as it stands inside a sentence: "individual note (DAP)", but never "pHQ-9" or "c-SSRS"."""
    first = title.split(maxsplit=1)[0] if title.strip() else ""
    acronym = any(one.isupper() or one.isdigit() for one in first[1:])
    return title if acronym else f"{title[:1].lower()}{title[1:]}"


_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_STRONG = _RIGHT_TO_LEFT | {"L"}
_MARK = "\u200f"  # right-to-left mark: what stands before it belongs to the text before


def elided(metrics: QFontMetrics, text: str, width: int) -> str:
    """As much of one line as there is room for. The ellipsis stands where reading ends: to the left of an Arabic or
    Hebrew word that was cut, whatever the direction of the line."""
    short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    if short == text:
        return text
    ways = (unicodedata.bidirectional(one) for one in reversed(short))
    last = next((way for way in ways if way in _STRONG), "L")
    return f"{short}{_MARK}" if last in _RIGHT_TO_LEFT else short


def broken(metrics: QFontMetrics, text: str, width: int, most: int) -> list[str]:
    """A text in lines of at most ``width`` pixels, broken between words; the last of ``most`` lines ends in an ellipsis
    where more would follow."""
    lines = [""]
    words = text.split()
    for at, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = " ".join((lines[-1], *words[at:]))
            break
    # What fits is whole: at the very width Qt would cut a line that goes on below.
    return [line if metrics.horizontalAdvance(line) <= width else elided(metrics, line, width) for line in lines]


def set_look(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties of the style sheet and show them at once."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def name(widget: QWidget, accessible: str, object_name: str = "", description: str = "") -> QWidget:
    """Give a widget its accessible name, and its object name for tests and jumps."""
    widget.setAccessibleName(accessible)
    if description:
        widget.setAccessibleDescription(description)
    if object_name:
        widget.setObjectName(object_name)
    return widget


def divider(*, vertical: bool = False) -> QFrame:
    """A line of one pixel."""
    made = QFrame()
    made.setProperty("line", "true")
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def empty_layout(layout: QLayout) -> None:
    """Take every item out of a layout and let its widgets go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            empty_layout(inner)


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where there is no room; the whole text is in the tooltip and the name."""

    def __init__(self, text: str = "", kind: str = "body", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        if tone:
            self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Set the text; line breaks become spaces."""
        flat = " ".join(text.split())
        super().setText(flat)
        self.setAccessibleName(flat)
        self._tell_tooltip()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().averageCharWidth() * 6), self._high(hint))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), self._high(hint))

    def _high(self, hint: QSize) -> int:
        # Letters that our font does not have come from another one, which may be taller.
        return max(hint.height(), self.fontMetrics().boundingRect(self.text()).height())

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._tell_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        area = self.contentsRect()
        text = elided(self.fontMetrics(), self.text(), area.width())
        painter.drawText(area, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)

    def _tell_tooltip(self) -> None:
        short = QFontMetrics(self.font()).horizontalAdvance(self.text()) <= self.contentsRect().width()
        self.setToolTip("" if short else self.text())
