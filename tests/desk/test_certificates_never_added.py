"""Whoever kept a copy of the issuing key makes certificates, and enters them in a sitting of their own: they count for
nothing, and verify, the page and the check say so in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.chart.entries.store import add_paper_state
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.documents.handles import device_handle, handle_of
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import Acknowledgement, acknowledge, sign_author
from ehr_desk.ui.pages.verify.presenter import answer_of
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.enrolment import Registrar
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.register import add_certificate
from ehr_desk.vault.register_check import DEVICE_ADDED
from ehr_desk.vault.signer import PersonSigner
from tests.clinical_forms.filled import FILLED
from tests.documents.samples import document
from tests.support.clinic import TestClinic, add_client, passphrase_of

LINE = ((0.1, 0.5), (0.5, 0.2), (0.9, 0.4))


@pytest.fixture
def registrar(clinic: TestClinic) -> Registrar:
    """The issuing key, as somebody copied it who was an administrator once."""
    admin = clinic.desk("administrator")
    copied, _ = admin.sitting._staffing.registrar(passphrase_of("administrator"))
    admin.lock()
    return copied


@pytest.fixture
def desk(clinic: TestClinic, registrar: Registrar) -> Iterator[Desk]:
    """The therapist's, opened after that."""
    opened = clinic.desk("therapist")
    yield opened
    opened.lock()


def _entered(desk: Desk, registrar: Registrar, kind: str, staff_id: str, name: str) -> PersonSigner:
    key, now = ec.generate_private_key(ec.SECP256R1()), desk.clock.now()
    pem = registrar.certificate(StaffIdentity(staff_id, "", name, ""), key.public_key(), now)
    with desk.sitting.write() as unit:
        mark = add_certificate(unit.session, pem, kind, staff_id, stamp(now), desk.me.id)
        if kind == "device":
            unit.record(DEVICE_ADDED, entity="device", entity_id=mark, detail={"certificate": mark})
    authority = registrar.header.authority
    return PersonSigner(staff_id, pem, (authority.issuing_pem, authority.root_pem), key)


def _said(name: str, signer: PersonSigner) -> str:
    mark = fingerprint(load(signer.certificate_pem))[:8]
    return f"No administrator added the certificate of {name} that stands in the register ({mark})."


def test_a_person_whom_nobody_added_is_no_known_signer(desk: Desk, registrar: Registrar) -> None:
    for staff_id, name in (("s-nobody", "Never Hired"), (desk.me.id, desk.me.name)):
        forged, press = _entered(desk, registrar, "person", staff_id, name), Press()
        who = handle_of(forged, Author(staff_id, name, "MD", "psychiatrist"))
        pdf = sign_author(press.render(document()), who, meaning="I wrote it.", at=desk.clock.local(), press=press)
        found = desk.verify_chosen(pdf)
        said = _said(name, forged)
        assert (found.exit_code, found.signatures[0].certificate_state) == (2, "unknown")
        assert said in found.sentences()
        assert said in answer_of(found, "paper.pdf").signatures[0].sentences
        assert found.signatures[0].to_json()["certificate_not_added"] == said
        assert said in [finding.text for finding in desk.sitting.check().findings]


def test_a_paper_sealed_by_a_device_that_nobody_added_is_named_and_stays_in(
    desk: Desk, registrar: Registrar, tmp_path: Path
) -> None:
    client = add_client(desk)
    draft = desk.drafts.start("consent", client_id=client.id)
    desk.drafts.save(draft.id, FILLED["consent"])
    (number,) = desk.signing.sign([draft.id], passphrase_of("therapist")).document_ids
    info, paper = desk.charts.paper(number)
    device = _entered(desk, registrar, "device", "", "Device: back room tablet")
    given = Acknowledgement("Marisol Vega-Ortiz", "Dana Whitlock, LPCC-S", [LINE])
    pdf = acknowledge(paper, device_handle(device), given, at=desk.clock.local(), press=Press())
    with desk.sitting.write() as unit:
        add_paper_state(unit.session, number, MadePaper(pdf, sha256_hex(pdf), info.pages, 2), info.made_at, upon=1)
        told = {"entity": "entry", "entity_id": info.entry_id, "client_id": client.id}
        unit.record("entry.timestamped", **told, detail={"paper": sha256_hex(pdf)})
    found = desk.verify(pdf)
    said = _said("Device: back room tablet", device)
    assert [row.certificate_state for row in found.signatures] == ["trusted", "unknown"]
    assert said in found.sentences()
    report = desk.check()
    assert ("a stored paper is not what its signatures are for", number) in [
        (one.what, one.where) for one in report.faults
    ]
    assert f"people: {said}" in report.sentences()
    asked = DisclosureRequest(number, client.name, "client", "Copy", "client access", "save")
    with pytest.raises(UserError, match="changed outside the program"):
        desk.disclosures.release_to_folder(asked, tmp_path)
