"""A next appointment lies after the session that it follows."""

from __future__ import annotations

import pytest

from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import DAP_NOTE

WORDS = "The next appointment lies before this session."


@pytest.mark.parametrize(
    ("at", "told"),
    [("2026-10-21T10:00", False), ("2026-10-20T23:59", False), ("2026-10-20T00:00", True), ("2025-10-21T10:00", True)],
)
def test_a_next_appointment_before_the_session_is_a_finding(at: str, *, told: bool) -> None:
    note = {**DAP_NOTE, "session_date": "2026-10-20", "next_appointment": at}
    assert (WORDS in Bench().said("should", "dap_note", note)) is told
