"""Editors of record links (diagnoses, medications, objectives, participants) that know no services.

:class:`PlainLinks` is handed plain lists and search callbacks; a page can put its own :class:`LinkEditors` in place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ehr_desk.forms import Item
from ehr_desk.ui.forms.diagnosis_field import DiagnosisField
from ehr_desk.ui.forms.field import Field, Kit, LinkEditors
from ehr_desk.ui.forms.medication_field import MedicationField
from ehr_desk.ui.forms.objective_field import ObjectiveField
from ehr_desk.ui.forms.participant_field import ParticipantField
from ehr_desk.ui.widgets.picker import PickRow, Search

__all__ = ["LinkEditors", "Named", "PlainLinks"]


class Named(NamedTuple):
    """Something to choose: an id and its words."""

    id: str
    text: str


def _nothing(_typed: str) -> Sequence[PickRow]:
    return ()


@dataclass(frozen=True)
class PlainLinks:
    """The editors that come with the desk.

    ``find_diagnosis`` searches ICD-10-CM (``PickRow(key=code, text, code)``), ``find_medication`` names of
    medications; both may be left out, then people type. ``reasons`` are the reason codes of an order, ``consents``
    the consents that a family participant can be covered by, ``objectives`` the words of the plan's objectives,
    ``diagnosis_source`` the table that diagnoses are found in, with its last valid day, ``entries`` the words for
    entries that sentences rest on.
    """

    find_diagnosis: Search = _nothing
    find_medication: Search = _nothing
    reasons: Sequence[str] = ()
    consents: Sequence[Named] = ()
    objectives: Mapping[str, str] = field(default_factory=dict)
    prescriber: str = ""
    diagnosis_source: str = ""
    entries: Mapping[str, str] = field(default_factory=dict)

    def diagnosis(self, item: Item, kit: Kit) -> Field:
        return DiagnosisField(kit, self.find_diagnosis, self.diagnosis_source)

    def medication(self, item: Item, kit: Kit) -> Field:
        return MedicationField(kit, self.find_medication, self.reasons, self.prescriber)

    def objective(self, item: Item, kit: Kit) -> Field:
        return ObjectiveField(self.objectives)

    def participant(self, item: Item, kit: Kit) -> Field:
        return ParticipantField(kit, [(one.id, one.text) for one in self.consents])
