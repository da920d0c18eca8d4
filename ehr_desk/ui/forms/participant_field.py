"""Who took part in a family session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QCheckBox, QLineEdit

from ehr_desk.forms.links import PARTICIPANT
from ehr_desk.ui.forms.field import Json, Kit
from ehr_desk.ui.forms.link_rows import LinkCard, LinkRows
from ehr_desk.ui.widgets.choice import ChoiceCombo


class ParticipantCard(LinkCard):
    """One relative."""

    def __init__(self, kit: Kit, row: Mapping[str, Json], consents: Sequence[tuple[str, str]]) -> None:
        super().__init__(kit, str(row.get("_id", "")))
        self._consents = dict(consents)
        self._name = QLineEdit(str(row.get("name", "")))
        self._relation = QLineEdit(str(row.get("relationship", "")))
        self._age = ChoiceCombo(PARTICIPANT["age_band"].allowed)
        self._presence = ChoiceCombo(PARTICIPANT["presence"].allowed)
        self._consent = ChoiceCombo([text for _, text in consents], empty="No consent on file")
        self._told = QCheckBox("Told what stays private")
        for line, key, span in ((self._name, "name", 5), (self._relation, "relationship", 4)):
            line.textEdited.connect(lambda _text: self._edited())
            self.put(line, PARTICIPANT[key].text, key, span)
        self._age.set_value(str(row.get("age_band", "")))
        self._presence.set_value(str(row.get("presence", "")))
        known = str(row.get("consent_id", ""))
        self._consent.set_value(self._consents.get(known, known))
        combos = ((self._age, "age_band", 3), (self._presence, "presence", 3), (self._consent, "consent_id", 5))
        for combo, key, span in combos:
            combo.edited.connect(self._edited)
            self.put(combo, PARTICIPANT[key].text, key, span)
        self._told.setChecked(row.get("acknowledged") is True)
        self._told.toggled.connect(lambda _on: self._edited())
        self.put(self._told, "", "acknowledged", 4)
        self._title()

    def row(self) -> dict[str, Json]:
        chosen = self._consent.value()
        consent = next((one for one, text in self._consents.items() if text == chosen), chosen)
        return {
            "_id": self.row_id,
            "name": self._name.text(),
            "relationship": self._relation.text(),
            "age_band": self._age.value(),
            "presence": self._presence.value(),
            "consent_id": consent,
            "acknowledged": self._told.isChecked(),
        }

    def _edited(self) -> None:
        self._title()
        self.changed.emit()

    def _title(self) -> None:
        self.title.setText(self._name.text() or "New participant")


class ParticipantField(LinkRows):
    """The list of relatives."""

    def __init__(self, kit: Kit, consents: Sequence[tuple[str, str]]) -> None:
        super().__init__(kit, "Nobody added yet.", "Add a participant")
        self._consents = consents

    def card(self, row: Mapping[str, Json]) -> LinkCard:
        return ParticipantCard(self.kit, row, self._consents)
