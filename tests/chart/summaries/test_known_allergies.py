"""Every known allergy stands on every paper, whatever its period."""

from __future__ import annotations

from datetime import timedelta

from ehr_desk.chart.allergies.rows import AllergyRow, AllergyStatusRow
from ehr_desk.chart.summaries import stay
from tests.chart.summaries.record import TODAY, full_stay, scope


def test_an_allergy_named_again_after_the_period_stays_on_its_paper() -> None:
    later = TODAY - timedelta(days=1)
    record = full_stay().with_rows(
        allergies=[AllergyRow("Penicillin", "Hives", "Moderate", later, "e-visit")],
        allergy_status=[AllergyStatusRow(False, later, "e-visit")],
    )
    early = scope(record, period_from="2026-09-01", period_to="2026-09-30")
    assert stay.allergies_text(early).startswith("Penicillin (hives, moderate).")
    assert [row["substance"] for row in stay.allergy_rows(early)] == ["Penicillin"]


def test_that_none_are_known_is_told_also_where_it_was_asked_again_later() -> None:
    later = TODAY - timedelta(days=1)
    record = full_stay().with_rows(allergies=[], allergy_status=[AllergyStatusRow(True, later, "e-visit")])
    early = scope(record, period_from="2026-09-01", period_to="2026-09-30")
    assert stay.allergies_text(early).startswith("No known allergies.")
