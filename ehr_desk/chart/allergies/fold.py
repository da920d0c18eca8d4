"""Pure: statements about allergies to the list and to whether it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ehr_desk.chart.allergies import effects
from ehr_desk.chart.allergies.rows import AllergyRow, AllergyStatusRow
from ehr_desk.chart.entries.effects import SignedEffect

KINDS = frozenset({effects.RECORDED, effects.NONE_KNOWN})


def fold_allergies(ordered: Sequence[SignedEffect]) -> list[AllergyRow]:
    """One row per substance, by name; the newest statement counts.

    An allergy leaves the list only when the entry that recorded it is corrected or entered in error: a later "none
    known" is more likely an oversight than a cure.
    """
    rows: dict[str, AllergyRow] = {}
    for effect in ordered:
        if effect.kind != effects.RECORDED:
            continue
        row = AllergyRow(
            substance=_text(effect, "substance"),
            reaction=_text(effect, "reaction"),
            severity=_text(effect, "severity"),
            recorded_on=effect.effective_on,
            entry_id=effect.entry_id,
        )
        rows[" ".join(row.substance.casefold().split())] = row
    return [rows[key] for key in sorted(rows)]


def fold_status(ordered: Sequence[SignedEffect]) -> list[AllergyStatusRow]:
    """One row as soon as somebody asked, none before."""
    listed = any(effect.kind == effects.RECORDED for effect in ordered)
    last: AllergyStatusRow | None = None
    for effect in ordered:
        asked = _text(effect, "asked_on")
        asked_on = date.fromisoformat(asked) if asked else effect.effective_on
        if last is not None and last.asked_on is not None:
            asked_on = max(asked_on, last.asked_on)
        last = AllergyStatusRow(none_known=not listed, asked_on=asked_on, entry_id=effect.entry_id)
    return [last] if last else []


def _text(effect: SignedEffect, key: str) -> str:
    value = effect.data.get(key)
    return "" if value is None else str(value)
