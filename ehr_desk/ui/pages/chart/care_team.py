"""Who works with a client, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from ehr_desk.chart.access.rows import AssignmentRow
    from ehr_desk.chart.staff.rows import StaffRow
    from ehr_desk.desk import Desk

COLUMNS = (
    Column("Who", 220),
    Column("Role", 130),
    Column("As", 190),
    Column("From", 110, numbers=False),
    Column("Until", numbers=False),
)
PRIMARY = "primary"
"""The id of the line of the primary staff member: no assignment, so nothing to end."""
LIMITED = "Charts are limited to caseloads: besides supervisors, these open it, and whoever leads a session with them."
OPEN = "Everybody in a clinical role can open this chart. A clinic can limit charts to caseloads (Settings, Clinic)."


@dataclass(frozen=True)
class Team:
    """What the card shows. ``people``: who could be assigned, by name."""

    primary: StaffRow | None
    assigned: Sequence[tuple[AssignmentRow, StaffRow | None]]
    people: Sequence[StaffRow]
    limited: bool
    zone: tzinfo | None


def read_team(desk: Desk, client_id: str) -> Team:
    """Read the team (on the reader thread)."""
    staff: Mapping[str, StaffRow] = {row.id: row for row in desk.staff.all()}
    people = sorted((row for row in staff.values() if may(row, "read charts")), key=lambda row: row.name.casefold())
    return Team(
        staff.get(desk.clients.one(client_id).primary_staff_id),
        [(one, staff.get(one.staff_id)) for one in desk.access.assignments(client_id)],
        people,
        desk.clinic.read().caseload_only,
        desk.clock.local().tzinfo,
    )


def team_rows(team: Team) -> list[TableRow]:
    """The team as a table, the primary staff member first."""
    rows = []
    if team.primary is not None:
        rows.append(TableRow(PRIMARY, (team.primary.signature_name, team.primary.role, "primary staff member", "", "")))
    for one, who in team.assigned:
        name, role = (who.signature_name, who.role) if who is not None else ("Somebody unknown", "")
        first = show_date(one.since.astimezone(team.zone).date())
        last = show_date(one.until_on) if one.until_on else "until ended"
        rows.append(TableRow(one.id, (name, role, one.relation, first, last)))
    return rows


def fault(staff_id: str, relation: str, until: str, today: date) -> str:
    """What is missing before somebody can be assigned, empty where nothing is."""
    if not staff_id or not relation:
        return "Choose who, and as what."
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        return "The last day is no date."
    if relation == "coverage" and last is None:
        return "Coverage needs a last day."
    return "The last day has passed." if last is not None and last < today else ""
