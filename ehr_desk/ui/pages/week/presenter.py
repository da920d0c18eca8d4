"""A week as cells of a grid and as hours by client. Pure, except for :func:`read_week`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import find
from ehr_desk.chart.sessions.hours import WeekHours, hours_text
from ehr_desk.chart.sessions.program import TRACKS, track_of
from ehr_desk.chart.sessions.program_service import Week
from ehr_desk.chart.sessions.rows import PlannedSessionRow, WeeklyRow, in_group
from ehr_desk.chart.sessions.times import week_of
from ehr_desk.chart.sessions.topics import topic_of
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.tasks.rows import LevelDue
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.pages.today.presenter import SERVICE_WORDS, service_words
from ehr_desk.ui.widgets.dates import WEEKDAYS, show_date
from ehr_desk.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

GROUPS, MINE, EVERYBODY = "Groups", "Mine", "Everybody"
SHOWN = (MINE, GROUPS, EVERYBODY)
HOURS_COLUMNS = (
    Column("Client"),
    Column("Planned", 92, numbers=True),
    Column("Attended", 92, numbers=True),
    Column("Excused", 84, numbers=True),
    Column("Missed", 84, numbers=True),
    Column("Made up", 84, numbers=True),
    Column("At least", 84, numbers=True),
    Column("To come", 84, numbers=True),
    Column("Short by", 92, numbers=True),
    Column("Services each day", 220),
)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_NAMED = 3
"""How many clients are named above the table of hours."""
NOT_YET = (
    "This day is not on the schedule yet.",
    "It is made four weeks ahead; change the weekly session until then.",
)
"""Why there is nothing to change on one day, and what to do."""


@dataclass(frozen=True)
class Cell:
    """One session in the grid. ``session_id`` is empty while it is not on the schedule yet, ``slot_id`` where it is no
    part of the program. ``moved`` says how it differs from the program on this one day."""

    day: date
    track: str
    start: str
    end: str
    title: str
    service: str
    staff_id: str
    client_ids: tuple[str, ...]
    slot_id: str
    session_id: str
    cancelled: str
    place: str = ""
    moved: str = ""
    topic: str = ""
    co_staff_id: str = ""

    @property
    def key(self) -> str:
        """What tells it from every other of the week."""
        return self.session_id or f"{self.slot_id}.{self.day}"

    @property
    def of_one(self) -> bool:
        """Whether it is for one client, who then gives it its name in the grid."""
        return not in_group(self.service, len(self.client_ids)) and len(self.client_ids) == 1


@dataclass(frozen=True)
class WeekView:
    """What was read for seven days. ``hours`` of every client in treatment, ``curricula`` of the clinic by name,
    ``left`` the day of discharge of who left."""

    me: str
    today: date
    week: Week
    staff: Mapping[str, str]
    clients: Sequence[ClientRow]
    hours: Sequence[tuple[ClientRow, WeekHours]]
    curricula: Sequence[str] = ()
    left: Mapping[str, date] = field(default_factory=dict)
    leaders: Mapping[str, str] = field(default_factory=dict)
    """Who can lead a session: whoever may write its note."""
    levels: Sequence[LevelDue] = ()
    """What waits about levels of care by the end of this week: rosters that are still those of a former one."""

    @property
    def days(self) -> list[date]:
        """The seven days."""
        return [self.week.first + at * _DAY for at in range(7)]

    def name(self, person_id: str) -> str:
        """Who somebody is: a staff member or a client."""
        found = next((one.name for one in self.clients if one.id == person_id), "")
        return self.staff.get(person_id) or found or "Somebody"


def read_week(desk: Desk, day: date | None) -> WeekView:
    """Read the week of a day, this week's without one (on the reader thread)."""
    today = desk.clock.today()
    first = week_of(day or today, desk.clinic.read().week_starts_on)
    clients = desk.clients.all()
    staff = [row for row in desk.staff.all() if not row.retired]
    return WeekView(
        desk.me.id,
        today,
        desk.program.week(first),
        {row.id: row.name for row in staff},
        clients,
        desk.tasks.hours(first),
        [one.name for one in desk.curricula.all()],
        desk.sessions.discharged([one.id for one in clients]),
        {row.id: row.name for row in staff if may(row, "write entries")},
        # A change signed ahead of its day: until the week of that day nothing is wrong with the rosters.
        [one for one in desk.tasks.levels() if one.on < first + _WEEK],
    )


def cells(view: WeekView, shown: str, whose: str = "") -> list[Cell]:
    """The sessions of the week by day and time: mine, the groups, or everybody's; those of the clients whom ``whose``
    finds by name, record number or date of birth, where it is typed."""
    found = [_of_session(one) for one in view.week.sessions]
    found += [_of_due(one.day, one.row) for one in view.week.due]
    if shown == MINE:
        found = [one for one in found if view.me in (one.staff_id, one.co_staff_id)]
    elif shown == GROUPS:
        found = [one for one in found if in_group(one.service, len(one.client_ids))]
    if whose.strip():
        wanted = {one.id for one in find(view.clients, whose.strip())}
        found = [one for one in found if not wanted.isdisjoint(one.client_ids)]
    return sorted(found, key=lambda one: (one.day, one.start, one.title, one.key))


def one_clients_words(view: WeekView, whose: str) -> str:
    """The hours of the one client whom ``whose`` finds, against the program's minimum; else empty."""
    found = find(view.clients, whose.strip()) if whose.strip() else []
    if len(found) != 1:
        return ""
    week = next((hours for client, hours in view.hours if client.id == found[0].id), None)
    if week is None:
        return f"{found[0].name}: no stay in this week."
    named = [("planned", week.planned), ("attended", week.delivered), ("made up", week.made_up)]
    named += [("excused", week.excused), ("missed", week.missed), ("no note yet", week.unwritten)]
    parts = [f"{words} {hours_text(minutes)}" for words, minutes in named if minutes] or ["nothing planned"]
    parts += [f"{hours_text(week.twice)} in two sessions at once, counted once"] if week.twice else []
    parts += [f"at least {hours_text(week.minimum)}"] if week.minimum else []
    short = week.shortfall if week.last < view.today else week.will_lack
    parts += [f"short by {hours_text(short)}"] if short else []
    return f"{found[0].name}: {', '.join(parts)}."


def days_of(view: WeekView, shown: Sequence[Cell]) -> list[date]:
    """The days that have a column: Monday to Friday, and the others where something takes place."""
    return [day for day in view.days if day.weekday() < 5 or any(one.day == day for one in shown)]


def tracks_of(shown: Sequence[Cell]) -> list[str]:
    """The tracks that have a row, in the order of the day."""
    named = {one.track for one in shown}
    return [*(one for one in TRACKS if one in named), *sorted(named - set(TRACKS))]


def title_of(cell: Cell, view: WeekView) -> str:
    """What a session is called in the grid: its name, or the client's where it is for one."""
    return view.name(cell.client_ids[0]) if cell.of_one else cell.title


def facts_of(cell: Cell, view: WeekView) -> str:
    """The line under a title: service, who leads it, how many are expected."""
    service = service_words(cell.service, len(cell.client_ids))
    others = [one for one in (cell.staff_id, cell.co_staff_id) if one and one != view.me]
    staff = " and ".join(view.staff[one] for one in others if one in view.staff)
    people = count(len(cell.client_ids), "client") if in_group(cell.service, len(cell.client_ids)) else ""
    shown = "" if service.casefold() in title_of(cell, view).casefold() else service
    return " · ".join(part for part in (cell.moved, cell.topic, shown, people, staff, cell.place) if part)


def accessible(cell: Cell, view: WeekView) -> str:
    """A session in words."""
    state = f"cancelled: {cell.cancelled}" if cell.cancelled else "" if cell.slot_id else "planned by itself"
    parts = (f"{day_words(cell.day)}, {cell.start} to {cell.end}", title_of(cell, view), facts_of(cell, view), state)
    return ", ".join(part for part in parts if part)


def day_words(day: date) -> str:
    """A day in words: "Wednesday 9 Dec 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {show_date(day)}"


def range_words(first: date) -> str:
    """The week in words: "23 Nov 2026 to 29 Nov 2026"."""
    return f"{show_date(first)} to {show_date(first + 6 * _DAY)}"


def row_of(view: WeekView, cell: Cell) -> WeeklyRow | None:
    """The session of the program behind a cell, as it stands on its day."""
    rows = [row for row in view.week.rows if row.slot_id == cell.slot_id and row.in_force(cell.day, cell.day)]
    return rows[0] if rows else None


def session_of(view: WeekView, cell: Cell) -> PlannedSessionRow | None:
    """The planned session behind a cell; none where the program has not put it on the schedule yet."""
    return next((one for one in view.week.sessions if one.id == cell.session_id), None)


def hours_rows(view: WeekView) -> list[TableRow]:
    """A row for each client in treatment, the furthest under the minimum first; in a week that runs who will be."""
    return [_hours_row(client, week, view.today) for client, week in _by_need(view)]


def _by_need(view: WeekView) -> list[tuple[ClientRow, WeekHours]]:
    def missing(pair: tuple[ClientRow, WeekHours]) -> tuple[int, int]:
        week = pair[1]
        return (-week.shortfall, 0) if week.last < view.today else (-week.will_lack, -week.shortfall)

    return sorted(view.hours, key=missing)


def hours_words(view: WeekView) -> str:
    """How the week stands as a whole, and whose time two notes claim at once."""
    twice = [f"{client.name} ({hours_text(week.twice)})" for client, week in view.hours if week.twice]
    rest = f" and {len(twice) - _NAMED} more" if len(twice) > _NAMED else ""
    once = f" Notes of two sessions at once are counted once: {', '.join(twice[:_NAMED])}{rest}." if twice else ""
    return _against_minimum(view) + once


def _against_minimum(view: WeekView) -> str:
    held = [week for _, week in view.hours if week.minimum]
    if not held:
        return "Nobody has a minimum of hours in this week: it holds for whole weeks of intensive outpatient treatment."
    under = [week for week in held if week.shortfall]
    if view.today > held[0].last:
        verb = "is" if len(under) == 1 else "are"
        return f"{len(under)} of {count(len(held), 'client')} {verb} under the program's minimum in this week."
    # While the week runs nearly everybody is under it: what counts is whether what is still planned is enough.
    lacking = [(client, week) for client, week in _by_need(view) if week.minimum and week.will_lack]
    everybody = count(len(held), "client")
    unwritten = " and what has no note yet" if any(week.unwritten for week in held) else ""
    ahead = f"With what is still planned in this week{unwritten}, "
    if not lacking:
        return f"{ahead}{_all(len(held))} the program's minimum."
    reach = (
        f"{len(held) - len(lacking)} of {everybody} {'reaches' if len(held) == 1 else 'reach'} the program's minimum"
    )
    names = [f"{client.name} ({hours_text(week.will_lack)} short)" for client, week in lacking[:_NAMED]]
    rest = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
    return f"{ahead}{reach}. Not enough is planned for {', '.join(names)}{rest}."


def _all(number: int) -> str:
    return "the one client reaches" if number == 1 else f"all {number} clients reach"


def _of_session(one: PlannedSessionRow) -> Cell:
    return Cell(
        one.starts_at.date(),
        track_of(one.track, one.starts_at),
        f"{one.starts_at:%H:%M}",
        f"{one.ends_at:%H:%M}",
        one.title or service_words(one.service, len(one.client_ids)),
        one.service,
        one.staff_id,
        one.client_ids,
        one.slot_id,
        one.id,
        (one.cancel_reason or "cancelled") if one.cancelled else "",
        one.location,
        _moved(one),
        _topic(one.curriculum),
        one.co_staff_id,
    )


def _topic(curriculum: str) -> str:
    found = topic_of(curriculum)
    return f"{found.number} {found.topic}" if found else ""


def _moved(one: PlannedSessionRow) -> str:
    if not one.slot_id or not one.by_hand or one.cancelled or one.slot_day is None:
        return ""
    day = one.slot_day
    if day != one.starts_at.date():
        return f"Moved from {WEEKDAYS[day.weekday()]} {day.day}"
    return "Changed for this day"


def _of_due(day: date, row: WeeklyRow) -> Cell:
    starts = row.starts_on(day)
    return Cell(
        day,
        track_of(row.track, starts),
        row.start,
        f"{starts + timedelta(minutes=row.minutes):%H:%M}",
        row.title or service_words(row.service, len(row.client_ids)),
        row.service,
        row.staff_id,
        row.client_ids,
        row.slot_id,
        "",
        "",
        row.location,
        topic=_topic(row.curriculum),
        co_staff_id=row.co_staff_id,
    )


def _hours_row(client: ClientRow, week: WeekHours, today: date) -> TableRow:
    ended = week.last < today
    short = week.shortfall if ended else week.will_lack
    services = " · ".join(f"{WEEKDAYS[day.weekday()][:3]} {number}" for day, number in week.services.items())
    shown = [week.planned, week.delivered, week.excused, week.missed, week.made_up]
    cells = [hours_text(minutes) if minutes else "–" for minutes in shown]
    least = hours_text(week.minimum) if week.minimum else "–"
    to_come = hours_text(week.to_come) if week.to_come and not ended else "–"
    tone = "warning" if short else ""
    told = [f"{SERVICE_WORDS.get(service, service)} {hours_text(each)}" for service, each in week.by_service.items()]
    told += [f"no note yet {hours_text(week.unwritten)}"] if week.unwritten else []
    told += [f"in two sessions at once, counted once {hours_text(week.twice)}"] if week.twice else []
    return TableRow(
        client.id,
        (client.list_name, *cells, least, to_come, hours_text(short) if short else "–", services or "–"),
        tone=tone,
        tooltip=", ".join(told),
    )
