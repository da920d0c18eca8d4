"""A case manager takes back a consent that a therapist recorded; nothing leaves on it from that moment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.disclosures.service import NotPermitted
from ehr_desk.common.errors import Refused
from tests.clinical_forms.filled import FILLED
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write


def test_a_consent_taken_back_stops_what_it_allowed(clinic: TestClinic, tmp_path: Path) -> None:
    therapist = clinic.desk("therapist")
    client = add_client(therapist)
    write(therapist, "admission", client)
    consent = {**FILLED["consent"], "consent_kind": "specific disclosure", "recipient": "Bayview Counseling"}
    write(therapist, "consent", client, {**consent, "scope": ["progress summary"]})
    therapist.lock()
    desk = clinic.desk("case manager")
    summary = write(desk, "progress_summary", client, keep=True)
    (row,) = desk.charts.state(client.id)["consents"]
    request = DisclosureRequest(
        document_id=summary.document_ids[0],
        recipient="Bayview Counseling",
        recipient_kind="treating provider",
        purpose=row.purpose,
        basis="consent",
        how="save",
        consent_id=row.consent_id,
    )
    assert len(desk.disclosures.release_to_folder(request, tmp_path)) == 2

    with pytest.raises(Refused):
        desk.amending.start(row.consent_id, "correction")
    draft = desk.drafts.start("consent_revocation", client_id=client.id)
    (line,) = draft.answers["revocations"]
    assert line["consent_recipient"].startswith("Bayview Counseling")
    assert (line["consent_id"], line["consent_purpose"]) == (row.consent_id, row.purpose)
    assert (line["consent_scope"], line["consent_given_on"]) == ("progress summary", row.given_on.isoformat())
    told = {name: FILLED["consent_revocation"][name] for name in ("revoked_how", "revoked_by", "told")}
    desk.drafts.save(draft.id, {**draft.answers, **told, "revocations": [{**line, "taken_back": True}]})
    desk.signing.sign([draft.id], passphrase_of("case manager"))

    (ended,) = desk.charts.state(client.id)["consents"]
    assert replace(ended, revoked_on=None, entry_id=row.entry_id) == row
    assert ended.revoked_on == clinic.clock.today()
    with pytest.raises(NotPermitted, match="cannot be handed out") as refusal:
        desk.disclosures.release_to_folder(request, tmp_path)
    assert "revoked" in refusal.value.remedy
    assert desk.check().sound
    desk.lock()
