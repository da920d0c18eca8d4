"""What waits for whoever answers for the work of others, as lines: co-signatures by age, emergency access. Pure."""

from __future__ import annotations

from ehr_desk.chart.access.rows import EmergencyRow
from ehr_desk.ui.pages.record.waiting import waiting_row
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.pages.today.lines import GoTo, Line
from ehr_desk.ui.pages.today.presenter import Day
from ehr_desk.ui.widgets.dates import show_date


def cosign_lines(day: Day) -> list[Line]:
    """The entries that wait for a co-signature, in the order of the queue."""
    found = []
    for entry, due in day.cosign:
        row = waiting_row(entry, day.name(entry.client_id), day.today, due)
        found.append(
            Line(
                f"cosign.{entry.entry_id}",
                row.client,
                GoTo("to_sign"),
                "Review",
                f"{row.title} · {row.facts}",
                chip=row.chip,
                tone=row.tone,
                tooltip=row.tooltip,
            )
        )
    return found


def emergency_lines(day: Day) -> list[Line]:
    """Every emergency access that nobody has looked at, the oldest first."""
    return [_emergency(day, one) for one in sorted(day.emergencies, key=lambda one: one.opened_at)]


def _emergency(day: Day, one: EmergencyRow) -> Line:
    at = one.opened_at.astimezone(day.zone)
    days = (day.today - at.date()).days
    return Line(
        f"emergency.{one.id}",
        day.name(one.client_id),
        GoTo("audit", "emergency"),
        "Review",
        f"{day.people.get(one.staff_id, 'Somebody')}: {one.reason}",
        chip=count(days, "day") if days else "Today",
        tone="warning",
        tooltip=f"Opened {show_date(at.date())} {at:%H:%M}",
    )
