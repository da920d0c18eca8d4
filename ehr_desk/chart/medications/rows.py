"""What readers get of medications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ACTIVE = "active"
HELD = "held"
STOPPED = "stopped"


@dataclass(frozen=True)
class MedicationRow:
    """One medication as it stands; stopped ones stay on the list with status "stopped".

    ``dose`` is decimal text ("0.5"). ``changed_on`` is the day of the last change of dose, form, route or frequency.
    ``quantity``, ``days_supply`` and ``refills`` are those of the last order that said any, ``supply_until`` the last
    day they cover; None where nobody said, or the dose changed since. ``external``: prescribed elsewhere.
    ``last_reason`` is the reason of the last event in words. ``entry_id`` is the entry of the last event.
    """

    medication_id: str
    name: str
    form: str
    dose: str
    unit: str
    route: str
    frequency: str
    as_needed: bool
    indication: str
    prescriber: str
    status: str
    started_on: date
    changed_on: date | None
    stopped_on: date | None
    last_reason: str
    entry_id: str
    pharmacy: str = ""
    quantity: str = ""
    days_supply: str = ""
    refills: str = ""
    supply_until: date | None = None
    external: bool = False


@dataclass(frozen=True)
class MedicationChangeRow:
    """One order event: start, change, hold, resume, stop, reconcile or renew (a new supply of the same).

    ``before`` and ``after`` are the regimen in words ("50 mg every morning"); empty where nothing was or is taken.
    """

    medication_id: str
    name: str
    event: str
    on: date
    before: str
    after: str
    reason_code: str
    reason: str
    author_name: str
    entry_id: str
