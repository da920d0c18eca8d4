"""The audit log in words: periods, kinds of acts, rows. Pure, but for the two jobs that read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from ehr_desk.chart.staff.permissions import may
from ehr_desk.common.clock import Clock
from ehr_desk.ui.pages.chart.access import when, who_what_details
from ehr_desk.ui.pages.record.acts import KINDS, tone
from ehr_desk.ui.pages.record.by_program import gathered
from ehr_desk.ui.pages.record.words import count, moment
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from ehr_desk.chart.access.rows import EmergencyRow
    from ehr_desk.chart.losses.rows import Losses
    from ehr_desk.desk import Desk
    from ehr_desk.vault.audit import AuditEvent
    from ehr_desk.vault.audit_reader import Wanted

COLUMNS = (
    Column("When", 190, whole=True),
    Column("Who", 200),
    Column("Client", 170),
    Column("What", 275, whole=True),
    Column("Details"),
    Column("Computer", 80),
)
PAGE = 200
ORDERS = {0: "at", 1: "person", 2: "client", 3: "action"}
"""The order that a click on a column's head asks for."""

_OLDEST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
PERIODS: dict[str, int | None] = {"Today": 1, "7 days": 7, "30 days": 30, "Everything": None}
EMERGENCY_COLUMNS = (
    Column("Opened", 170, whole=True),
    Column("Until", 90),
    Column("Who", 200),
    Column("Client", 190),
    Column("Reason"),
)

LOSS_COLUMNS = (
    Column("Day", 130, whole=True),
    Column("Client", 200),
    Column("Entry", 230),
    Column("Signed by", 200),
    Column("Signed"),
)


@dataclass(frozen=True)
class Names:
    """What stands for the ids. Whoever may not read charts sees no client's name here either."""

    people: Mapping[str, str] = field(default_factory=dict)
    clients: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)

    def client(self, client_id: str) -> str:
        """A client's name, else the beginning of the id."""
        return self.clients.get(client_id) or pseudonym(client_id)


def pseudonym(client_id: str) -> str:
    """What stands for a client where no name may stand; empty without a client."""
    return f"Client {client_id[:8]}" if client_id else ""


def read_names(desk: Desk) -> Names:
    """The names of staff and forms, and of clients; pseudonyms of those in the log where the person reads no charts."""
    if may(desk.me, "read charts"):
        clients = {row.id: row.list_name for row in desk.clients.all()}
    else:
        clients = {client_id: pseudonym(client_id) for client_id in desk.log.clients()}
    return Names(
        people={row.id: row.signature_name for row in desk.staff.all()},
        clients=clients,
        forms=form_titles(desk),
    )


def form_titles(desk: Desk) -> dict[str, str]:
    """What each form is called."""
    return {form.id: form.title for form in desk.library.all()}


def days_of(period: str, today: date) -> tuple[date | None, date | None]:
    """The first and last day of a period; None where it has none."""
    days = PERIODS.get(period)
    return (None, None) if days is None else (today - timedelta(days=days - 1), today)


def days_typed(first: str, last: str) -> tuple[date | None, date | None]:
    """The days that were typed (ISO form, empty: no limit). ``ValueError`` where one is none, or they are crossed."""
    begin = date.fromisoformat(first) if first else None
    end = date.fromisoformat(last) if last else None
    if not (_OLDEST <= (begin or _OLDEST) <= (end or _LAST) <= _LAST):
        raise ValueError("no record tells of these days, or the last lies before the first")
    return begin, end


def wanted(
    clock: Clock,
    *,
    days: tuple[date | None, date | None],
    kind: str,
    staff: str = "",
    client: str = "",
    order: str = "at",
    descending: bool = True,
) -> Wanted:
    """The question that the choices of the page ask. ``days``: the first and the last, both included, where the desk
    stands."""
    from ehr_desk.vault.audit_reader import Wanted

    first, last = days
    zone = clock.local().tzinfo

    def begin(day: date) -> datetime:
        return datetime.combine(day, time(), zone)

    return Wanted(
        since=begin(first) if first is not None else None,
        until=begin(last + timedelta(days=1)) if last is not None else None,
        staff=staff,
        client=client,
        actions=KINDS.get(kind, ()),
        order=order,
        descending=descending,
    )


def rows(events: Iterable[AuditEvent], names: Names, clock: Clock) -> list[TableRow]:
    """Events as rows of the table; what the program did by itself in one go is one of them."""
    return [_row(group, names, clock) for group in gathered(events)]


def in_words(group: list[AuditEvent], names: Names) -> tuple[str, str, str]:
    """Who, what and which, of an event or of several of the program's own that are told as one."""
    staff_id = group[0].staff_id
    person = names.people.get(staff_id, "Recovery code" if staff_id == "recovery" else "Nobody listed")
    return who_what_details(group, person, names.forms)


def _row(group: list[AuditEvent], names: Names, clock: Clock) -> TableRow:
    event = group[0]
    who, what, told = in_words(group, names)
    clients = sorted({one.client_id for one in group if one.client_id})
    client = names.client(clients[0]) if len(clients) == 1 else f"{len(clients)} clients" if clients else ""
    return TableRow(
        str(event.seq), (when(event, clock), who, client, what, told, event.device), tone=tone(event.action)
    )


def emergency_words(row: TableRow) -> str:
    """Who opened whose chart, when and why, as a row of the queue says it."""
    when, _until, person, client, reason = row.cells
    return f"{person} opened the chart of {client} on {when}: \u201c{reason.rstrip('.')}\u201d."


def emergency_rows(waiting: Sequence[EmergencyRow], names: Names, clock: Clock) -> list[TableRow]:
    """The review queue as rows."""
    zone = clock.local().tzinfo
    return [
        TableRow(
            each.id,
            (
                f"{show_date(each.opened_at.astimezone(zone).date())} {each.opened_at.astimezone(zone):%H:%M}",
                f"{each.ends_at.astimezone(zone):%H:%M}",
                names.people.get(each.staff_id, "Nobody listed"),
                names.client(each.client_id),
                each.reason,
            ),
        )
        for each in waiting
    ]


def loss_words(losses: Losses, clock: Clock) -> str:
    """How much is lost, and since when; what was answered stays said."""
    if losses.salvaged_at is None or not losses.entries:
        return "Nothing that was signed is missing."
    on = show_date(losses.salvaged_at.astimezone(clock.local().tzinfo).date())
    entries = count(len(losses.entries), "signed entry", "signed entries")
    told = f"The record was read out of a damaged file on {on}. {entries} of it"
    done = " What was done about it stands in the log." if losses.answered else ""
    return f"{told} could not be read and {'is' if len(losses.entries) == 1 else 'are'} lost.{done}"


def loss_rows(losses: Losses, names: Names, clock: Clock) -> list[TableRow]:
    """The lost entries, as far as the log and the lists still know them."""
    return [
        TableRow(
            f"{one.entry_id}.{one.seq}",
            (
                show_date(one.on) if one.on else "not known",
                names.client(one.client_id),
                names.forms.get(one.form_id, one.form_id),
                names.people.get(one.staff_id, "not known"),
                moment(one.signed_at.astimezone(clock.local().tzinfo)),
            ),
        )
        for one in losses.entries
    ]
