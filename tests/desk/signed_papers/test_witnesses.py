"""Who witnesses a client's signature confirms it with their own key, and nobody else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.chart.entries.store import add_paper_state
from ehr_desk.chart.entries.witnessing import said
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.documents.handles import handle_of
from ehr_desk.documents.seen import Witnesses
from ehr_desk.documents.signing import Acknowledgement, acknowledge
from ehr_desk.documents.signing_slots import add_addendum
from ehr_desk.documents.stored import NO_WITNESS
from ehr_desk.documents.stored_judging import signatures_on
from tests.desk.signed_papers.acts import (
    DRAWN,
    Consent,
    DeskOf,
    paper_of,
    sign_consent,
    tablet,
)
from tests.support.clinic import TestClinic, add_client, passphrase_of


@pytest.mark.parametrize("already", [False, True])
def test_a_witness_whose_key_was_revoked_as_of_then_confirms_nothing(
    desk_of: DeskOf, consent: Consent, monkeypatch: pytest.MonkeyPatch, *, already: bool
) -> None:
    """As a paper's signature of theirs; the check of the record is about the order of the log only."""
    desk, _, document_id = consent
    desk.lock()
    words, colleague = passphrase_of("administrator"), desk_of("case manager")
    witness = colleague.sitting.certificate_of(colleague.me.id).fingerprint
    colleague.lock()
    admin = desk_of("administrator")
    device = admin.sitting.authority.add_device(words, "front desk tablet")
    if already:
        admin.sitting.authority.revoke(words, witness, "The laptop was stolen.")
    admin.lock()
    monkeypatch.setattr("ehr_desk.vault.own_signing.require_not_revoked", lambda *_: None)  # a changed program
    colleague = desk_of("case manager")
    colleague.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("case manager"))
    assert (colleague.verify(paper_of(colleague, document_id)).outcome == "untouched") is not already
    colleague.lock()
    admin = desk_of("administrator")
    if not already:
        since = admin.clock.now() - timedelta(hours=20)
        admin.sitting.authority.revoke(words, witness, "The laptop was stolen.", since=since)
    admin.lock()
    desk = desk_of("therapist")
    found = desk.verify(paper_of(desk, document_id))
    assert found.outcome == "unknown signer"
    assert "NOT CONFIRMED" in found.witness
    assert desk.check().sound is not already
    desk.lock()


@pytest.mark.parametrize("told", [True, False])
def test_a_witness_who_confirmed_nothing_is_told(desk_of: DeskOf, consent: Consent, *, told: bool) -> None:
    """With a changed program any sitting can seal what it likes with a device's key, and write any event."""
    desk, entry_id, document_id = consent
    desk.lock()
    device = tablet(desk_of)
    desk = desk_of("case manager")
    if told:
        named = replace(desk.acknowledging._author, name="Dana Whitlock", credential="LPCC-S")
        desk.acknowledging._author = named
        desk.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("case manager"))
    else:
        pdf, dana = paper_of(desk, document_id), Author("", "Dana Whitlock", "LPCC-S", "therapist")
        with desk.sitting.authority.device_signer(device.fingerprint) as signer:
            made = desk.acknowledging._papers.acknowledge(pdf, signer, "Somebody", dana, DRAWN, desk.clock.local())
        client = desk.clients.all()[0].id
        with desk.sitting.write() as unit:
            add_paper_state(unit.session, document_id, made, stamp(desk.clock.now()), upon=1)
            unit.record("entry.acknowledged", entity_id=entry_id, client_id=client, detail={"paper": made.sha256})
    found = desk.verify(paper_of(desk, document_id))
    assert (found.outcome, found.exit_code) == ("unknown signer", 2)
    assert "NOT CONFIRMED" in found.witness
    assert [fault for fault in desk.check().sentences() if "confirmed that they saw the client sign" in fault]


def test_what_a_witness_saw_on_one_state_of_a_paper_is_said_of_no_other(desk_of: DeskOf, consent: Consent) -> None:
    desk, _, document_id = consent
    desk.lock()
    device = tablet(desk_of)
    desk = desk_of("therapist")
    before = sha256_hex(paper_of(desk, document_id))
    desk.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("therapist"))
    (_, drawn), witnesses = signatures_on(paper_of(desk, document_id)), Witnesses(desk.sitting)
    assert witnesses.is_clients(drawn)
    assert witnesses.saw(document_id, drawn, (sha256_hex(paper_of(desk, document_id)),))
    assert not witnesses.saw(document_id, drawn, (before,))
    assert not witnesses.saw(document_id, drawn, ())


@pytest.mark.parametrize(
    ("key", "place", "words"),
    [
        ("own", "client's", ""),
        ("own", "client's", "Seen and agreed."),
        ("own", "an addendum's", ""),
        ("device", "an addendum's", "Seen and agreed."),
    ],
)
def test_a_device_a_clients_place_and_a_clients_words_need_a_witness_whoever_signs_there(
    desk_of: DeskOf, consent: Consent, monkeypatch: pytest.MonkeyPatch, key: str, place: str, words: str
) -> None:
    desk, entry_id, document_id = consent
    desk.lock()
    device = tablet(desk_of)
    desk = desk_of("therapist")
    client, witness = "Marisol Vega-Ortiz", "Samira Haddad, LISW-S"
    at, before = desk.clock.local(), paper_of(desk, document_id)
    if words:
        monkeypatch.setattr("ehr_desk.documents.signing.said", lambda _client, _witness: words)
    own, sealing = desk.sitting.signer, desk.sitting.authority.device_signer
    with own(passphrase_of("therapist")) if key == "own" else sealing(device.fingerprint) as used:
        tablet_as_named = handle_of(used, Author("", "Front desk tablet", "", ""))
        if place == "client's":
            pdf = acknowledge(before, tablet_as_named, Acknowledgement(client, witness, DRAWN), at=at)
        else:
            meaning = words or said(client, witness)
            pdf = add_addendum(before, tablet_as_named, "Signed.", meaning=meaning, at=at)
    made = MadePaper(pdf, sha256_hex(pdf), 2, 2)
    client_id = desk.clients.all()[0].id
    with desk.sitting.write() as unit:
        add_paper_state(unit.session, document_id, made, stamp(desk.clock.now()), upon=1)
        unit.record("entry.timestamped", entity_id=entry_id, client_id=client_id, detail={"paper": made.sha256})
    found = desk.verify(pdf)
    assert (found.outcome, found.exit_code) == ("unknown signer", 2)
    assert "NOT CONFIRMED" in found.witness
    assert NO_WITNESS in {fault.what for fault in desk.check().faults}


@pytest.mark.parametrize(("credential", "client"), [("MD", ""), ("", ""), ("LPCC-S", "Ottokar Zimmerwald")])
def test_a_credential_that_the_witness_never_held_and_another_clients_name_are_not_confirmed(
    desk_of: DeskOf, consent: Consent, monkeypatch: pytest.MonkeyPatch, credential: str, client: str
) -> None:
    desk, _, document_id = consent
    desk.lock()
    device = tablet(desk_of)
    desk = desk_of("therapist")
    desk.acknowledging._author = replace(desk.acknowledging._author, credential=credential)
    if client:
        monkeypatch.setattr("ehr_desk.documents.signing.said", lambda _name, witness: said(client, witness))
    desk.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("therapist"))
    assert "NOT CONFIRMED" in desk.verify(paper_of(desk, document_id)).witness
    assert [fault.what for fault in desk.check().faults] == [NO_WITNESS]


def test_a_credential_that_began_after_the_certificate_was_made_accuses_no_honest_witness(
    clinic: TestClinic, desk_of: DeskOf, consent: Consent
) -> None:
    desk, _, document_id = consent
    dana = desk.me.id
    desk.lock()
    device = tablet(desk_of)
    admin = desk_of("administrator")
    row = next(one for one in admin.staff.all() if one.id == dana)
    tomorrow = admin.clock.today() + timedelta(days=1)
    ends = replace(row.credentials[0], valid_until=admin.clock.today())
    words = passphrase_of("administrator")
    admin.staff.enter_credential(dana, ends, own_passphrase=words, replaces=row.credentials[0].id)
    begins = replace(ends, credential="LISW-S", valid_from=tomorrow, valid_until=None)
    admin.staff.enter_credential(dana, begins, own_passphrase=words)
    admin.lock()
    clinic.clock.advance(timedelta(days=1))
    desk = desk_of("therapist")
    assert (desk.me.credential, desk.sitting.certificate_of(dana).credential) == ("LISW-S", "LPCC-S")
    desk.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("therapist"))
    found = desk.verify(paper_of(desk, document_id))
    assert "Dana Whitlock, LISW-S" in found.signatures[1].meaning
    assert "NOT CONFIRMED" not in found.witness
    assert desk.check().sound


@pytest.mark.parametrize("family", ["Cohen\u200e", "Mu\u0308l\u00adler", "A\u200bB"])
def test_a_name_with_what_nobody_sees_in_it_accuses_no_honest_witness(desk_of: DeskOf, family: str) -> None:
    device = tablet(desk_of)
    desk = desk_of("therapist")
    (document,) = sign_consent(desk, add_client(desk, family, "Dan")).document_ids
    desk.acknowledging.acknowledge(document, device.fingerprint, DRAWN, passphrase_of("therapist"))
    assert "NOT CONFIRMED" not in desk.verify(paper_of(desk, document)).witness
    assert desk.check().sound
