"""The page of an entry: what its sheets say of late entries."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from ehr_desk.ui.pages.record.entry_paper import paper_of
from tests.desk.conftest import AFTER_EVERY_FILLED_FORM
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write


def test_a_corrected_late_entry_says_when_it_was_signed_first(built_clinic: TestClinic, tmp_path: Path) -> None:
    clinic = built_clinic.copy_to(tmp_path / "clinic.vault")
    clinic.clock.move_to(AFTER_EVERY_FILLED_FORM)
    desk = clinic.desk("therapist")
    entry = write(desk, "admission", add_client(desk)).entry_ids[0]
    clinic.clock.advance(timedelta(days=2))
    draft = desk.amending.start(entry, "correction", reason="A slip.")
    desk.drafts.save(draft.id, {**draft.answers, "client_goals": "To work without a drink."})
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    first, second = desk.charts.entry(entry).view.versions
    assert first.kind == "late_entry"
    sheet = paper_of(desk.charts.entry(entry), {}, desk.me, desk.clock).sheets[0]
    assert sheet.title.endswith(", correction of a late entry")
    signed = first.body["signed_local"]
    assert second.body["late_entry"] == signed
    assert sheet.notice.startswith("Correction, because: A slip. Late entry, first signed ")
    desk.lock()
