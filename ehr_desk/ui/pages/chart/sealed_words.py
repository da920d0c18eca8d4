"""Sealed notes in words: rows of the list, and what everybody should know of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from ehr_desk.chart.sealed.rows import SealedAddition, SealedHead, SealedLine, SealedNote, Sheet, Shelf
    from ehr_desk.vault.opened_compartments import Opened

COLUMNS = (Column("Day", 120), Column("What", 220), Column("By", 260), Column("Signed"))
SESSION = "A session took place"
ABOUT = (
    "SUD counseling notes and psychotherapy notes keep the content of conversations apart from the record. Each "
    "author's notes have a key of their own: administrators, exports, papers and summaries do not have it."
)
LOST = (
    "If you forget your passphrase, your sealed notes are lost to you, and only colleagues whom you let read them can."
)
NO_SHEET = f"This clinic has no custodian's sheet. {LOST}"
AGREEING = (
    "Together with an administrator, whoever holds the sheet can then let somebody read all of your sealed notes: you "
    "after a forgotten passphrase, or a colleague after you left. The program tells you each time.",
    "An administrator who kept a copy of its code could read your notes with another program, and you would not be "
    "told.",
    "You can take it back: then no sheet opens your notes in this record. Backups and copies made until then stay as "
    "they are. When the clinic makes another sheet you are asked anew, and after a yes to that one your later notes "
    "are closed to this one.",
)
TAKING_BACK = (
    "No custodian's sheet opens your notes in this record any more, and what you write from now on lies under a new "
    "key. Backups and copies made until now stay as they are. If you forget your passphrase, your sealed notes are "
    "lost to you."
)
TAKING_BACK_CLOSED = (
    " Notes from before your new keys, which you cannot open yourself, stay open to it: without it they could be lost."
)
NEW_KEYS = (
    "An administrator gave you new keys, so sealed notes that you wrote before stay closed to you. The custodian's "
    "sheet opens them again, if you had agreed to it."
)
MISSING = (
    "A key of some of your older sealed notes is missing from the record or was changed there, so they do not open. "
    "Run the record check."
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


def stay_readable(number: int, name: str) -> tuple[str, str]:
    """What ending somebody's reading could not end, and what to do."""
    return (
        f"{_older(number)} readable to {name}: you cannot read such notes yourself, so nobody else might.",
        f"Later notes are closed to {name}. If the custodian's sheet opens the older ones to you again, let {name} "
        "read once more and then end it.",
    )


def stay_open_to_sheet(number: int) -> tuple[str, str]:
    """What taking back one's yes could not close, and what to do."""
    return (
        f"{_older(number)} open to the custodian's sheet: you cannot read such notes yourself, so without it they "
        "could be lost.",
        "Later notes are closed to it. Once it has opened the older ones to you, agree again and then take that back.",
    )


def _older(number: int) -> str:
    which = "1 note" if number == 1 else f"{number} notes"
    return f"{which} from before your new keys {'stays' if number == 1 else 'stay'}"


def _what(head: SealedHead | None) -> str:
    if head is None:
        return SESSION
    if head.in_error:
        return f"{head.title}, entered in error"
    return head.title if not head.addenda else f"{head.title}, amended"


def notices(shelf: Shelf, opened: Opened | None, zone: tzinfo | None) -> str:
    """What its author has to be told: of a sheet whether it opens their notes, when one was used, which notes of their
    own stay closed."""
    said = [sheet_words(shelf.sheet, zone)]
    said += [
        f"On {_day(at, zone)} the custodian's sheet was used to let {reader} read your sealed notes."
        for at, reader in shelf.custodian_used
    ]
    if opened is not None:
        said += [NEW_KEYS] if opened.closed else []
        said += [MISSING] if opened.missing else []
    return " ".join(said)


def sheet_words(sheet: Sheet | None, zone: tzinfo | None) -> str:
    """What the clinic's newest sheet means for the notes of the person at the desk."""
    if sheet is None:
        return NO_SHEET
    made = made_words(sheet, zone)
    if sheet.agreed_at is not None:
        return f"{made} You agreed on {_day(sheet.agreed_at, zone)} that it can open your sealed notes."
    return f"{made} It can open your sealed notes only if you agree. Until then: {LOST[0].lower()}{LOST[1:]}"


def made_words(sheet: Sheet, zone: tzinfo | None) -> str:
    """Who made a sheet, and when."""
    return f"{sheet.made_by or 'An administrator'} made a custodian's sheet on {_day(sheet.made_at, zone)}."


def _day(at: datetime, zone: tzinfo | None) -> str:
    return show_date(at.astimezone(zone).date())


def _when(line: SealedLine, zone: tzinfo | None) -> str:
    at: datetime = line.signed_at.astimezone(zone)
    return f"{show_date(at.date())} {at:%H:%M}"
