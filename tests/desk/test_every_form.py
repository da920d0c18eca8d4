"""Every form in ``forms/``, the restricted ones included: opened, filled, printed, signed, rebuilt from the entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.chart.entries.rows import Signed
from ehr_desk.common.paths import forms_dir
from ehr_desk.desk import Desk, unlock
from ehr_desk.forms import FormLibrary, normalise
from tests.clinical_forms.filled import FILLED, GROUP_CLIENTS, GROUP_SESSION, RESTRICTED
from tests.clinical_forms.generated import generated
from tests.support.clinic import TestClinic, add_client, passphrase_of

AMENDING = {"addendum", "entered_in_error"}
"""Written upon another entry; ``test_amending`` signs them."""
FIRST = ("suitability", "admission", "treatment_plan", "consent")
LAST = ("plan_review", "progress_summary", "aftercare_plan", "consent_revocation", "discharge_summary")
ASSEMBLED = {"progress_summary", "attendance_letter", "aftercare_plan", "discharge_summary", "consent_revocation"}
"""What the record fills in stands, the rest is added."""


def desk_of(clinic: TestClinic, who: str, library: FormLibrary) -> Desk:
    return unlock(
        clinic.folder,
        clinic.staff_ids[who],
        passphrase_of(who),
        clock=clinic.clock,
        ids=clinic.ids,
        kdf=clinic.kdf,
        library=library,
    )


def in_order(library: FormLibrary) -> list[str]:
    """Every form a client's course can hold, in an order in which it can happen."""
    middle = sorted({form.id for form in library.all()} - AMENDING - {"group_note", *FIRST, *LAST})
    return [*FIRST, *middle, *LAST]


def fill(desk: Desk, form_id: str, client: ClientRow, *, large: bool = False) -> tuple[str, dict[str, Any]]:
    """A draft with the filled answers; ``large``: with generated texts of pages, and tables of many rows."""
    draft = desk.drafts.start(form_id, client_id=client.id)
    given: Mapping[str, Any] = {**FILLED, **RESTRICTED}[form_id]
    if large:
        given = generated(desk.drafts.form_of(draft), given, 1)
    answers = {**given, **draft.answers} if form_id in ASSEMBLED else {**draft.answers, **given}
    if form_id == "consent_revocation":
        answers["revocations"] = [{**row, "taken_back": True} for row in draft.answers["revocations"]]
    if form_id in ASSEMBLED:
        answers = dict(desk.drafts.assemble_again(draft.id, answers).answers)
    desk.drafts.save(draft.id, answers)
    return draft.id, answers


def signed_by(desk: Desk, who: str, draft_id: str) -> Signed:
    """Sign, or say what is missing."""
    try:
        return desk.signing.sign([draft_id], passphrase_of(who))
    except Incomplete as error:
        missing = [one.text for each in error.prepared for one in each.findings if one.level == "must"]
        raise AssertionError(missing) from None


def test_every_form_is_opened_filled_with_pages_printed_signed_and_rebuilt_from_the_entries(clinic: TestClinic) -> None:
    library = FormLibrary.load(forms_dir(), restricted=True)
    who, desk = "therapist", desk_of(clinic, "therapist", library)
    client = add_client(desk)
    signed: set[str] = set()
    for form_id in in_order(library):
        form = library.get(form_id)
        writes = "therapist" if "therapist" in form.authors else "psychiatrist"
        if writes != who:
            desk.lock()
            who, desk = writes, desk_of(clinic, writes, library)
        draft_id, answers = fill(desk, form_id, client, large=True)
        assert desk.signing.preview(draft_id).startswith(b"%PDF-"), form_id
        result = signed_by(desk, who, draft_id)
        (entry_id,) = result.entry_ids
        opened = desk.charts.entry(entry_id)
        assert opened.form_of(opened.content).hash == form.hash
        assert opened.content.body["answers"] == normalise(form, answers), form_id
        assert bool(result.document_ids) is bool(form.paper), form_id
        signed.add(form_id)
    assert {one.form_id for one in desk.charts.timeline(client.id)} == signed
    assert desk.check().sentences()[0].startswith("Everything agrees")
    desk.lock()


def test_every_kind_of_attendance_is_signed_in_one_group_note(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    clients = [add_client(desk, family) for family in ("Vega", "Brennan", "Choi")]
    for client in clients:
        for form_id in ("admission", "treatment_plan"):
            draft_id, _ = fill(desk, form_id, client)
            desk.signing.sign([draft_id], passphrase_of("therapist"))
    draft = desk.drafts.start("group_note", attendees=[client.id for client in clients])
    own = {client.id: dict(answers) for client, answers in zip(clients, GROUP_CLIENTS, strict=True)}
    desk.drafts.save(draft.id, {"shared": dict(GROUP_SESSION), "clients": own})
    result = desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert len(result.entry_ids) == 3
    assert desk.check().sound
    desk.lock()
