"""The medication tab as rows: the list, what was stopped and why, and every order event. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from ehr_desk.chart.medications.rows import HELD, STOPPED, MedicationChangeRow, MedicationRow
from ehr_desk.chart.medications.wording import medication_line, prescriber_text, supply_text
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

LIST_COLUMNS = (
    Column("Medication", least=270),
    Column("For", 130),
    Column("Since", 110, whole=True),
    Column("Last order", 110, whole=True),
    Column("Prescriber", 140),
    Column("State", 190, unstruck=True),
)
HISTORY_COLUMNS = (
    Column("Date", 110, whole=True),
    Column("Medication", 150),
    Column("Order", 100),
    Column("Before", 140),
    Column("After", 140),
    Column("Reason", least=190),
    Column("By", 140),
)


def list_rows(state: Mapping[str, Sequence[Any]]) -> list[TableRow]:
    """The list in force, held ones after active ones, stopped ones at the end, struck through."""
    rows: list[MedicationRow] = list(state.get("medications", ()))
    order = {HELD: 1, STOPPED: 2}
    # The row's own day of change is of its dose; a hold, a resumption or a stop is an order as well.
    last: dict[str, date] = {}
    for change in state.get("medication_changes", ()):
        last[change.medication_id] = max(change.on, last.get(change.medication_id, change.on))
    ordered = sorted(rows, key=lambda one: (order.get(one.status, 0), one.name.casefold()))
    return [_row(one, last.get(one.medication_id)) for one in ordered]


def history_rows(state: Mapping[str, Sequence[Any]]) -> list[TableRow]:
    """Every order event, newest first; each row opens its entry."""
    changes: list[MedicationChangeRow] = list(state.get("medication_changes", ()))
    newest = sorted(enumerate(changes), key=lambda pair: (pair[1].on, pair[0]), reverse=True)
    return [
        TableRow(
            f"{change.entry_id}/{at}",
            (
                show_date(change.on),
                change.name,
                change.event,
                change.before or "–",
                change.after or "–",
                ": ".join(part for part in (change.reason_code, change.reason) if part),
                change.author_name,
            ),
        )
        for at, change in newest
    ]


def current_lines(state: Mapping[str, Sequence[Any]]) -> list[str]:
    """The medications taken now, one line each, for the panel beside a note."""
    rows: list[MedicationRow] = [one for one in state.get("medications", ()) if one.status != STOPPED]
    return [medication_line(one) + (" (on hold)" if one.status == HELD else "") for one in rows]


def entry_of(row_id: str) -> str:
    """The entry behind a row of the history."""
    return row_id.partition("/")[0]


def _row(one: MedicationRow, last: date | None) -> TableRow:
    changed = last or one.stopped_on or one.changed_on or one.started_on
    if one.status == STOPPED:
        on = f" {show_date(one.stopped_on)}" if one.stopped_on else ""
        told = f"stopped{on}: {one.last_reason}" if one.last_reason else f"stopped{on}"
    elif one.status == HELD:
        told = f"on hold: {one.last_reason}" if one.last_reason else "on hold"
    else:
        told = "taken"
        if one.supply_until:
            told += f", supply until {show_date(one.supply_until)}"
    days = show_date(one.started_on), show_date(changed)
    cells = (medication_line(one), one.indication, *days, prescriber_text(one.prescriber, one.external) or "–", told)
    supply = supply_text(asdict(one))
    hint = "\n".join([*cells, *([f"Ordered: {supply}"] if supply else [])])
    return TableRow(one.medication_id, cells, struck=one.status == STOPPED, tooltip=hint)
