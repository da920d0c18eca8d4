"""Where the next progress summary starts, on a real vault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.clients.service import ClientService
from ehr_desk.chart.entries.drafts import DraftService
from ehr_desk.chart.entries.signing import SigningService
from ehr_desk.chart.summaries.reader import next_period
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.sitting import Sitting
from tests.chart.entries.toy import PlainPaper
from tests.chart.summaries.record import Record, episode
from tests.clinical_forms.filled import told
from tests.support.one_person import DANA, PASSPHRASE, found

ADMITTED = Record({"episodes": [episode(admitted_on=date(2026, 9, 28))]})


@pytest.fixture
def sitting(tmp_path: Path, cheap_kdf: KdfLimits) -> Iterator[Sitting]:
    opened = found(tmp_path / "clinic.vault", cheap_kdf, seed=2).unlock()
    yield opened
    opened.lock()


def test_a_progress_summary_starts_where_the_last_one_ended(sitting: Sitting) -> None:
    clock, ids, rooms = SettableClock(datetime(2026, 11, 21, 15, 0, tzinfo=UTC)), SeededIds(4), heart()
    client = ClientService(sitting, DANA, clock, ids).add(ClientFacts("Vega", "Mari", date(1991, 3, 14)))
    drafts = DraftService(sitting, DANA, FormLibrary.load(forms_dir()), rooms, clock, ids)
    signing = SigningService(sitting, drafts, rooms, PlainPaper(), clock, ids)

    with sitting.read() as session:
        before = next_period(session, client.id, ADMITTED, clock.today())
    assert before == {"period_from": "2026-10-23", "period_to": "2026-11-21"}

    for form_id in ("admission", "progress_summary"):
        draft = drafts.start(form_id, client_id=client.id)
        drafts.assemble_again(draft.id, {**draft.answers, **told(form_id)})
        signing.sign([draft.id], PASSPHRASE)
    with sitting.read() as session:
        after = next_period(session, client.id, ADMITTED, clock.today())
        later_stay = Record({"episodes": [episode(admitted_on=date(2026, 11, 15))]})
        again = next_period(session, client.id, later_stay, clock.today())
    assert after == {"period_from": "2026-11-01", "period_to": "2026-11-21"}
    assert again == {"period_from": "2026-11-15", "period_to": "2026-11-21"}

    draft = drafts.start("progress_summary", client_id=client.id, answers=after)
    assert draft.answers["attendance_note"].startswith("No session is recorded in this period.")
