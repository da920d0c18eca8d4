"""What every answer on the screen has in common, and what all of them are handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.common.clock import Clock
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Item
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.note_edit import NoteEdit

Json = Any


@dataclass(frozen=True)
class Kit:
    """What fields need: the look, the clock for "today", ids for new rows, the editors of record links."""

    theme: Theme
    clock: Clock
    ids: Ids
    links: LinkEditors
    carried: frozenset[str] = field(default_factory=frozenset)
    tab_act: Callable[[NoteEdit], bool] | None = None
    """Asked before Tab leaves a field for clinical text."""


class Field(QWidget):
    """One answer on the screen.

    ``changed`` is emitted for what a person does, never for :meth:`set_value`. ``value()`` is None where nothing
    is answered, and the raw text where what was typed does not fit: so a draft keeps it and the check names it.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)

    def value(self) -> Json | None:
        """The answer."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def set_value(self, value: Json | None) -> None:
        """Show an answer."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def set_read_only(self, on: bool) -> None:
        """Let the answer be read but not changed."""
        self.setEnabled(not on)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        """Name the parts that take the focus."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def wanted_width(self) -> int:
        """The width below which the field looks cramped; a grid of fields gives it where the page has room."""
        return self.minimumSizeHint().width()

    def set_carried(self, on: bool) -> None:
        """Mark an answer that was carried over until somebody touches it."""


class LinkEditors(Protocol):
    """Makes the field of a record-link item. ``entries`` names entries by id: kind, day, author."""

    @property
    def entries(self) -> Mapping[str, str]: ...

    def diagnosis(self, item: Item, kit: Kit) -> Field: ...

    def medication(self, item: Item, kit: Kit) -> Field: ...

    def objective(self, item: Item, kit: Kit) -> Field: ...

    def participant(self, item: Item, kit: Kit) -> Field: ...
