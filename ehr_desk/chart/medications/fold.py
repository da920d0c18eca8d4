"""Pure: order events to the medication list and its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.medications import effects, wording
from ehr_desk.chart.medications.rows import ACTIVE, HELD, STOPPED, MedicationChangeRow, MedicationRow
from ehr_desk.common.canonical import Json

KINDS = frozenset(effects.EVENT_OF_KIND)

_RANK = {ACTIVE: 0, HELD: 1, STOPPED: 2}
# Events that say what is taken from now on; the others only end or pause what was taken.
_STATING = frozenset({effects.STARTED, effects.CHANGED, effects.RESUMED, effects.RECONCILED})


def fold_medications(ordered: Sequence[SignedEffect]) -> list[MedicationRow]:
    """The list: active first, then held, then stopped; by name within.

    Any order of events gives a list: a medication known only from its stop is a stopped one, a start after a stop
    makes it active again, a change of a stopped or held one leaves it so.
    """
    rows: dict[str, MedicationRow] = {}
    for effect in ordered:
        medication_id = _text(effect.data, "medication_id")
        rows[medication_id] = _after(rows.get(medication_id), effect)
    return sorted(
        rows.values(),
        key=lambda row: (_RANK[row.status], row.name.casefold(), row.started_on, row.medication_id),
    )


def fold_changes(ordered: Sequence[SignedEffect]) -> list[MedicationChangeRow]:
    """Every order event, oldest first, with the regimen before and after it. Nothing is ever left out."""
    rows: dict[str, MedicationRow] = {}
    changes: list[MedicationChangeRow] = []
    for effect in ordered:
        medication_id = _text(effect.data, "medication_id")
        before = rows.get(medication_id)
        after = rows[medication_id] = _after(before, effect)
        changes.append(
            MedicationChangeRow(
                medication_id=medication_id,
                name=after.name,
                event=effects.EVENT_OF_KIND[effect.kind],
                on=effect.effective_on,
                before=_taken(before),
                after=_taken(after),
                reason_code=_text(effect.data, "reason_code"),
                reason=_text(effect.data, "reason"),
                author_name=effect.author_name,
                entry_id=effect.entry_id,
            )
        )
    return changes


def _after(row: MedicationRow | None, effect: SignedEffect) -> MedicationRow:
    data, on = effect.data, effect.effective_on
    reason = wording.reason_text(_text(data, "reason_code"), _text(data, "reason"))
    known = _before(row, effect)
    stated = _supplied(known, _stated(known, data), effect) if effect.kind in _STATING else known
    if effect.kind == effects.RENEWED:  # the order stands as it was; only its supply is new
        return replace(_supplied(known, known, effect), last_reason=known.last_reason)
    result = replace(stated, entry_id=effect.entry_id, last_reason=reason)
    if effect.kind == effects.STARTED:
        restarted = row is None or row.status == STOPPED
        return replace(result, status=ACTIVE, stopped_on=None, started_on=on if restarted else result.started_on)
    if effect.kind == effects.CHANGED:
        return replace(result, changed_on=on)
    if effect.kind == effects.HELD:
        return result if result.status == STOPPED else replace(result, status=HELD)
    if effect.kind == effects.RESUMED:
        changed_on = on if row is not None and _taking(row) != _taking(result) else result.changed_on
        return replace(result, status=ACTIVE, stopped_on=None, changed_on=changed_on)
    if effect.kind == effects.STOPPED:
        return replace(result, status=STOPPED, stopped_on=on)
    return replace(result, last_reason=reason or known.last_reason)


def _before(row: MedicationRow | None, effect: SignedEffect) -> MedicationRow:
    """What an order adds to. Starting again after a stop begins anew: nothing of the stopped order stands unsaid."""
    if row is None:
        return _new(effect)
    if effect.kind == effects.STARTED and row.status == STOPPED:
        anew = _new(effect)
        return replace(anew, name=anew.name or row.name)
    return row


def _new(effect: SignedEffect) -> MedicationRow:
    data = effect.data
    return MedicationRow(
        medication_id=_text(data, "medication_id"),
        name=_text(data, "name"),
        form=_text(data, "form"),
        dose=_text(data, "dose"),
        unit=_text(data, "unit"),
        route=_text(data, "route"),
        frequency=_text(data, "frequency"),
        as_needed=bool(data.get("as_needed")),
        indication=_text(data, "indication"),
        prescriber=_text(data, "prescriber"),
        status=ACTIVE,
        started_on=effect.effective_on,
        changed_on=None,
        stopped_on=None,
        last_reason="",
        entry_id=effect.entry_id,
    )


def _stated(row: MedicationRow, data: Mapping[str, Json]) -> MedicationRow:
    # A field that the event leaves empty stands as it was: an order names what it changes.
    said: dict[str, Any] = {name: _text(data, name) or getattr(row, name) for name in effects.FIELDS}
    return replace(row, as_needed=bool(data.get("as_needed", row.as_needed)), **said)


def _supplied(before: MedicationRow, row: MedicationRow, effect: SignedEffect) -> MedicationRow:
    """The supply that an order hands out. Where the dose changed and nobody said for how long, nobody knows: an end
    that was counted for another dose could lie too late."""
    said: dict[str, Any] = {name: _text(effect.data, name) for name in effects.SUPPLY}
    row = replace(
        row, pharmacy=_text(effect.data, "pharmacy") or row.pharmacy, external=bool(effect.data.get("external"))
    )
    if any(said.values()):
        return replace(row, **said, supply_until=wording.supply_end(effect.effective_on, said))
    return row if _taking(before) == _taking(row) else replace(row, **said, supply_until=None)


def _taking(row: MedicationRow) -> tuple[str, str, str, str, str, bool]:
    return (row.dose, row.unit, row.form, row.route, row.frequency, row.as_needed)


def _taken(row: MedicationRow | None) -> str:
    if row is None or row.status != ACTIVE:
        return ""
    return wording.regimen(row.dose, row.unit, row.frequency, row.as_needed)


def _text(data: Mapping[str, Json], key: str) -> str:
    value = data.get(key)
    return "" if value is None else str(value)
