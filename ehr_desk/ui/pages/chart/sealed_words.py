"""Sealed notes in words: rows of the list, and what everybody should know of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from ehr_desk.chart.sealed.rows import SealedAddition, SealedHead, SealedLine, SealedNote, Shelf

COLUMNS = (Column("Day", 120), Column("What", 220), Column("By", 260), Column("Signed"))
SESSION = "A session took place"
ABOUT = (
    "SUD counseling notes and psychotherapy notes keep the content of conversations apart from the record. Each "
    "author's notes have a key of their own: administrators, exports, papers and summaries do not have it."
)
NO_SHEET = (
    "This clinic has no custodian's sheet. If you forget your passphrase, your sealed notes are lost, unless a "
    "colleague whom you let read them can still do so."
)


def table_rows(shelf: Shelf, readable: Mapping[str, SealedHead], zone: tzinfo | None) -> list[TableRow]:
    """The list: what the person may read by its title, of everything else only that a session took place."""
    return [
        TableRow(
            line.id,
            (
                show_date(line.held_on),
                _what(readable.get(line.id)),
                line.author_name,
                _when(line, zone),
            ),
        )
        for line in shelf.lines
    ]


def addition(added: SealedAddition, zone: tzinfo | None) -> str:
    """The line above what was added to a note."""
    at = added.signed_at.astimezone(zone)
    what = "Marked as entered in error" if added.kind == "entered in error" else "Addendum"
    return f"{what}, signed {show_date(at.date())} {at:%H:%M}"


def signed_by(note: SealedNote) -> str:
    """The line above an opened note: what stands below it is told here already."""
    said = f"Signed by {note.line.author_name}"
    if note.in_error:
        return f"{said} · entered in error"
    return f"{said} · amended, see below" if note.additions else said


def _what(head: SealedHead | None) -> str:
    if head is None:
        return SESSION
    if head.in_error:
        return f"{head.title}, entered in error"
    return head.title if not head.addenda else f"{head.title}, amended"


def notices(shelf: Shelf, zone: tzinfo | None) -> str:
    """What its author has to be told: a sheet that is missing, a sheet that was used."""
    said = [] if shelf.custodian else [NO_SHEET]
    said += [
        f"On {show_date(at.astimezone(zone).date())} the custodian's sheet was used to let {reader} read your sealed "
        "notes."
        for at, reader in shelf.custodian_used
    ]
    return " ".join(said)


def _when(line: SealedLine, zone: tzinfo | None) -> str:
    at: datetime = line.signed_at.astimezone(zone)
    return f"{show_date(at.date())} {at:%H:%M}"
