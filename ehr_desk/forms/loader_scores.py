"""The ``[[score]]`` tables of a form file."""

from __future__ import annotations

from typing import Any

from ehr_desk.forms.items import Band, Change, Score
from ehr_desk.forms.lines import Key
from ehr_desk.forms.loader_items import Place
from ehr_desk.forms.plan import SCORE
from ehr_desk.forms.table import Table
from ehr_desk.forms.words import BETTER_WAYS, METHODS, MISSING_WAYS


def read_score(table: Table, places: dict[str, Place]) -> Score:
    """One score; remembers its place as ``score.<id>``."""
    score_id = table.name_of("id")
    table.name = f"score {score_id}"
    if SCORE + score_id in places:
        table.fail("id", f"there are two scores called {score_id}.", "Give every score its own id.")
    places[SCORE + score_id] = Place(table.source, table.key)
    method = _method(table)
    members = table.names(method)
    if not members:
        table.fail(method, f"score {score_id} is over nothing.", f'Write {method} = ["item", "item"].')
    missing = table.one_of("missing", MISSING_WAYS, "refuse")
    score = Score(
        id=score_id,
        method=method,
        items=members,
        text=table.text("text", ""),
        missing=missing,
        minimum=_minimum(table, missing, len(members)),
        at_least=_at_least(table, method),
        bands=_bands(table),
        change=_change(table),
        code=table.text("code", ""),
        part=table.flag("part"),
        most=_most(table, method),
    )
    table.done()
    return score


def _method(table: Table) -> str:
    written = [method for method in METHODS if table.has(method)]
    if len(written) != 1:
        table.fail(
            written[1] if written else "id",
            f"{table.name} has to say one of sum, count or mean.",
            'Write sum = ["item", "item"].',
        )
    return written[0]


def _minimum(table: Table, missing: str, members: int) -> int:
    if missing == "refuse":
        if table.has("minimum"):
            table.fail("minimum", "minimum only counts for a score that prorates.", 'Add missing = "prorate".')
        return 0
    if table.has("count"):
        table.fail("missing", "a count cannot be prorated.", 'Write missing = "refuse".')
    minimum = table.number("minimum", lowest=1)
    if minimum > members:
        table.fail("minimum", f"minimum is more than the {members} items of the score.", "Write a smaller number.")
    return minimum


def _at_least(table: Table, method: str) -> int:
    if table.has("at_least") and method != "count":
        table.fail("at_least", "at_least belongs to a count.", "Take it out.")
    return table.number("at_least", 1)


def _most(table: Table, method: str) -> int:
    if table.has("most") and method != "sum":
        table.fail("most", "most belongs to a sum.", "Take it out.")
    return table.number("most", 0, lowest=1) if table.has("most") else 0


def _rows(table: Table, name: str) -> list[Any]:
    value = table.take(name)
    if value is None:
        return []
    if not isinstance(value, list):
        table.fail(name, f"{name} has to be a list.", f"Write [[score.{name}]] or {name} = [{{ ... }}, {{ ... }}].")
    return value


def _bands(table: Table) -> tuple[Band, ...]:
    """Bands by their lower ends. ``to`` may be written for the reader and then has to meet the next band."""
    bands: list[Band] = []
    end: int | None = None
    for position, data in enumerate(_rows(table, "bands")):
        key: Key = (*table.key, "bands", position)
        row = table.source.table(key, data, "band")
        start = row.number("from", end + 1 if end is not None else None)
        if bands and (start <= bands[-1].start or (end is not None and start != end + 1)):
            row.fail("from", "the bands do not follow one another.", "Order them upwards, without gap or overlap.")
        end = row.number("to") if row.has("to") else None
        if end is not None and end < start:
            row.fail("to", "the band ends before it begins.", "Correct from or to.")
        bands.append(Band(start, row.text("label")))
        row.done()
    return tuple(bands)


def _change(table: Table) -> Change | None:
    value = table.take("reliable_change")
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = {"points": value}
    row = table.source.table((*table.key, "reliable_change"), value, "reliable_change")
    change = Change(row.number("points", lowest=1), row.one_of("better", BETTER_WAYS, "lower"), row.text("source", ""))
    row.done()
    return change
