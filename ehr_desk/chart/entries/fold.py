"""State is a fold: ordered effects in, rows out. Pure, and the same for signing, for replay and for "as of"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Generic, Protocol, TypeVar, cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import DeclarativeBase, Session

from ehr_desk.chart.entries.effects import SignedEffect

Row = TypeVar("Row")

_NAMED_IN_QUERY = 500
"""More clients than this are not named one by one: engines limit how long a query may be."""

KNOWN_WHEN_READ = "known when read"
"""In the metadata of a row's field: neither folded nor stored, put in by whoever reads the row."""

# Version kinds whose answers and effects stand in place of those of the version before.
CONTENT_KINDS = frozenset({"original", "late_entry", "correction", "amendment_at_client_request"})


@dataclass(frozen=True)
class VersionMark:
    """What is needed to know which version of an entry counts: its signing number and its kind."""

    entry_id: str
    seq: int
    kind: str


def counting_versions(marks: Iterable[VersionMark], *, known_by: int | None = None) -> dict[int, int]:
    """The signing numbers whose effects count, each with the entry's own place: its first version's signing number.

    Of every entry the newest content version counts, unless the entry was marked as entered in error.
    ``known_by`` leaves out what was signed after that signing number ("as known on").
    """
    newest: dict[str, VersionMark] = {}
    first: dict[str, int] = {}
    in_error: set[str] = set()
    for mark in marks:
        if known_by is not None and mark.seq > known_by:
            continue
        first[mark.entry_id] = min(mark.seq, first.get(mark.entry_id, mark.seq))
        if mark.kind == "entered_in_error":
            in_error.add(mark.entry_id)
        elif mark.kind in CONTENT_KINDS and (mark.entry_id not in newest or newest[mark.entry_id].seq < mark.seq):
            newest[mark.entry_id] = mark
    return {mark.seq: first[mark.entry_id] for mark in newest.values() if mark.entry_id not in in_error}


def in_force(
    effects: Iterable[SignedEffect], counting: Mapping[int, int], *, effective_by: date | None = None
) -> list[SignedEffect]:
    """The effects of counting versions, on or before a day, in the order in which folds read them.

    Within a day a corrected entry keeps the place of its first version: correcting the morning's order must not undo
    the afternoon's.
    """
    chosen = [
        effect
        for effect in effects
        if effect.seq in counting and (effective_by is None or effect.effective_on <= effective_by)
    ]
    return sorted(chosen, key=lambda effect: (effect.effective_on, counting[effect.seq], effect.ordinal))


class Fold(Protocol):
    """One concept's state: which effects it reads, how they become rows, where the rows are kept."""

    @property
    def name(self) -> str: ...

    @property
    def kinds(self) -> frozenset[str]: ...

    @property
    def table_name(self) -> str: ...

    def fold(self, effects: Sequence[SignedEffect]) -> list[Any]: ...

    def store(self, session: Session, client_id: str, rows: Sequence[Any]) -> None: ...

    def load(self, session: Session, client_id: str) -> list[Any]: ...

    def load_many(self, session: Session, client_ids: Collection[str]) -> dict[str, list[Any]]: ...

    def holders(self, session: Session) -> set[str]: ...


@dataclass(frozen=True)
class TableFold(Generic[Row]):
    """A fold whose rows are kept in one table with a column for each field of the row.

    ``function`` is pure. ``row`` is a frozen dataclass; ``table`` has ``FoldedRow``'s two key columns and
    one column of the same name for each field (lists and mappings in JSON columns), but for those whose metadata say
    ``KNOWN_WHEN_READ``: no effect tells them.
    """

    name: str
    kinds: frozenset[str]
    function: Callable[[Sequence[SignedEffect]], list[Row]]
    row: type[Row]
    table: type[DeclarativeBase]

    @property
    def table_name(self) -> str:
        """The name of the table that keeps the rows."""
        return str(self.table.__tablename__)

    def fold(self, effects: Sequence[SignedEffect]) -> list[Row]:
        """The rows that the effects come to; effects of other kinds are left out."""
        return self.function([effect for effect in effects if effect.kind in self.kinds])

    def store(self, session: Session, client_id: str, rows: Sequence[Row]) -> None:
        """Put the rows in place of what is stored for the client.

        Only what follows the first difference is written: a long history mostly grows at its end.
        """
        table, names, stored = self.table.__table__, self._names(), self.load(session, client_id)
        pairs = enumerate(zip(stored, rows, strict=False))
        same = next((place for place, (old, new) in pairs if old != new), min(len(stored), len(rows)))
        if same < len(stored):
            session.execute(
                delete(self.table).where(table.c.client_id == client_id, table.c.ordinal >= same),
                execution_options={"synchronize_session": False},
            )
        if same < len(rows):
            session.execute(
                insert(cast(Table, table)),
                [
                    {"client_id": client_id, "ordinal": place, **{name: getattr(row, name) for name in names}}
                    for place, row in enumerate(rows[same:], start=same)
                ],
            )

    def load(self, session: Session, client_id: str) -> list[Row]:
        """The stored rows of a client, in their order."""
        table = self.table.__table__
        names = self._names()
        found = session.execute(
            select(*(table.c[name] for name in names)).where(table.c.client_id == client_id).order_by(table.c.ordinal)
        )
        return [self.row(**dict(zip(names, values, strict=True))) for values in found]

    def load_many(self, session: Session, client_ids: Collection[str]) -> dict[str, list[Row]]:
        """The stored rows of several clients with one query, each client's in their order."""
        table = self.table.__table__
        names = self._names()
        query = select(table.c.client_id, *(table.c[name] for name in names)).order_by(
            table.c.client_id, table.c.ordinal
        )
        if len(client_ids) <= _NAMED_IN_QUERY:
            query = query.where(table.c.client_id.in_(list(client_ids)))
        found: dict[str, list[Row]] = {client_id: [] for client_id in client_ids}
        for client_id, *values in session.execute(query):
            if client_id in found:
                found[client_id].append(self.row(**dict(zip(names, values, strict=True))))
        return found

    def holders(self, session: Session) -> set[str]:
        """The ids of all clients that have stored rows."""
        return set(session.scalars(select(self.table.__table__.c.client_id).distinct()))

    def _names(self) -> list[str]:
        stored = fields(self.row)  # type: ignore[arg-type]  # Row is always a dataclass
        return [field.name for field in stored if KNOWN_WHEN_READ not in field.metadata]
