"""A small demonstration, built once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ehr_desk.common.clock import SystemClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.demo.build import CHEAP
from ehr_desk.demo.people import BY_LOGIN
from ehr_desk.demo.run import CERTIFICATE, VAULT, Options, make_demo
from ehr_desk.desk import Desk, unlock
from ehr_desk.vault.vault import VaultFile

CLIENTS = 3


@dataclass
class Demo:
    """A built demonstration folder."""

    folder: Path
    told: list[str] = field(default_factory=list)

    @property
    def vault(self) -> Path:
        return self.folder / VAULT

    @property
    def root(self) -> Path:
        return self.folder / CERTIFICATE

    @property
    def papers(self) -> list[Path]:
        return sorted(self.folder.glob("*.pdf"))

    def desk(self, login: str) -> Desk:
        """Sit down as somebody of the README."""
        person = next(person for person in VaultFile(self.vault).people if person.login == login)
        passphrase = BY_LOGIN[login].passphrase
        return unlock(self.vault, person.staff_id, passphrase, clock=SystemClock(), ids=RandomIds(), kdf=CHEAP)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    built = Demo(tmp_path_factory.mktemp("demo") / "here")
    make_demo(built.folder, Options(clients=CLIENTS, kdf=CHEAP, tell=built.told.append))
    return built
