"""The whole counter: every public method of every service at the desk has a gate, or a reason why it needs none."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ehr_desk.chart.access.gate import NotOnCaseload
from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.disclosures.protection import Protection
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.chart.staff.gate import REFUSED
from ehr_desk.chart.staff.permissions import PERMISSIONS
from ehr_desk.chart.staff.rows import CredentialRow
from ehr_desk.chart.staff.service import NewStaff
from ehr_desk.common.errors import Refused
from ehr_desk.desk import Desk
from ehr_desk.vault.audit_reader import Wanted
from tests.support.clinic import TestClinic, add_client
from tests.support.writing import write


@dataclass(frozen=True)
class Sample:
    """A client with a signed consent, a colleague, a folder."""

    client: str
    entry: str
    document: str
    colleague: str
    folder: Path

    @property
    def request(self) -> DisclosureRequest:
        return DisclosureRequest(self.document, "Marisol Vega-Ortiz", "client", "x", "client access", "save")


Act = Callable[[Desk, Sample], object]
FACTS = ClientFacts("Amari", "Noor", date(1988, 2, 2))
DAY = date(2026, 11, 23)
WANTED = Wanted()
OWN = "one's own drafts and what one was typing: nobody else's are given"
DESK = "says nothing of a client"
OPENED = "takes what sealed.open gave, which has its gate, or a draft from it"
FILE = "judges a file or a code that somebody holds; tells numbers, days and staff members"
WORK = "keeps the record without showing it, by itself"


def _session(desk: Desk, of: Sample) -> NewSession:
    at = desk.clock.local().replace(tzinfo=None, hour=10, minute=0, second=0, microsecond=0)
    return NewSession(at, 50, "individual", "Talk", desk.me.id, [of.client])


def _plan(desk: Desk, of: Sample) -> object:
    return desk.sessions.plan_session(_session(desk, of))


def _weekly(of: Sample) -> NewWeekly:
    return NewWeekly(0, "09:00", 90, "group", "Group", of.colleague, (of.client,))


# Not for administrators, who read no chart.
CHARTS: dict[str, Act] = {
    "access.assignments": lambda desk, of: desk.access.assignments(of.client),
    "access.emergencies": lambda desk, of: desk.access.emergencies(of.client),
    "access.open_in_emergency": lambda desk, of: desk.access.open_in_emergency(of.client, "A crisis call came."),
    "access.page_opened": lambda desk, of: desk.access.page_opened("today"),
    "access.review": lambda desk, of: desk.access.review("x", "Called for."),
    "access.searched": lambda desk, of: desk.access.searched("caseload", 1),
    "access.to_review": lambda desk, of: desk.access.to_review(),
    "acknowledging.acknowledge": lambda desk, of: desk.acknowledging.acknowledge(
        of.document, "x", [[(0, 0), (1, 1)]], "any"
    ),
    "acknowledging.pad": lambda desk, of: desk.acknowledging.pad(of.document),
    "acknowledging.standings": lambda desk, of: desk.acknowledging.standings(of.client),
    "amending.start": lambda desk, of: desk.amending.start(of.entry, "addendum"),
    "charts.as_of": lambda desk, of: desk.charts.as_of(of.client, DAY),
    "charts.entry": lambda desk, of: desk.charts.entry(of.entry),
    "charts.earlier": lambda desk, of: desk.charts.earlier(of.client, ["consent"], limit=2),
    "charts.held_against": lambda desk, of: desk.charts.held_against(of.client, desk.library.get("dap_note")),
    "charts.last": lambda desk, of: desk.charts.last(of.client, "consent"),
    "charts.last_responses": lambda desk, of: desk.charts.last_responses(of.client, desk.library.get("group_note")),
    "charts.open": lambda desk, of: desk.charts.open(of.client),
    "charts.open_together": lambda desk, of: desk.charts.open_together([of.client], "group_note"),
    "charts.paper": lambda desk, of: desk.charts.paper(of.document),
    "charts.reload": lambda desk, of: desk.charts.reload(of.client),
    "charts.rows_on": lambda desk, of: desk.charts.rows_on(of.client, "objectives", DAY),
    "charts.state": lambda desk, of: desk.charts.state(of.client),
    "charts.timeline": lambda desk, of: desk.charts.timeline(of.client),
    "clients.add": lambda desk, of: desk.clients.add(FACTS),
    "clients.all": lambda desk, of: desk.clients.all(),
    "clients.change": lambda desk, of: desk.clients.change(of.client, FACTS),
    "clients.for_emergency": lambda desk, of: desk.clients.for_emergency("Vega", date(1991, 3, 14)),
    "clients.one": lambda desk, of: desk.clients.one(of.client),
    "cosigning.cosign": lambda desk, of: desk.cosigning.cosign([of.entry], "words"),
    "cosigning.give_back": lambda desk, of: desk.cosigning.give_back(of.entry, "Say more."),
    "cosigning.queue": lambda desk, of: desk.cosigning.queue(),
    "curricula.progress": lambda desk, of: desk.curricula.progress("x"),
    "curricula.save": lambda desk, of: desk.curricula.save([]),
    "disclosures.accounting": lambda desk, of: desk.disclosures.accounting(of.client),
    "disclosures.check": lambda desk, of: desk.disclosures.check(of.request),
    "disclosures.check_protection": lambda desk, of: desk.disclosures.check_protection(of.request, Protection("", "")),
    "disclosures.consents": lambda desk, of: desk.disclosures.consents(of.document),
    "disclosures.ledger": lambda desk, of: desk.disclosures.ledger(of.client),
    "disclosures.release": lambda desk, of: desk.disclosures.release(of.request, lambda pdf, cover: None),
    "disclosures.release_to_folder": lambda desk, of: desk.disclosures.release_to_folder(of.request, of.folder),
    "drafts.start": lambda desk, of: desk.drafts.start("dap_note", client_id=of.client),
    "log.of_chart": lambda desk, of: desk.log.of_chart(of.client),
    "ordering.large_print": lambda desk, of: desk.ordering.large_print(of.entry, "words"),
    "ordering.whole_chart": lambda desk, of: desk.ordering.whole_chart(of.client, "words"),
    "program.add": lambda desk, of: desk.program.add(_weekly(of), DAY),
    "program.change": lambda desk, of: desk.program.change("x", _weekly(of), DAY),
    "program.close": lambda desk, of: desk.program.close(DAY, "Holiday"),
    "program.end": lambda desk, of: desk.program.end("x", DAY),
    "program.in_force": lambda desk, of: desk.program.in_force(DAY),
    "program.make_sessions": lambda desk, of: desk.program.make_sessions(),
    "program.open_again": lambda desk, of: desk.program.open_again(DAY),
    "program.week": lambda desk, of: desk.program.week(DAY),
    "sealed.agree_to_sheet": lambda desk, of: desk.sealed.agree_to_sheet("words"),
    "sealed.grant": lambda desk, of: desk.sealed.grant("words", of.colleague),
    "sealed.open": lambda desk, of: desk.sealed.open("words"),
    "sealed.take_back_from_sheet": lambda desk, of: desk.sealed.take_back_from_sheet("words"),
    "sealed.shelf": lambda desk, of: desk.sealed.shelf(of.client),
    "sealed.withdraw": lambda desk, of: desk.sealed.withdraw("words", of.colleague),
    "sessions.change": lambda desk, of: desk.sessions.change("x", _session(desk, of)),
    "sessions.cancel": lambda desk, of: desk.sessions.cancel("x", "No room."),
    "sessions.day": lambda desk, of: desk.sessions.day(DAY),
    "sessions.discharged": lambda desk, of: desk.sessions.discharged([of.client]),
    "sessions.documented": lambda desk, of: desk.sessions.documented([]),
    "sessions.attendance": lambda desk, of: desk.sessions.attendance([]),
    "sessions.written": lambda desk, of: desk.sessions.written([]),
    "sessions.made_up": lambda desk, of: desk.sessions.made_up([of.entry]),
    "sessions.of_client": lambda desk, of: desk.sessions.of_client(of.client, DAY, DAY),
    "sessions.coming": lambda desk, of: desk.sessions.coming(DAY, DAY),
    "sessions.make_up_in": lambda desk, of: desk.sessions.make_up_in("x", of.client, of.entry),
    "sessions.take_back": lambda desk, of: desk.sessions.take_back("x", of.client, "words"),
    "sessions.one": lambda desk, of: desk.sessions.one("x"),
    "sessions.plan_session": _plan,
    "sessions.restore": lambda desk, of: desk.sessions.restore("x"),
    "sessions.to_document": lambda desk, of: desk.sessions.to_document(of.client, DAY, "individual"),
    "shared_text.charts": lambda desk, of: desk.shared_text.charts(of.entry),
    "snippets.remove": lambda desk, of: desk.snippets.remove("x"),
    "snippets.save": lambda desk, of: desk.snippets.save(".word", "Text"),
    "tasks.attention": lambda desk, of: desk.tasks.attention(of.client),
    "tasks.caseload": lambda desk, of: desk.tasks.caseload(),
    "tasks.day": lambda desk, of: desk.tasks.day(),
    "tasks.cosign_due": lambda desk, of: desk.tasks.cosign_due([]),
    "tasks.levels": lambda desk, of: desk.tasks.levels(),
    "tasks.hours": lambda desk, of: desk.tasks.hours(DAY),
    "tasks.notes_owed": lambda desk, of: desk.tasks.notes_owed(),
}
# Not for case managers: what supervisors or administrators do.
LEADING: dict[str, Act] = {
    "access.answer_for_record": lambda desk, of: desk.access.answer_for_record("It is right."),
    "access.assign": lambda desk, of: desk.access.assign(of.client, of.colleague, "care team"),
    "access.end_assignment": lambda desk, of: desk.access.end_assignment("x"),
    "backups.change_settings": lambda desk, of: desk.backups.change_settings(desk.backups.settings()),
    "clients.set_primary": lambda desk, of: desk.clients.set_primary(of.client, of.colleague),
    "clinic.save": lambda desk, of: desk.clinic.save(desk.clinic.read()),
    "log.clients": lambda desk, of: desk.log.clients(),
    "log.export": lambda desk, of: desk.log.export(WANTED, lambda event: ("", "", ""), of.folder),
    "log.page": lambda desk, of: desk.log.page(WANTED),
    "losses.all": lambda desk, of: desk.losses.all(),
    "losses.answer": lambda desk, of: desk.losses.answer("Found again."),
    "sealed.make_custodian": lambda desk, of: desk.sealed.make_custodian("x"),
    "sealed.use_custodian": lambda desk, of: desk.sealed.use_custodian("x", "code", of.colleague, of.colleague),
    "staff.add": lambda desk, of: desk.staff.add(
        NewStaff("new", "New Person", "therapist", "LPC"), own_passphrase="x", their_passphrase="y"
    ),
    "staff.change_role": lambda desk, of: desk.staff.change_role(of.colleague, "supervisor", own_passphrase="x"),
    "staff.enter_credential": lambda desk, of: desk.staff.enter_credential(
        of.colleague, CredentialRow("", "LPC"), own_passphrase="x"
    ),
    "staff.grant": lambda desk, of: desk.staff.grant(of.colleague, "x", own_passphrase="x"),
    "staff.keep_sheet": lambda desk, of: desk.staff.keep_sheet(1),
    "staff.readmit": lambda desk, of: desk.staff.readmit(of.colleague, "x", own_passphrase="x"),
    "staff.renew_certificate": lambda desk, of: desk.staff.renew_certificate(of.colleague, own_passphrase="x"),
    "staff.renew_key": lambda desk, of: desk.staff.renew_key(own_passphrase="x"),
    "staff.revoke_certificate": lambda desk, of: desk.staff.revoke_certificate(
        of.colleague, "lost", own_passphrase="x"
    ),
    "tasks.left_by": lambda desk, of: desk.tasks.left_by(of.colleague),
    "staff.retire": lambda desk, of: desk.staff.retire(of.colleague, "left", own_passphrase="x"),
}
UNGATED: dict[str, str] = {
    "access.limited": "Says only whether the clinic limits charts to caseloads for this person.",
    "backups.drill": "needs a passphrase or the recovery code for the copy itself",
    "backups.finish": "the desk is about to be locked: it only waits",
    "backups.give_up": "the desk is about to be locked: it only ends what runs",
    "backups.known": DESK,
    "backups.make": WORK,
    "backups.make_if_due": WORK,
    "backups.settings": DESK,
    "backups.state": DESK,
    "backups.wait_no_longer": "the desk is about to be locked: it only ends a wait",
    "clinic.read": DESK,
    "cosigning.returned": "one's own entries that were handed back",
    "disclosures.bases": DESK,
    "drafts.assemble_again": "own drafts; asks the gate of the chart it reads",
    "drafts.author": DESK,
    "drafts.confirm": OWN,
    "drafts.discard": OWN,
    "drafts.form_of": OWN,
    "drafts.mine": OWN,
    "drafts.one": OWN,
    "drafts.open_one": "own drafts; asks the gate of every chart it is about",
    "drafts.restore": OWN,
    "drafts.save": OWN,
    "drafts.save_beside": OWN,
    "drafts.set_attendees": "own drafts; asks the gate of every chart that joins",
    "drafts.signable": "is the gate of signing",
    "drafts.take_back": OWN,
    "drafts.tell_session": OWN,
    "losses.mine": OWN,
    "own_keys.export_root": DESK,
    "own_keys.facts": DESK,
    "own_keys.from_elsewhere": DESK,
    "own_keys.give_pin": DESK,
    "own_keys.read_certificate": DESK,
    "own_keys.token_keys": DESK,
    "own_keys.use_clinics": DESK,
    "own_keys.use_file": DESK,
    "own_keys.use_token": DESK,
    "own_keys.revoke": "needs an administrator's own keys (vault)",
    "own_keys.vouch": "needs an administrator's own keys (vault)",
    "paper_checks.find": FILE,
    "paper_checks.verify": FILE,
    "paper_checks.verify_chosen": FILE,
    "_stored.check": WORK,
    "_stored.revoked": WORK,
    "_stored.sound": "answers the door whether bytes that it already has are sound",
    "curricula.all": DESK,
    "program.missing": "answers no for whoever may not plan",
    "sealed.amend": OPENED,
    "sealed.discard": OWN,
    "sealed.draft": OPENED,
    "sealed.findings": OPENED,
    "sealed.form": DESK,
    "sealed.read": OPENED,
    "sealed.readable_of": OPENED,
    "sealed.save": OPENED,
    "sealed.sign": OPENED,
    "sealed.start": OPENED,
    "shared_text.start": "only the author's own note; asks the gate of every chart it stands in",
    "signing.prepare": "asks drafts.open_one",
    "signing.preview": "asks drafts.open_one",
    "signing.sign": "asks drafts.signable",
    "signing.sign_with": "asks drafts.signable",
    "staff.all": "who works here is no secret",
    "staff.me": DESK,
    "snippets.mine": DESK,
    "tasks.unsigned_drafts": OWN,
    "timestamps.due": WORK,
    "timestamps.run": WORK,
    "typing.at": OWN,
    "typing.drop": OWN,
    "typing.keep": OWN,
    "typing.under": OWN,
}
# A chart limited to a caseload is closed to whoever is not on it.
ONE_CHART = frozenset(
    {
        "access.assignments",
        "access.emergencies",
        "acknowledging.acknowledge",
        "acknowledging.pad",
        "acknowledging.standings",
        "amending.start",
        "charts.as_of",
        "charts.entry",
        "charts.earlier",
        "charts.held_against",
        "charts.last",
        "charts.last_responses",
        "charts.open",
        "charts.open_together",
        "charts.paper",
        "charts.reload",
        "charts.rows_on",
        "charts.state",
        "charts.timeline",
        "clients.change",
        "clients.one",
        "disclosures.accounting",
        "disclosures.check",
        "disclosures.check_protection",
        "disclosures.consents",
        "disclosures.ledger",
        "disclosures.release",
        "disclosures.release_to_folder",
        "drafts.start",
        "log.of_chart",
        "ordering.large_print",
        "ordering.whole_chart",
        "program.add",
        "program.change",
        "sealed.shelf",
        "sessions.make_up_in",
        "sessions.of_client",
        "sessions.plan_session",
        "sessions.take_back",
        "sessions.to_document",
        "shared_text.charts",
        "tasks.attention",
    }
)


@pytest.fixture(scope="module")
def shared(built_clinic: TestClinic, tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClinic, Sample]:
    folder = tmp_path_factory.mktemp("gates")
    clinic = built_clinic.copy_to(folder / "clinic.vault")
    clinic.clock.advance(timedelta(days=37))  # the filled-in forms lie before this day
    desk = clinic.desk("therapist")
    client = add_client(desk)
    signed = write(desk, "consent", client)
    sample = Sample(client.id, signed.entry_ids[0], signed.document_ids[0], clinic.staff_ids["psychiatrist"], folder)
    desk.lock()
    return clinic, sample


@pytest.fixture
def sit(shared: tuple[TestClinic, Sample]) -> Iterator[Callable[[str], Desk]]:
    """Sit down as one of the people; the desk is locked afterwards, whatever happens."""
    desks: list[Desk] = []

    def sit_down(who: str) -> Desk:
        desks.append(shared[0].desk(who))
        return desks[-1]

    yield sit_down
    for desk in desks:
        desk.lock()


def _methods(desk: Desk) -> set[str]:
    found = set()
    for name, service in vars(desk).items():
        if name in {"sitting", "clock", "library", "codes", "me", "heart"}:
            continue
        for each, _ in inspect.getmembers(type(service), inspect.isfunction):
            if not each.startswith("_"):
                found.add(f"{name}.{each}")
    return found


def test_every_method_of_every_service_has_its_line(sit: Callable[[str], Desk]) -> None:
    methods = _methods(sit("therapist"))
    lined = [*CHARTS, *LEADING, *UNGATED]
    assert len(lined) == len(set(lined)), "no method stands in two lists"
    assert sorted(methods - set(lined)) == [], "a new method: give it a gate, or say why it needs none"
    assert sorted(set(lined) - methods) == [], "a method that is gone"
    assert set(CHARTS) > ONE_CHART


@pytest.mark.parametrize(
    ("who", "name"), [("administrator", each) for each in CHARTS] + [("case manager", each) for each in LEADING]
)
def test_a_refusal_says_who_could_and_is_audited_once(
    shared: tuple[TestClinic, Sample], sit: Callable[[str], Desk], who: str, name: str
) -> None:
    desk, sample = sit(who), shared[1]
    size, _ = desk.sitting.audit.head()
    with pytest.raises(Refused) as refused:
        {**CHARTS, **LEADING}[name](desk, sample)
    assert refused.value.remedy.startswith("It can be done by: ")
    (event,) = desk.sitting.audit.events(limit=desk.sitting.audit.head()[0] - size)
    assert (event.action, event.staff_id) == (REFUSED, desk.me.id)
    assert event.detail["act"] in {*PERMISSIONS, "amend entries"}


def test_a_chart_outside_of_the_caseload_stays_closed_at_every_gate(
    shared: tuple[TestClinic, Sample], tmp_path: Path
) -> None:
    clinic, sample = shared
    limited = clinic.copy_to(tmp_path / "limited.vault")
    desk = limited.desk("supervisor")
    desk.clinic.save(replace(desk.clinic.read(), caseload_only=True))
    desk.lock()
    desk = limited.desk("psychiatrist")
    for name in sorted(ONE_CHART):
        with pytest.raises(NotOnCaseload):
            CHARTS[name](desk, sample)
        assert desk.sitting.audit.events(limit=1)[0].action == REFUSED, name
    assert desk.drafts.mine() == []
    desk.lock()
