"""Where charts are limited to caseloads: every method that takes something of a client asks, and no list tells more.

What a closed chart does to one's own drafts stands in ``test_gates_of_drafts``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from ehr_desk.chart.access.gate import NotOnCaseload
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sealed.inside import ADDENDUM
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.desk import Desk
from tests.desk.test_gates import CHARTS, LEADING, ONE_CHART, UNGATED
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

_OF_A_CLIENT = ("client", "entry", "document", "note_id", "draft", "session_id", "request", "emergency_id")
# What takes something of a client and does not ask for the chart to be open, and why.
BY_ROLE: dict[str, str] = {
    "access.assign": "by supervisors and administrators, who see every chart or none",
    "access.open_in_emergency": "is the way into a closed chart: with a reason, for four hours, reviewed",
    "access.review": "by supervisors, who see every chart",
    "clients.set_primary": "by supervisors and administrators, who see every chart or none",
    "cosigning.cosign": "by role alone, so that nothing waits for an assignment",
    "cosigning.give_back": "by role alone, so that nothing waits for an assignment",
    "sessions.cancel": "the schedule: a time and a place; names are given by charts that are open",
    "sessions.one": "the schedule: a time and a place; names are given by charts that are open",
    "sessions.change": "asks for every chart that its leader does not see already",
    "sessions.restore": "asks for every chart of its roster",
    "sessions.made_up": "gives sessions of open charts only",
    "sessions.discharged": "gives clients of open charts only",
}
SEALED = frozenset({"sealed.start", "sealed.sign", "sealed.read", "sealed.readable_of", "sealed.amend"})


@dataclass
class Limited:
    """A clinic limited to caseloads, with a chart of the therapist's that is closed to the psychiatrist."""

    clinic: TestClinic
    client: ClientRow
    entry: str
    desks: list[Desk]

    def sit(self, who: str) -> Desk:
        for desk in self.desks:
            desk.lock()
        self.desks[:] = [self.clinic.desk(who)]
        return self.desks[0]

    def limit(self, *, on: bool) -> None:
        desk = self.sit("supervisor")
        desk.clinic.save(replace(desk.clinic.read(), caseload_only=on))


@pytest.fixture
def limited(clinic: TestClinic) -> Iterator[Limited]:
    desk = clinic.desk("therapist")
    client = add_client(desk, "Quillfeather", "Ottoline")
    write(desk, "admission", client)
    entry = write(desk, "consent", client).entry_ids[0]
    made = Limited(clinic, client, entry, [desk])
    desk.clients.all()
    made.limit(on=True)
    yield made
    for each in made.desks:
        each.lock()


def _takes_something_of_a_client(desk: Desk) -> set[str]:
    found = set()
    for name, service in vars(desk).items():
        if name in {"sitting", "clock", "library", "codes", "me", "heart"}:
            continue
        for each, method in inspect.getmembers(type(service), inspect.isfunction):
            named = inspect.signature(method).parameters
            if not each.startswith("_") and any(part in one for one in named for part in _OF_A_CLIENT):
                found.add(f"{name}.{each}")
    return found


def test_whatever_takes_something_of_a_client_asks_for_the_chart_or_says_why_not(limited: Limited) -> None:
    takes = _takes_something_of_a_client(limited.sit("therapist"))
    drafts = {name for name in takes if name.split(".")[0] in ("drafts", "signing", "shared_text", "tasks", "sealed")}
    reasons = {name for name in drafts if name in UNGATED or name.startswith("tasks.")}
    assert sorted(takes - ONE_CHART - set(BY_ROLE) - reasons) == [], "a new method: close it, or say why not"
    assert sorted(set(BY_ROLE) - {*CHARTS, *LEADING}) == []
    assert sorted(SEALED - takes) == []
    assert not set(BY_ROLE) & ONE_CHART


def test_nothing_that_gives_many_clients_gives_one_whose_chart_is_closed(limited: Limited) -> None:
    desk = limited.sit("supervisor")
    missed = write(desk, "absence", limited.client).entry_ids[0]
    at = limited.clinic.clock.local().replace(tzinfo=None, hour=10, minute=0, second=0)
    made_up = NewSession(
        at + timedelta(days=1),
        50,
        "individual",
        "Talk",
        desk.me.id,
        [limited.client.id],
        makes_up={limited.client.id: missed},
    )
    desk.sessions.plan_session(made_up)
    assert set(desk.sessions.made_up([missed])) == {missed}
    desk = limited.sit("psychiatrist")
    day = limited.clinic.clock.today()
    lists: dict[str, Callable[[], object]] = {
        "clients.all": desk.clients.all,
        "tasks.caseload": desk.tasks.caseload,
        "tasks.day": desk.tasks.day,
        "tasks.notes_owed": desk.tasks.notes_owed,
        "tasks.hours": lambda: desk.tasks.hours(day),
        "tasks.unsigned_drafts": lambda: desk.tasks.unsigned_drafts(desk.drafts.mine()),
        "drafts.mine": desk.drafts.mine,
        "cosigning.returned": desk.cosigning.returned,
        "sessions.made_up": lambda: desk.sessions.made_up([missed]),
    }
    for name, ask in lists.items():
        said = repr(ask())
        assert not any(one in said for one in (limited.client.id, "Quillfeather", limited.entry, missed)), name


def test_taking_over_a_session_asks_for_every_chart_of_its_roster(limited: Limited) -> None:
    desk = limited.sit("supervisor")
    at = limited.clinic.clock.local().replace(tzinfo=None, hour=10, minute=0, second=0, microsecond=0)
    new = NewSession(at + timedelta(days=1), 50, "individual", "Talk", desk.me.id, [limited.client.id])
    planned = desk.sessions.plan_session(new)
    other = limited.sit("psychiatrist")
    with pytest.raises(NotOnCaseload):
        other.sessions.change(planned.id, replace(new, staff_id=other.me.id))
    with pytest.raises(NotOnCaseload):
        other.charts.open(limited.client.id)


def test_sealed_notes_of_a_chart_that_was_closed_since_stay_closed(limited: Limited) -> None:
    own = passphrase_of("psychiatrist")
    limited.limit(on=False)
    desk = limited.sit("psychiatrist")
    opened = desk.sealed.open(own)
    draft = desk.sealed.start(opened, "psychotherapy_note", limited.client.id)
    draft = desk.sealed.save(opened, draft, {**draft.answers, "conversation": "Words."})
    note = desk.sealed.sign(opened, draft, own)
    waiting = desk.sealed.start(opened, "psychotherapy_note", limited.client.id)
    waiting = desk.sealed.save(opened, waiting, draft.answers)
    limited.limit(on=True)
    desk = limited.sit("psychiatrist")
    opened = desk.sealed.open(own)
    acts: dict[str, Callable[[], object]] = {
        "sealed.start": lambda: desk.sealed.start(opened, "psychotherapy_note", limited.client.id),
        "sealed.sign": lambda: desk.sealed.sign(opened, waiting, own),
        "sealed.read": lambda: desk.sealed.read(opened, note),
        "sealed.readable_of": lambda: desk.sealed.readable_of(opened, limited.client.id),
        "sealed.amend": lambda: desk.sealed.amend(opened, note, ADDENDUM),
    }
    assert set(acts) == SEALED
    for act in acts.values():
        with pytest.raises(NotOnCaseload):
            act()
