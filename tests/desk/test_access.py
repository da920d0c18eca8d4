"""Every act through the services: who may, who is refused, and what a refusal leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehr_desk.chart.access.gate import NotOnCaseload
from ehr_desk.chart.access.rules import EMERGENCY_HOURS
from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.chart.staff.gate import REFUSED
from ehr_desk.chart.staff.permissions import CLINICAL, FORMS, PERMISSIONS, acts_with, may, may_write
from ehr_desk.chart.staff.rows import ROLES, StaffRow
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk
from tests.desk.test_main_job import write
from tests.support.clinic import TestClinic, add_client, passphrase_of

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


def _plan(desk: Desk, client_id: str) -> object:
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
    "plan a session": _plan,
    "read a day": lambda desk, client: desk.sessions.day(desk.clock.today()),
    "read a client's sessions": lambda desk, client: desk.sessions.of_client(
        client, date(2026, 1, 1), date(2027, 1, 1)
    ),
    "read the quiet list": lambda desk, client: desk.tasks.attention(client),
    "read the caseload": lambda desk, client: desk.tasks.caseload(),
    "read reviews due": lambda desk, client: desk.tasks.reviews_due(),
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


# Caseload limits ------------------------------------------------------------------------------------------------------


def _limit(clinic: TestClinic, *, on: bool = True) -> None:
    from dataclasses import replace

    desk = clinic.desk("supervisor")
    desk.clinic.save(replace(desk.clinic.read(), caseload_only=on))
    desk.lock()


@pytest.fixture
def limited(clinic: TestClinic) -> tuple[TestClinic, str, str]:
    """A clinic whose charts are limited to caseloads: one client of the therapist's, one of nobody's."""
    desk = clinic.desk("therapist")
    mine, other = add_client(desk), add_client(desk, "Brandt", "Ilse")
    desk.lock()
    supervisor = clinic.desk("supervisor")
    supervisor.clients.set_primary(mine.id, desk.me.id)
    supervisor.lock()
    _limit(clinic)
    return clinic, mine.id, other.id


def test_without_the_limit_everybody_sees_every_chart(limited: tuple[TestClinic, str, str]) -> None:
    clinic, _, other = limited
    _limit(clinic, on=False)
    desk = clinic.desk("therapist")
    assert desk.charts.open(other).client.id == other
    assert len(desk.clients.all()) == 2
    desk.lock()


OUTSIDE: dict[str, Act] = {
    name: act
    for name, act in NOT_FOR_ADMINISTRATORS.items()
    if name
    in {
        "open a chart",
        "reload a chart",
        "read the timeline",
        "read the last entry of a form",
        "read the state",
        "read a past state",
        "read a client",
        "change a client",
        "start a draft",
        "read a client's sessions",
        "read the quiet list",
        "read the ledger",
        "read the accounting",
        "read assignments",
        "read the mark",
    }
}


def test_charts_outside_of_the_caseload_are_neither_listed_nor_opened(limited: tuple[TestClinic, str, str]) -> None:
    clinic, mine, other = limited
    desk = clinic.desk("therapist")
    assert [row.id for row in desk.clients.all()] == [mine]
    assert [each.client.id for each in desk.tasks.caseload()] == [mine]
    assert desk.charts.open(mine).client.id == mine
    for name, act in OUTSIDE.items():
        with pytest.raises(NotOnCaseload) as refused:
            act(desk, other)
        assert refused.value.client_id == other, name
        assert "supervisors" in refused.value.remedy
        event = desk.sitting.audit.events(limit=1)[0]
        assert (event.action, event.client_id) == (REFUSED, other), name
    assert desk.drafts.mine() == []
    desk.lock()


def test_supervisors_answer_for_every_client(limited: tuple[TestClinic, str, str]) -> None:
    clinic, mine, other = limited
    desk = clinic.desk("supervisor")
    assert {row.id for row in desk.clients.all()} == {mine, other}
    assert desk.charts.open(other).client.id == other
    desk.lock()


def test_coverage_opens_a_chart_until_its_last_day(limited: tuple[TestClinic, str, str]) -> None:
    clinic, _, other = limited
    staff = clinic.staff_ids["therapist"]
    desk = clinic.desk("supervisor")
    today = desk.clock.today()
    with pytest.raises(UserError):
        desk.access.assign(other, staff, "coverage")
    with pytest.raises(UserError):
        desk.access.assign(other, staff, "coverage", until_on=today - timedelta(days=1))
    with pytest.raises(UserError):
        desk.access.assign(other, staff, "friend")
    row = desk.access.assign(other, staff, "coverage", until_on=today + timedelta(days=2))
    assert desk.access.assignments(other) == [row]
    desk.lock()
    for days, is_open in ((0, True), (2, True), (3, False)):
        copy = clinic.copy_to(clinic.folder.parent / f"after {days}.vault")
        copy.clock.advance(timedelta(days=days))
        desk = copy.desk("therapist")
        assert (other in {client.id for client in desk.clients.all()}) is is_open
        desk.lock()


def test_an_ended_assignment_closes_the_chart_again(limited: tuple[TestClinic, str, str]) -> None:
    clinic, _, other = limited
    desk = clinic.desk("supervisor")
    row = desk.access.assign(other, clinic.staff_ids["therapist"], "care team")
    desk.access.end_assignment(row.id)
    desk.access.end_assignment(row.id)
    assert len(desk.sitting.audit.events(action="access.ended")) == 1
    desk.lock()
    desk = clinic.desk("therapist")
    with pytest.raises(NotOnCaseload):
        desk.charts.open(other)
    desk.lock()


def test_whoever_leads_a_session_sees_the_charts_of_its_roster_about_that_time(
    limited: tuple[TestClinic, str, str],
) -> None:
    clinic, _, other = limited
    desk = clinic.desk("supervisor")
    at = desk.clock.local().replace(tzinfo=None, hour=10, minute=0, second=0, microsecond=0) + timedelta(days=7)
    desk.sessions.plan_session(NewSession(at, 90, "group", "Group", clinic.staff_ids["therapist"], [other]))
    desk.lock()
    desk = clinic.desk("therapist")
    assert desk.charts.open(other).client.id == other
    desk.lock()
    clinic.clock.advance(timedelta(days=38))
    desk = clinic.desk("therapist")
    with pytest.raises(NotOnCaseload):
        desk.charts.open(other)
    desk.lock()


def _weekly_with(desk: Desk, staff_id: str, clients: list[str]) -> NewWeekly:
    return NewWeekly(desk.clock.today().weekday(), "17:00", 60, "group", "Group", staff_id, clients)


def test_planning_a_session_opens_no_chart_that_is_closed(limited: tuple[TestClinic, str, str]) -> None:
    clinic, _, theirs = limited
    desk = clinic.desk("therapist")
    today = desk.clock.today()
    with pytest.raises(NotOnCaseload):
        _plan(desk, theirs)
    with pytest.raises(NotOnCaseload):
        desk.program.add(_weekly_with(desk, desk.me.id, [theirs]), today)
    with pytest.raises(NotOnCaseload):
        desk.charts.open(theirs)
    assert desk.sessions.day(today) == []
    desk.lock()


def test_a_roster_that_a_supervisor_made_can_be_moved_by_its_leader_and_taken_over_by_nobody(
    limited: tuple[TestClinic, str, str],
) -> None:
    clinic, _, theirs = limited
    desk = clinic.desk("supervisor")
    today, therapist = desk.clock.today(), clinic.staff_ids["therapist"]
    later = today + timedelta(days=21)
    slot = desk.program.add(_weekly_with(desk, therapist, [theirs]), later).slot_id
    early = replace(_weekly_with(desk, clinic.staff_ids["psychiatrist"], [theirs]), start="08:00")
    other = desk.program.add(early, later).slot_id
    desk.lock()
    desk = clinic.desk("therapist")
    moved = replace(_weekly_with(desk, therapist, [theirs]), start="19:00")
    assert desk.program.change(slot, moved, later).start == "19:00"
    with pytest.raises(NotOnCaseload):
        desk.program.change(other, replace(early, staff_id=therapist), later)
    desk.lock()


# Emergency access -----------------------------------------------------------------------------------------------------


def test_emergency_access_opens_for_hours_marks_the_chart_and_waits_for_review(
    limited: tuple[TestClinic, str, str],
) -> None:
    clinic, _, other = limited
    desk = clinic.desk("therapist")
    with pytest.raises(UserError):
        desk.access.open_in_emergency(other, " why ")
    (found,) = desk.clients.for_emergency(" brandt ", date(1991, 3, 14))
    assert found.id == other
    assert desk.clients.for_emergency("Brand", date(1991, 3, 14)) == []
    row = desk.access.open_in_emergency(other, "Crisis line: the client called from the river.")
    assert desk.charts.open(other).client.id == other
    (mark,) = desk.access.emergencies(other)
    assert mark == row
    write(desk, "absence", desk.clients.one(other))
    clinic.clock.advance(timedelta(hours=EMERGENCY_HOURS))
    with pytest.raises(NotOnCaseload):
        desk.charts.open(other)
    desk.lock()

    desk = clinic.desk("supervisor")
    assert [each.id for each in desk.access.to_review()] == [row.id]
    assert [each.id for each in desk.access.emergencies(other)] == [row.id], "marked until somebody looked at it"
    with pytest.raises(UserError):
        desk.access.review(row.id, "")
    desk.access.review(row.id, "Called for.")
    with pytest.raises(UserError):
        desk.access.review(row.id, "Again.")
    assert desk.access.to_review() == []
    assert desk.access.emergencies(other) == []
    events = desk.sitting.audit.events(action="emergency", client=other)
    assert [event.action for event in events] == ["emergency.reviewed", "emergency.opened"]
    assert all("river" not in str(event.detail) for event in events)
    assert desk.check().sound
    desk.lock()


def test_nobody_reviews_their_own_emergency_access(limited: tuple[TestClinic, str, str]) -> None:
    clinic, _, other = limited
    desk = clinic.desk("supervisor")
    row = desk.access.open_in_emergency(other, "To see what happens then.")
    with pytest.raises(Refused, match="own"):
        desk.access.review(row.id, "Called for.")
    assert desk.sitting.audit.events(limit=1)[0].action == REFUSED
    assert [each.id for each in desk.access.to_review()] == [row.id]
    desk.lock()


# Other people's entries -----------------------------------------------------------------------------------------------


def test_only_the_author_corrects_and_only_they_or_a_supervisor_mark_as_entered_in_error(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    (entry_id,) = write(desk, "absence", client).entry_ids
    desk.lock()
    desk = clinic.desk("case manager")
    for kind in ("entered_in_error", "correction", "amendment_at_client_request"):
        with pytest.raises(Refused):
            desk.drafts.start_amendment(entry_id, kind, reason="Why not.")
        event = desk.sitting.audit.events(limit=1)[0]
        assert (event.action, event.entity, event.entity_id) == (REFUSED, "entry", entry_id)
    assert desk.drafts.mine() == []
    desk.lock()
    desk = clinic.desk("supervisor")
    assert desk.drafts.start_amendment(entry_id, "entered_in_error", reason="Wrong client.").amends == entry_id
    desk.lock()


def test_a_draft_from_before_the_chart_was_closed_to_somebody_is_kept_and_not_signed(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    draft = desk.drafts.start("absence", client_id=client.id)
    desk.lock()
    _limit(clinic)
    desk = clinic.desk("therapist")
    with pytest.raises(NotOnCaseload):
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert [each.id for each in desk.drafts.mine()] == [draft.id]
    assert desk.sitting.audit.events(action="entry.signed") == []
    desk.lock()
