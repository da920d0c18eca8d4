"""A program that its author changed signs an entry with a paper of other words: nobody else signs, adds to or lets out
that paper."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.entries import derived
from ehr_desk.chart.entries.told_on import OtherWords, told_on
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.paths import forms_dir
from ehr_desk.desk import Desk
from ehr_desk.documents.codes import paper_code
from ehr_desk.documents.inspecting import attached_record
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.same_words import OTHER_WORDS
from ehr_desk.forms import Form, FormLibrary
from tests.clinical_forms.filled import FILLED
from tests.desk.signed_papers.acts import DRAWN, DeskOf, amend, copy_for_the_client, paper_of, sign_consent, tablet
from tests.desk.test_amending import WITHOUT_ORDERS, visit
from tests.desk.test_every_form import desk_of as desk_with
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

Change = Callable[[dict[str, Any]], None]
NOTE = {name: value for name, value in FILLED["dap_note"].items() if name != "objectives_served"}
SAYS_OTHER = "does not say what its entry says"


@contextmanager
def printing_otherwise(change: Change) -> Iterator[None]:
    """A program that prints something else than is signed into the record."""
    honest = PaperMaker.describe

    def describe(self: PaperMaker, body: Any, form: Form, *rest: Any, **more: Any) -> Any:
        other = deepcopy(body)
        change(other)
        return honest(self, other, form, *rest, **more)

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(PaperMaker, "describe", describe)
        yield


def answering(**answers: object) -> Change:
    return lambda body: body["answers"].update(answers)


def test_a_supervisor_never_co_signs_a_paper_of_other_words_than_the_entry_on_their_screen(desk_of: DeskOf) -> None:
    trainee = desk_of("trainee")
    client = add_client(trainee)
    with printing_otherwise(answering(plan="No safety plan was needed.")):
        forged = write(trainee, "dap_note", client, NOTE)
    (entry_id,), (number,) = forged.entry_ids, forged.document_ids
    assert [(fault.what, fault.where) for fault in trainee.check().faults] == [(OTHER_WORDS, number)]
    trainee.lock()
    supervisor = desk_of("supervisor")
    with pytest.raises(OtherWords, match=f"{number} {SAYS_OTHER}.*Return the entry"):
        supervisor.cosigning.cosign([entry_id], passphrase_of("supervisor"))
    assert [one.entry_id for one in supervisor.cosigning.queue()] == [entry_id]
    assert supervisor.charts.paper(number)[0].signatures == 1
    supervisor.cosigning.give_back(entry_id, "The paper says something else.")
    supervisor.lock()
    trainee = desk_of("trainee")
    again = trainee.amending.start(entry_id, "correction", reason="Returned")
    trainee.drafts.save(again.id, {**trainee.charts.entry(entry_id).content.body["answers"], "plan": "As agreed."})
    (corrected,) = trainee.signing.sign([again.id], passphrase_of("trainee")).document_ids
    trainee.lock()
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign([entry_id], passphrase_of("supervisor"))
    info, pdf = supervisor.charts.paper(corrected)
    assert info.signatures == 2
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert list(opened.attachments) == ["record.json"], "what it replaces does not travel along"
    assert supervisor.charts.paper(number)[0].signatures == 1


def test_a_consent_to_another_recipient_is_not_signed_by_the_client_added_to_or_let_out(
    desk_of: DeskOf, tmp_path: Path
) -> None:
    device, desk = tablet(desk_of), desk_of("therapist")
    with printing_otherwise(answering(recipient="A landlord")):
        signed = sign_consent(desk, add_client(desk))
    (entry_id,), (number,) = signed.entry_ids, signed.document_ids
    pdf = paper_of(desk, number)
    with pytest.raises(OtherWords, match="The client does not sign it"):
        desk.acknowledging.pad(number)
    with pytest.raises(OtherWords, match="The client does not sign it"):
        desk.acknowledging.acknowledge(number, device.fingerprint, DRAWN, passphrase_of("therapist"))
    with pytest.raises(OtherWords, match="Nothing is added to it"):
        amend(desk, entry_id, "addendum", why="Other", added_text="Read together.")
    with pytest.raises(OtherWords, match=f"{number} {SAYS_OTHER}. It is not handed out"):
        desk.disclosures.release_to_folder(copy_for_the_client(number), tmp_path)
    assert not list(tmp_path.glob("*.pdf"))
    assert paper_of(desk, number) == pdf
    found = desk.paper_checks.find(paper_code(number, sha256_hex(attached_record(pdf))))
    assert (found.good, found.sentences) == (False, (f"Document {number} {SAYS_OTHER}.",))


def test_another_dose_than_was_ordered_is_not_let_out(desk_of: DeskOf, tmp_path: Path) -> None:
    therapist = desk_of("therapist")
    client = add_client(therapist)
    write(therapist, "admission", client, WITHOUT_ORDERS)
    therapist.lock()
    desk = desk_of("psychiatrist")

    def double(body: dict[str, Any]) -> None:
        body["answers"]["orders"][0]["dose"] = "200"

    with printing_otherwise(double):
        entry_id = visit(desk, client, "2026-10-14")
    number = str(desk.charts.entry(entry_id).content.body["document_id"])
    with pytest.raises(OtherWords):
        desk.disclosures.release_to_folder(copy_for_the_client(number), tmp_path)


def test_an_honest_paper_is_signed_and_let_out_after_everything_beside_it_changed(
    clinic: TestClinic, desk_of: DeskOf, tmp_path: Path
) -> None:
    trainee = desk_of("trainee")
    client = add_client(trainee)
    note = write(trainee, "dap_note", client, NOTE)
    (entry_id,), (number,) = note.entry_ids, note.document_ids
    before = next(one for one in trainee.staff.all() if one.login == "toby")
    trainee.lock()
    admin = desk_of("administrator")
    admin.clinic.save(replace(admin.clinic.read(), name="Harbor Street Program", address="2 Pier", page_size="a4"))
    held = replace(before.credentials[0], credential="LPC")
    admin.staff.enter_credential(
        before.id, held, own_passphrase=passphrase_of("administrator"), replaces=before.credentials[0].id
    )
    admin.lock()
    shipped = FormLibrary.load(forms_dir())
    revised = replace(shipped.get("dap_note"), version=99, title="DAP note, revised")
    library = FormLibrary([revised, *(one for one in shipped.all() if one.id != "dap_note")])
    supervisor = desk_with(clinic, "supervisor", library)
    supervisor.clients.change(client.id, ClientFacts("Zimmerwald", client.given_name, client.date_of_birth))
    supervisor.cosigning.cosign([entry_id], passphrase_of("supervisor"))
    assert supervisor.charts.paper(number)[0].signatures == 2
    amended = replace(copy_for_the_client(number), recipient="Marisol Zimmerwald")
    supervisor.disclosures.release_to_folder(amended, tmp_path)
    assert len(list(tmp_path.glob("*.pdf"))) >= 1
    assert supervisor.check().sound
    supervisor.lock()


def test_what_was_signed_before_papers_were_worded_otherwise_is_compared_no_more(desk: Desk) -> None:
    client = add_client(desk)
    (older,) = write(desk, "absence", client).document_ids
    with pytest.MonkeyPatch.context() as later, desk.sitting.write() as unit:
        later.setattr(derived, "WORDING", derived.WORDING + 1)
        words = {"from": derived.WORDING - 1, "to": derived.WORDING}
        unit.record("schema.migrated", detail={"wording": words})
    (newer,) = write(desk, "dap_note", client, NOTE).document_ids
    with desk.sitting.read() as session:
        assert told_on(session, older) is not None, "who enters such an event by hand gains nothing"
        with pytest.MonkeyPatch.context() as later:
            later.setattr(derived, "WORDING", derived.WORDING + 1)
            assert told_on(session, older) is None
            assert told_on(session, newer) is not None
