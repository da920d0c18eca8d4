"""A paper doctored by somebody with the record's key: the check names it, and it does not leave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509

from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.entries.body import cosign_statement
from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.rooms import Author, author_of
from ehr_desk.chart.entries.store import add_paper_state
from ehr_desk.chart.entries.tables import Cosignature
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.documents import stored_judging
from ehr_desk.documents.codes import paper_code
from ehr_desk.documents.inspecting import attached_record
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.signing import countersign
from ehr_desk.vault.certificates import load
from tests.desk.test_meddling import meddled
from tests.documents import tampering
from tests.documents.keys import Authority
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import course, write

NOT_AS_SIGNED = "a stored paper is not what its signatures are for"
NOT_ENTERED = "a stored paper got a signature or timestamp that is not the one the audit log tells of"
NOT_GROWN = "a stored paper does not go on from its state before"


@pytest.fixture
def request_of(desk: Desk) -> DisclosureRequest:
    """The request to hand a signed summary to its client."""
    client = add_client(desk)
    write(desk, "admission", client)
    (document_id,) = write(desk, "progress_summary", client, keep=True).document_ids
    return DisclosureRequest(document_id, client.name, "client", "Copy", "client access", "save")


def _add_state(desk: Desk, document_id: str, pdf: bytes, action: str = "entry.timestamped", **more: object) -> None:
    """What somebody with a changed program enters as the next state of a paper, with an event that vouches for it."""
    info, _ = desk.charts.paper(document_id)
    with desk.sitting.write() as unit:
        made = MadePaper(pdf, sha256_hex(pdf), info.pages, 1)
        add_paper_state(unit.session, document_id, made, stamp(desk.clock.now()), upon=info.revision)
        detail = {"paper": made.sha256, **more}
        unit.record(action, entity="entry", entity_id=info.entry_id, client_id=info.client_id, detail=detail)


@pytest.mark.parametrize("change", [tampering.repainted_page, tampering.replaced_text, tampering.annotated])
def test_a_page_repainted_over_a_signature_is_named_and_stays_in(
    desk: Desk, request_of: DisclosureRequest, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    number = request_of.document_id
    _add_state(desk, number, change(desk.charts.paper(number)[1]))
    report = desk.check()
    assert [(fault.what, fault.where) for fault in report.faults] == [(NOT_AS_SIGNED, number)]
    with pytest.raises(UserError, match="changed outside the program"):
        desk.disclosures.release_to_folder(request_of, tmp_path)
    assert not list(tmp_path.glob("*.pdf"))
    assert desk.disclosures.ledger(desk.charts.paper(number)[0].client_id) == []


def test_a_chart_put_under_another_clients_name_is_named_and_stays_in(
    desk: Desk, request_of: DisclosureRequest, tmp_path: Path
) -> None:
    client_id = desk.charts.paper(request_of.document_id)[0].client_id
    other = add_client(desk, "Zimmerwald", "Ottokar")
    number = desk.ordering.whole_chart(client_id, passphrase_of("therapist")).document_id
    assert desk.check().sound
    found = meddled(
        desk, "UPDATE paper_to_order SET client_id = (SELECT id FROM client WHERE family_name = 'Zimmerwald')"
    )
    assert "a row of paper_to_order was changed past the program" in found
    asked = DisclosureRequest(number, other.name, "client", "Copy", "client access", "save")
    with pytest.raises(UserError, match="changed outside the program"):
        desk.disclosures.release_to_folder(asked, tmp_path)
    assert not list(tmp_path.glob("*.pdf"))


def test_another_paper_signed_well_is_no_state_of_this_one(desk: Desk, request_of: DisclosureRequest) -> None:
    client = add_client(desk, "Zimmerwald", "Ottokar")
    write(desk, "admission", client)
    (other,) = write(desk, "progress_summary", client, keep=True).document_ids
    _add_state(desk, request_of.document_id, desk.charts.paper(other)[1])
    found = {(fault.what, fault.where) for fault in desk.check().faults}
    assert found == {(NOT_GROWN, request_of.document_id)}


@pytest.mark.parametrize("column", ["pdf", "entry_id"])
def test_another_papers_bytes_or_entry_in_the_row_of_a_paper_keep_it_in(
    desk: Desk, request_of: DisclosureRequest, tmp_path: Path, column: str
) -> None:
    same = f"= '{request_of.document_id}'"
    other = f"(SELECT {column} FROM paper WHERE NOT document_id {same})"  # noqa: S608 - no input
    assert meddled(desk, f"UPDATE paper SET {column} = {other} WHERE document_id {same}")  # noqa: S608 - no input
    with pytest.raises(UserError, match="changed outside the program"):
        desk.disclosures.release_to_folder(request_of, tmp_path)
    assert not list(tmp_path.glob("*.pdf"))


def test_a_paper_cosigned_is_as_it_was_signed_and_nothing_may_be_added_after_it(clinic: TestClinic) -> None:
    client = course(clinic)
    trainee = clinic.desk("trainee")
    signed = write(trainee, "discharge_summary", client, keep=True)
    trainee.lock()
    supervisor = clinic.desk("supervisor")
    supervisor.cosigning.cosign(signed.entry_ids, passphrase_of("supervisor"))
    assert [supervisor.check().faults for _ in range(2)] == [[], []]
    number = signed.document_ids[0]
    _add_state(supervisor, number, tampering.repainted_page(supervisor.charts.paper(number)[1]))
    assert [(fault.what, fault.where) for fault in supervisor.check().faults] == [(NOT_AS_SIGNED, number)]
    supervisor.lock()


@pytest.fixture
def waiting(clinic: TestClinic) -> tuple[Desk, DisclosureRequest]:
    """A trainee's desk, and the request to hand out a note of theirs that waits for a co-signature."""
    therapist = clinic.desk("therapist")
    client = add_client(therapist)
    write(therapist, "admission", client)
    therapist.lock()
    trainee = clinic.desk("trainee")
    (number,) = write(trainee, "mental_status", client).document_ids
    return trainee, DisclosureRequest(number, client.name, "client", "Copy", "client access", "save")


def _is_named(desk: Desk, asked: DisclosureRequest, what: str) -> None:
    assert [(fault.what, fault.where) for fault in desk.check().faults] == [(what, asked.document_id)]
    desk.lock()


def _code(desk: Desk, document_id: str) -> str:
    return paper_code(document_id, sha256_hex(attached_record(desk.charts.paper(document_id)[1])))


def _stays_in(clinic: TestClinic, asked: DisclosureRequest, folder: Path) -> None:
    desk = clinic.desk("therapist")
    with pytest.raises(UserError, match="changed outside the program"):
        desk.disclosures.release_to_folder(asked, folder)
    assert not list(folder.glob("*.pdf"))
    desk.lock()


@pytest.mark.parametrize(("action", "more"), [("entry.timestamped", {}), ("entry.cosigned", {"seqs": []})])
def test_a_co_signature_of_somebody_else_than_the_log_tells_of_is_named_and_stays_in(
    clinic: TestClinic, waiting: tuple[Desk, DisclosureRequest], tmp_path: Path, action: str, more: dict[str, object]
) -> None:
    desk, asked = waiting
    in_her_name = Author(desk.me.id, "Samira Haddad", "LISW-S", "supervisor")
    paper = desk.charts.paper(asked.document_id)[1]
    with desk.sitting.signer(passphrase_of("trainee")) as own:
        made = desk.cosigning._papers.countersign(paper, own, in_her_name, desk.clock.local())
    _add_state(desk, asked.document_id, made.pdf, action, **more)
    _is_named(desk, asked, NOT_ENTERED)
    _stays_in(clinic, asked, tmp_path)


@pytest.mark.parametrize("what", ["nothing", "somebody else's signature"])
def test_a_co_signature_that_the_log_tells_of_and_the_paper_does_not_bear_is_named(
    clinic: TestClinic, waiting: tuple[Desk, DisclosureRequest], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """With a changed program of the supervisor: what the paper gets is not what she says that she signed."""
    trainee, asked = waiting
    info, paper = trainee.charts.paper(asked.document_id)
    in_her_name = Author(clinic.staff_ids["supervisor"], "Samira Haddad", "LISW-S", "supervisor")
    with trainee.sitting.signer(passphrase_of("trainee")) as own:
        made = trainee.cosigning._papers.countersign(paper, own, in_her_name, trainee.clock.local())
    trainee.lock()
    if what == "nothing":
        made = MadePaper(paper, sha256_hex(paper), info.pages, 1)
    supervisor = clinic.desk("supervisor")
    with monkeypatch.context() as patched:
        patched.setattr(PaperMaker, "countersign", lambda *_given: made)
        supervisor.cosigning.cosign([info.entry_id], passphrase_of("supervisor"))
    _is_named(supervisor, asked, NOT_ENTERED)


def test_whoever_enters_a_co_signature_of_what_they_wrote_themselves_has_signed_nothing(
    waiting: tuple[Desk, DisclosureRequest],
) -> None:
    """With a changed program: row, event and paper agree."""
    desk, asked = waiting
    me, at = author_of(desk.me), desk.clock.local()
    info, paper = desk.charts.paper(asked.document_id)
    (version,) = desk.charts.entry(info.entry_id).view.versions
    with desk.sitting.signer(passphrase_of("trainee")) as own:
        made = desk.cosigning._papers.countersign(paper, own, me, at)
        statement = canonical(
            cosign_statement(
                entry_id=info.entry_id,
                seq=version.seq,
                body_hash=version.body_hash,
                signer=me,
                signed_at=stamp(at),
                signed_local=at.isoformat(),
            )
        )
        row = Cosignature(id=1, seq=version.seq, entry_id=info.entry_id, client_id=info.client_id)
        row.signer_id, row.signed_at, row.certificate_pem = me.staff_id, stamp(at), own.certificate_pem
        row.statement, row.signature = statement, own.sign(statement)
    with desk.sitting.write() as unit:
        unit.session.add(row)
    _add_state(desk, asked.document_id, made.pdf, "entry.cosigned", seqs=[version.seq])
    assert (NOT_ENTERED, asked.document_id) in [(fault.what, fault.where) for fault in desk.check().faults]
    desk.lock()


def test_a_colleagues_serial_number_on_a_certificate_from_nowhere_is_nobodys_signature(
    clinic: TestClinic, waiting: tuple[Desk, DisclosureRequest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, asked = waiting
    own = load(desk.sitting.certificate_of(clinic.staff_ids["supervisor"]).pem)
    with monkeypatch.context() as patched:
        patched.setattr(x509, "random_serial_number", lambda: own.serial_number)
        samira = Authority().person("Samira Haddad", "LISW-S")
    assert load(samira.certificate_pem.decode()).serial_number == own.serial_number
    paper, words = desk.charts.paper(asked.document_id)[1], "I have reviewed this entry and concur."
    pdf = countersign(paper, samira, meaning=words, at=desk.clock.local())
    _add_state(desk, asked.document_id, pdf)
    _is_named(desk, asked, NOT_AS_SIGNED)
    _stays_in(clinic, asked, tmp_path)


def test_papers_that_their_authors_signed_alone_are_judged_without_reading_them_also_where_there_is_a_device(
    clinic: TestClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = clinic.desk("administrator")
    admin.sitting.authority.add_device(passphrase_of("administrator"), "front desk tablet")
    admin.lock()
    desk = clinic.desk("therapist")
    write(desk, "admission", add_client(desk))

    def unread(_pdf: bytes) -> None:
        raise AssertionError("read")

    monkeypatch.setattr(stored_judging, "_reader", unread)
    assert desk.check().sound
    desk.lock()


def test_the_code_of_a_paper_that_was_doctored_in_the_record_is_not_good(
    desk: Desk, request_of: DisclosureRequest
) -> None:
    number = request_of.document_id
    code = _code(desk, number)
    assert desk.paper_checks.find(code).good
    _add_state(desk, number, tampering.repainted_page(desk.charts.paper(number)[1]))
    found = desk.paper_checks.find(code)
    assert not found.good
    assert "changed outside the program" in " ".join(found.sentences)


def test_an_entrys_paper_put_into_another_clients_chart_is_named_and_stays_in(
    desk: Desk, request_of: DisclosureRequest, tmp_path: Path
) -> None:
    other = add_client(desk, "Zimmerwald", "Ottokar")
    number = request_of.document_id
    moved = f"UPDATE paper SET client_id = '{other.id}' WHERE document_id = '{number}'"  # noqa: S608 - no input
    assert "a stored paper does not belong to its entry" in meddled(desk, moved)
    asked = DisclosureRequest(number, other.name, "client", "Copy", "client access", "save")
    with pytest.raises(UserError, match="changed outside the program"):
        desk.disclosures.release_to_folder(asked, tmp_path)
    assert not list(tmp_path.glob("*.pdf"))
