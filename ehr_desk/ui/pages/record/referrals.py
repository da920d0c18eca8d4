"""Referrals as rows: what is open first, then what was kept or closed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ehr_desk.chart.referrals.prefills import stands
from ehr_desk.chart.referrals.rows import ReferralRow
from ehr_desk.chart.referrals.rules import due_on
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

COLUMNS = (
    Column("Referral", 220),
    Column("To", 220),
    Column("Phone or address", 150),
    Column("State", 130, whole=True),
    Column("Where it stands", least=220),
    Column("Look after it from", 140),
)


def rows(state: Mapping[str, Sequence[Any]], day: date) -> list[TableRow]:
    """Every referral; ids are those of the referrals. What needs a look by the day has a tone."""
    found: list[ReferralRow] = sorted(state.get("referrals", ()), key=lambda one: not one.is_open)
    return [
        TableRow(
            one.referral_id,
            (
                one.what,
                one.to,
                one.contact,
                one.status.capitalize(),
                stands(one),
                show_date(due_on(one)) if one.is_open else "",
            ),
            tone="warning" if one.is_open and due_on(one) <= day else "",
        )
        for one in found
    ]


def open_words(state: Mapping[str, Sequence[Any]]) -> str:
    """How many are open; empty without any referral."""
    found: Sequence[ReferralRow] = state.get("referrals", ())
    waiting = sum(one.is_open for one in found)
    return f"{waiting} of {len(found)} open" if found else ""
