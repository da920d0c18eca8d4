"""The audit log in words: periods, kinds of acts, rows. Pure, but for the two jobs that read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ehr_desk.chart.staff.permissions import may
from ehr_desk.common.clock import Clock
from ehr_desk.ui.pages.chart.access import action_words, details, when
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from ehr_desk.chart.access.rows import EmergencyRow
    from ehr_desk.desk import Desk
    from ehr_desk.vault.audit import AuditEvent, Wanted

COLUMNS = (
    Column("When", 190, whole=True),
    Column("Who", 190),
    Column("Client", 170),
    Column("What", 230),
    Column("Details"),
    Column("Computer", 120),
)
PAGE = 200
ORDERS = {0: "at", 1: "person", 2: "client", 3: "action"}
"""The order that a click on a column's head asks for."""

PERIODS: dict[str, int | None] = {"Today": 1, "7 days": 7, "30 days": 30, "Everything": None}
KINDS: dict[str, tuple[str, ...]] = {
    "All acts": (),
    "Charts and documents opened": ("chart", "document", "page", "client.searched"),
    "Entries signed": ("entry",),
    "Handed out, printed, exported": ("disclosure", "audit.exported"),
    "Refused": ("act.refused", "unlock.refused", "disclosure.refused"),
    "Emergency access": ("emergency",),
    "Staff, roles and keys": ("staff", "access", "passphrase", "issuing", "paper_key", "device", "vault"),
    "Unlocks and locks": ("sitting", "unlock"),
    "Client facts": ("client.added", "client.changed"),
    "Backups": ("backup",),
    "Alarms": (
        "audit.alarm",
        "audit.cut_back",
        "audit.end_altered",
        "audit.history_accepted",
        "audit.anchors_put_back",
        "triggers.restored",
        "clock.behind",
        "clock.gone_on",
    ),
}
EMERGENCY_COLUMNS = (
    Column("Opened", 170, whole=True),
    Column("Until", 90),
    Column("Who", 200),
    Column("Client", 190),
    Column("Reason"),
)


@dataclass(frozen=True)
class Names:
    """What stands for the ids. Whoever may not read charts sees no client's name here either."""

    people: Mapping[str, str] = field(default_factory=dict)
    clients: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)

    def client(self, client_id: str) -> str:
        """A client's name, else the beginning of the id."""
        return self.clients.get(client_id) or (f"Client {client_id[:8]}" if client_id else "")


def read_names(desk: Desk) -> Names:
    """The names of staff, forms and, where the person may read charts, of clients."""
    clients = desk.clients.all() if may(desk.me, "read charts") else []
    return Names(
        people={row.id: row.signature_name for row in desk.staff.all()},
        clients={row.id: row.list_name for row in clients},
        forms=form_titles(desk),
    )


def form_titles(desk: Desk) -> dict[str, str]:
    """What each form is called."""
    return {form.id: form.title for form in desk.library.all()}


def wanted(
    clock: Clock,
    *,
    period: str,
    kind: str,
    staff: str = "",
    client: str = "",
    order: str = "at",
    descending: bool = True,
) -> Wanted:
    """The question that the choices of the page ask."""
    from ehr_desk.vault.audit import Wanted

    days = PERIODS.get(period)
    since: datetime | None = None
    if days is not None:
        local = clock.local()
        since = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
    return Wanted(
        since=since, staff=staff, client=client, actions=KINDS.get(kind, ()), order=order, descending=descending
    )


def rows(events: Iterable[AuditEvent], names: Names, clock: Clock) -> list[TableRow]:
    """Events as rows of the table."""
    return [
        TableRow(
            str(event.seq),
            (
                when(event, clock),
                names.people.get(event.staff_id, "Recovery code" if event.staff_id == "recovery" else "Nobody listed"),
                names.client(event.client_id),
                action_words(event.action),
                details(event, names.forms),
                event.device,
            ),
            tone=_tone(event.action),
        )
        for event in events
    ]


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


def _tone(action: str) -> str:
    if action in KINDS["Alarms"]:
        return "danger"
    return "warning" if action in KINDS["Refused"] or action.startswith("emergency.") else ""
