"""Answers as text to read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ehr_desk.chart.medications.wording import line, supply_text
from ehr_desk.forms import DECLINED, Item, is_declined
from ehr_desk.forms.links import PROGRESS
from ehr_desk.ui.widgets.dates import show_date

Json = Any


def shown(item: Item, value: Json | None) -> str:
    """One answer the way a person reads it; empty where there is none. Not for groups."""
    if value is None or value in ("", []):
        return ""
    if is_declined(value):
        return DECLINED
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if item.type in ("date", "datetime"):
        return _moment(str(value))
    if item.is_link and isinstance(value, list):
        return "\n".join(link_line(item.type, row) for row in value if isinstance(row, Mapping))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return f"{value} {item.unit}".strip()


def link_line(kind: str, row: Mapping[str, Json]) -> str:
    """One record link as a line."""
    if kind == "diagnosis":
        head = " ".join(str(row[key]) for key in ("code", "text") if row.get(key))
        return ", ".join(str(part) for part in (head, row.get("rank"), row.get("status")) if part)
    if kind == "medication":
        return order_line(row)
    if kind == "participant":
        return ", ".join(str(row[key]) for key in ("name", "relationship", "presence") if row.get(key))
    progress = str(row.get("progress") or "")
    return ": ".join(part for part in (PROGRESS.get(progress, progress), str(row.get("evidence") or "")) if part)


def dose_line(row: Mapping[str, Json]) -> str:
    """Name, form, dose, route and frequency of an order, as the medication list and papers write them."""
    said = {key: str(row.get(key) or "") for key in ("name", "form", "dose", "unit", "route", "frequency")}
    return line(**said, as_needed=row.get("as_needed") is True, indication=str(row.get("indication") or ""))


def order_line(row: Mapping[str, Json]) -> str:
    """An order event as a line: what is done, with what, and why."""
    event = str(row.get("event") or "")
    why = ": ".join(str(row[key]) for key in ("reason_code", "reason") if row.get(key))
    day = _moment(str(row["starts_on"])) if row.get("starts_on") else ""
    text = f"{event.capitalize()} {dose_line(row)}".strip()
    elsewhere = "prescribed elsewhere" if row.get("external") is True else ""
    began = f"from {day}" if day and event != "continue" else ""
    supply = supply_text(row) if event != "continue" else ""
    return ", ".join(part for part in (text, began, why, supply, elsewhere) if part)


def _moment(value: str) -> str:
    day, _, at = value.partition("T")
    try:
        text = show_date(date.fromisoformat(day))
    except ValueError:
        return value
    return f"{text} {at}".strip()
