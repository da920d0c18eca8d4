"""What the check of a plan asks of earlier entries, read where the record is."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.reader import last_entries
from ehr_desk.chart.plans.intake_needs import FORMS, IntakeOf, Looked
from ehr_desk.vault.sitting import Sitting


def intake_of(sitting: Sitting) -> IntakeOf:
    """How the check of a plan looks up what intake found."""

    def intake(client_id: str) -> list[Looked]:
        with sitting.read_on() as session:
            versions = [one for form in FORMS for one in last_entries(session, client_id, form, limit=1)]
            newest = sorted(versions, key=lambda one: (one.body["effective_on"], one.seq), reverse=True)
            return [
                Looked(
                    definitions.kept(session, one.body["form"]["hash"]),
                    one.body["answers"],
                    date.fromisoformat(one.body["effective_on"]),
                    str(one.body["episode_id"]),
                )
                for one in newest
            ]

    return intake
