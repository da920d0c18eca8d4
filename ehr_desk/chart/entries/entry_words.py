"""How an entry is named where a sentence rests on it: what it is, its day, its author. Pure."""

from __future__ import annotations

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.common.days import in_words


def entry_words(line: EntryRow) -> str:
    """ "Individual session, 20 Nov 2026, Dana Whitlock"."""
    return f"{line.title}, {in_words(line.effective_on)}, {line.author_name}"
