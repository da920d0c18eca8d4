"""A next appointment lies after the session that it follows: before it, nothing is signed."""

from __future__ import annotations

import pytest

from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import FILLED

BEFORE = "this day lies before this entry of 20 Oct 2026. What comes next lies after it."
ENDED = "the session of this day ends at 10:50. What comes next lies after it."


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-10-21T10:00", ""),
        ("2026-10-20T23:59", ""),
        ("2026-10-20T10:50", ENDED),
        ("2026-10-20T00:00", ENDED),
        ("2026-10-19T23:00", BEFORE),
        ("2025-10-21T10:00", BEFORE),
        ("2028-10-21T10:00", "this day lies more than a year after this entry. Check the year."),
    ],
)
@pytest.mark.parametrize("form_id", ["dap_note", "family_session"])
def test_a_next_appointment_before_the_session_stops_the_signature(form_id: str, at: str, told: str) -> None:
    name = "next_family_session" if form_id == "family_session" else "next_appointment"
    note = {**FILLED[form_id], "session_date": "2026-10-20", "start_time": "10:00", "end_time": "10:50", name: at}
    found = [
        one for one in Bench().said("must", form_id, note) if one.startswith(("“Next appointment", "“Next family"))
    ]
    assert [one.partition(": ")[2] for one in found] == [told] * bool(told)


def test_the_next_visit_of_a_medication_visit_is_held_the_same_way() -> None:
    visit = {**FILLED["medication_visit"], "next_visit_on": "2026-10-01"}
    assert any("lies before this entry" in one for one in Bench().said("must", "medication_visit", visit))
