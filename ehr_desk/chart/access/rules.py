"""When a chart is open to somebody. Pure.

The minimum necessary standard (45 CFR 164.502(b), 164.514(d)(2)) asks a clinic to say which staff need which records;
emergency access is a required procedure of 45 CFR 164.312(a)(2)(ii). Whether charts are limited to caseloads is the
clinic's choice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ehr_desk.chart.access.rows import RELATIONS, AssignmentRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.errors import UserError

EMERGENCY_HOURS = 4
SESSION_DAYS_BACK, SESSION_DAYS_AHEAD = 30, 7
"""A session one leads opens the charts of its roster: early enough to prepare, long enough to write the note."""

SHORTEST_REASON = 10


@dataclass(frozen=True)
class Ties:
    """How a staff member is tied to a client on a day."""

    primary: bool = False
    assigned: bool = False
    leads_a_session: bool = False
    emergency: bool = False

    @property
    def any(self) -> bool:
        """Whether any of them opens the chart."""
        return self.primary or self.assigned or self.leads_a_session or self.emergency


def sees(role: str, ties: Ties, *, caseload_only: bool) -> bool:
    """Whether a chart is open. Supervisors answer for every client; the others see theirs where charts are limited."""
    return not caseload_only or role == "supervisor" or ties.any


def session_window(today: date) -> tuple[date, date]:
    """The first and last day of the sessions that open charts today."""
    return today - timedelta(days=SESSION_DAYS_BACK), today + timedelta(days=SESSION_DAYS_AHEAD)


def emergency_end(opened_at: datetime) -> datetime:
    """When an emergency access that was opened then ends."""
    return opened_at + timedelta(hours=EMERGENCY_HOURS)


def check_reason(reason: str) -> str:
    """The reason, tidied. Raises ``UserError`` where it says nothing."""
    tidy = " ".join(reason.split())
    if len(tidy) < SHORTEST_REASON:
        raise UserError("The reason is missing.", "Say in a few words why you need this chart now.")
    return tidy


def check_assignment(relation: str, until_on: date | None, today: date) -> None:
    """Raises ``UserError`` where an assignment cannot be as described: coverage always has an end."""
    if relation not in RELATIONS:
        raise UserError("This is not known.", f"Choose one of: {', '.join(RELATIONS)}.")
    if relation == "coverage" and until_on is None:
        raise UserError("Coverage needs a last day.", "Enter the last day of the coverage.")
    if until_on is not None and until_on < today:
        raise UserError("The last day has passed.", "Enter today or a later day.")


def check_member(row: StaffRow | None, present: Collection[AssignmentRow], relation: str) -> None:
    """Raises ``UserError`` where somebody cannot work with a client: no clinical role, or assigned already."""
    if row is None or row.retired or not may(row, "read charts"):
        raise UserError("This person reads no charts.", "Choose somebody in a clinical role who has access.")
    if any((one.staff_id, one.relation) == (row.id, relation) for one in present):
        raise UserError(f"{row.name} is assigned like this already.", "End the assignment first to change it.")
