"""What the chart hands to the vault: the vault itself knows no clinical table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData


class Schema(Protocol):
    """The record's tables, how to bring them up to date, and which of them are append-only."""

    @property
    def metadata(self) -> MetaData:
        """All tables of the chart."""

    @property
    def triggers(self) -> tuple[str, ...]:
        """Names of the tables whose rows may never be changed or deleted."""

    @property
    def head(self) -> str:
        """The newest revision this program knows."""

    def knows(self, head: str) -> bool:
        """Whether ``head`` is one of the revisions that lead to :attr:`head`; else a newer program wrote it."""

    def migrate(self, connection: Connection) -> None:
        """Bring the tables to :attr:`head` inside the transaction that ``connection`` is in."""
