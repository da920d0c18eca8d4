"""Short fields share a line: a grid of twelve columns that closes up when a field is hidden."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from ehr_desk.forms import Item
from ehr_desk.ui.forms.fields import is_short_list

COLUMNS = 12
_NARROW = 340
_LETTERS_PER_COLUMN = 11
_HELP_LETTERS = 16
_HALF_LINE = 36
_BY_TYPE = {"date": 3, "time": 2, "datetime": 5, "integer": 3, "decimal": 3, "text": 6}
_BY_ROLE = {
    "problem_text": 12,
    "problem_kind": 4,
    "problem_code": 6,
    "goal_text": 12,
    "goal_term": 4,
    "objective_text": 12,
    "measure": 3,
    "baseline": 2,
    "target": 2,
    "target_date": 2,
    "objective_status": 3,
    "intervention_text": 5,
    "frequency": 4,
    "responsible": 3,
}


def span_of(item: Item) -> int:
    """How many of the twelve columns an item takes."""
    if item.role in _BY_ROLE:
        return _BY_ROLE[item.role]
    if item.type == "choice":
        letters = sum(len(choice.label) for choice in item.choices)
        widest = max((len(choice.label) for choice in item.choices), default=0)
        base = 4 if widest <= 28 else 6
        if is_short_list(item):
            base = 6 if letters <= _HALF_LINE else COLUMNS
    elif item.type == "yesno":
        base = 4
    else:
        base = _BY_TYPE.get(item.type, COLUMNS)
    wanted = max(-(-len(item.text) // _LETTERS_PER_COLUMN), min(6, -(-len(item.help) // _HELP_LETTERS)))
    for step in (base, 4, 6, COLUMNS):
        if step >= base and step >= wanted:
            return step
    return COLUMNS


class SpanLayout(QLayout):
    """Places widgets in lines of twelve columns; on a narrow page a span counts double."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 16, line_gap: int = 12) -> None:
        super().__init__(parent)
        self._items: list[tuple[QLayoutItem, int]] = []
        self._next_span = COLUMNS
        self._heights: dict[int, int] = {}  # until Qt says that something in it changed, as its own layouts keep them
        self._gap = gap
        self._line_gap = line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget, span: int = COLUMNS) -> None:
        """Put a widget after the others."""
        self._next_span = span
        self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append((item, self._next_span))
        self._next_span = COLUMNS

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        return self._items[index][0] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        return self._items.pop(index)[0] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def sizeHint(self) -> QSize:
        width = max((item.sizeHint().width() for item, _ in self._shown()), default=0)
        return QSize(width, self.heightForWidth(max(width, 720)))

    def minimumSize(self) -> QSize:
        return QSize(240, 0)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[tuple[QLayoutItem, int]]:
        return [pair for pair in self._items if not pair[0].isEmpty()]

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        lines: list[list[tuple[QLayoutItem, int]]] = []
        used = COLUMNS
        for item, wanted in self._shown():
            span = self._enough(item, min(COLUMNS, wanted * 2) if width < _NARROW else wanted, width)
            if used + span > COLUMNS:
                lines.append([])
                used = 0
            lines[-1].append((item, span))
            used += span
        return lines

    def _enough(self, item: QLayoutItem, span: int, width: int) -> int:
        """The span, wider where the item would be clipped in it."""
        column = (width - self._gap * (COLUMNS - 1)) / COLUMNS
        wanted = getattr(item.widget(), "wanted_width", None)  # blocks of a form say it, other widgets do not
        needed = int(wanted()) if callable(wanted) else item.minimumSize().width()
        while span < COLUMNS and span * column + (span - 1) * self._gap < needed:
            span += 1
        return span

    def _place(self, rect: QRect, *, move: bool) -> int:
        column = (rect.width() - self._gap * (COLUMNS - 1)) / COLUMNS
        y = rect.y()
        for line in self._lines(rect.width()):
            spots, at = [], 0
            for item, span in line:
                x = rect.x() + round(at * (column + self._gap))
                wide = round(span * column + (span - 1) * self._gap)
                spots.append((item, x, min(wide, rect.x() + rect.width() - x)))  # rounded twice it could stick out
                at += span
            height = max(_height(item, width) for item, _, width in spots)
            if move:
                for item, x, width in spots:
                    item.setGeometry(QRect(x, y, width, _height(item, width)))
            y += height + self._line_gap
        return max(0, y - self._line_gap - rect.y())


class SpanBox(QWidget):
    """A widget over :class:`SpanLayout`."""

    def __init__(self, parent: QWidget | None = None, *, line_gap: int = 12) -> None:
        super().__init__(parent)
        self.spans = SpanLayout(self, line_gap=line_gap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()
