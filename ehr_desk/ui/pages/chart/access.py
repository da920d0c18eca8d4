"""The access log of one chart in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ehr_desk.common.clock import Clock
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from ehr_desk.vault.audit import AuditEvent

COLUMNS = (
    Column("When", 190, numbers=False),
    Column("Who", 220),
    Column("What", 240),
    Column("Details"),
    Column("Computer", 140),
)
PAGE = 200

_ACTIONS = {
    "chart.opened": "Opened the chart",
    "document.viewed": "Looked at a document",
    "client.added": "Added the client",
    "client.changed": "Changed the client's facts",
    "entry.signed": "Signed an entry",
    "entry.cosigned": "Co-signed an entry",
    "draft.discarded": "Discarded a draft",
    "draft.restored": "Took back a discard",
    "session.expected": "Planned a session",
    "disclosure.started": "Began to hand out a document",
    "disclosure.released": "Handed out a document",
    "disclosure.not_completed": "Recorded that a document was not handed out",
}


def action_words(action: str) -> str:
    """An audit action as people read it."""
    return _ACTIONS.get(action) or action.replace(".", ": ").replace("_", " ").capitalize()


def rows(events: Iterable[AuditEvent], people: Mapping[str, str], clock: Clock) -> list[TableRow]:
    """The events as rows, newest first as they come."""
    zone = clock.local().tzinfo
    made = []
    for event in events:
        at = event.at.astimezone(zone)
        made.append(
            TableRow(
                str(event.seq),
                (
                    f"{show_date(at.date())} {at:%H:%M:%S}",
                    people.get(event.staff_id, "Somebody who is no longer on the staff list"),
                    action_words(event.action),
                    _details(event),
                    event.device,
                ),
            )
        )
    return made


def _details(event: AuditEvent) -> str:
    detail = event.detail
    if "as_of" in detail:
        return f"as of {detail['as_of']}"
    if detail.get("fields"):
        return "changed: " + ", ".join(str(name).replace("_", " ") for name in detail["fields"])
    kind = str(detail.get("kind", "original"))
    if kind != "original":
        return kind.replace("_", " ")
    return ""
