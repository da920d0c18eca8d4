"""What checks of incentives ask of the clinic's settings, read where the record is."""

from __future__ import annotations

from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.incentives.rules import Cap, CapOf, cap_of
from ehr_desk.vault.sitting import Sitting


def incentive_cap_of(sitting: Sitting) -> CapOf:
    """How checks look up the clinic's cap."""

    def cap() -> Cap:
        with sitting.read_on() as session:
            return cap_of(read_clinic(session))

    return cap
