"""Signed papers at the desk: addenda, corrections, a client's signature, late timestamps, keys from elsewhere."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest

from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.chart.entries.rows import Signed
from ehr_desk.chart.entries.store import add_paper_state, newest_state
from ehr_desk.chart.entries.witnessing import statement as witness_statement
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.documents.codes import paper_code
from ehr_desk.documents.handles import handle_of
from ehr_desk.documents.imported_keys import read_pkcs12
from ehr_desk.documents.inspecting import attached_record, level_of
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.signing import Acknowledgement, acknowledge, sign_author
from ehr_desk.ui.pages.record import family
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.seal import b64
from ehr_desk.vault.timekeeping import ClockBehind
from tests.clinical_forms.filled import FILLED
from tests.documents.test_imported_keys import WORDS, Provider
from tests.documents.timestamping import TimeAuthority, served
from tests.support.clinic import START, TestClinic, add_client, passphrase_of
from tests.vault.insider import database, key_of

DRAWN = [[(0.1, 0.5), (0.5, 0.2), (0.9, 0.4)]]


def _sign(desk: Desk, who: str, draft_id: str) -> None:
    desk.signing.sign([draft_id], passphrase_of(who))


def _paper(desk: Desk, document_id: str) -> bytes:
    return desk.charts.paper(document_id)[1]


@pytest.fixture
def desk_of(clinic: TestClinic) -> Iterator[Callable[[str], Desk]]:
    """Sits down at the clinic's desk as anybody."""
    opened: list[Desk] = []

    def sit(who: str) -> Desk:
        opened.append(clinic.desk(who))
        return opened[-1]

    yield sit
    for desk in opened:
        desk.lock()


@pytest.fixture
def consent(desk_of: Callable[[str], Desk]) -> tuple[Desk, str, str]:
    """A therapist's desk with a signed consent: desk, entry and document."""
    desk = desk_of("therapist")
    client = add_client(desk)
    draft = desk.drafts.start("consent", client_id=client.id)
    desk.drafts.save(draft.id, FILLED["consent"])
    signed = desk.signing.sign([draft.id], passphrase_of("therapist"))
    return desk, signed.entry_ids[0], signed.document_ids[0]


def _amend(desk: Desk, entry_id: str, kind: str, reason: str = "", **answers: object) -> None:
    draft = desk.amending.start(entry_id, kind, reason=reason)
    desk.drafts.save(draft.id, {**draft.answers, **answers})
    _sign(desk, "therapist", draft.id)


def test_a_short_addendum_stands_on_the_signed_paper_itself(consent: tuple[Desk, str, str]) -> None:
    desk, entry_id, document_id = consent
    before = _paper(desk, document_id)
    _amend(desk, entry_id, "addendum", why="To make it clearer", added_text="The address was read out to the client.")
    after = _paper(desk, document_id)
    assert after.startswith(before)
    found = desk.verify(after)
    assert (found.outcome, len(found.signatures)) == ("untouched", 2)
    assert [one.meaning for one in found.signatures] == [
        "I am the author of this entry.",
        "Addendum 1: I add this to the entry.",
    ]
    assert "byte for byte" in " ".join(found.sentences())
    assert "ends before the addendum by Dana Whitlock on" in " ".join(desk.verify(before).sentences())
    with pikepdf.open(io.BytesIO(after)) as opened:
        texts = [str(field.V) for field in opened.Root.AcroForm.Fields if field.FT == "/Tx" and "/V" in field]
    assert texts == ["The address was read out to the client."]
    assert desk.check().sound


LONG = "A long story about the day. " * 60


def _newest(desk: Desk) -> str:
    """The newest paper of the client's newest entry."""
    return desk.charts.reload(desk.clients.all()[0].id).entries[0].document_id


def test_an_addendum_without_room_makes_the_paper_anew_with_the_signed_one_inside(
    consent: tuple[Desk, str, str],
) -> None:
    desk, entry_id, document_id = consent
    before = _paper(desk, document_id)
    _amend(desk, entry_id, "addendum", why="Other", added_text=LONG)
    assert _paper(desk, document_id) == before
    told = " ".join(desk.verify(before).sentences())
    assert "Something was added to the entry on" in told
    assert "A later version (2) of this document exists." in told
    after = _paper(desk, _newest(desk))
    assert desk.verify(after).outcome == "untouched"
    assert [one.meaning for one in desk.verify(after).signatures] == ["I add this to the entry."]
    with pikepdf.open(io.BytesIO(after)) as opened:
        assert opened.attachments["predecessor.pdf"].get_file().read_bytes() == before
    record = attached_record(after).decode()
    assert f"adds to version 1, document {document_id}, and takes its place" in record
    assert LONG.strip() in record
    assert desk.check().sound


def test_a_paper_made_anew_again_tells_every_addendum(
    consent: tuple[Desk, str, str],
) -> None:
    desk, entry_id, document_id = consent
    _amend(desk, entry_id, "addendum", why="Other", added_text="First, and short.")
    _amend(desk, entry_id, "addendum", why="Other", added_text=LONG)
    second = _newest(desk)
    _amend(desk, entry_id, "addendum", why="Other", added_text="Third, and short.")
    _amend(desk, entry_id, "addendum", why="Other", added_text=f"Fourth. {LONG}")
    third = _newest(desk)
    assert len({document_id, second, third}) == 3
    record = attached_record(_paper(desk, third)).decode()
    for words in ("First, and short.", LONG.strip(), "Third, and short.", f"Fourth. {LONG}".strip()):
        assert words in record
    assert desk.check().sound


def test_what_waits_for_a_co_signature_is_co_signed_on_the_paper_made_anew_too(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("trainee")
    client = add_client(desk)
    draft = desk.drafts.start("mental_status", client_id=client.id)
    desk.drafts.save(draft.id, FILLED["mental_status"])
    signed = desk.signing.sign([draft.id], passphrase_of("trainee"))
    desk.lock()
    therapist = desk_of("therapist")
    _amend(therapist, signed.entry_ids[0], "addendum", why="Other", added_text=LONG)
    second = _newest(therapist)
    therapist.lock()
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign([signed.entry_ids[0]], passphrase_of("supervisor"))
    for number in (signed.document_ids[0], second):
        found = supervisor.verify(_paper(supervisor, number))
        assert (found.outcome, len(found.signatures)) == ("untouched", 2)
    assert supervisor.check().sound


def _note_of_a_trainee(desk_of: Callable[[str], Desk]) -> tuple[Desk, Signed]:
    """A note with places for addenda on its paper, signed by a trainee who sits at the desk."""
    trainee = desk_of("trainee")
    draft = trainee.drafts.start("dap_note", client_id=add_client(trainee).id)
    trainee.drafts.save(draft.id, {**FILLED["dap_note"], "objectives_served": []})
    return trainee, trainee.signing.sign([draft.id], passphrase_of("trainee"))


def test_the_co_signature_of_an_addendum_reaches_the_paper_that_shows_it(desk_of: Callable[[str], Desk]) -> None:
    trainee, signed = _note_of_a_trainee(desk_of)
    trainee.lock()
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign(signed.entry_ids, passphrase_of("supervisor"))
    supervisor.lock()
    trainee = desk_of("trainee")
    added = trainee.amending.start(signed.entry_ids[0], "addendum")
    trainee.drafts.save(added.id, {**added.answers, "why": "Other", "added_text": "The client called again."})
    _sign(trainee, "trainee", added.id)
    trainee.lock()
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign(signed.entry_ids, passphrase_of("supervisor"))
    newest = _newest(supervisor)
    found = supervisor.verify(_paper(supervisor, newest))
    assert newest != signed.document_ids[0]
    assert found.outcome == "untouched"
    assert [one.meaning for one in found.signatures] == [
        "I add this to the entry.",
        "I have reviewed this entry and concur.",
    ]
    assert len(supervisor.verify(_paper(supervisor, signed.document_ids[0])).signatures) == 2
    assert supervisor.check().sound


def test_a_co_signature_upon_a_state_that_is_not_the_newest_any_more_is_refused(
    desk_of: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    trainee, signed = _note_of_a_trainee(desk_of)
    trainee.lock()
    (number,), supervisor = signed.document_ids, desk_of("supervisor")
    countersign = PaperMaker.countersign

    def while_the_paper_grows(*given: Any) -> MadePaper:
        made = countersign(*given)
        with supervisor.sitting.write() as unit:
            old = newest_state(unit.session, number)
            same = MadePaper(old.pdf, old.sha256, old.pages, old.signatures)
            add_paper_state(unit.session, number, same, old.made_at, upon=old.revision)
        return made

    monkeypatch.setattr(PaperMaker, "countersign", while_the_paper_grows)
    with pytest.raises(UserError, match="just now"):
        supervisor.cosigning.cosign(signed.entry_ids, passphrase_of("supervisor"))
    assert [line.entry_id for line in supervisor.cosigning.queue()] == list(signed.entry_ids)


def test_an_addendum_signed_before_the_co_signature_is_covered_by_it(desk_of: Callable[[str], Desk]) -> None:
    trainee, signed = _note_of_a_trainee(desk_of)
    added = trainee.amending.start(signed.entry_ids[0], "addendum")
    trainee.drafts.save(added.id, {**added.answers, "why": "Other", "added_text": "The client called again."})
    _sign(trainee, "trainee", added.id)
    trainee.lock()
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign(signed.entry_ids, passphrase_of("supervisor"))
    found = supervisor.verify(_paper(supervisor, _newest(supervisor)))
    assert [one.meaning for one in found.signatures][-1] == "I have reviewed this entry and concur."
    assert (found.outcome, len(found.signatures)) == ("untouched", 3)


def test_a_corrected_paper_carries_the_first_one_and_the_first_one_is_told_to_be_superseded(
    consent: tuple[Desk, str, str],
) -> None:
    desk, entry_id, document_id = consent
    first = _paper(desk, document_id)
    _amend(desk, entry_id, "correction", "The recipient's telephone number was wrong.")
    newest = desk.charts.reload(desk.clients.all()[0].id).papers
    second_id = next(each.document_id for each in newest if each.document_id != document_id)
    with pikepdf.open(io.BytesIO(_paper(desk, second_id))) as opened:
        assert opened.attachments["predecessor.pdf"].get_file().read_bytes() == first
    assert desk.verify(_paper(desk, second_id)).outcome == "untouched"
    told = " ".join(desk.verify(first).sentences())
    assert "A later version (2) of this document exists." in told
    assert "The entry was corrected on" in told
    assert desk.check().sound


def test_an_entry_marked_in_error_is_told_by_file_and_by_code(consent: tuple[Desk, str, str]) -> None:
    desk, entry_id, document_id = consent
    pdf = _paper(desk, document_id)
    code = paper_code(document_id, hashlib.sha256(attached_record(pdf)).hexdigest())
    assert desk.paper_checks.find(code.lower()).good
    _amend(desk, entry_id, "entered_in_error", error_kind="Written twice", error_reason="It stands twice.")
    told = " ".join(desk.verify(pdf).sentences())
    assert "was marked as entered in error on" in told
    found = desk.paper_checks.find(code)
    assert not found.good
    assert "marked as entered in error" in " ".join(found.sentences)
    other = paper_code(document_id, "0" * 64)
    assert "another content" in desk.paper_checks.find(other).sentences[0]
    assert "no document with this number" in desk.paper_checks.find(paper_code("D-ABC", "0" * 64)).sentences[0]


def _copy_for_the_client(document_id: str) -> DisclosureRequest:
    return DisclosureRequest(document_id, "Marisol Vega-Ortiz", "client", "Copy", "client access", "save")


def test_a_client_signs_on_a_device_before_a_witness(
    desk_of: Callable[[str], Desk], consent: tuple[Desk, str, str]
) -> None:
    desk, _, document_id = consent
    desk.lock()
    admin = desk_of("administrator")
    device = admin.sitting.authority.add_device(passphrase_of("administrator"), "front desk tablet")
    admin.lock()
    desk = desk_of("therapist")
    with pytest.raises(UserError, match="Nothing was drawn"):
        desk.acknowledging.acknowledge(document_id, device.fingerprint, [], passphrase_of("therapist"))
    before = _paper(desk, document_id)
    with pytest.raises(UserError, match="passphrase"):
        desk.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("case manager"))
    assert _paper(desk, document_id) == before, "whoever comes to an unlocked desk witnesses nothing"
    desk.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("therapist"))
    cut = " ".join(desk.verify(before).sentences())
    assert "Cut back: this file ends before the client's signature on 28 Dec 2026" in cut
    found = desk.verify(_paper(desk, document_id))
    assert found.outcome == "untouched"
    assert found.signatures[1].name == "Device: front desk tablet"
    assert "in the presence of Dana Whitlock, LPCC-S" in found.signatures[1].meaning
    assert "Who is named as witness of the client's signature confirmed it with their own key." in found.sentences()
    assert desk.check().sound
    desk.lock()
    desk = desk_of("therapist")
    found = desk.verify_chosen(_paper(desk, document_id))
    assert (found.outcome, found.to_json()["witness"]) == ("untouched", found.witness)
    assert found.witness


@pytest.mark.parametrize("already", [False, True])
def test_a_witness_whose_key_was_revoked_as_of_then_confirms_nothing(
    desk_of: Callable[[str], Desk], consent: tuple[Desk, str, str], monkeypatch: pytest.MonkeyPatch, *, already: bool
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
    assert (colleague.verify(_paper(colleague, document_id)).outcome == "untouched") is not already
    colleague.lock()
    admin = desk_of("administrator")
    if not already:
        since = admin.clock.now() - timedelta(hours=20)
        admin.sitting.authority.revoke(words, witness, "The laptop was stolen.", since=since)
    admin.lock()
    desk = desk_of("therapist")
    found = desk.verify(_paper(desk, document_id))
    assert found.outcome == "unknown signer"
    assert "NOT CONFIRMED" in found.witness
    assert desk.check().sound is not already
    desk.lock()


def test_check_names_a_paper_sealed_by_a_device_that_was_revoked_as_of_before(
    desk_of: Callable[[str], Desk], consent: tuple[Desk, str, str]
) -> None:
    """Nothing was changed, so the record is sound; a seal made after the revocation is another matter."""
    desk, entry_id, document_id = consent
    desk.lock()
    words, admin = passphrase_of("administrator"), desk_of("administrator")
    device = admin.sitting.authority.add_device(words, "front desk tablet")
    admin.lock()
    desk = desk_of("therapist")
    desk.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("therapist"))
    other = FILLED["consent"] | {"recipient": "Bayview Counseling"}
    draft = desk.drafts.start("consent", client_id=desk.clients.all()[0].id)
    desk.drafts.save(draft.id, other)
    (late,) = desk.signing.sign([draft.id], passphrase_of("therapist")).document_ids
    dana = Author("", "Dana Whitlock", "LPCC-S", "therapist")
    with desk.sitting.authority.device_signer(device.fingerprint) as signer:  # a copy of the key that somebody kept
        paper = desk.acknowledging._papers
        sealed = paper.acknowledge(_paper(desk, late), signer, "Somebody", dana, DRAWN, desk.clock.local())
    desk.lock()
    admin = desk_of("administrator")
    since = admin.clock.now() - timedelta(hours=20)
    admin.sitting.authority.revoke(words, device.fingerprint, "The tablet was stolen.", since=since)
    admin.lock()
    desk = desk_of("therapist")
    report = desk.check()
    assert report.sound
    assert [one.where for one in report.doubts] == [document_id]
    first, second, *_ = report.sentences()
    assert first.startswith("Nothing was changed, but not every signature counts.")
    assert "certificate of Device: front desk tablet was revoked as of 27 Dec 2026" in second
    assert desk.verify(_paper(desk, document_id)).outcome == "unknown signer"
    with desk.sitting.write() as unit:
        add_paper_state(unit.session, late, sealed, stamp(desk.clock.now()), upon=1)
        client = desk.clients.all()[0].id
        unit.record("entry.acknowledged", entity_id=entry_id, client_id=client, detail={"paper": sealed.sha256})
    report = desk.check()
    assert ("a paper was signed with a certificate after it had been revoked", late) in [
        (one.what, one.where) for one in report.faults
    ]


def _refused(desk: Desk, request: DisclosureRequest) -> str:
    """What stands in the way of handing a paper out."""
    return " ".join(one.text for one in desk.disclosures.check(request) if one.level == "must")


def _told_of_family(desk: Desk, client_id: str) -> str:
    draft = desk.drafts.start("family_session", client_id=client_id)
    mara = {"_id": "0a", "name": "Mara", "relationship": "sister", "presence": "in person"}
    desk.drafts.save(draft.id, {**draft.answers, "participants": [mara]})
    return " ".join(one.text for one in desk.signing.prepare(draft.id)[0].findings)


def test_a_signature_promised_on_the_screen_is_waited_for_until_it_is_drawn(
    clinic: TestClinic, desk_of: Callable[[str], Desk], consent: tuple[Desk, str, str]
) -> None:
    desk, entry_id, on_paper = consent
    client = desk.clients.all()[0].id
    assert [one.waits for one in desk.acknowledging.standings(client)] == [False]
    _amend(desk, entry_id, "correction", "It was signed here.", signed_how="On this screen")
    said = "Consent to disclose (Mara) of 28 Sep 2026 waits for the client's signature on the screen."

    def told() -> list[str]:
        return [one.text for one in desk.tasks.attention(client) if one.act == "client signs"]

    assert told() == [said]
    new = desk.charts.entry(entry_id).view.line.document_id
    pad = desk.acknowledging.pad(new)
    assert (pad.free, pad.devices, pad.paper.waits) == (True, [], True)
    with pytest.raises(UserError, match="does not count any more"):
        desk.acknowledging.pad(on_paper)
    to_mara = DisclosureRequest(new, "Mara", "family member", "Family sessions", "consent", "save", consent_id=entry_id)
    unsigned, waits = "nobody has signed there", "The consent waits for the client's signature on the screen."
    assert unsigned in _refused(desk, to_mara)
    assert waits in _refused(desk, to_mara)
    for own in (_copy_for_the_client(new), _copy_for_the_client(on_paper)):
        asked = [one.level for one in desk.disclosures.check(own) if unsigned in one.text]
        assert asked == (["should"] if own.document_id == new else []), "one's own record is had as it stands"
    assert not desk.drafts.start("consent_revocation", client_id=client).answers.get("revocations")
    assert family.consent_choices(desk.charts.state(client), desk.clock.today()) == []
    assert "No active consent covers Mara" in _told_of_family(desk, client)
    desk.lock()
    admin = desk_of("administrator")
    device = admin.sitting.authority.add_device(passphrase_of("administrator"), "front desk tablet")
    admin.lock()
    desk = desk_of("therapist")
    desk.acknowledging.pad(new)
    clinic.clock.advance(timedelta(hours=-1))
    with pytest.raises(ClockBehind):  # the witness could not sign, which is said before anybody draws
        desk.acknowledging.pad(new)
    clinic.clock.advance(timedelta(hours=1))
    with pytest.raises(UserError, match="does not count any more"):
        desk.acknowledging.acknowledge(on_paper, device.fingerprint, DRAWN, passphrase_of("therapist"))
    desk.acknowledging.acknowledge(new, device.fingerprint, DRAWN, passphrase_of("therapist"))
    assert told() == []
    assert _refused(desk, _copy_for_the_client(new)) == ""
    assert unsigned not in _refused(desk, to_mara)
    assert waits not in _refused(desk, to_mara)
    assert len(family.consent_choices(desk.charts.state(client), desk.clock.today())) == 1
    assert "No active consent covers Mara" not in _told_of_family(desk, client)
    pad = desk.acknowledging.pad(new)
    assert (pad.free, pad.paper.waits, bool(pad.paper.drawn_at)) == (False, False, True)
    key, folder = key_of(desk.sitting), desk.sitting._vault.folder
    desk.lock()
    with database(SimpleNamespace(folder=folder), key) as connection:
        connection.execute("UPDATE audit_event SET body = substr(body, 1, 20) WHERE action = 'entry.acknowledged'")
        connection.commit()
    desk = desk_of("therapist")
    assert told() == [said], "an event that cannot be read says nothing, and stops no chart"


def test_only_the_witness_ends_the_wait_for_a_clients_signature_and_a_damaged_entry_stops_no_chart(
    desk_of: Callable[[str], Desk], consent: tuple[Desk, str, str]
) -> None:
    """With a changed program a colleague writes any event; in a client's chart each paper is read by itself."""
    desk, entry_id, _ = consent
    client = desk.clients.all()[0].id
    _amend(desk, entry_id, "correction", "It was signed here.", signed_how="On this screen")
    info, _ = desk.charts.paper(desk.charts.entry(entry_id).view.line.document_id)
    dana, facts = desk.me.id, "00" * 32
    with desk.sitting.signer(passphrase_of("therapist")) as signer:
        own = signer.sign(witness_statement(desk.sitting.vault_id, dana, facts))
        mine = fingerprint(load(signer.certificate_pem))
    detail = {"paper": info.sha256, "document": info.document_id, "device": "00", "facts": facts}
    signed = {**detail, "signed_by": mine, "signature": b64(own)}

    def waits(desk: Desk) -> list[bool]:
        return [one.waits for one in desk.acknowledging.standings(client) if one.counts]

    desk.lock()
    desk = desk_of("case manager")
    log = desk.sitting._vault.log
    for told, name in ((detail, desk.me.id), (signed, desk.me.id), (signed, dana)):
        own_name, log.signatory = log.signatory, replace(log.signatory, staff_id=name)
        with desk.sitting.write() as unit:
            unit.record("entry.acknowledged", entity_id=entry_id, client_id=client, detail=told)
        log.signatory = own_name
    assert waits(desk) == [True]
    desk.lock()
    desk = desk_of("therapist")
    other = desk.drafts.start("consent", client_id=client)
    desk.drafts.save(other.id, FILLED["consent"] | {"recipient": "Bayview", "signed_how": "On this screen"})
    desk.signing.sign([other.id], passphrase_of("therapist"))
    key, folder = key_of(desk.sitting), desk.sitting._vault.folder
    desk.lock()
    with database(SimpleNamespace(folder=folder), key) as connection:
        connection.execute("UPDATE entry_version SET body = substr(body, 1, 20) WHERE entry_id = ?", (entry_id,))
        connection.commit()
    desk = desk_of("therapist")
    said = [one.text for one in desk.tasks.attention(client)]
    assert "Consent to disclose of 28 Sep 2026 is damaged and cannot be read. Run the record check." in said
    assert "Consent to disclose (Bayview) of 28 Sep 2026 waits for the client's signature on the screen." in said
    assert sorted(waits(desk)) == [False, True]
    desk.lock()


@pytest.mark.parametrize("told", [True, False])
def test_a_witness_who_confirmed_nothing_is_told(
    desk_of: Callable[[str], Desk], consent: tuple[Desk, str, str], *, told: bool
) -> None:
    """With a changed program any sitting can seal what it likes with a device's key, and write any event."""
    desk, entry_id, document_id = consent
    desk.lock()
    admin = desk_of("administrator")
    device = admin.sitting.authority.add_device(passphrase_of("administrator"), "front desk tablet")
    admin.lock()
    desk = desk_of("case manager")
    if told:
        named = replace(desk.acknowledging._author, name="Dana Whitlock", credential="LPCC-S")
        desk.acknowledging._author = named
        desk.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("case manager"))
    else:
        pdf, dana = _paper(desk, document_id), Author("", "Dana Whitlock", "LPCC-S", "therapist")
        with desk.sitting.authority.device_signer(device.fingerprint) as signer:
            made = desk.acknowledging._papers.acknowledge(pdf, signer, "Somebody", dana, DRAWN, desk.clock.local())
        client = desk.clients.all()[0].id
        with desk.sitting.write() as unit:
            add_paper_state(unit.session, document_id, made, stamp(desk.clock.now()), upon=1)
            unit.record("entry.acknowledged", entity_id=entry_id, client_id=client, detail={"paper": made.sha256})
    found = desk.verify(_paper(desk, document_id))
    assert (found.outcome, found.exit_code) == ("unknown signer", 2)
    assert "NOT CONFIRMED" in found.witness
    assert [fault for fault in desk.check().sentences() if "confirmed that they saw the client sign" in fault]


def test_papers_signed_while_the_server_was_silent_get_their_timestamp_later(
    desk_of: Callable[[str], Desk], consent: tuple[Desk, str, str]
) -> None:
    desk, _, document_id = consent
    assert desk.timestamps.due() == []
    desk.lock()
    time = TimeAuthority(START)
    with served(time) as address:
        admin = desk_of("administrator")
        wanted = replace(
            admin.clinic.read(),
            signature_level="B-T",
            timestamp_server=address,
            timestamp_root=time.root_pem.decode(),
        )
        admin.clinic.save(wanted)
        admin.lock()
        desk = desk_of("therapist")
        time.mood = "refuses"
        silent = desk.timestamps.run()
        assert (silent.done, silent.waiting) == (0, 1)
        assert "does not answer" in silent.reason
        desk.lock()
        desk = desk_of("therapist")
        time.mood = "answers"
        assert desk.timestamps.due() == [document_id]
        handed = _paper(desk, document_id)
        desk.disclosures.release(_copy_for_the_client(document_id), lambda pdf, cover: None)
        assert desk.timestamps.run().done == 1
        earlier = desk.verify(handed)
        assert earlier.exit_code == 0
        assert "handed out on 28 Dec 2026; since then: timestamp added on 28 Dec 2026." in earlier.sentences()[-1]
        assert desk.timestamps.due() == []
        pdf = _paper(desk, document_id)
        assert level_of(pdf) == "B-T"
        found = desk.verify(pdf)
        assert found.outcome == "untouched"
        assert found.signatures[0].time_authority == "Invented Time Server"
        assert desk.check().sound


def test_the_signed_predecessor_taken_out_of_a_newer_paper_is_told_for_what_it_is(
    clinic: TestClinic, desk_of: Callable[[str], Desk], consent: tuple[Desk, str, str]
) -> None:
    """Also when the stored paper it is a copy of got its timestamp afterwards and never left without, and when the
    clock it was signed on was minutes fast."""
    desk, entry_id, document_id = consent
    first = _paper(desk, document_id)
    clinic.clock.advance(-timedelta(minutes=6))
    _amend(desk, entry_id, "correction", "The recipient's telephone number was wrong.")
    second = _newest(desk)
    with pikepdf.open(io.BytesIO(_paper(desk, second))) as opened:
        taken_out = opened.attachments["predecessor.pdf"].get_file().read_bytes()
    assert taken_out == first
    desk.lock()
    clinic.clock.advance(timedelta(days=1))
    time = TimeAuthority(clinic.clock.now())
    with served(time) as address:
        admin = desk_of("administrator")
        root = time.root_pem.decode()
        stamped = replace(admin.clinic.read(), signature_level="B-T", timestamp_server=address, timestamp_root=root)
        admin.clinic.save(stamped)
        admin.lock()
        desk = desk_of("therapist")
        assert desk.timestamps.run().done == 2
    found = desk.verify(taken_out)
    assert (found.outcome, found.exit_code) == ("untouched", 0)
    told = " ".join(found.sentences())
    assert f"The file is the earlier paper as it is attached to document {second}, which took its place" in told
    assert "since then, on the stored one: timestamp added on" in told
    assert "A later version (2) of this document exists." in told
    assert "The entry was corrected on" in told


def test_a_certificate_from_elsewhere_signs_the_paper_and_the_clinics_key_the_entry(
    desk_of: Callable[[str], Desk],
) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    desk = desk_of("therapist")
    key = read_pkcs12(Provider().file(ec.generate_private_key(ec.SECP256R1())), WORDS, desk.clock.now())
    desk.sitting.paper_keys.keep(
        passphrase_of("therapist"), "file", key.certificate_pem.decode(), key.chain_pem.decode(), key.secret
    )
    facts = desk.own_keys.facts()
    assert facts is not None
    desk.lock()
    admin = desk_of("administrator")
    admin.own_keys.vouch(passphrase_of("administrator"), facts.certificate.fingerprint)
    admin.lock()
    desk = desk_of("therapist")
    client = add_client(desk)
    draft = desk.drafts.start("consent", client_id=client.id)
    desk.drafts.save(draft.id, FILLED["consent"])
    signed = desk.signing.sign([draft.id], passphrase_of("therapist"))
    found = desk.verify(_paper(desk, signed.document_ids[0]))
    assert found.outcome == "untouched"
    assert found.signatures[0].issuer == "Invented Provider"
    assert desk.check().sound


@pytest.mark.parametrize("family", ["Cohen\u200e", "Mu\u0308l\u00adler", "A\u200bB"])
def test_a_name_with_what_nobody_sees_in_it_accuses_no_honest_witness(
    desk_of: Callable[[str], Desk], family: str
) -> None:
    admin = desk_of("administrator")
    device = admin.sitting.authority.add_device(passphrase_of("administrator"), "front desk tablet")
    admin.lock()
    desk = desk_of("therapist")
    client = add_client(desk, family, "Dan")
    draft = desk.drafts.start("consent", client_id=client.id)
    desk.drafts.save(draft.id, FILLED["consent"])
    (document,) = desk.signing.sign([draft.id], passphrase_of("therapist")).document_ids
    desk.acknowledging.acknowledge(document, device.fingerprint, DRAWN, passphrase_of("therapist"))
    assert "NOT CONFIRMED" not in desk.verify(_paper(desk, document)).witness
    assert desk.check().sound


def test_a_device_that_seals_below_the_authors_own_signature_is_named(
    desk_of: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = desk_of("administrator")
    device = admin.sitting.authority.add_device(passphrase_of("administrator"), "front desk tablet")
    admin.lock()
    desk = desk_of("therapist")
    client = add_client(desk)

    def sealed_first(
        self: PaperMaker, document: Any, signer: Any, author: Author, meaning: str, at: datetime, *_more: Any
    ) -> MadePaper:
        """What a changed program of the author makes: the client's place is sealed before they sign over it."""
        pdf = self.press.print(document).pdf
        with desk.sitting.authority.device_signer(device.fingerprint) as key:
            given = Acknowledgement("Marisol Vega-Ortiz", "Samira Haddad, LISW-S", DRAWN)
            pdf = acknowledge(pdf, handle_of(key, Author("", "", "", "")), given, at=at, press=self.press)
        made = sign_author(pdf, handle_of(signer, author), meaning=meaning, at=at, certify=False, press=self.press)
        return MadePaper(made, sha256_hex(made), 1, 1)

    monkeypatch.setattr(PaperMaker, "_signed_new", sealed_first)
    draft = desk.drafts.start("consent", client_id=client.id)
    desk.drafts.save(draft.id, FILLED["consent"])
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    monkeypatch.undo()
    report = desk.check()
    assert not report.sound
    assert any("saw the client sign" in one for one in report.sentences())
