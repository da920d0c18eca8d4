"""Fields for the plain types of a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ehr_desk.forms import Item
from ehr_desk.ui.forms.field import Field, Json, Kit
from ehr_desk.ui.theme.fonts import use_numbers
from ehr_desk.ui.widgets.choice import ChoiceCombo, MultiChoice, Segmented, YesNo
from ehr_desk.ui.widgets.date_edit import DateEdit, DateTimeEdit, TimeEdit
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.number_edit import NumberEdit
from ehr_desk.ui.widgets.numbered_combo import NumberedCombo
from ehr_desk.ui.widgets.scale_picker import ScalePicker
from ehr_desk.ui.widgets.text import label, name, set_look

_TEXT_WIDTH = 116
_SEGMENTS, _SEGMENT_LETTERS = 5, 64
_COMBO_ROLES = ("problem_kind", "objective_status")
_CODE_ROLES = ("problem_code", "code", "mrn")


class TextField(Field):
    """One line."""

    def __init__(self, item: Item, kit: Kit) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setMaxLength(min(item.max_length, 32_767))
        self.line.setMinimumWidth(kit.theme.metrics.px(_TEXT_WIDTH))
        if item.role in _CODE_ROLES:
            use_numbers(self.line)
        self.line.textEdited.connect(self._edited)
        self.box.addWidget(self.line)
        self.setFocusProxy(self.line)

    def value(self) -> Json | None:
        return self.line.text() or None

    def set_value(self, value: Json | None) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def set_read_only(self, on: bool) -> None:
        self.line.setReadOnly(on)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        name(self.line, accessible, object_name, description)

    def stops(self) -> list[QWidget]:
        return [self.line]

    def set_carried(self, on: bool) -> None:
        set_look(self.line, carried=on)

    def _edited(self, _text: str) -> None:
        self.set_carried(False)
        self.changed.emit()


class NoteField(Field):
    """Clinical text in several lines."""

    def __init__(self, item: Item, kit: Kit) -> None:
        super().__init__()
        self.edit = NoteEdit(kit.theme, lines=item.lines or 3)
        self.edit.tab_act = kit.tab_act
        self.edit.edited.connect(self.changed)
        self.box.addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def value(self) -> Json | None:
        return self.edit.text() or None

    def set_value(self, value: Json | None) -> None:
        text = "" if value is None else str(value)
        if text != self.edit.text():
            self.edit.set_text(text)

    def set_read_only(self, on: bool) -> None:
        self.edit.setReadOnly(on)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        name(self.edit, accessible, object_name, description)

    def stops(self) -> list[QWidget]:
        return [self.edit]

    def set_carried(self, on: bool) -> None:
        self.edit.set_carried(on)


class NumberField(Field):
    """A whole number or a decimal, with its unit."""

    def __init__(self, item: Item, kit: Kit) -> None:
        super().__init__()
        self.edit = NumberEdit(kit.theme, decimals=item.type == "decimal", unit=item.unit)
        self.edit.edited.connect(self.changed)
        self.box.addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def value(self) -> Json | None:
        return self.edit.value()

    def set_value(self, value: Json | None) -> None:
        self.edit.set_value(value)

    def set_read_only(self, on: bool) -> None:
        self.edit.line.setReadOnly(on)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        unit = self.edit.unit.text()
        name(self.edit.line, f"{accessible}, {unit}" if unit else accessible, object_name, description)

    def stops(self) -> list[QWidget]:
        return [self.edit.line]


class _Valued(Protocol):
    edited: SignalInstance

    def value(self) -> str: ...

    def set_value(self, value: str) -> None: ...


class _StringField(Field):
    """A field over one widget whose value is text, empty for no answer."""

    def __init__(self, inner: QWidget, valued: _Valued, *, stretch: bool = True) -> None:
        super().__init__()
        self.inner = inner
        self._valued = valued
        valued.edited.connect(self.changed)
        self.box.addWidget(inner, 0, Qt.AlignmentFlag(0) if stretch else Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(inner)

    def value(self) -> Json | None:
        return self._valued.value() or None

    def set_value(self, value: Json | None) -> None:
        self._valued.set_value("" if value is None else str(value))

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        name(self.inner, accessible, object_name, description)

    def stops(self) -> list[QWidget]:
        return [self.inner]


class DateField(_StringField):
    """A date, typed or picked."""

    def __init__(self, item: Item, kit: Kit) -> None:
        self.edit = DateEdit(kit.theme, kit.clock)
        super().__init__(self.edit, self.edit)
        self.edit.edited.connect(lambda: self.set_carried(False))

    def set_read_only(self, on: bool) -> None:
        self.edit.setReadOnly(on)

    def set_carried(self, on: bool) -> None:
        set_look(self.edit, carried=on)


class TimeField(_StringField):
    """A time of day."""

    def __init__(self, item: Item, kit: Kit) -> None:
        self.edit = TimeEdit(kit.theme)
        super().__init__(self.edit, self.edit)

    def set_read_only(self, on: bool) -> None:
        self.edit.setReadOnly(on)


class DateTimeField(_StringField):
    """A date with a time."""

    def __init__(self, item: Item, kit: Kit) -> None:
        self.edit = DateTimeEdit(kit.theme, kit.clock)
        super().__init__(self.edit, self.edit)

    def set_read_only(self, on: bool) -> None:
        self.edit.day.setReadOnly(on)
        self.edit.time.setReadOnly(on)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        name(self.edit.day, f"{accessible}, date", object_name, description)
        name(self.edit.time, f"{accessible}, time", f"{object_name}.time", description)

    def stops(self) -> list[QWidget]:
        return [self.edit.day, self.edit.time]


class ComboField(_StringField):
    """One answer of a longer list."""

    def __init__(self, item: Item, kit: Kit) -> None:
        self.combo = ChoiceCombo([choice.label for choice in item.choices])
        super().__init__(self.combo, self.combo)


class NumberedField(_StringField):
    """One answer, chosen with one key; the field says its own name while it is empty, so it needs no caption."""

    def __init__(self, item: Item) -> None:
        self.combo = NumberedCombo([choice.label for choice in item.choices], item.text)
        super().__init__(self.combo, self.combo)


class SegmentField(_StringField):
    """One answer of a short list."""

    def __init__(self, item: Item, kit: Kit) -> None:
        # On paper a measure's answers are numbered by their points, from 0: a digit must mean the same here.
        points = [choice.points for choice in item.choices if choice.points is not None]
        labels = [choice.label for choice in item.choices]
        self.segments = Segmented(labels, points=points if len(points) == len(labels) else None)
        super().__init__(self.segments, self.segments)

    def set_value(self, value: Json | None) -> None:
        self.segments.set_value("" if value is None else str(value))

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self.segments.name_parts(accessible)
        self.segments.setObjectName(object_name)

    def wanted_width(self) -> int:
        return self.segments.wanted_width()

    def stops(self) -> list[QWidget]:
        return self.segments.stops()


class YesNoField(Field):
    """Yes or no."""

    def __init__(self, item: Item, kit: Kit) -> None:
        super().__init__()
        self.choice = YesNo()
        self.choice.edited.connect(self.changed)
        self.box.addWidget(self.choice)
        self.setFocusProxy(self.choice)

    def value(self) -> Json | None:
        return self.choice.answer()

    def set_value(self, value: Json | None) -> None:
        self.choice.set_answer(value if isinstance(value, bool) else None)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self.choice.name_parts(accessible)
        self.choice.setObjectName(object_name)

    def wanted_width(self) -> int:
        return self.choice.wanted_width()

    def stops(self) -> list[QWidget]:
        return self.choice.stops()


class MultiField(Field):
    """Several answers of a list."""

    def __init__(self, item: Item, kit: Kit) -> None:
        super().__init__()
        self._labels = [choice.label for choice in item.choices]
        self.choice = MultiChoice(self._labels)
        self.choice.edited.connect(self.changed)
        self.box.addWidget(self.choice)
        self.setFocusProxy(self.choice)

    def value(self) -> Json | None:
        return self.choice.value() or None

    def set_value(self, value: Json | None) -> None:
        self.choice.set_value(value if isinstance(value, list) else [])

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self.choice.name_parts(accessible)
        self.choice.setObjectName(object_name)

    def stops(self) -> list[QWidget]:
        return [self.choice.box(word) for word in self._labels]


class ScaleField(Field):
    """A number on a scale."""

    def __init__(self, item: Item, kit: Kit) -> None:
        super().__init__()
        low, high = int(item.min or 0), int(item.max if item.max is not None else 10)
        self.picker = ScalePicker(kit.theme, low, high, low_word=item.low, high_word=item.high)
        self.picker.edited.connect(self.changed)
        self.box.addWidget(self.picker)
        self.setFocusProxy(self.picker)

    def value(self) -> Json | None:
        return self.picker.value()

    def set_value(self, value: Json | None) -> None:
        self.picker.set_value(value if isinstance(value, int) else None)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self.picker.name_parts(accessible)
        self.picker.setObjectName(object_name)

    def stops(self) -> list[QWidget]:
        return [self.picker]


class InfoField(Field):
    """A text to read; it is never answered."""

    def __init__(self, item: Item, kit: Kit) -> None:
        super().__init__()
        self._text: QLabel = label(item.text, "body", "text2", wrap=True)
        self.box.addWidget(self._text)

    def value(self) -> Json | None:
        return None

    def set_value(self, value: Json | None) -> None:
        """There is nothing to show."""

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self._text.setObjectName(object_name)

    def stops(self) -> list[QWidget]:
        return []


def is_short_list(item: Item) -> bool:
    """Whether the answers of a choice fit side by side."""
    letters = sum(len(choice.label) for choice in item.choices)
    return item.role not in _COMBO_ROLES and len(item.choices) <= _SEGMENTS and letters <= _SEGMENT_LETTERS


def _choice(item: Item, kit: Kit) -> Field:
    return SegmentField(item, kit) if is_short_list(item) else ComboField(item, kit)


PLAIN: dict[str, Callable[[Item, Kit], Field]] = {
    "text": TextField,
    "note": NoteField,
    "integer": NumberField,
    "decimal": NumberField,
    "date": DateField,
    "time": TimeField,
    "datetime": DateTimeField,
    "yesno": YesNoField,
    "choice": _choice,
    "multi": MultiField,
    "scale": ScaleField,
    "info": InfoField,
}
