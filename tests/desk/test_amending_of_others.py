"""Other people's entries, and drafts from before a chart was closed."""

from __future__ import annotations

import pytest

from ehr_desk.chart.access.gate import NotOnCaseload
from ehr_desk.chart.staff.gate import REFUSED
from ehr_desk.common.errors import Refused
from tests.desk.limiting import limit
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write


def test_only_the_author_corrects_and_only_they_or_a_supervisor_mark_as_entered_in_error(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    (entry_id,) = write(desk, "absence", client).entry_ids
    desk.lock()
    desk = clinic.desk("case manager")
    for kind in ("entered_in_error", "correction", "amendment_at_client_request"):
        with pytest.raises(Refused):
            desk.amending.start(entry_id, kind, reason="Why not.")
        event = desk.sitting.audit.events(limit=1)[0]
        assert (event.action, event.entity, event.entity_id) == (REFUSED, "entry", entry_id)
    assert desk.drafts.mine() == []
    desk.lock()
    desk = clinic.desk("supervisor")
    assert desk.amending.start(entry_id, "entered_in_error", reason="Wrong client.").amends == entry_id
    desk.lock()


def test_a_draft_from_before_the_chart_was_closed_to_somebody_is_kept_and_not_signed(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    draft = desk.drafts.start("absence", client_id=client.id)
    desk.lock()
    limit(clinic)
    desk = clinic.desk("therapist")
    with pytest.raises(NotOnCaseload):
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert [each.id for each in desk.drafts.mine()] == [draft.id]
    assert desk.sitting.audit.events(action="entry.signed") == []
    desk.lock()
