"""A client's drawn signature on a paper, and what waits until it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.entries.witnessing import statement as witness_statement
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.ui.pages.record import family
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.seal import b64
from ehr_desk.vault.timekeeping import ClockBehind
from tests.clinical_forms.filled import FILLED
from tests.desk.signed_papers.acts import (
    DRAWN,
    Consent,
    DeskOf,
    amend,
    copy_for_the_client,
    paper_of,
    tablet,
)
from tests.support.clinic import TestClinic, passphrase_of
from tests.vault.insider import database, key_of


def test_a_client_signs_on_a_device_before_a_witness(desk_of: DeskOf, consent: Consent) -> None:
    desk, _, document_id = consent
    desk.lock()
    device = tablet(desk_of)
    desk = desk_of("therapist")
    with pytest.raises(UserError, match="Nothing was drawn"):
        desk.acknowledging.acknowledge(document_id, device.fingerprint, [], passphrase_of("therapist"))
    before = paper_of(desk, document_id)
    with pytest.raises(UserError, match="passphrase"):
        desk.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("case manager"))
    assert paper_of(desk, document_id) == before, "whoever comes to an unlocked desk witnesses nothing"
    desk.acknowledging.acknowledge(document_id, device.fingerprint, DRAWN, passphrase_of("therapist"))
    cut = " ".join(desk.verify(before).sentences())
    assert "Cut back: this file ends before the client's signature on 28 Dec 2026" in cut
    found = desk.verify(paper_of(desk, document_id))
    assert found.outcome == "untouched"
    assert found.signatures[1].name == "Device: front desk tablet"
    assert "in the presence of Dana Whitlock, LPCC-S" in found.signatures[1].meaning
    assert "Who is named as witness of the client's signature confirmed it with their own key." in found.sentences()
    assert desk.check().sound
    desk.lock()
    desk = desk_of("therapist")
    found = desk.verify_chosen(paper_of(desk, document_id))
    assert (found.outcome, found.to_json()["witness"]) == ("untouched", found.witness)
    assert found.witness


def _refused(desk: Desk, request: DisclosureRequest) -> str:
    """What stands in the way of handing a paper out."""
    return " ".join(one.text for one in desk.disclosures.check(request) if one.level == "must")


def _told_of_family(desk: Desk, client_id: str) -> str:
    draft = desk.drafts.start("family_session", client_id=client_id)
    mara = {"_id": "0a", "name": "Mara", "relationship": "sister", "presence": "in person"}
    desk.drafts.save(draft.id, {**draft.answers, "participants": [mara]})
    return " ".join(one.text for one in desk.signing.prepare(draft.id)[0].findings)


def _lock_and_change(desk: Desk, statement: str, values: tuple[str, ...] = ()) -> None:
    """What somebody with the record's key does to its file past the program."""
    key, folder = key_of(desk.sitting), desk.sitting._vault.folder
    desk.lock()
    with database(SimpleNamespace(folder=folder), key) as connection:
        connection.execute(statement, values)
        connection.commit()


def test_a_signature_promised_on_the_screen_is_waited_for_until_it_is_drawn(
    clinic: TestClinic, desk_of: DeskOf, consent: Consent
) -> None:
    desk, entry_id, on_paper = consent
    client = desk.clients.all()[0].id
    assert [one.waits for one in desk.acknowledging.standings(client)] == [False]
    amend(desk, entry_id, "correction", "It was signed here.", signed_how="On this screen")
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
    for own in (copy_for_the_client(new), copy_for_the_client(on_paper)):
        asked = [one.level for one in desk.disclosures.check(own) if unsigned in one.text]
        assert asked == (["should"] if own.document_id == new else []), "one's own record is had as it stands"
    assert not desk.drafts.start("consent_revocation", client_id=client).answers.get("revocations")
    assert family.consent_choices(desk.charts.state(client), desk.clock.today()) == []
    assert "No active consent covers Mara" in _told_of_family(desk, client)
    desk.lock()
    device = tablet(desk_of)
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
    assert _refused(desk, copy_for_the_client(new)) == ""
    assert unsigned not in _refused(desk, to_mara)
    assert waits not in _refused(desk, to_mara)
    assert len(family.consent_choices(desk.charts.state(client), desk.clock.today())) == 1
    assert "No active consent covers Mara" not in _told_of_family(desk, client)
    pad = desk.acknowledging.pad(new)
    assert (pad.free, pad.paper.waits, bool(pad.paper.drawn_at)) == (False, False, True)
    _lock_and_change(desk, "UPDATE audit_event SET body = substr(body, 1, 20) WHERE action = 'entry.acknowledged'")
    desk = desk_of("therapist")
    assert told() == [said], "an event that cannot be read says nothing, and stops no chart"


def test_only_the_witness_ends_the_wait_for_a_clients_signature_and_a_damaged_entry_stops_no_chart(
    desk_of: DeskOf, consent: Consent
) -> None:
    """With a changed program a colleague writes any event; in a client's chart each paper is read by itself."""
    desk, entry_id, _ = consent
    client = desk.clients.all()[0].id
    amend(desk, entry_id, "correction", "It was signed here.", signed_how="On this screen")
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
    _lock_and_change(desk, "UPDATE entry_version SET body = substr(body, 1, 20) WHERE entry_id = ?", (entry_id,))
    desk = desk_of("therapist")
    said = [one.text for one in desk.tasks.attention(client)]
    assert "Consent to disclose of 28 Sep 2026 is damaged and cannot be read. Run the record check." in said
    assert "Consent to disclose (Bayview) of 28 Sep 2026 waits for the client's signature on the screen." in said
    assert sorted(waits(desk)) == [False, True]
    desk.lock()
