"""What a family session keeps about somebody else: on no paper, and out of what is handed out by default."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.disclosures.service import NotPermitted
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED
from tests.documents.tools import pdf_text
from tests.support.clinic import passphrase_of

KEPT = "The sister has her own appointments on Wednesdays."


def session_paper(desk: Desk, client: ClientRow, *, sensitive: bool) -> str:
    """The document id of a signed family session."""
    draft = desk.drafts.start("family_session", client_id=client.id)
    answers = {**draft.answers, **FILLED["family_session"], "third_party_sensitive": sensitive}
    answers.pop("objectives_served")
    answers["consent_missing"] = "Nothing about substance use was said."
    if not sensitive:
        answers.pop("third_party_detail")
    desk.drafts.save(draft.id, answers)
    return desk.signing.sign([draft.id], passphrase_of("therapist")).document_ids[0]


def asked(document_id: str, note: str = "") -> DisclosureRequest:
    return DisclosureRequest(
        document_id, "Marisol Vega-Ortiz", "client", "Own copy", basis="client access", how="save", note=note
    )


def test_what_is_kept_about_somebody_else_is_on_no_paper(desk: Desk, client: ClientRow, tmp_path: Path) -> None:
    assert FILLED["family_session"]["third_party_detail"] == KEPT
    _, pdf = desk.charts.paper(session_paper(desk, client, sensitive=True))
    text = " ".join(pdf_text(pdf, tmp_path).split())
    assert "family" in text.casefold()
    assert KEPT not in text
    assert "Wednesdays" not in text
    assert b"Wednesdays" not in pdf


def test_a_note_that_is_marked_stays_in_unless_somebody_says_why(desk: Desk, client: ClientRow) -> None:
    document = session_paper(desk, client, sensitive=True)
    with pytest.raises(NotPermitted) as refused:
        desk.disclosures.release(asked(document), lambda pdf, cover: None)
    assert "somebody else" in refused.value.remedy
    assert [one.item for one in refused.value.findings if one.level == "must"] == ["note"]
    row = desk.disclosures.release(asked(document, "Her sister agreed in writing on 3 Dec."), lambda pdf, cover: None)
    assert row.note == "Her sister agreed in writing on 3 Dec."


def test_a_note_that_is_not_marked_leaves_as_before(desk: Desk, client: ClientRow) -> None:
    row = desk.disclosures.release(asked(session_paper(desk, client, sensitive=False)), lambda pdf, cover: None)
    assert row.outcome == "released"
