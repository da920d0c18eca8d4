"""The access log of one chart in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from ehr_desk.common.clock import Clock
from ehr_desk.ui.pages.record import by_program
from ehr_desk.ui.pages.record.acts import action_words
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from ehr_desk.vault.audit import AuditEvent

COLUMNS = (
    Column("When", 190, whole=True),
    Column("Who", 190),
    Column("What", 235, whole=True),
    Column("Details"),
    Column("Computer", 80),
)
PAGE = 200

_SHORT = 8
_OTHERS = {"recovery": "Recovery code"}
_GONE = "Somebody who is no longer on the staff list"


def when(event: AuditEvent, clock: Clock) -> str:
    """Day and time of an event, in the zone of the desk."""
    at = event.at.astimezone(clock.local().tzinfo)
    return f"{show_date(at.date())} {at:%H:%M:%S}"


def rows(
    events: Iterable[AuditEvent], people: Mapping[str, str], clock: Clock, forms: Mapping[str, str]
) -> list[TableRow]:
    """The events as rows, newest first as they come. ``forms``: what each form is called, by id."""
    return [_row(group, people, clock, forms) for group in by_program.gathered(events)]


def who_what_details(group: list[AuditEvent], person: str, forms: Mapping[str, str]) -> tuple[str, str, str]:
    """Three cells of one line of the log. ``person``: the name of whom the event names."""
    if by_program.is_by_program(group[0]):
        return by_program.WHO, by_program.what(group), by_program.counted(group, person)
    return person, action_words(group[0].action), details(group[0], forms)


def _row(group: list[AuditEvent], people: Mapping[str, str], clock: Clock, forms: Mapping[str, str]) -> TableRow:
    event = group[0]
    person = people.get(event.staff_id) or _OTHERS.get(event.staff_id, _GONE)
    return TableRow(str(event.seq), (when(event, clock), *who_what_details(group, person, forms), event.device))


def details(event: AuditEvent, forms: Mapping[str, str]) -> str:
    """What else an event says: which entry or document, which fields, what was refused."""
    detail, parts = event.detail, []
    form = str(detail.get("form", ""))
    if form:
        parts.append(forms.get(form, form))
    if event.entity in ("entry", "document") and event.entity_id:
        parts.append(event.entity_id if event.entity == "document" else f"entry {event.entity_id[:_SHORT]}")
    elif detail.get("document_id"):
        parts.append(str(detail["document_id"]))
    elif event.entity == "closed_day":
        parts.append(show_date(date.fromisoformat(event.entity_id)))
    elif event.entity == "page":
        parts.append(event.entity_id.replace("_", " "))
    parts += [
        str(detail[name]).replace("_", " ") for name in ("act", "reason", "relation", "basis") if detail.get(name)
    ]
    if detail.get("how"):
        parts.append({"save": "saved", "print": "printed"}.get(str(detail["how"]), str(detail["how"])))
    if "as_of" in detail:
        parts.append(f"as of {detail['as_of']}")
    if detail.get("fields"):
        parts.append(
            "changed: " + ", ".join(str(name).removesuffix("_id").replace("_", " ") for name in detail["fields"])
        )
    if detail.get("from") and detail.get("to"):
        parts.append(f"{detail['from']} → {detail['to']}")
    parts += [f"{detail[name]} {words}" for name, words in _COUNTS.items() if isinstance(detail.get(name), int)]
    if str(detail.get("kind", "original")) != "original":
        parts.append(str(detail["kind"]).replace("_", " "))
    return " · ".join(parts)


_WORDS = ("act", "reason", "relation", "basis")
_COUNTS = {"count": "times", "found": "found", "remembered": "remembered"}
