"""What the chart hands to the vault: the vault itself knows no clinical table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData

    from ehr_desk.vault.audit import Pending


class Schema(Protocol):
    """The record's tables, how to bring them up to date, and which of them are append-only."""

    @property
    def metadata(self) -> MetaData:
        """All tables of the chart."""

    @property
    def triggers(self) -> tuple[str, ...]:
        """Names of the tables whose rows may never be changed or deleted."""

    @property
    def kept(self) -> tuple[str, ...]:
        """Names of the tables whose rows the audit log keeps hashes of, by itself (``vault.kept_rows``)."""

    @property
    def head(self) -> str:
        """The newest revision this program knows."""

    def knows(self, head: str) -> bool:
        """Whether ``head`` is one of the revisions that lead to :attr:`head`; else a newer program wrote it."""

    def migrate(self, connection: Connection) -> None:
        """Bring the tables to :attr:`head` inside the transaction that ``connection`` is in."""

    @property
    def wording(self) -> int:
        """The number of the words and rules by which rows for reading are written from what was signed."""

    def altered(self, connection: Connection) -> list[str]:
        """Rows for reading that are not what the audit log says that they are, named without content; works on the
        tables of every revision."""

    def rebuild(self, connection: Connection) -> list[Pending]:
        """Write the rows for reading anew from what was signed, and answer the events that tell what they are now."""
