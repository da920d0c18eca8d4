"""A long caseload takes no more queries than a short one, and says the same as the charts one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Engine

from ehr_desk.chart.entries.state import StoredState
from ehr_desk.chart.tasks.caseload import caseload_line
from ehr_desk.desk import Desk
from tests.support.clinic import TestClinic, add_client
from tests.support.writing import write


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def queries(act: Callable[[], object]) -> int:
    with counted() as seen:
        act()
    return len(seen)


def acts(desk: Desk) -> list[Callable[[], object]]:
    def hours() -> object:
        return desk.tasks.hours(desk.clock.today())

    return [desk.tasks.caseload, hours, desk.tasks.day]


def test_the_number_of_queries_does_not_grow_with_the_clients(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    few = [queries(act) for act in acts(desk)]
    for number in range(6):
        add_client(desk, f"Vega{number}")
    assert [queries(act) for act in acts(desk)] == few
    desk.lock()


def test_read_together_the_lines_are_those_of_each_chart(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    for number, forms in enumerate((("admission", "phq9"), ("admission", "treatment_plan", "absence"), ())):
        client = add_client(desk, f"Vega{number}")
        for form_id in forms:
            write(desk, form_id, client)
    today = clinic.clock.today()
    with desk.sitting.read() as session:
        alone = {
            client.id: caseload_line(StoredState(session, client.id, desk.heart.fold_by_name), today)
            for client in desk.clients.all()
        }
    assert {one.client.id: one.line for one in desk.tasks.caseload()} == alone
    desk.lock()
