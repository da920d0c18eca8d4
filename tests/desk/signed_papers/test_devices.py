"""What the seal of a device is worth: after its revocation, and below the author's own signature."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.chart.entries.store import add_paper_state
from ehr_desk.chart.entries.witnessing import ACKNOWLEDGED, Seen, statement
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.documents.handles import handle_of
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.signing import Acknowledgement, acknowledge, sign_author
from ehr_desk.documents.stored import NOT_ENTERED
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.seal import b64
from tests.clinical_forms.filled import FILLED
from tests.desk.signed_papers.acts import (
    DRAWN,
    Consent,
    DeskOf,
    paper_of,
    sign_consent,
    tablet,
)
from tests.support.clinic import TestClinic, add_client, passphrase_of


def test_check_names_a_paper_sealed_by_a_device_that_was_revoked_as_of_before(
    desk_of: DeskOf, consent: Consent
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
        sealed = paper.acknowledge(paper_of(desk, late), signer, "Somebody", dana, DRAWN, desk.clock.local())
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
    assert desk.verify(paper_of(desk, document_id)).outcome == "unknown signer"
    with desk.sitting.write() as unit:
        add_paper_state(unit.session, late, sealed, stamp(desk.clock.now()), upon=1)
        client = desk.clients.all()[0].id
        unit.record("entry.acknowledged", entity_id=entry_id, client_id=client, detail={"paper": sealed.sha256})
    report = desk.check()
    assert ("a paper was signed with a certificate after it had been revoked", late) in [
        (one.what, one.where) for one in report.faults
    ]


def test_a_device_that_seals_below_the_authors_own_signature_is_named(
    desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = tablet(desk_of)
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
    sign_consent(desk, client)
    monkeypatch.undo()
    report = desk.check()
    assert not report.sound
    assert any("saw the client sign" in one for one in report.sentences())


def test_a_seal_that_the_log_entered_after_its_key_was_renewed_is_named_though_the_witness_confirmed_it(
    desk_of: DeskOf, clinic: TestClinic
) -> None:
    device, words = tablet(desk_of), passphrase_of("therapist")
    desk = desk_of("therapist")
    signed = sign_consent(desk, add_client(desk))
    (document_id,), (entry_id,) = signed.document_ids, signed.entry_ids
    dana = Author("", "Dana Whitlock", "LPCC-S", "therapist")
    with desk.sitting.authority.device_signer(device.fingerprint) as copied:  # whoever kept a copy of the key
        paper, at = paper_of(desk, document_id), desk.clock.local()
        made = desk.acknowledging._papers.acknowledge(paper, copied, "Marisol Vega-Ortiz", dana, DRAWN, at)
    desk.lock()
    clinic.clock.advance(timedelta(days=2))
    admin = desk_of("administrator")
    admin.sitting.authority.renew_device(passphrase_of("administrator"), device.fingerprint)
    admin.lock()
    desk = desk_of("therapist")
    seen = Seen(document_id, made.sha256, device.fingerprint, made.words)
    with desk.sitting.signer(words) as witness:
        signature = witness.sign(statement(desk.sitting.vault_id, desk.me.id, seen.hash()))
        by = fingerprint(load(witness.certificate_pem))
    with desk.sitting.write() as unit:
        add_paper_state(unit.session, document_id, made, stamp(desk.clock.now()), upon=1)
        told = {"entity": "entry", "entity_id": entry_id, "client_id": desk.clients.all()[0].id}
        detail = {"paper": made.sha256, "document": document_id, "device": device.fingerprint, "facts": seen.hash()}
        unit.record(ACKNOWLEDGED, **told, detail={**detail, "signed_by": by, "signature": b64(signature)})
    assert desk.verify(made.pdf).exit_code == 2
    assert [(one.what, one.where) for one in desk.check().faults] == [(NOT_ENTERED, document_id)]


def test_a_paper_that_somebody_else_than_the_author_of_the_entry_signed_is_named(
    desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a changed program of the author, who has a copy of a colleague's key."""
    colleague = desk_of("case manager")
    with colleague.sitting.signer(passphrase_of("case manager")) as copied:
        colleague.lock()
        desk = desk_of("therapist")

        def signed_by_another(
            self: PaperMaker, document: Any, _signer: Any, author: Author, meaning: str, at: datetime, *_more: Any
        ) -> MadePaper:
            pdf = self.press.print(document).pdf
            made = sign_author(pdf, handle_of(copied, author), meaning=meaning, at=at, press=self.press)
            return MadePaper(made, sha256_hex(made), 1, 1)

        monkeypatch.setattr(PaperMaker, "_signed_new", signed_by_another)
        (number,) = sign_consent(desk, add_client(desk)).document_ids
        monkeypatch.undo()
    assert (NOT_ENTERED, number) in [(one.what, one.where) for one in desk.check().faults]
