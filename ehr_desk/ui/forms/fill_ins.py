"""What a snippet may take from the client's own chart: "{first name}", "{last PHQ-9}", "{objective}". Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.measures.rows import MeasureRow
from ehr_desk.ui.widgets.dates import show_date

NAMES = ("first name", "today", "objective", "last PHQ-9", "last GAD-7")
"""Those that a list of examples names; any other measure goes by its own title."""


def fill_ins(
    client: ClientRow | None, state: Mapping[str, Sequence[Any]], served: Sequence[Mapping[str, Any]], today: date
) -> dict[str, str]:
    """The words of each fill-in; empty where the record does not know. ``served``: the objectives ticked so far."""
    found = {"today": show_date(today), "objective": _objectives(state, served)}
    if client is not None:
        found["first name"] = client.preferred_name or client.given_name
    rows: list[MeasureRow] = sorted(state.get("measures", ()), key=lambda one: one.on)
    for row in rows:
        band = f", {row.band.lower()}" if row.band else ""
        found[f"last {row.title.removesuffix(' total')}"] = f"{row.score}{band}, on {show_date(row.on)}"
    return found


def _objectives(state: Mapping[str, Sequence[Any]], served: Sequence[Mapping[str, Any]]) -> str:
    texts = {row.objective_id: row.text.strip().rstrip(".") for row in state.get("objectives", ())}
    ticked = [texts.get(str(link.get("objective_id")), "") for link in served]
    return "; ".join(text for text in ticked if text)
