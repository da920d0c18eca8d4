"""The client list: who is on it, why, in which order, and what a search finds. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import find
from ehr_desk.ui.widgets.client_list import ListRow

if TYPE_CHECKING:
    from ehr_desk.chart.tasks.service import OnMyList
    from ehr_desk.desk import Desk


@dataclass(frozen=True)
class Caseload:
    """Everything the list needs, read once and searched in memory."""

    lines: Sequence[OnMyList] = ()
    typed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Client facts being typed, by client id (empty: a new client)."""
    limited: bool = False
    """There may be others: charts are limited to caseloads, and the person at the desk may open one in an emergency."""

    @property
    def active(self) -> int:
        """How many clients have an open episode."""
        return sum(1 for one in self.lines if one.line.active)

    def rows(self, text: str = "", *, everybody: bool = False) -> list[ListRow]:
        """The rows of the list. A search looks at everybody; without one, discharged clients are left out.

        Somebody with something due stays on the list after discharge.
        """
        if text.strip():
            found = {client.id for client in find([one.client for one in self.lines], text)}
            shown = [one for one in self.lines if one.client.id in found]
        else:
            shown = [one for one in self.lines if everybody or one.line.active or one.line.chip or _new(one)]
        return [_row(one) for one in shown]

    def client(self, client_id: str) -> ClientRow | None:
        """One client of the list."""
        return next((one.client for one in self.lines if one.client.id == client_id), None)

    def hidden(self) -> int:
        """How many clients the list leaves out."""
        return len(self.lines) - len(self.rows())


FACTS = "facts."
"""Where client facts are being typed: this and the client's id, which is empty for a new one."""


def read_caseload(desk: Desk) -> Caseload:
    """Read the list (on the reader thread)."""
    return Caseload(
        tuple(desk.tasks.caseload(drafts=desk.drafts.mine())), desk.typing.under(FACTS), limited=desk.access.limited()
    )


def _new(one: OnMyList) -> bool:
    return one.line.why == "Not admitted yet"


def _row(one: OnMyList) -> ListRow:
    client, line = one.client, one.line
    return ListRow(
        id=client.id,
        name=client.list_name,
        why=line.why,
        chip=line.chip,
        tone=line.level or "neutral",
        tooltip=f"{client.list_name}, MRN {client.record_number}\n{line.why}",
    )
