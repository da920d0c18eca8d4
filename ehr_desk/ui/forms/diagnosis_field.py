"""Diagnoses: found in the code table or typed, each with kind, rank and status."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLineEdit, QWidget

from ehr_desk.forms.links import DIAGNOSIS
from ehr_desk.ui.forms.field import Json, Kit
from ehr_desk.ui.forms.link_rows import LinkCard, LinkRows
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.picker import PickRow, Search, SearchPicker
from ehr_desk.ui.widgets.text import name


def kind_of(code: str) -> str:
    """The kind that an ICD-10-CM code suggests: F10 to F19 substance use, other F mental health, Z social."""
    if code[:2] == "F1":
        return "substance use"
    return {"F": "mental health", "Z": "social"}.get(code[:1], "medical" if code else "")


class DiagnosisCard(LinkCard):
    """One diagnosis."""

    def __init__(self, kit: Kit, row: Mapping[str, Json]) -> None:
        super().__init__(kit, str(row.get("_id", "")))
        self._code, self._text = str(row.get("code", "")), str(row.get("text", ""))
        self.title.setText(f"{self._code}  {self._text}".strip())
        self._combos: dict[str, ChoiceCombo] = {}
        for key, span in (("rank", 3), ("status", 4), ("kind", 4)):
            combo = ChoiceCombo(DIAGNOSIS[key].allowed)
            combo.set_value(str(row.get(key, "")))
            combo.edited.connect(self.changed)
            self._combos[key] = combo
            self.put(combo, DIAGNOSIS[key].text, key, span)
        self._note = QLineEdit(str(row.get("note", "")))
        self._note.textEdited.connect(lambda _text: self.changed.emit())
        self.put(self._note, "Note", "note", 12)

    def row(self) -> dict[str, Json]:
        chosen = {key: combo.value() for key, combo in self._combos.items()}
        return {
            "_id": self.row_id,
            "code": self._code,
            "text": self._text,
            "kind": chosen["kind"],
            "rank": chosen["rank"],
            "status": chosen["status"],
            "note": self._note.text(),
        }


class DiagnosisField(LinkRows):
    """The list of diagnoses with a search field; Enter adds the marked match, or what was typed."""

    def __init__(self, kit: Kit, search: Search, source: str = "") -> None:
        super().__init__(kit, "No diagnosis recorded yet. Find one by code or words.")
        placeholder = "Add a diagnosis: code or words" + (f" ({source})" if source else "")
        self.picker = SearchPicker(kit.theme, search, placeholder=placeholder, free=True)
        self.picker.picked.connect(self._picked)
        self.picker.returnPressed.connect(self._typed)
        self.box.addWidget(self.picker)

    def card(self, row: Mapping[str, Json]) -> LinkCard:
        return DiagnosisCard(self.kit, row)

    def set_read_only(self, on: bool) -> None:
        super().set_read_only(on)
        self.picker.setVisible(not on)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        super().set_name(accessible, object_name, description)
        name(self.picker, f"{accessible}: add by code or words", f"{object_name}.find", description)

    def stops(self) -> list[QWidget]:
        return [*super().stops(), self.picker]

    def _picked(self, picked: PickRow) -> None:
        self._add(picked.code or picked.key, picked.text)

    def _typed(self) -> None:
        text = self.picker.text().strip()
        if text:
            self._add("", text)

    def _add(self, code: str, text: str) -> None:
        self.picker.show_choice("")
        rank = "secondary" if any(card.row().get("rank") == "primary" for card in self.cards) else "primary"
        row = self.new_row() | {"code": code, "text": text, "kind": kind_of(code), "rank": rank, "status": "active"}
        self.add(row)
