"""The invented clinics that the fault programs work on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.common.clock import SettableClock
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED
from tests.support.cheap import CHEAP
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.vault.clinic import Clinic, new_clinic

WHO = "therapist"


def small_vault(folder: Path) -> Clinic:
    """A vault with one administrator and a chart of one table."""
    return new_clinic(folder / "clinic.vault", SettableClock(datetime(2026, 9, 1, 9, tzinfo=UTC)), CHEAP)


def whole_clinic(folder: Path) -> tuple[TestClinic, ClientRow]:
    """A clinic with one admitted client."""
    clinic = TestClinic.build(folder / "clinic.vault", CHEAP)
    clinic.clock.advance(timedelta(days=37))
    desk = clinic.desk(WHO)
    client = add_client(desk)
    draft = desk.drafts.start("admission", client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **FILLED["admission"]})
    desk.signing.sign([draft.id], passphrase_of(WHO))
    desk.lock()
    return clinic, client


def entries_of(desk: Desk, client: ClientRow) -> int:
    """How many entries the client's chart holds."""
    return desk.charts.reload(client.id).entry_count
