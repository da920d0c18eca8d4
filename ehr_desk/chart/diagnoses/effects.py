"""What a signed entry can state about diagnoses."""

from __future__ import annotations

from collections.abc import Mapping

from ehr_desk.chart.diagnoses.rows import RESOLVED, DiagnosisRow
from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.canonical import Json

RECORDED = "diagnosis.recorded"

FIELDS = ("code", "text", "kind", "rank", "status", "note")


def diagnoses(filled: Filled) -> list[Effect]:
    """One effect with the full row for each diagnosis that is new or differs from the record.

    A note that repeats what stands states nothing: repeated in a late entry, today's status would otherwise be
    dated back. A diagnosis left out of a note is not resolved by that.
    """
    known = {row.diagnosis_id: row for row in filled.standing.rows("diagnoses")}
    found = []
    for link in filled.links("diagnosis"):
        data: dict[str, Json] = {"diagnosis_id": str(link.get("_id") or "")}
        data |= {name: str(link.get(name) or "").strip() for name in FIELDS}
        row = known.get(data["diagnosis_id"])
        if row is None or any(data[name] != getattr(row, name) for name in FIELDS):
            found.append(Effect(RECORDED, filled.effective_on, data, _sentence(data, row)))
    return found


def _sentence(data: Mapping[str, Json], row: DiagnosisRow | None) -> str:
    name = f"{data['code']} {data['text']}".strip()
    if row is None:
        said = [data["kind"], data["rank"], "" if data["status"] == "active" else data["status"]]
        return f"Diagnosis added: {name} ({', '.join(part for part in said if part)})."
    if data["status"] == RESOLVED and row.status != RESOLVED:
        return f"Diagnosis resolved: {name}."
    changes = [
        f"{words} from {getattr(row, key) or 'none'} to {data[key] or 'none'}"
        for key, words in (("code", "code"), ("status", "status"), ("rank", "rank"), ("kind", "kind"))
        if data[key] != getattr(row, key)
    ]
    if data["text"] != row.text:
        changes.append("wording")
    if data["note"] != row.note:
        changes.append("note")
    return f"Diagnosis changed: {name}, {', '.join(changes)}."
