"""The steps of a stay, as a therapist signs them."""

from __future__ import annotations

from collections.abc import Mapping

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED, told
from tests.support.changing import signed_before
from tests.support.clinic import passphrase_of

VOID = {"error_kind": "Written twice", "error_reason": "It stands twice."}


def admit(desk: Desk, client: ClientRow, on: str) -> str:
    answers = {**FILLED["admission"], "entry_date": on, "admitted_on": on, "allergies_asked_on": on}
    answers |= {"orders": [], "takes_medications": False, "projected_discharge": "2027-03-01"}
    draft = desk.drafts.start("admission", client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **answers})
    return desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]


def discharge(desk: Desk, client: ClientRow, on: str) -> str:
    draft = desk.drafts.start("discharge_summary", client_id=client.id, answers={"discharged_on": on})
    desk.drafts.save(draft.id, {**told("discharge_summary"), **draft.answers, "discharged_on": on})
    desk.drafts.assemble_again(draft.id, desk.drafts.one(draft.id).answers)
    return desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]


def void(desk: Desk, entry_id: str) -> list[str]:
    """Mark as entered in error; the musts that stood in the way."""
    return amend(desk, entry_id, "entered_in_error", VOID)


def amend(desk: Desk, entry_id: str, kind: str, answers: Mapping[str, object]) -> list[str]:
    draft = desk.amending.start(entry_id, kind, reason="" if kind == "entered_in_error" else "The day was wrong.")
    desk.drafts.save(draft.id, {**signed_before(desk, draft), **answers})
    try:
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    except Incomplete as error:
        desk.drafts.discard(draft.id)
        return [finding.text for one in error.prepared for finding in one.findings if finding.level == "must"]
    return []
