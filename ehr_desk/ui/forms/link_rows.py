"""The frame of the record-link editors: a list of cards over a list of row objects."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ehr_desk.ui.forms.field import Field, Json, Kit
from ehr_desk.ui.forms.spans import SpanBox
from ehr_desk.ui.widgets.buttons import button, icon_button
from ehr_desk.ui.widgets.text import label, name


class LinkCard(QFrame):
    """One row: a title line with room for controls at the right, a quiet line, and fields below."""

    changed = Signal()
    removed = Signal()

    def __init__(self, kit: Kit, row_id: str, *, removable: bool = True) -> None:
        super().__init__()
        self.kit = kit
        self.row_id = row_id
        self.setProperty("card", "plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 10, 10)
        layout.setSpacing(6)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = label("", "strong", wrap=True)
        self.head.addWidget(self.title, 1)
        self.away = icon_button(kit.theme, "trash", "Remove", self.removed.emit, ink="text3")
        self.head.addWidget(self.away, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self.head)
        self.away.setVisible(removable)
        self.quiet = label("", "small", "text2", wrap=True)
        self.quiet.hide()
        layout.addWidget(self.quiet)
        self.body = SpanBox(line_gap=8)
        layout.addWidget(self.body)
        self._named: list[tuple[QWidget, str, str]] = []

    def row(self) -> dict[str, Json]:
        """The row object."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def put(self, widget: QWidget, words: str, key: str, span: int) -> QWidget:
        """Put a labelled field into the body; returns the box around it, to hide it."""
        around = QWidget()
        layout = QVBoxLayout(around)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        caption: QLabel = label(words, "caption")
        caption.setBuddy(widget)
        layout.addWidget(caption)
        layout.addWidget(widget)
        self.body.spans.add(around, span)
        self._named.append((widget, words, key))
        return around

    def note_name(self, widget: QWidget, words: str, key: str) -> None:
        """Name a control outside of the body in the same way."""
        self._named.append((widget, words, key))

    def name_parts(self, object_name: str) -> None:
        """Name every part after the row's title, so that names are unique."""
        title = self.title.text()
        self.setAccessibleName(title)
        for widget, words, key in self._named:
            name(widget, f"{title}: {words}", f"{object_name}.{key}.{self.row_id}")
        name(self.away, f"Remove {title}", f"{object_name}.remove.{self.row_id}")
        self.away.setToolTip(f"Remove {title}")

    def stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [*(widget for widget, _, _ in self._named), self.away]

    def set_read_only(self, on: bool) -> None:
        """Let the row be read only."""
        for widget, _, _ in self._named:
            widget.setEnabled(not on)
        self.away.setEnabled(not on)


class LinkRows(Field):
    """A list of cards. Subclasses make the card of a row and say how one is added."""

    rebuilt = Signal()

    def __init__(self, kit: Kit, empty: str, add_words: str = "") -> None:
        super().__init__()
        self.kit = kit
        self.cards: list[LinkCard] = []
        self._object_name = ""
        self._read_only = False
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self._empty = label(empty, "small", "text3", wrap=True)
        self.box.setSpacing(8)
        self.box.addLayout(self._list)
        self.box.addWidget(self._empty)
        self.add_button = button(kit.theme, add_words, self.add_by_person, role="link", icon="plus")
        self._can_add = bool(add_words)
        self.box.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_button.setVisible(bool(add_words))

    def card(self, row: Mapping[str, Json]) -> LinkCard:
        """The card of a row."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def new_row(self) -> dict[str, Json]:
        """What an added row holds at first."""
        return {"_id": self.kit.ids.new()}

    def value(self) -> Json | None:
        return [card.row() for card in self.cards] or None

    def set_value(self, value: Json | None) -> None:
        for card in self.cards:
            self._let_go(card)
        self.cards = []
        for row in value if isinstance(value, list) else []:
            if isinstance(row, Mapping):
                self._insert(row)
        self._renamed()

    def set_read_only(self, on: bool) -> None:
        self._read_only = on
        self.add_button.setVisible(self._can_add and not on)
        for card in self.cards:
            card.set_read_only(on)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self._object_name = object_name
        self.setObjectName(object_name)
        self.setAccessibleName(accessible)
        self.add_button.setObjectName(f"{object_name}.add")
        self._renamed()

    def stops(self) -> list[QWidget]:
        found = [stop for card in self.cards for stop in card.stops()]
        return [*found, *([self.add_button] if self._can_add else [])]

    def add_by_person(self) -> None:
        """Add an empty row."""
        self.add(self.new_row())

    def add(self, row: Mapping[str, Json]) -> LinkCard:
        """Add a row and put the focus into it."""
        card = self._insert(row)
        self._renamed()
        self.rebuilt.emit()
        self.changed.emit()
        first = next((stop for stop in card.stops() if stop.isVisibleTo(self)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return card

    def _insert(self, row: Mapping[str, Json]) -> LinkCard:
        card = self.card(row)
        card.changed.connect(self._card_changed)
        card.removed.connect(lambda: self._remove(card))
        card.set_read_only(self._read_only)
        self.cards.append(card)
        self._list.addWidget(card)
        return card

    def _remove(self, card: LinkCard) -> None:
        self.cards.remove(card)
        self._let_go(card)
        self._renamed()
        self.rebuilt.emit()
        self.changed.emit()

    def _card_changed(self) -> None:
        self._renamed()
        self.changed.emit()

    def _renamed(self) -> None:
        self._empty.setVisible(not self.cards)
        for card in self.cards:
            card.name_parts(self._object_name)

    def _let_go(self, card: LinkCard) -> None:
        self._list.removeWidget(card)
        card.hide()
        card.setParent(None)
        card.deleteLater()
