"""An entry that waits for a co-signature, in words: the same in the queue and on Today. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.tasks.rows import CosignDue
from ehr_desk.ui.pages.record.to_cosign import addendum_to
from ehr_desk.ui.pages.record.words import count, relative_day
from ehr_desk.ui.theme import Tone
from ehr_desk.ui.widgets.dates import show_date

_LATE_DAYS = 3


@dataclass(frozen=True)
class Waiting:
    """An entry of somebody else that waits, or what they added to one, as the queue shows it."""

    entry: EntryRow
    title: str
    author: str
    client: str
    facts: str
    chip: str
    tone: Tone
    tooltip: str


def waiting_row(entry: EntryRow, client: str, today: date, at: CosignDue) -> Waiting:
    """An entry that waits for a co-signature: whose, since when, by when."""
    signed, due = at.signed_on, at.due_on
    days = (today - signed).days
    late = (today - due).days
    author = at.added_by or ", ".join(part for part in (entry.author_name, entry.author_credential) if part)
    return Waiting(
        entry,
        addendum_to(entry.title) if at.added_by else entry.title,
        author,
        client,
        f"{author} · {relative_day(entry.effective_on, today)} · due {show_date(due)}",
        f"{count(late, 'day')} late" if late > 0 else "Today" if not days else count(days, "day"),
        "danger" if late > 0 else "warning" if days > _LATE_DAYS else "review",
        f"Date of service {show_date(entry.effective_on)}, signed {show_date(signed)}, due {show_date(due)}",
    )
