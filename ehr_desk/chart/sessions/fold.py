"""Pure: sessions attended and missed to attendance."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.sessions import effects
from ehr_desk.chart.sessions.rows import AttendanceRow

KINDS = frozenset({effects.ATTENDED, effects.MISSED})


def fold_attendance(ordered: Sequence[SignedEffect]) -> list[AttendanceRow]:
    """One row per session, by day and time."""
    rows = [_row(effect) for effect in ordered]
    # The sort is stable: what has no time keeps the order of signing.
    return sorted(rows, key=lambda row: (row.on, row.start))


def _row(effect: SignedEffect) -> AttendanceRow:
    status = _text(effect, "status") or ("attended" if effect.kind == effects.ATTENDED else "no-show")
    return AttendanceRow(
        on=effect.effective_on,
        service=_text(effect, "service"),
        title=_text(effect, "title"),
        start=_text(effect, "start"),
        end=_text(effect, "end"),
        minutes=int(effect.data.get("minutes") or 0),
        planned_minutes=int(effect.data.get("planned_minutes") or 0),
        mode=_text(effect, "mode"),
        status=status,
        reason=_text(effect, "reason"),
        session_id=_text(effect, "session_id"),
        entry_id=effect.entry_id,
    )


def _text(effect: SignedEffect, key: str) -> str:
    value = effect.data.get(key)
    return "" if value is None else str(value)
