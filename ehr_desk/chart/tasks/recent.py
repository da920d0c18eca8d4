"""Charts without their old attendance: what waits today looks back two weeks, a stay has hundreds of sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.sessions.reader import attended_between
from ehr_desk.chart.sessions.rows import AttendanceRow


class RecentAttendance:
    """Everybody's attendance of some days, read when first asked for. Lives only inside its session."""

    def __init__(self, session: Session, first: date, last: date) -> None:
        self._session = session
        self._first = first
        self._last = last
        self._read: Mapping[str, Sequence[AttendanceRow]] | None = None

    def of(self, client_id: str) -> Sequence[AttendanceRow]:
        """One client's rows in order."""
        if self._read is None:
            self._read = attended_between(self._session, self._first, self._last)
        return self._read.get(client_id, ())


@dataclass(frozen=True)
class RecentState:
    """A client's rows, of attendance only the recent ones."""

    state: Rows
    client_id: str
    attendance: RecentAttendance

    def rows(self, fold: str) -> Sequence[Any]:
        """The rows of a fold by its name."""
        return self.attendance.of(self.client_id) if fold == "attendance" else self.state.rows(fold)
