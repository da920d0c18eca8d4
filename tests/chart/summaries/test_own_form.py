"""A clinic's own form asks by role; its items may have any ids."""

from __future__ import annotations

from dataclasses import replace

from ehr_desk.chart.entries.prefill import fill
from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.chart.summaries.room import room
from tests.chart.summaries.record import CLIENT, TODAY, form, full_stay

PERIOD = {"entry_date": "2026-11-21", "period_from": "2026-10-23", "period_to": "2026-11-21"}


def test_a_clinic_s_own_form_may_name_its_items_otherwise() -> None:
    shipped = form("progress_summary")
    own = replace(shipped, items=tuple(replace(item, id=f"our_{item.id}") for item in shipped.items))
    given = {f"our_{name}": value for name, value in PERIOD.items()}
    answers = fill(own, given, room().prefills, PrefillContext(CLIENT, full_stay(), TODAY, {}, lambda: "0" * 32))
    told = "The client attended 2 of 3 scheduled sessions in this period (3 h 50 min)."
    assert answers["our_attendance_note"].startswith(told)
