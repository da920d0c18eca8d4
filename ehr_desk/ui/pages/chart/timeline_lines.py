"""The lines of the timeline: entries, month headings, and gaps without contact. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.ui.pages.record.words import count, kind_of, month_of, short_day, state_chip
from ehr_desk.ui.theme.tokens import Tone
from ehr_desk.ui.widgets.dates import show_date

GAP_DAYS = 14
"""From how many days without an entry on the timeline says so."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``entry_id`` is empty on headings and gaps."""

    what: Literal["entry", "month", "gap"]
    text: str
    entry_id: str = ""
    day: str = ""
    icon: str = ""
    word: str = ""
    author: str = ""
    chip: str = ""
    tone: Tone = "neutral"
    struck: bool = False
    tooltip: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says of it."""
        if self.what != "entry":
            return self.text
        return ", ".join(part for part in (self.tooltip, self.word, self.text, self.chip) if part)


def entry_line(entry: EntryRow, today: date) -> Line:
    """An entry as a line."""
    kind = kind_of(entry.category)
    chip, tone = state_chip(entry)
    by = ", ".join(part for part in (entry.author_name, entry.author_credential) if part)
    at = f"{show_date(entry.effective_on)} {entry.start}".strip()
    return Line(
        what="entry",
        text=f"Late entry. {entry.excerpt}".strip() if entry.late else entry.excerpt,
        entry_id=entry.entry_id,
        day=short_day(entry.effective_on, today),
        icon=kind.icon,
        word=entry.title,
        author=entry.author_name,
        chip=chip,
        tone=tone,
        struck=entry.state == "entered in error",
        tooltip=f"{at}, {by}{', late entry' if entry.late else ''}",
    )


def lines_after(before: EntryRow | None, entries: Sequence[EntryRow], today: date, *, gaps: bool = True) -> list[Line]:
    """The lines of a page of entries, newest first. ``before`` is the last entry of the page above."""
    lines: list[Line] = []
    last = before
    for entry in entries:
        if last is not None and gaps:
            days = (last.effective_on - entry.effective_on).days
            if days >= GAP_DAYS:
                lines.append(Line("gap", f"{count(days, 'day')} without an entry"))
        if last is None or month_of(last.effective_on) != month_of(entry.effective_on):
            lines.append(Line("month", month_of(entry.effective_on)))
        lines.append(entry_line(entry, today))
        last = entry
    return lines


def matching(entries: Sequence[EntryRow], text: str) -> list[EntryRow]:
    """The entries whose title, author, first words or date hold every word of the text."""
    words = text.casefold().split()
    return [entry for entry in entries if all(word in _haystack(entry) for word in words)]


def _haystack(entry: EntryRow) -> str:
    parts = (entry.title, entry.author_name, entry.excerpt, show_date(entry.effective_on), entry.state)
    return " ".join(parts).casefold()
