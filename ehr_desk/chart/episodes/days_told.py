"""The days and times that a filled form tells beside its own day, found by the roles of its items. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.canonical import Json
from ehr_desk.forms import Item, visible

_TYPES = ("date", "datetime", "time")

Wanted = Callable[[Item, bool], bool]
"""Whether an item is asked about; the second says whether it stands in a row that a person fills in."""


def days_told(filled: Filled, wanted: Wanted) -> Iterator[tuple[Item, str]]:
    """Each shown item that is wanted and was filled in by a person, with its day ("2026-11-22", with a time also
    "2026-11-22T09:30") or its time ("09:30"), as answered."""
    told = [(item, found) for item in filled.form.items if (found := [*_in(item, filled.answers, wanted, table=False)])]
    shown = visible(filled.form, filled.answers) if told else ()
    for item, found in told:
        if item.id in shown:
            yield from found


def _in(item: Item, answers: Mapping[str, Json], wanted: Wanted, *, table: bool) -> Iterator[tuple[Item, str]]:
    value = answers.get(item.id)
    if item.is_group:
        rows = (value or []) if item.repeats else [answers]
        for row in rows if not item.readonly else []:
            for child in item.items:
                yield from _in(child, row, wanted, table=table or item.repeats)
    elif isinstance(value, str) and item.type in _TYPES and not item.readonly and wanted(item, table):
        yield item, value
