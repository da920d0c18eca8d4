"""Hours of a client's week: planned against delivered, with the program's minimum. Pure.

Sources: SAMHSA Advisory "Clinical Issues in Intensive Outpatient Treatment" (2021), quoting the ASAM Criteria: adults
at least 9 hours a week, adolescents at least 6; Medicare pays a day of intensive outpatient services by three, or by
four and more services (APC 5851, 5852).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ehr_desk.chart.sessions.claims import counted_once, open_minutes
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow
from ehr_desk.chart.sessions.times import by_service, services_by_day

ADULT_AGE = 18
FAMILY = "family"
"""The service of a family session."""


@dataclass(frozen=True)
class WeekHours:
    """One week of a client from its first day. All times are minutes. A case conference is staff time and in none.

    ``planned``: the schedule without make-up sessions. ``delivered``: credited, make-up sessions included;
    ``made_up`` is their part. ``minimum``: the program's, 0 where none holds. ``services``: how many different ones
    were attended on each day. ``to_come``: planned and not over yet; ``unwritten``: over and not documented yet. Both
    with make-up sessions. ``reasons`` of what was missed and not made up for, as its notes say, each once;
    ``unexplained``: how many such sessions nobody gave a reason for. ``twice``: what two notes claim at the same time,
    which is in ``delivered`` once.
    """

    client_id: str
    first: date
    planned: int
    delivered: int
    excused: int
    missed: int
    made_up: int
    minimum: int
    by_service: Mapping[str, int]
    services: Mapping[date, int]
    to_come: int = 0
    unwritten: int = 0
    reasons: tuple[str, ...] = ()
    unexplained: int = 0
    twice: int = 0

    @property
    def last(self) -> date:
        """The last day of the week."""
        return self.first + timedelta(days=6)

    @property
    def shortfall(self) -> int:
        """Minutes under the program's minimum."""
        return max(0, self.minimum - self.delivered)

    @property
    def will_lack(self) -> int:
        """Minutes under the minimum that are left even if everything that is still planned takes place, and whoever
        was expected was there in the sessions that have no note yet."""
        return max(0, self.minimum - self.delivered - self.to_come - self.unwritten)

    @property
    def planned_shortfall(self) -> int:
        """Minutes that the schedule itself stays under the minimum, make-up sessions not counted."""
        return max(0, self.minimum - self.planned)


def least_minutes(age: int, adults: int, adolescents: int) -> int:
    """The program's minimum for somebody of an age: adolescents are those under 18."""
    return adults if age >= ADULT_AGE else adolescents


def is_intensive(level_of_care: str) -> bool:
    """Whether the minimum holds at a level of care: intensive outpatient (ASAM 2.1), by its name."""
    words = level_of_care.casefold()
    return "intensive outpatient" in words or words.startswith("2.1") or words == "iop"


def week_hours(
    client_id: str,
    first: date,
    attended: Iterable[AttendanceRow],
    planned: Iterable[PlannedSessionRow],
    *,
    minimum: int = 0,
    now: datetime | None = None,
    absences: Mapping[str, str] | None = None,
    places: Mapping[str, str] | None = None,
    family_alone: Collection[date] = (),
) -> WeekHours:
    """The hours of the seven days from ``first`` on. ``now``: the time on the clinic's wall, which tells what is over
    from what is to come; without it nothing is over. ``absences``: the planned sessions that the entries named by
    make-ups are about, since another entry may say by now that they were missed. ``places``: the planned sessions that
    notes stand for which name none, by the entry. ``family_alone``: days of a family session that was held without the
    client, which is staff time like a case conference. Time that several sessions have is in each number once."""
    last = first + timedelta(days=6)
    attended, planned = [_placed(row, places or {}) for row in attended], list(planned)
    claims = [row for row in attended if first <= row.on <= last]
    rows = counted_once(claims)
    documented = {row.session_id for row in rows if row.session_id}
    mine = [
        one
        for one in planned
        if not one.cancelled
        and one.with_clients
        and first <= one.starts_at.date() <= last
        and client_id in one.client_ids
        and (one.id in documented or one.service != FAMILY or one.starts_at.date() not in family_alone)
    ]
    made_up_for = _made_up_for(client_id, attended, planned, absences or {})
    making_up = {one.id for one in mine if client_id in one.makes_up}
    open_ones = sorted((one for one in mine if one.id not in documented), key=lambda one: one.starts_at)
    still_open = open_minutes(rows, open_ones)
    over = sum(
        minutes for one, minutes in zip(open_ones, still_open, strict=True) if now is not None and one.ends_at <= now
    )
    lost = [row for row in rows if not row.was_there and made_up_for.isdisjoint((row.entry_id, row.session_id))]
    services = {service: minutes for service, (_, minutes) in by_service(rows).items()}
    return WeekHours(
        client_id=client_id,
        first=first,
        planned=sum(open_minutes((), [one for one in mine if one.id not in making_up])),
        delivered=sum(services.values()),
        excused=sum(row.planned_minutes for row in rows if row.status == "excused"),
        missed=sum(row.planned_minutes for row in rows if row.status == "no-show"),
        made_up=sum(row.minutes for row in rows if row.session_id in making_up and row.was_there),
        minimum=minimum,
        by_service=services,
        services=services_by_day(row for row in rows if row.minutes),
        to_come=sum(still_open) - over,
        unwritten=over,
        reasons=tuple(dict.fromkeys(row.reason.strip().rstrip(".") for row in lost if row.reason.strip())),
        unexplained=sum(not row.reason.strip() for row in lost),
        twice=sum(row.minutes for row in claims) - sum(row.minutes for row in rows),
    )


def _placed(row: AttendanceRow, places: Mapping[str, str]) -> AttendanceRow:
    place = "" if row.session_id else places.get(row.entry_id, "")
    return replace(row, session_id=place) if place else row


def _made_up_for(
    client_id: str,
    attended: Iterable[AttendanceRow],
    planned: Iterable[PlannedSessionRow],
    absences: Mapping[str, str],
) -> set[str]:
    """The entries and planned sessions that were missed and made up for, in whatever week: also the first of a chain,
    where the make-up was missed and made up for itself."""
    guest = {one.id: one.makes_up[client_id] for one in planned if not one.cancelled and client_id in one.makes_up}
    place = {row.entry_id: row.session_id for row in attended if row.session_id}
    held = [guest[row.session_id] for row in attended if row.was_there and row.session_id in guest]
    found: set[str] = set()
    while held:
        entry = held.pop()
        missed = absences.get(entry) or place.get(entry, entry)
        if missed in guest and entry not in found:
            held.append(guest[missed])
        found |= {entry, missed}
    return found


def hours_text(minutes: int) -> str:
    """Minutes as hours: "9 h", "6 h 30", "45 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"
