"""A clinic at the command line, and papers that its people signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from ehr_desk.cli import Means, main
from tests.cli.running import Ran, Run, Typed
from tests.support.cheap import CHEAP
from tests.support.clinic import TestClinic, passphrase_of
from tests.support.writing import course, write


@dataclass(frozen=True)
class Papers:
    """A clinic's vault after a course of treatment, and the papers taken out of it."""

    clinic: TestClinic
    root: Path
    progress: bytes
    """One signature, of the case manager."""
    trainees: bytes
    """A trainee's summary before the co-signature."""
    cosigned: bytes
    """The same afterwards."""


def _papers(folder: Path) -> Papers:
    clinic = TestClinic.build(folder / "clinic.vault", CHEAP)
    clinic.clock.advance(timedelta(days=37))  # the filled-in forms lie before this day
    client = course(clinic)
    case_manager = clinic.desk("case manager")
    signed = write(case_manager, "progress_summary", client, keep=True)
    _, progress = case_manager.charts.paper(signed.document_ids[0])
    case_manager.lock()
    trainee = clinic.desk("trainee")
    waiting = write(trainee, "discharge_summary", client, keep=True)
    _, first = trainee.charts.paper(waiting.document_ids[0])
    trainee.lock()
    supervisor = clinic.desk("supervisor")
    supervisor.cosigning.cosign(waiting.entry_ids, passphrase_of("supervisor"))
    _, second = supervisor.charts.paper(waiting.document_ids[0])
    supervisor.lock()
    return Papers(clinic, clinic.folder / "clinic-root.cer", progress, first, second)


@pytest.fixture(scope="session")
def kept_papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Made once; nobody may change this vault."""
    return _papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def papers(kept_papers: Papers, tmp_path: Path) -> Papers:
    """A copy of one's own."""
    clinic = kept_papers.clinic.copy_to(tmp_path / "clinic.vault")
    kept = kept_papers
    return Papers(clinic, clinic.folder / "clinic-root.cer", kept.progress, kept.trainees, kept.cosigned)


@pytest.fixture
def run(papers: Papers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process, on the clock of the clinic."""
    means = Means(papers.clinic.clock, papers.clinic.ids, papers.clinic.kdf)

    def run_it(*arguments: str | Path, typed: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", Typed(typed))
        capsys.readouterr()
        code = main([str(argument) for argument in arguments], means)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run_it
