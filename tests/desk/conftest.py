"""A clinic with staff for each test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from tests.desk.limiting import limit
from tests.desk.stays import admit
from tests.support.clinic import TestClinic, add_client

AFTER_EVERY_FILLED_FORM = datetime(2026, 12, 28, 15, 0, tzinfo=UTC)


@pytest.fixture
def clinic(built_clinic: TestClinic, tmp_path: Path) -> TestClinic:
    copy = built_clinic.copy_to(tmp_path / "clinic.vault")
    copy.clock.move_to(AFTER_EVERY_FILLED_FORM)
    return copy


@pytest.fixture
def desk(clinic: TestClinic) -> Iterator[Desk]:
    """The therapist's desk on the clinic's day."""
    opened = clinic.desk("therapist")
    yield opened
    opened.lock()


@pytest.fixture
def client(desk: Desk) -> ClientRow:
    return add_client(desk)


@pytest.fixture
def admitted(desk: Desk, client: ClientRow) -> ClientRow:
    """The client, in a stay since 28 September 2026."""
    admit(desk, client, "2026-09-28")
    return client


@pytest.fixture
def limited(clinic: TestClinic) -> tuple[TestClinic, str, str]:
    """A clinic whose charts are limited to caseloads: one client of the therapist's, one of nobody's."""
    desk = clinic.desk("therapist")
    mine, other = add_client(desk), add_client(desk, "Brandt", "Ilse")
    desk.lock()
    supervisor = clinic.desk("supervisor")
    supervisor.clients.set_primary(mine.id, desk.me.id)
    supervisor.lock()
    limit(clinic)
    return clinic, mine.id, other.id
