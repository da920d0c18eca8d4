"""``ehr-desk init``: an empty folder becomes a clinic's vault, or nothing at all happened."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ehr_desk.cli import Means, main
from ehr_desk.common.clock import SystemClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.desk import unlock
from ehr_desk.vault import VaultFile
from ehr_desk.vault.authority import open_root_key
from ehr_desk.vault.create import ROOT_KEY_NAME
from tests.cli.running import REPOSITORY, Ran, Run, Typed, ehr_desk
from tests.support.cheap import CHEAP

WHO = ("--clinic", "Riverbend Demo Clinic", "--name", "Ona Petrov", "--login", "ona", "--credential", "MBA")
WORDS = "five invented words in a row"
CODE = re.compile(r"(?:[0-9A-Z]{2,8}-)+[0-9A-Z]{2,8}")


@pytest.fixture
def init(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_it(*arguments: str | Path, typed: str = WORDS + "\n") -> Ran:
        monkeypatch.setattr("sys.stdin", Typed(typed))
        capsys.readouterr()
        code = main(["init", *(str(argument) for argument in arguments)], Means(kdf=CHEAP))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run_it


def _codes(out: str) -> list[str]:
    return [
        match.group() for line in out.splitlines() if ":  " in line or "key: " in line for match in CODE.finditer(line)
    ]


def test_an_empty_folder_becomes_a_vault_that_opens(init: Run, vault_folder: Path) -> None:
    ran = init(vault_folder, *WHO)
    assert (ran.code, ran.err) == (0, "")
    (person,) = VaultFile(vault_folder, CHEAP).people
    assert (person.login, person.display_name) == ("ona", "Ona Petrov")
    desk = unlock(vault_folder, person.staff_id, WORDS, clock=SystemClock(), ids=RandomIds(), kdf=CHEAP)
    assert (desk.me.role, desk.clinic.read().name) == ("administrator", "Riverbend Demo Clinic")
    assert desk.check().sound
    desk.lock()


def test_both_codes_are_shown_once_they_work_and_they_stand_in_no_file(init: Run, vault_folder: Path) -> None:
    ran = init(vault_folder, *WHO)
    recovery, root = _codes(ran.out)
    assert (ran.out.count(recovery), ran.out.count(root), WORDS in ran.out) == (1, 1, False)
    open_root_key((vault_folder / ROOT_KEY_NAME).read_bytes(), root)
    VaultFile(vault_folder, CHEAP).recover(recovery, clock=SystemClock(), schema=None, device="desk").lock()
    for path in vault_folder.iterdir():
        content = path.read_bytes()
        assert not any(secret.encode() in content for secret in (recovery, root, WORDS)), path.name


def test_the_present_folder_and_an_empty_one_will_do(
    init: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "record"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert init(".", *WHO).code == 0
    assert (folder / "vault.hdr").exists()


def test_a_folder_that_holds_anything_is_refused_before_a_passphrase_is_asked(init: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("kept")
    (tmp_path / "file").write_text("kept")
    for folder in (tmp_path, tmp_path / "file"):
        ran = init(folder, *WHO, typed="")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == "The folder is not empty. Choose a new or empty folder for the vault.\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "letter.txt"]


def test_a_short_passphrase_is_refused_with_the_length_and_leaves_nothing(init: Run, vault_folder: Path) -> None:
    ran = init(vault_folder, *WHO, typed="too short\n")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("A passphrase needs at least 15 characters; this one has 9. Four or five ordinary words")
    assert list(vault_folder.parent.iterdir()) == []


def test_a_clinic_without_a_name_is_refused_and_leaves_nothing(init: Run, vault_folder: Path) -> None:
    ran = init(vault_folder, "--clinic", " ", "--name", "Ona Petrov", "--login", "ona")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("The clinic and its administrator need a name.")
    assert list(vault_folder.parent.iterdir()) == []


def test_a_failure_halfway_leaves_nothing_behind(
    init: Run, vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(unit: object, clinic: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ehr_desk.chart.founding.store_clinic", full)
    ran = init(vault_folder, *WHO)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("The disk is full")
    assert list(vault_folder.parent.iterdir()) == []


def test_no_passphrase_is_said(init: Run, vault_folder: Path) -> None:
    ran = init(vault_folder, *WHO, typed="")
    assert (ran.code, ran.err) == (
        1,
        "No passphrase was given. Type it when asked, or send it to standard input as one line.\n",
    )


@pytest.mark.slow
def test_the_real_program_founds_and_checks_a_clinic_with_passphrases_from_standard_input(vault_folder: Path) -> None:
    assert ehr_desk("init", vault_folder, *WHO, typed=WORDS + "\n").code == 0
    ran = ehr_desk("check", vault_folder, typed=WORDS + "\n")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Everything agrees.")


def _at_a_terminal(folder: Path, *typed: str) -> Ran:
    """The real program with a terminal as its standard input; each line is typed when it is asked for."""
    import pty  # not on Windows

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ehr_desk", "init", str(folder), *WHO],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=REPOSITORY,
        start_new_session=True,  # without a controlling terminal, so that what is asked stands on standard error
    )
    os.close(theirs)
    assert process.stderr is not None
    said = b""
    for line in typed:
        asked = os.read(process.stderr.fileno(), 64)
        while not asked.endswith(b": "):
            asked += os.read(process.stderr.fileno(), 64)
        said += asked
        os.write(ours, line.encode() + b"\n")
    out, rest = process.communicate()
    os.close(ours)
    return Ran(process.returncode, out.decode(), (said + rest).decode())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_at_a_terminal_the_passphrase_is_asked_twice_and_both_have_to_agree(vault_folder: Path) -> None:
    ran = _at_a_terminal(vault_folder, WORDS, WORDS + ".")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.index("New passphrase: ") < ran.err.index("The same again: ")
    assert "The two passphrases differ. Type the same one twice." in ran.err
    assert not vault_folder.exists()
    assert _at_a_terminal(vault_folder, WORDS, WORDS).code == 0
    assert (vault_folder / "vault.hdr").exists()
