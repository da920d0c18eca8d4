"""A program of the future, for the tests of migrations: it knows one revision more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from ehr_desk.chart.migrations.runner import revisions, upgrade
from ehr_desk.chart.schema import ChartSchema

FOLDER = Path(__file__).parent / "later_schema"


def _nothing(_connection: Connection) -> None:
    return None


@dataclass(frozen=True)
class LaterSchema(ChartSchema):
    """``also`` is done at the end of the migration, inside its transaction."""

    also: Callable[[Connection], None] = _nothing

    @property
    def head(self) -> str:
        return "0002"

    def knows(self, head: str) -> bool:
        return head in revisions([FOLDER])

    def migrate(self, connection: Connection) -> None:
        upgrade(connection, self.head, [FOLDER])
        self.also(connection)
