"""Reading every row that can still be read out of a damaged database.

After a page that does not authenticate the engine's connection answers nothing more, so each probe has a connection of
its own. The row ids that ought to be there stand in the table's indexes too; halving them leads to exactly the rows on
damaged pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ehr_desk.common.errors import UserError
from ehr_desk.vault.cipher import cipher_module

Connect = Callable[[], Any]
Rows = list[tuple[Any, ...]]
_ROWS_OF_A_PAGE = 512  # no page of 4096 bytes holds more
_BITS = 62


@dataclass(frozen=True)
class Recovered:
    """One table: rows read, how many were not, and the keys of those where an index still names them.
    ``counted`` says whether ``lost`` is a true count; else it is the number of row ids that could not be looked at."""

    table: str
    rows: int
    lost: int = 0
    counted: bool = True
    lost_keys: tuple[str, ...] = ()


class RowReader:
    """Reads tables of one damaged file."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def ask(self, query: str, *values: object) -> Rows | None:
        """The rows of a query over a fresh connection, None where a damaged page stands in the way."""
        module = cipher_module()
        try:
            connection = self._connect()
        except (module.Error, UserError):
            return None
        try:
            return list(connection.execute(query, values))
        except module.Error:
            return None
        finally:
            connection.close()

    def read(self, table: str, columns: Sequence[str], store: Callable[[Rows], None]) -> Recovered:
        """Read one table; ``store`` gets its rows in batches, the row id before the columns."""
        keys = self._keys(table)
        ids: Sequence[int] = sorted(keys) if keys is not None else self._guess(table)
        named = ", ".join(["rowid", *(f'"{name}"' for name in columns)])
        query = f'SELECT {named} FROM "{table}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid'  # noqa: S608
        rows, lost = 0, []
        for number, found in self._parts(query, ids):
            if found is None:
                lost.append(number)
            else:
                store(found)
                rows += len(found)
        names = tuple(sorted({keys[number] for number in lost} - {""})) if keys else ()
        return Recovered(table, rows, len(lost), keys is not None, names)

    def _keys(self, table: str) -> dict[int, str] | None:
        """Row ids with the first key column, from the first index that can be read; None without one."""
        for row in self.ask(f'PRAGMA index_list("{table}")') or []:
            index, partial = str(row[1]), bool(row[4])
            columns = [str(info[2]) for info in self.ask(f'PRAGMA index_info("{index}")') or [] if info[2] is not None]
            if partial or not columns:
                continue
            query = f'SELECT rowid, "{columns[0]}" FROM "{table}" INDEXED BY "{index}"'  # noqa: S608
            found = self.ask(query)
            if found is not None:
                is_key = str(row[3]) == "pk"
                return {int(number): str(key) if is_key else "" for number, key in found}
        return None

    def _guess(self, table: str) -> range:
        """The row ids that may be there, where no index names them."""
        probe = f'SELECT 1 FROM "{table}" WHERE rowid >= ? LIMIT 1'  # noqa: S608
        below = 0
        for bit in range(_BITS):
            answers = self.ask(probe, 1 << bit)
            if answers == []:
                return range(1, self._end(probe, below, 1 << bit))
            if answers is None and all(self.ask(probe, 1 << higher) is None for higher in range(bit, _BITS)):
                return range(1, self._end(probe, below, 1 << bit) + _ROWS_OF_A_PAGE)
            below = 1 << bit
        return range(1, 1 << _BITS)

    def _end(self, probe: str, low: int, high: int) -> int:
        """Where the answer to the probe changes between two row ids."""
        wanted = self.ask(probe, high)
        while low < high:
            middle = (low + high) // 2
            if self.ask(probe, middle) == wanted:
                high = middle
            else:
                low = middle + 1
        return high

    def _parts(self, query: str, ids: Sequence[int]) -> Iterator[tuple[int, Rows | None]]:
        """Halve what cannot be read until single ids are left, in the order of the ids."""
        waiting = [ids] if len(ids) else []
        while waiting:
            part = waiting.pop()
            found = self.ask(query, part[0], part[-1])
            if found is not None or len(part) == 1:
                yield part[0], found
                continue
            middle = len(part) // 2
            waiting += [part[middle:], part[:middle]]
