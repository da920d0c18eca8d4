"""The assembled parts as form items ask for them: ``summary.<name>``. Pure.

Rows of tables are keyed by the roles of the columns. Row ids follow from the content, so that assembling the same
record twice gives the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ehr_desk.chart.entries.rooms import Prefill, PrefillContext
from ehr_desk.chart.summaries import assemble
from ehr_desk.chart.summaries.rows import Passage
from ehr_desk.chart.summaries.scope import Scope, asked, default_period, scope_of
from ehr_desk.common.canonical import Json, canonical, sha256_hex

PREFIX = "summary."


def all_prefills() -> Mapping[str, Prefill]:
    """Every prefill of this room by the name that items use."""
    found: dict[str, Prefill] = {
        "period_from": lambda context: default_period(context.chart, context.today)[0].isoformat(),
        "period_to": lambda context: default_period(context.chart, context.today)[1].isoformat(),
    }
    for name, passage in assemble.PASSAGES.items():
        found[name] = _text(passage)
        found[f"{name}_sources"] = _sources(name, passage)
    for name, table in assemble.TABLES.items():
        found[name] = _table(name, table)
    for name, value in assemble.VALUES.items():
        found[name] = _value(value)
    return {PREFIX + name: prefill for name, prefill in found.items()}


def _scope(context: PrefillContext) -> Scope:
    return scope_of(context.chart, asked(context.value), context.today, context.stay)


def _text(passage: Callable[[Scope], Passage]) -> Prefill:
    return lambda context: passage(_scope(context)).text or None


def _sources(name: str, passage: Callable[[Scope], Passage]) -> Prefill:
    """One row for each pair of a sentence and an entry it rests on; one without an entry where it rests on none.

    So these rows tell every sentence that the record wrote, and what the author wrote is told apart.
    """

    def rows(context: PrefillContext) -> Json:
        pairs: list[dict[str, object]] = [
            {"sentence": sentence.text, "entry": entry_id}
            for sentence in passage(_scope(context)).sentences
            for entry_id in sentence.entry_ids or ("",)
        ]
        return _rows(f"{name}_sources", pairs)

    return rows


def _table(name: str, table: Callable[[Scope], assemble.TableRows]) -> Prefill:
    return lambda context: _rows(name, table(_scope(context)))


def _value(value: Callable[[Scope], Json]) -> Prefill:
    return lambda context: value(_scope(context)) or None


def _rows(name: str, rows: Sequence[Mapping[str, object]]) -> Json:
    """The rows with their ids; what is empty is left out."""
    filled = [{role: value for role, value in row.items() if value not in ("", None)} for row in rows]
    return [{"_id": _row_id(name, place, row), **row} for place, row in enumerate(filled)] or None


def _row_id(name: str, place: int, row: Mapping[str, object]) -> str:
    return sha256_hex(canonical([name, place, dict(row)]))[:32]
