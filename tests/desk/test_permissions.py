"""Roles and acts: who may, who is refused, and what a refusal leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.chart.staff.gate import REFUSED
from ehr_desk.chart.staff.permissions import CLINICAL, FORMS, PERMISSIONS, acts_with, may, may_write
from ehr_desk.chart.staff.rows import ROLES, StaffRow
from ehr_desk.common.errors import Refused
from ehr_desk.desk import Desk
from tests.support.clinic import TestClinic, add_client

Act = Callable[[Desk, str], object]
FACTS = ClientFacts("Amari", "Noor", date(1988, 2, 2))


def _person(role: str, *, retired: bool = False) -> StaffRow:
    return StaffRow("s", "s", "S", role, "LPCC", "", False, retired)


def test_every_act_names_roles_that_exist_and_administrators_read_no_charts() -> None:
    for roles in PERMISSIONS.values():
        assert roles
        assert roles <= frozenset(ROLES)
    administrator = _person("administrator")
    clinical_acts = [act for act, roles in PERMISSIONS.items() if roles == CLINICAL]
    assert not any(may(administrator, act) for act in clinical_acts)
    assert not any(may(_person(role, retired=True), act) for role in ROLES for act in PERMISSIONS)


def test_every_kind_of_form_has_writers_cosigners_and_somebody_who_can_mark_it_as_an_error() -> None:
    for row in FORMS.values():
        assert row.write
        assert row.cosign
        assert row.void
        assert row.write <= CLINICAL
    assert acts_with("a kind the clinic added").write == CLINICAL


def test_a_form_narrows_its_kind_and_never_widens_it() -> None:
    assert may_write(_person("psychiatrist"), "medication", ("psychiatrist", "therapist"))
    assert not may_write(_person("therapist"), "medication", ("psychiatrist", "therapist"))
    assert not may_write(_person("case manager"), "note", ("therapist",))


def test_every_shipped_form_can_be_written_by_somebody(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    for form in desk.library.all():
        assert form.category in FORMS
        assert any(may_write(_person(role), form.category, form.authors) for role in ROLES)
    desk.lock()


def plan(desk: Desk, client_id: str) -> object:
    at = desk.clock.local().replace(tzinfo=None, hour=10)
    return desk.sessions.plan_session(NewSession(at, 50, "individual", "Talk", desk.me.id, [client_id]))


def _hand_out(desk: Desk, client_id: str) -> object:
    request = DisclosureRequest(
        document_id="D-NONE",
        recipient="x",
        recipient_kind="client",
        purpose="x",
        basis="client access",
        how="save",
    )
    return desk.disclosures.check(request)


NOT_FOR_ADMINISTRATORS: dict[str, Act] = {
    "open a chart": lambda desk, client: desk.charts.open(client),
    "reload a chart": lambda desk, client: desk.charts.reload(client),
    "read the timeline": lambda desk, client: desk.charts.timeline(client),
    "read the last entry of a form": lambda desk, client: desk.charts.last(client, "dap_note"),
    "read the state": lambda desk, client: desk.charts.state(client),
    "read a past state": lambda desk, client: desk.charts.as_of(client, desk.clock.today()),
    "list clients": lambda desk, client: desk.clients.all(),
    "read a client": lambda desk, client: desk.clients.one(client),
    "add a client": lambda desk, client: desk.clients.add(FACTS),
    "change a client": lambda desk, client: desk.clients.change(client, FACTS),
    "look a client up in an emergency": lambda desk, client: desk.clients.for_emergency("Vega", date(1991, 3, 14)),
    "start a draft": lambda desk, client: desk.drafts.start("dap_note", client_id=client),
    "plan a session": plan,
    "read a day": lambda desk, client: desk.sessions.day(desk.clock.today()),
    "read a client's sessions": lambda desk, client: desk.sessions.of_client(
        client, date(2026, 1, 1), date(2027, 1, 1)
    ),
    "read the quiet list": lambda desk, client: desk.tasks.attention(client),
    "read the caseload": lambda desk, client: desk.tasks.caseload(),
    "read the ledger": lambda desk, client: desk.disclosures.ledger(client),
    "read the accounting": lambda desk, client: desk.disclosures.accounting(client),
    "co-sign": lambda desk, client: desk.cosigning.cosign(["entry"], "words"),
    "open a chart in an emergency": lambda desk, client: desk.access.open_in_emergency(client, "A crisis call came."),
    "review emergencies": lambda desk, client: desk.access.to_review(),
    "say what a review found": lambda desk, client: desk.access.review("x", "Called for."),
    "read assignments": lambda desk, client: desk.access.assignments(client),
    "read the mark": lambda desk, client: desk.access.emergencies(client),
    "say that a page was opened": lambda desk, client: desk.access.page_opened("today"),
}
NOT_FOR_CASE_MANAGERS: dict[str, Act] = {
    "co-sign": NOT_FOR_ADMINISTRATORS["co-sign"],
    "change the clinic": lambda desk, client: desk.clinic.save(desk.clinic.read()),
    "assign staff": lambda desk, client: desk.access.assign(client, desk.me.id, "care team"),
    "end an assignment": lambda desk, client: desk.access.end_assignment("x"),
    "review emergencies": NOT_FOR_ADMINISTRATORS["review emergencies"],
    "say what a review found": NOT_FOR_ADMINISTRATORS["say what a review found"],
    "answer for the record": lambda desk, client: desk.access.answer_for_record("It is right."),
    "write a medication visit": lambda desk, client: desk.drafts.start("medication_visit", client_id=client),
}


@pytest.fixture(scope="module")
def shared(built_clinic: TestClinic, tmp_path_factory: pytest.TempPathFactory) -> TestClinic:
    copy = built_clinic.copy_to(tmp_path_factory.mktemp("access") / "clinic.vault")
    desk = copy.desk("therapist")
    add_client(desk)
    desk.lock()
    return copy


@pytest.mark.parametrize(
    ("who", "act"),
    [("administrator", name) for name in NOT_FOR_ADMINISTRATORS]
    + [("case manager", name) for name in NOT_FOR_CASE_MANAGERS],
)
def test_a_refused_act_changes_nothing_says_who_could_and_is_audited_once(
    shared: TestClinic, who: str, act: str
) -> None:
    therapist = shared.desk("therapist")
    (client,) = therapist.clients.all()
    therapist.lock()
    desk = shared.desk(who)
    size, _ = desk.sitting.audit.head()
    run = (NOT_FOR_ADMINISTRATORS if who == "administrator" else NOT_FOR_CASE_MANAGERS)[act]
    with pytest.raises(Refused) as refused:
        run(desk, client.id)
    assert refused.value.remedy.startswith("It can be done by: ")
    (event,) = desk.sitting.audit.events(limit=desk.sitting.audit.head()[0] - size)
    assert (event.action, event.staff_id) == (REFUSED, desk.me.id)
    assert event.detail["role"] == who
    assert event.detail["act"] in PERMISSIONS
    desk.lock()


def test_nobody_refused_left_a_draft_a_session_or_a_client_behind(shared: TestClinic) -> None:
    desk = shared.desk("supervisor")
    assert len(desk.clients.all()) == 1
    assert desk.sessions.day(desk.clock.today()) == []
    assert desk.access.to_review() == []
    desk.lock()
