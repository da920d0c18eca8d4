"""A paper doctored by somebody with the record's key: the check names it, and it does not leave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.store import add_paper_state
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from tests.desk.test_main_job import course, write
from tests.desk.test_meddling import meddled
from tests.documents import tampering
from tests.support.clinic import TestClinic, add_client, passphrase_of

NOT_AS_SIGNED = "a stored paper is not what its signatures are for"
NOT_GROWN = "a stored paper does not go on from its state before"


@pytest.fixture
def request_of(desk: Desk) -> DisclosureRequest:
    """The request to hand a signed summary to its client."""
    client = add_client(desk)
    write(desk, "admission", client)
    (document_id,) = write(desk, "progress_summary", client, keep=True).document_ids
    return DisclosureRequest(document_id, client.name, "client", "Copy", "client access", "save")


def _add_state(desk: Desk, document_id: str, pdf: bytes) -> None:
    """What somebody with a changed program enters as the next state of a paper, with an event that vouches for it."""
    info, _ = desk.charts.paper(document_id)
    with desk.sitting.write() as unit:
        made = MadePaper(pdf, sha256_hex(pdf), info.pages, 1)
        add_paper_state(unit.session, document_id, made, stamp(desk.clock.now()), upon=info.revision)
        detail = {"paper": made.sha256}
        unit.record(
            "entry.timestamped", entity="entry", entity_id=info.entry_id, client_id=info.client_id, detail=detail
        )


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
