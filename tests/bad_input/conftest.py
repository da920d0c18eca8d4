"""A clinic with one marked client, and a watch over everything that is said, logged or named while a test runs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.common.clock import SettableClock
from ehr_desk.desk import Desk
from tests.bad_input.saying import CLINICAL, FAMILY, GIVEN, NOTE, clinical_in
from tests.clinical_forms.filled import FILLED, told
from tests.support.cheap import CHEAP
from tests.support.clinic import TestClinic, add_client, passphrase_of


@dataclass(frozen=True)
class Place:
    """A clinic with an admitted client."""

    clinic: TestClinic
    client: ClientRow

    @property
    def folder(self) -> Path:
        return self.clinic.folder

    @property
    def clock(self) -> SettableClock:
        return self.clinic.clock

    def desk(self, who: str = "therapist") -> Desk:
        return self.clinic.desk(who)

    def ready_summary(self, desk: Desk) -> DraftRow:
        """The draft of a progress summary that could be signed."""
        draft = desk.drafts.start("progress_summary", client_id=self.client.id)
        desk.drafts.save(draft.id, {**told("progress_summary"), **draft.answers, "reason_for_admission": NOTE})
        return desk.drafts.one(draft.id)

    def worker(self, act: str, *more: str) -> list[str]:
        """The command line of a second program that works as the therapist, at the same time of day."""
        who, at = self.clinic.staff_ids["therapist"], self.clock.now().isoformat()
        return [sys.executable, "-m", "tests.bad_input.worker", act, str(self.folder), who, at, *more]

    def file(self, name: str) -> Path:
        return self.folder / name

    def is_whole(self, *, entries: int = 1) -> None:
        """Nothing was lost: the record opens, is sound, and the client's chart holds so many entries."""
        self.clock.advance(timedelta(hours=1))
        desk = self.desk()
        assert desk.check().sentences()[0].startswith("Everything agrees.")
        assert desk.charts.reload(self.client.id).entry_count == entries
        desk.lock()


@pytest.fixture(scope="session")
def kept_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Made once; nobody may change this vault."""
    clinic = TestClinic.build(tmp_path_factory.mktemp("clinic") / "clinic.vault", CHEAP)
    clinic.clock.advance(timedelta(days=37))  # the filled-in forms lie before this day
    desk = clinic.desk("therapist")
    client = add_client(desk, FAMILY, GIVEN)
    draft = desk.drafts.start("admission", client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **FILLED["admission"], "presenting_problem": NOTE})
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    desk.lock()
    return Place(clinic, client)


@pytest.fixture
def place(kept_place: Place, tmp_path: Path) -> Place:
    """A copy of one's own."""
    return Place(kept_place.clinic.copy_to(tmp_path / "clinic.vault"), kept_place.client)


@pytest.fixture(autouse=True)
def nothing_clinical_leaves_the_vault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[None]:
    """Whatever a test does: no log line, no output, no file name and no file outside the record holds a client."""
    caplog.set_level(logging.DEBUG)
    yield
    said = capfd.readouterr()
    for text in (caplog.text, said.out, said.err):
        assert clinical_in(text) == []
    for path in tmp_path.rglob("*"):
        assert clinical_in(str(path.relative_to(tmp_path))) == []
        if path.is_file() and path.suffix != ".pdf":
            content = path.read_bytes()
            assert [word for word in CLINICAL if word.encode() in content] == [], path.name
