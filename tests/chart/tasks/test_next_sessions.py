"""By when a note is due that ends before the client's next session: only what is owed is looked up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest
from sqlalchemy.orm import Session

from ehr_desk.chart.sessions.reader import Starts, starts_between
from ehr_desk.chart.tasks import reader
from ehr_desk.chart.tasks.due import DueRule, DueTable
from tests.chart.tasks.test_reader import Practice, practice
from tests.support.one_person import DANA

__all__ = ["practice"]
TABLE = DueTable((DueRule("note", 1, "next session"),))


def test_later_sessions_are_read_from_the_first_note_owed_on_and_of_those_clients_only(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[date, set[str]]] = []

    def spy(session: Session, first: date, last: date, clients: Collection[str]) -> Starts:
        asked.append((first, set(clients)))
        return starts_between(session, first, last, clients)

    monkeypatch.setattr(reader, "starts_between", spy)
    vega, choi = practice.client("Vega"), practice.client("Choi")
    practice.sign(choi, practice.session("2026-11-16T10:00", choi))
    with practice.sitting.read() as session:
        assert reader.notes_owed(session, DANA.id, practice.clock.local(), TABLE) == []
    assert asked == []
    practice.session("2026-11-19T10:00", vega)
    practice.sessions.cancel(practice.session("2026-11-20T10:00", vega, staff_id="s-other"), "Snow")
    practice.session("2026-11-24T10:00", vega, staff_id="s-other")
    with practice.sitting.read() as session:
        (found,) = reader.notes_owed(session, DANA.id, practice.clock.local(), TABLE)
    assert found.due_on == date(2026, 11, 23)
    assert asked == [(date(2026, 11, 19), {vega.id})]
