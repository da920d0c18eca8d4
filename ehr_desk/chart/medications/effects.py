"""What a signed entry can state about medications: one effect per order event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.medications import wording
from ehr_desk.chart.medications.rows import MedicationRow
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words

STARTED = "medication.started"
CHANGED = "medication.changed"
HELD = "medication.held"
RESUMED = "medication.resumed"
STOPPED = "medication.stopped"
RECONCILED = "medication.reconciled"
RENEWED = "medication.renewed"

# Order event of the form's medication link, and the effect it states. "continue" states nothing, unless a new supply is
# handed out with it: the commonest order of all.
KIND_OF_EVENT = {
    "start": STARTED,
    "change": CHANGED,
    "hold": HELD,
    "resume": RESUMED,
    "stop": STOPPED,
    "reconcile": RECONCILED,
}
EVENT_OF_KIND = {kind: event for event, kind in KIND_OF_EVENT.items()} | {RENEWED: "renew"}

FIELDS = ("name", "form", "dose", "unit", "route", "frequency", "indication", "prescriber")
SUPPLY = ("quantity", "days_supply", "refills")
"""What one fill and its refills come to; said anew with each order that hands something out."""
SUPPLYING = frozenset({"start", "change", "resume", "reconcile", "continue"})


def orders(filled: Filled) -> list[Effect]:
    """One effect per order event; it counts from the order's own start date where one is given."""
    before = {row.medication_id: row for row in filled.before.rows("medications")}
    return [
        _effect(filled, link, before.get(str(link.get("_id") or "")))
        for link in filled.links("medication")
        if kind_of(link)
    ]


def kind_of(link: Mapping[str, Json]) -> str:
    """What an order states; empty for one that states nothing."""
    event = str(link.get("event") or "")
    if event == "continue" and any(str(link.get(name) or "").strip() for name in SUPPLY):
        return RENEWED
    return KIND_OF_EVENT.get(event, "")


def _effect(filled: Filled, link: Mapping[str, Json], row: MedicationRow | None) -> Effect:
    starts_on = link.get("starts_on")
    on = date.fromisoformat(starts_on) if starts_on else filled.effective_on
    data: dict[str, Json] = {
        "medication_id": str(link.get("_id") or ""),
        **{name: str(link.get(name) or "").strip() for name in FIELDS},
        "as_needed": bool(link.get("as_needed")),
        "reason_code": str(link.get("reason_code") or ""),
        "reason": str(link.get("reason") or "").strip(),
    }
    event = str(link["event"])
    data |= _more(event, link)
    sentence = f"{_name(data, row)} {_happened(event, data, row)}"
    if on != filled.effective_on:
        sentence += f" {'on' if event == 'stop' else 'from'} {in_words(on)}"
    reason = wording.reason_text(data["reason_code"], data["reason"])
    if reason:
        sentence += f": {reason}"
    if until := wording.supply_end(on, data):
        sentence += f"; supply until {in_words(until)}"
    return Effect(kind_of(link), on, data, sentence + ".")


def _more(event: str, link: Mapping[str, Json]) -> dict[str, Json]:
    """What an order may say besides: where it is filled, for how long it lasts, and that somebody elsewhere gave it.
    Only what is said stands in the effect."""
    said = ("pharmacy", *SUPPLY) if event in SUPPLYING else ()
    found: dict[str, Json] = {name: str(link[name]).strip() for name in said if link.get(name)}
    return found | ({"external": True} if link.get("external") is True else {})


def _name(data: Mapping[str, Json], row: MedicationRow | None) -> str:
    name = data["name"] or (row.name if row else "") or "medication"
    # Only plain lower-case names take a capital at the start: tall-man lettering (buPROPion) carries meaning.
    return name.capitalize() if name.islower() else str(name)


def _happened(event: str, data: Mapping[str, Json], row: MedicationRow | None) -> str:
    now = _regimen(data)
    if event == "start":
        often = wording.often(data["frequency"], data["as_needed"], data["indication"])
        parts = (wording.dose_text(data["dose"], data["unit"]), data["form"], data["route"], often)
        return " ".join(part for part in ("started at", *parts) if part)
    if event == "change":
        return _changed(data, row)
    if event == "resume":
        return f"resumed at {now}" if now else "resumed"
    if event == "reconcile":
        return f"confirmed at {now}" if now else "confirmed"
    return {"hold": "put on hold", "stop": "stopped", "continue": "prescribed again"}[event]


def _changed(data: Mapping[str, Json], row: MedicationRow | None) -> str:
    now = _regimen(data)
    if row is None:
        return f"changed to {now}"
    old_dose, new_dose = wording.dose_text(row.dose, row.unit), wording.dose_text(data["dose"], data["unit"])
    old_often = wording.often(row.frequency, row.as_needed)
    new_often = wording.often(data["frequency"], data["as_needed"])
    others = [
        f"{name} from {getattr(row, name)} to {data[name]}"
        for name in ("form", "route")
        if data[name] and getattr(row, name) and data[name] != getattr(row, name)
    ]
    if old_often != new_often:
        parts = [f"from {_joined(old_dose, old_often)} to {now}"]
    elif old_dose != new_dose:
        parts = [f"from {old_dose} to {now}"]
    else:
        parts = [] if others else [f"to {now}"]
    return "changed " + ", ".join(parts + others)


def _regimen(data: Mapping[str, Json]) -> str:
    return wording.regimen(data["dose"], data["unit"], data["frequency"], data["as_needed"])


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
