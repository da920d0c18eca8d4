"""The record-link editors of a chart: codes from ICD-10-CM, names of medications, consents, objectives."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehr_desk.common.paths import resources_dir
from ehr_desk.ui.forms.links import Named, PlainLinks
from ehr_desk.ui.pages.editor.thread import names
from ehr_desk.ui.pages.record.family import consent_choices
from ehr_desk.ui.widgets.picker import PickRow

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

REASONS = (
    "new diagnosis",
    "inadequate response",
    "side effect",
    "interaction",
    "adherence",
    "pregnancy",
    "lab result",
    "client request",
    "cost",
    "completed",
    "diverted or misused",
    "return to use",
    "taper",
)
"""Reason codes of an order event, as the medication visit form lists them."""

_MOST = 12


class MedicationNames:
    """Names to choose from, read when first searched; an order may always name something else."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def search(self, typed: str) -> list[PickRow]:
        """The medications whose generic or brand name holds every word, those that begin with it first."""
        words = typed.casefold().split()
        found = [row for row, hay in self._rows if all(word in hay for word in words)]
        start = words[0] if words else ""
        return sorted(found, key=lambda row: (not row.key.casefold().startswith(start), row.key))[:_MOST]

    @cached_property
    def _rows(self) -> list[tuple[PickRow, str]]:
        listed: list[Mapping[str, Any]] = tomllib.loads(self._file.read_text("utf-8"))["medication"]
        return [_pick(one) for one in listed]


def chart_links(
    desk: Desk, state: Mapping[str, Sequence[Any]], today: date, entries: Mapping[str, str] | None = None
) -> PlainLinks:
    """The link editors for a note in a client's chart. ``entries``: words for the entries behind sentences."""
    medications = MedicationNames(resources_dir() / "codes" / "medications.toml")

    def diagnoses(typed: str) -> list[PickRow]:
        found = desk.codes.search(typed)
        return [PickRow(code.code, code.text, code.code) for code in found if code.billable][:_MOST]

    return PlainLinks(
        find_diagnosis=diagnoses,
        find_medication=medications.search,
        reasons=REASONS,
        consents=[Named(*one) for one in consent_choices(state, today)],
        objectives=names(list(state.get("objectives", ()))),
        prescriber=desk.me.signature_name,
        diagnosis_source=desk.codes.release().words,
        entries=entries or {},
    )


def _pick(one: Mapping[str, Any]) -> tuple[PickRow, str]:
    generic, brands = str(one["generic"]), [str(brand) for brand in one.get("brands", ())]
    return PickRow(generic, generic), " ".join((generic, *brands)).casefold()
