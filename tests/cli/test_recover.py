"""``ehr-desk recover DIR``: a new passphrase with the printed code and the clinic's root key."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.founding import FirstPerson, create
from ehr_desk.cli import Means, main
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.desk import unlock
from ehr_desk.vault import Created, KdfLimits, VaultFile
from tests.cli.running import Ran, Run, Typed
from tests.support.clinic import START

OLD, NEW = "an invented old passphrase", "an invented new passphrase"


@pytest.fixture
def created(vault_folder: Path, cheap_kdf: KdfLimits) -> Created:
    clinic = ClinicRow("Riverbend Demo Clinic")
    person = FirstPerson("ona", "Ona Petrov", "MBA")
    return create(vault_folder, clinic, person, OLD, clock=SettableClock(START), ids=SeededIds(3), kdf=cheap_kdf)


@pytest.fixture
def command(cheap_kdf: KdfLimits, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_it(*arguments: str | Path, typed: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", Typed(typed))
        capsys.readouterr()
        code = main([str(one) for one in arguments], Means(SettableClock(START), SeededIds(4), cheap_kdf))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run_it


def recovered(command: Run, folder: Path, created: Created, *more: str, code: str = "", key: Path | None = None) -> Ran:
    typed = "\n".join((code or created.recovery_code, NEW, created.root_passphrase, ""))
    return command("recover", folder, "--root-key", key or created.root_key_file, *more, typed=typed)


def test_the_code_and_the_root_key_give_a_new_passphrase(command: Run, vault_folder: Path, created: Created) -> None:
    ran = recovered(command, vault_folder, created, "--login", "ona")
    assert (ran.code, ran.err) == (0, "")
    assert "new key for signing" in ran.out
    assert command("check", vault_folder, typed=NEW + "\n").code == 0
    assert command("check", vault_folder, typed=OLD + "\n").code == 1


def test_the_code_is_read_however_it_is_typed(command: Run, vault_folder: Path, created: Created) -> None:
    sloppy = created.recovery_code.lower().replace("-", "  ").replace("0", "o").replace("1", "i")
    assert recovered(command, vault_folder, created, code=sloppy).code == 0


def test_a_wrong_code_changes_nothing(command: Run, vault_folder: Path, created: Created) -> None:
    ran = recovered(command, vault_folder, created, code="0" * 32)
    assert ran.code == 1
    assert "does not open this record" in ran.err
    assert command("check", vault_folder, typed=OLD + "\n").code == 0


def test_a_root_key_that_is_none_is_said_and_the_vault_is_free_afterwards(
    command: Run, vault_folder: Path, created: Created
) -> None:
    ran = recovered(command, vault_folder, created, key=vault_folder / "clinic-root.cer")
    assert ran.code == 1
    assert "root key" in ran.err
    assert command("check", vault_folder, typed=OLD + "\n").code == 0


def test_a_damaged_key_file_opens_only_when_its_copy_is_asked_for(
    command: Run, vault_folder: Path, created: Created
) -> None:
    assert recovered(command, vault_folder, created).code == 0
    (vault_folder / "vault.hdr").write_bytes(b"gone")
    assert "vault.hdr.prev" in command("check", vault_folder, typed=OLD + "\n").err
    refused = command("check", vault_folder, "--previous-header", typed=OLD + "\n")
    assert "does not open the record" in refused.err  # a copy never brings back a passphrase that was replaced
    ran = recovered(command, vault_folder, created, "--previous-header")
    assert (ran.code, ran.err) == (0, "")
    assert command("check", vault_folder, typed=NEW + "\n").code == 0


def test_a_key_stick_is_asked_for_after_the_passphrase(
    command: Run, vault_folder: Path, created: Created, cheap_kdf: KdfLimits, tmp_path: Path
) -> None:
    person = VaultFile(vault_folder, cheap_kdf).people[0]
    desk = unlock(vault_folder, person.staff_id, OLD, clock=SettableClock(START), ids=SeededIds(5), kdf=cheap_kdf)
    desk.sitting.add_key_stick(OLD, tmp_path / "ona.ehrkey")
    desk.lock()
    assert "key stick" in command("check", vault_folder, typed=f"{OLD}\n").err
    assert command("check", vault_folder, typed=f"{OLD}\n{tmp_path / 'ona.ehrkey'}\n").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such modes")
def test_every_file_of_a_vault_is_its_owners_alone(command: Run, vault_folder: Path, created: Created) -> None:
    before = os.umask(0o022)
    try:
        (vault_folder / "vault.db").chmod(0o644)
        assert command("check", vault_folder, typed=OLD + "\n").code == 0
    finally:
        os.umask(before)
    assert {oct(path.stat().st_mode & 0o777) for path in vault_folder.iterdir()} == {"0o600"}
    assert vault_folder.stat().st_mode & 0o777 == 0o700
