"""Lists of records of the chart (diagnoses, medications, objectives, participants) as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ehr_desk.chart.medications.wording import supply_text
from ehr_desk.documents.days import day
from ehr_desk.documents.kinds.frame import capital
from ehr_desk.documents.model import Block, Column, MedicationLine, Medications, Row, Table
from ehr_desk.forms.links import PROGRESS

Json = Any


def link_table(kind: str, rows: Sequence[Mapping[str, Json]], body: Mapping[str, Json]) -> Block:
    """The records of one link item as the document prints them. Ids are never printed."""
    if kind == "medication":
        return Medications(tuple(_medication(row) for row in rows))
    if kind == "diagnosis":
        return _table(
            ("Code", "Diagnosis", "Rank", "Status", "Note"),
            [tuple(capital(text) for text in _texts(row, "code", "text", "rank", "status", "note")) for row in rows],
        )
    if kind == "objective":
        texts = _objective_texts(body)
        cells = [
            (
                texts.get(str(row["objective_id"]), "Objective"),
                capital(PROGRESS[row["progress"]]),
                _text(row, "evidence"),
            )
            for row in rows
        ]
        return _table(("Objective", "Progress", "What shows it"), cells)
    cells_of = [
        (
            _text(row, "name"),
            *map(capital, _texts(row, "relationship", "presence")),
            "Yes" if row.get("acknowledged") else "",
        )
        for row in rows
    ]
    return _table(("Name", "Relationship", "Presence", "Confidentiality acknowledged"), cells_of)


def _medication(row: Mapping[str, Json]) -> MedicationLine:
    strength = " ".join(_texts(row, "dose", "unit")).strip()
    parts = [_text(row, "form"), strength, _text(row, "route"), _text(row, "frequency")]
    directions = ", ".join(part for part in parts if part)
    if row.get("as_needed"):
        directions += ", as needed" if directions else "as needed"
    change = _text(row, "event").capitalize()
    if _text(row, "starts_on"):
        change += f" from {day(str(row['starts_on']))}"
    elsewhere = "Prescribed elsewhere" if row.get("external") is True else ""
    supply = capital(supply_text(row)) if _text(row, "event") != "continue" else ""
    parts = [*_texts(row, "reason_code", "reason"), supply, elsewhere]
    reason = ". ".join(part.rstrip(".") for part in parts if part)
    return MedicationLine(
        _text(row, "name"), capital(directions), _text(row, "indication"), f"{change}: {reason}" if reason else change
    )


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table without the columns that are empty in every row (the first two always stay)."""
    kept = [at for at in range(len(titles)) if at < 2 or any(row[at] for row in rows)]
    return Table(tuple(Column(titles[at]) for at in kept), tuple(Row(tuple(row[at] for at in kept)) for row in rows))


def _objective_texts(body: Mapping[str, Json]) -> dict[str, str]:
    """What the effects of the entry call its objectives: ``Objective 1.2 Sleep six hours: some progress.``"""
    found: dict[str, str] = {}
    for effect in body.get("effects", []):
        objective_id = str(effect.get("data", {}).get("objective_id") or "")
        words = str(effect.get("sentence", "")).removeprefix("Objective ").rsplit(": ", 1)[0].strip()
        if objective_id and words:
            found.setdefault(objective_id, words)
    return found


def _text(row: Mapping[str, Json], key: str) -> str:
    return str(row.get(key) or "")


def _texts(row: Mapping[str, Json], *keys: str) -> tuple[str, ...]:
    return tuple(_text(row, key) for key in keys)
