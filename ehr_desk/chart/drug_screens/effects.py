"""What a signed drug screen states."""

from __future__ import annotations

from ehr_desk.chart.drug_screens.rows import GIVEN, row_of
from ehr_desk.chart.drug_screens.rules import outcome
from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.canonical import Json

DONE = "drug_screen.done"
PRESCRIBED = "Prescribed"


def done(filled: Filled) -> list[Effect]:
    """One effect: what was asked for and found; also where no specimen was given."""
    given = filled.text("given").casefold()
    if not given:
        return []
    tested = filled.rows("results") if given == GIVEN else []
    data: dict[str, Json] = {
        "given": given,
        "specimen": filled.text("specimen").casefold(),
        "reason": filled.text("test_reason").casefold(),
        "validity": filled.text("validity").casefold(),
        "results": [
            {
                "substance": str(one.get("substance_other") or one.get("substance") or "").strip(),
                "result": str(one.get("result") or "").casefold(),
                "prescribed": one.get("prescribed") == PRESCRIBED,
                "confirmed": str(one.get("confirmed") or "").casefold(),
            }
            for one in tested
        ],
    }
    row = row_of(filled.effective_on, data, filled.entry_id)
    specimen = f", {row.specimen}" if row.specimen else ""
    words = f"Drug screen{specimen}: {outcome(row)}."
    return [Effect(DONE, filled.effective_on, data, words)]
