"""Pure: consents given and revoked to the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ehr_desk.chart.consents import effects
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.entries.effects import SignedEffect

KINDS = frozenset({effects.GIVEN, effects.REVOKED})


def fold_consents(ordered: Sequence[SignedEffect]) -> list[ConsentRow]:
    """Consents by the day they were given. The earliest revocation counts; one of an unknown consent says nothing."""
    rows: dict[str, ConsentRow] = {}
    for effect in ordered:
        if effect.kind == effects.GIVEN:
            row = _given(effect)
            rows[row.consent_id] = row
    for effect in ordered:
        if effect.kind == effects.REVOKED:
            known = rows.get(_text(effect, "consent_id"))
            if known is not None and known.revoked_on is None:
                rows[known.consent_id] = replace(known, revoked_on=effect.effective_on, entry_id=effect.entry_id)
    return list(rows.values())


def _given(effect: SignedEffect) -> ConsentRow:
    expires = _text(effect, "expires_on")
    return ConsentRow(
        consent_id=effect.entry_id,
        kind=_text(effect, "kind"),
        recipient=_text(effect, "recipient"),
        recipient_kind=_text(effect, "recipient_kind"),
        purpose=_text(effect, "purpose"),
        scope=[str(part) for part in effect.data.get("scope") or []],
        given_on=effect.effective_on,
        expires_on=date.fromisoformat(expires) if expires else None,
        expires_event=_text(effect, "expires_event"),
        revoked_on=None,
        entry_id=effect.entry_id,
        limits=_text(effect, "limits"),
        discloser=_text(effect, "discloser"),
    )


def _text(effect: SignedEffect, key: str) -> str:
    value = effect.data.get(key)
    return "" if value is None else str(value)
