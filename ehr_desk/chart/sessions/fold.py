"""Pure: sessions attended and missed to attendance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.sessions import effects
from ehr_desk.chart.sessions.rows import AttendanceRow

KINDS = frozenset({effects.ATTENDED, effects.MISSED})


def fold_attendance(ordered: Sequence[SignedEffect]) -> list[AttendanceRow]:
    """One row per session, by day and time, however many notes document it.

    A session counts once: of two notes about it the one with the longest time credited, and being there stands against
    a mark of absence. An absence documented after a group note said the same completes it: one session is missed once.
    """
    rows = _once([_row(effect) for effect in ordered])
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
        contact=_text(effect, "contact"),
    )


def _once(rows: Sequence[AttendanceRow]) -> list[AttendanceRow]:
    found: list[AttendanceRow] = []
    places: dict[str, int] = {}
    for row in rows:
        if row.session_id and row.session_id in places:
            at = places[row.session_id]
            found[at] = _of_one_session(found[at], row)
            continue
        if row.session_id:
            places[row.session_id] = len(found)
        found.append(row)
    return found


def _of_one_session(before: AttendanceRow, row: AttendanceRow) -> AttendanceRow:
    if before.was_there or row.was_there:
        # The first stands where both credit the same.
        return max(before, row, key=lambda one: (one.was_there, one.minutes))
    # The later word on a missed session stands; what it leaves open is kept from the one before.
    return replace(
        row,
        title=row.title or before.title,
        start=row.start or before.start,
        end=row.end or before.end,
        mode=row.mode or before.mode,
        reason=row.reason or before.reason,
        contact=row.contact or before.contact,
    )


def _text(effect: SignedEffect, key: str) -> str:
    value = effect.data.get(key)
    return "" if value is None else str(value)
