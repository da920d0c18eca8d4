"""What the door keeps in, and says why."""

from __future__ import annotations

import pytest

from ehr_desk.chart.disclosures.protection import Protection
from ehr_desk.chart.disclosures.service import NotPermitted
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.errors import OurError, Refused, UserError
from tests.chart.disclosures.office import GIVEN, SIGNED_AGAIN, Office, forbidden, own_access, request
from tests.support.one_person import DANA, PASSPHRASE

ADMIN = StaffRow("s-dana", "dana", "Ona Petrov", "administrator", "", "", False, False)


def test_an_expired_consent_stops_the_release_and_leaves_a_trace(office: Office) -> None:
    client = office.client()
    document = office.document(client)
    consent = office.consent(client, expires_on="2026-11-20")
    with pytest.raises(NotPermitted) as refused:
        office.door.release(request(document, consent_id=consent), forbidden)
    assert "The consent has ended." in refused.value.remedy
    assert office.door.ledger(client.id) == []
    assert office.actions()[-1] == "disclosure.refused"


def test_a_revoked_consent_stops_the_next_release(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    office.door.release_to_folder(request(document, consent_id=consent), office.folder)
    draft = office.amending.start(consent, "correction", reason="revoked")
    back = {"revoked": True, "revoked_on": "2026-11-21", "revoked_how": "In writing"}
    answers = {**draft.answers, **SIGNED_AGAIN, **back}
    office.drafts.save(draft.id, answers)
    office.signing.sign([draft.id], "invented passphrase of dana")
    with pytest.raises(NotPermitted):
        office.door.release(request(document, consent_id=consent), forbidden)
    assert [row.outcome for row in office.door.ledger(client.id)] == ["released"]


def test_the_paper_of_a_form_that_no_part_describes_needs_the_whole_record(office: Office) -> None:
    client = office.client()
    document = office.document(client)  # of a form without a line in the table, in the list of the notes
    consent = office.consent(client, scope=["progress notes"])
    with pytest.raises(NotPermitted, match="Only a consent for the whole record does"):
        office.door.release(request(document, consent_id=consent), forbidden)


def test_a_consent_of_another_client_releases_nothing(office: Office) -> None:
    client, other = office.client(), office.client("Brennan")
    document, consent = office.document(client), office.consent(other)
    with pytest.raises(NotPermitted):
        office.door.release(request(document, consent_id=consent), forbidden)


def test_a_document_entered_in_error_stays_inside(office: Office) -> None:
    client = office.client()
    document = office.document(client)
    office.amend(document, "entered_in_error")
    with pytest.raises(NotPermitted, match="entered in error"):
        office.door.release(own_access(document), forbidden)


def test_an_older_version_and_an_addendum_are_pointed_out(office: Office) -> None:
    client = office.client()
    corrected, added = office.document(client), office.document(client)
    office.amend(corrected, "correction", {"text": "Corrected."})
    office.amend(added, "addendum")
    assert [finding.text[:15] for finding in office.door.check(own_access(corrected))] == ["A newer version"]
    assert [finding.text[:11] for finding in office.door.check(own_access(added))] == ["An addendum"]


@pytest.mark.parametrize(
    ("passphrase", "own", "said"),
    [
        ("tulip quartz", PASSPHRASE, "at least 15 characters"),
        ("Vega-Ortiz Mari DEMO", PASSPHRASE, "Too easy to guess"),
        ("kettle orbit meadow " * 7, PASSPHRASE, "too long for a PDF"),
        ("kettle \u00f6rbit meadow harbor", PASSPHRASE, "PDF readers do not agree"),
        ("kettle orbit \U0001f40e meadow", PASSPHRASE, "PDF readers do not agree"),
        (PASSPHRASE, PASSPHRASE, "your own passphrase"),
        ("kettle orbit meadow", "not the passphrase of dana", "passphrase"),
    ],
)
def test_a_passphrase_that_protects_nothing_keeps_the_document_in(
    office: Office, passphrase: str, own: str, said: str
) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    wanted = request(document, consent_id=consent, how="save protected")
    with pytest.raises(UserError, match=said):
        office.door.release_to_folder(wanted, office.folder, Protection(passphrase, own))
    assert office.door.ledger(client.id) == []
    assert list(office.folder.iterdir()) == []


def test_a_copy_under_a_passphrase_is_not_forgotten_and_not_printed(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    for how, given in (("save protected", None), ("save", GIVEN)):
        with pytest.raises(OurError):
            office.door.release_to_folder(request(document, consent_id=consent, how=how), office.folder, given)
    with pytest.raises(OurError):
        office.door.release(request(document, consent_id=consent, how="save protected"), forbidden)
    assert office.door.ledger(client.id) == []


def test_a_folder_that_is_not_there_is_said_so(office: Office) -> None:
    client = office.client()
    with pytest.raises(UserError, match="This folder does not exist"):
        office.door.release_to_folder(own_access(office.document(client)), office.folder / "nowhere")


def test_an_administrator_hands_nothing_out(office: Office) -> None:
    client = office.client()
    document = office.document(client)
    with pytest.raises(Refused):
        office.door_of(ADMIN).release(own_access(document), forbidden)
    with pytest.raises(Refused):
        office.door_of(ADMIN).ledger(client.id)


def test_the_demonstration_writes_on_its_own_basis(office: Office) -> None:
    client = office.client()
    wanted = request(office.document(client), basis="synthetic demonstration")
    with pytest.raises(NotPermitted):
        office.door.release_to_folder(wanted, office.folder)
    assert office.door_of(DANA, demonstration=True).release_to_folder(wanted, office.folder)
