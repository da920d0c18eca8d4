"""What is held up as evidence for an incentive was really there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ehr_desk.chart.incentives.rules import screen_before
from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import ADMISSION, DAP_NOTE
from tests.clinical_forms.filled import TOXICOLOGY_SCREEN as SCREEN


def refused(given: str, on: str) -> dict[str, Any]:
    return {"entry_date": on, "test_reason": "Random", "given": given, "given_why_not": "Said so at the desk."}


@pytest.mark.parametrize("given", ["Refused", "Could not give"])
def test_a_drug_screen_that_was_not_given_is_evidence_of_nothing(given: str) -> None:
    bench = Bench(today=date(2026, 11, 2))
    bench.sign("admission", ADMISSION, entry_id="adm")
    note = {**DAP_NOTE, "session_date": "2026-10-24"}
    bench.sign("toxicology_screen", refused(given, "2026-10-21"), entry_id="refused")
    assert [row.entry_id for row in bench.rows("drug_screens")] == ["refused"]
    assert screen_before(bench.fill("dap_note", note)) is None
    bench.sign("toxicology_screen", {**SCREEN, "entry_date": "2026-10-20"}, entry_id="given")
    found = screen_before(bench.fill("dap_note", note))
    assert found is not None
    assert found.entry_id == "given", "the refusal is newer, and shows nothing"
