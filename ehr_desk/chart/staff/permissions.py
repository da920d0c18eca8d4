"""Who may do what: one table, read by every service."""

from __future__ import annotations

from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.errors import Refused

CLINICAL = frozenset({"therapist", "psychiatrist", "case manager", "supervisor"})

# Act -> roles that may do it. Which forms a role may write is said by the form itself (``authors``).
PERMISSIONS: dict[str, frozenset[str]] = {
    "read charts": CLINICAL,
    "write entries": CLINICAL,
    "co-sign": frozenset({"supervisor", "psychiatrist"}),
    "admit clients": CLINICAL,
    "change client facts": CLINICAL,
    "plan sessions": CLINICAL,
    "release documents": CLINICAL,
    "manage staff": frozenset({"administrator"}),
    "change the clinic": frozenset({"administrator", "supervisor"}),
}


def may(staff: StaffRow, act: str) -> bool:
    """Whether the staff member's role permits the act."""
    return not staff.retired and staff.role in PERMISSIONS[act]


def require(staff: StaffRow, act: str) -> None:
    """Refuse, naming who could do it, where the role does not permit the act."""
    if not may(staff, act):
        able = ", ".join(sorted(PERMISSIONS[act]))
        raise Refused(f"Your role ({staff.role}) does not permit this: {act}.", f"It can be done by: {able}.")
