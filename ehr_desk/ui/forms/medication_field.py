"""Medication orders: the current list, each line with what is done with it; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from ehr_desk.chart.medications.standard import offers
from ehr_desk.chart.medications.wording import supply_text
from ehr_desk.forms.links import MEDICATION
from ehr_desk.ui.forms.field import Json, Kit
from ehr_desk.ui.forms.link_rows import LinkCard, LinkRows
from ehr_desk.ui.forms.show import dose_line
from ehr_desk.ui.theme.fonts import use_numbers
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.number_edit import decimal_text
from ehr_desk.ui.widgets.picker import PickRow, Search, SearchPicker

_TEXTS = (
    ("form", 3),
    ("dose", 2),
    ("unit", 2),
    ("route", 2),
    ("frequency", 3),
    ("indication", 5),
    ("prescriber", 4),
)
_SUPPLY = (("pharmacy", 5), ("quantity", 3), ("days_supply", 2), ("refills", 2))
_SUPPLY_FIELDS = frozenset({*(key for key, _ in _SUPPLY), "external"})
_SUPPLYING = ("start", "change", "resume", "reconcile", "continue")
SUPPLY_KEYS = "Ctrl+Shift+S"
"""Opens pharmacy and supply of the order. No stop of the Tab key: who does not need them passes nothing."""
_ORDER_FIELDS = frozenset(key for key, _ in _TEXTS)
_OFFERED = frozenset({"unit", "route", "frequency"})
_WITH_ORDER = ("start", "change")
# Whoever says what is taken from now on prescribes it, whoever prescribed it before.
_ORDERED_BY_AUTHOR = ("change", "resume")
_WITH_REASON = ("start", "change", "hold", "resume", "stop", "reconcile")
_ON_LIST = ("continue", "change", "hold", "resume", "stop", "reconcile")


class MedicationCard(LinkCard):
    """One medication with its order event. Fields show when the event needs them."""

    def __init__(
        self, kit: Kit, row: Mapping[str, Json], search: Search, reasons: Sequence[str], prescriber: str
    ) -> None:
        self._new = row.get("event") == "start"
        super().__init__(kit, str(row.get("_id", "")), removable=self._new)
        self._row = dict(row)
        self._prescriber = prescriber
        self.order = ChoiceCombo(("start",) if self._new else _ON_LIST, empty="Not reviewed")
        self.order.set_value(str(row.get("event", "")))
        self.order.edited.connect(self._event_chosen)
        self.head.insertWidget(1, self.order)
        self.note_name(self.order, "Order", "event")
        self._boxes: dict[str, QWidget] = {}
        self._medicine = SearchPicker(kit.theme, search, placeholder="Medication", free=True)
        self._medicine.show_choice(str(row.get("name", "")))
        self._medicine.edited.connect(self._told)
        self._medicine.picked.connect(self._named_by_list)
        self._boxes["name"] = self.put(self._medicine, "Medication", "name", 6)
        self._lines: dict[str, QLineEdit] = {}
        for key, span in _TEXTS:
            self._lines[key] = self._line(key, span)
        use_numbers(self._lines["dose"])
        self._starts = DateEdit(kit.theme, kit.clock)
        self._starts.setPlaceholderText("day of visit")
        self._starts.set_value(str(row.get("starts_on", "")))
        self._starts.edited.connect(self._told)
        self._boxes["starts_on"] = self.put(self._starts, "From", "starts_on", 3)
        self._needed = QCheckBox("As needed")
        self._needed.setChecked(row.get("as_needed") is True)
        self._needed.toggled.connect(lambda _on: self._told())
        self._boxes["as_needed"] = self.put(self._needed, "", "as_needed", 3)
        self._reason = ChoiceCombo(reasons)
        self._reason.set_value(str(row.get("reason_code", "")))
        self._reason.edited.connect(self._told)
        self._boxes["reason_code"] = self.put(self._reason, "Reason", "reason_code", 6)
        self._words = self._line("reason", 12)
        self._build_supply()
        self._arrange()

    def row(self) -> dict[str, Json]:
        found = dict(self._row)
        found |= {key: line.text() for key, line in self._lines.items()}
        dose = self._lines["dose"].text().strip()
        found |= {
            "_id": self.row_id,
            "event": self.order.value(),
            "name": self._medicine.text(),
            "dose": decimal_text(dose) or dose,
            "as_needed": self._needed.isChecked(),
            "reason_code": self._reason.value(),
            "reason": self._words.text(),
            "starts_on": self._starts.value(),
            "external": self._external.isChecked(),
        }
        return {key: found.get(key, "") for key, field in MEDICATION.items() if found.get(key) or not field.optional}

    def stops(self) -> list[QWidget]:
        return [stop for stop in super().stops() if not (stop is self.away and not self._new)]

    def _line(self, key: str, span: int) -> QLineEdit:
        line = self._offering(key) if key in _OFFERED else QLineEdit()
        line.setText(str(self._row.get(key, "")))
        line.setCursorPosition(0)
        line.textEdited.connect(lambda _text: self._told())
        self._boxes[key] = self.put(line, MEDICATION[key].text, key, span)
        return line

    def _build_supply(self) -> None:
        """Where it is filled, for how long it lasts and who gave it: folded away until somebody asks for it."""
        self._open = False
        for key, span in _SUPPLY:
            self._lines[key] = self._line(key, span)
        for key in ("days_supply", "refills"):
            use_numbers(self._lines[key])
        self._external = QCheckBox(MEDICATION["external"].text)
        self._external.setChecked(self._row.get("external") is True)
        self._external.toggled.connect(lambda _on: self._told())
        self._boxes["external"] = self.put(self._external, "", "external", 4)
        self.supply: QPushButton = button(self.kit.theme, "Pharmacy and supply", self._toggle_supply, role="link")
        self.supply.setToolTip(SUPPLY_KEYS)
        self.supply.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.note_name(self.supply, "Pharmacy and supply", "supply")
        self.layout().addWidget(self.supply)  # type: ignore[union-attr]  # a card has its layout from the start
        keys = QShortcut(QKeySequence(SUPPLY_KEYS), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._toggle_supply)

    def _toggle_supply(self) -> None:
        if self.order.value() not in _SUPPLYING:
            return
        self._open = not self._open
        self._arrange()
        (self._lines["pharmacy"] if self._open else self._words).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _offering(self, key: str) -> SearchPicker:
        """A field that offers the standard words while one types; any other text may stay."""

        def search(typed: str) -> list[PickRow]:
            return [PickRow(words, words, short) for short, words in offers(key, typed)]

        def taken(picked: PickRow) -> None:
            line.show_choice(picked.text)
            self._told()

        line = SearchPicker(self.kit.theme, search, free=True)
        line.picked.connect(taken)
        return line

    def _event_chosen(self) -> None:
        ordered = self.order.value() in _ORDERED_BY_AUTHOR and self._prescriber
        line = self._lines["prescriber"]
        line.setText(self._prescriber if ordered else str(self._row.get("prescriber", "")))
        line.setCursorPosition(0)
        self._external.setChecked(not ordered and self._row.get("external") is True)
        self._arrange()
        self.changed.emit()

    def _named_by_list(self, picked: PickRow) -> None:
        self._medicine.show_choice(picked.text)
        self._told()

    def _told(self) -> None:
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        event = self.order.value()
        order, reason = event in _WITH_ORDER, event in _WITH_REASON
        for key, around in self._boxes.items():
            if key == "name":
                around.setVisible(self._new)
            elif key in _ORDER_FIELDS or key == "as_needed":
                around.setVisible(order)
            elif key in _SUPPLY_FIELDS:
                around.setVisible(self._open and event in _SUPPLYING)
            else:
                around.setVisible(reason)
        self.body.setVisible(order or reason or (self._open and event in _SUPPLYING))
        self.supply.setVisible(event in _SUPPLYING)
        now = self.row()
        self.title.setText(str(now["name"]) or "New medication")
        elsewhere = "prescribed elsewhere" if now.get("external") else ""
        rest = "; ".join(part for part in (dose_line({**now, "name": ""}), supply_text(now), elsewhere) if part)
        self.quiet.setText(rest)
        self.quiet.setVisible(bool(rest))


class MedicationField(LinkRows):
    """The current list prefilled, with an order for each line; a new medication is a start order."""

    def __init__(self, kit: Kit, search: Search, reasons: Sequence[str], prescriber: str) -> None:
        super().__init__(kit, "No medications on the list.", "Start a medication")
        self._search = search
        self._reasons = reasons
        self._prescriber = prescriber

    def card(self, row: Mapping[str, Json]) -> LinkCard:
        return MedicationCard(self.kit, row, self._search, self._reasons, self._prescriber)

    def new_row(self) -> dict[str, Json]:
        return super().new_row() | {"event": "start", "prescriber": self._prescriber}

    def add(self, row: Mapping[str, Json]) -> LinkCard:
        card = super().add(row)
        if isinstance(card, MedicationCard):
            card._medicine.setFocus()
        return card
