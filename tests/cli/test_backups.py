"""Keeping a record and getting it back, at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Papers
from tests.cli.running import Run
from tests.support.clinic import passphrase_of

DANA = passphrase_of("therapist") + "\n"


def _backup(run: Run, papers: Papers) -> Path:
    ran = run("backup", papers.clinic.folder, "--login", "dana", "--json", typed=DANA)
    assert (ran.code, ran.answer["verified"]) == (0, True), ran.err
    return Path(ran.answer["backup"])


def test_a_backup_is_made_checked_and_listed(run: Run, papers: Papers) -> None:
    who = ("backup", papers.clinic.folder, "--login", "dana")
    assert run(*who, "--list", typed=DANA).out == "There is no backup yet.\n"
    ran = run(*who, typed=DANA)
    assert ran.code == 0
    assert "opened again and every check passed" in ran.out
    assert ran.err.splitlines()[:2] == ["Copying the record ...", "Opening the copy and checking it ..."]
    (listed,) = run(*who, "--list", "--json", typed=DANA).answer["backups"]
    assert (listed["sheet"], listed["sound"], listed["second"]) == (1, True, False)


def test_a_drill_says_whether_one_could_go_on_from_it(run: Run, papers: Papers) -> None:
    backup = _backup(run, papers)
    ran = run("drill", backup, "--login", "dana", typed=DANA)
    assert ran.code == 0
    assert "Every check passed" in ran.out
    compared = run("drill", backup, "--login", "dana", "--vault", papers.clinic.folder, "--json", typed=DANA + DANA)
    assert (compared.code, compared.answer["compared"]) == (0, True)
    path = backup / "vault.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    ran = run("drill", backup, "--login", "dana", "--json", typed=DANA)
    assert (ran.code, ran.answer["sound"]) == (1, False)


def test_a_backup_restores_and_the_record_checks_out(run: Run, papers: Papers, tmp_path: Path) -> None:
    backup = _backup(run, papers)
    target = tmp_path / "again.vault"
    ran = run("restore", backup, target, "--login", "dana", typed=DANA)
    assert ran.code == 0, ran.err
    assert f"stands in {target}" in ran.out
    check = run("check", target, "--login", "dana", "--json", typed=DANA)
    assert (check.code, check.answer["sound"]) == (0, True), check.answer
    refused = run("restore", backup, papers.clinic.folder, "--login", "dana", "--json", typed=DANA)
    assert refused.code == 1
    assert "never restored over a record" in refused.answer["error"]
    replaced = run("restore", backup, target, "--replace", "--login", "dana", "--json", typed=DANA)
    assert replaced.code == 0, replaced.err
    assert Path(replaced.answer["kept_aside"]).is_dir()


def test_a_whole_record_is_salvaged_whole(run: Run, papers: Papers, tmp_path: Path) -> None:
    target = tmp_path / "salvaged.vault"
    ran = run("salvage", papers.clinic.folder, target, "--login", "dana", "--json", typed=DANA)
    assert (ran.code, ran.answer["complete"]) == (0, True), ran.answer
    check = run("check", target, "--login", "dana", "--json", typed=DANA)
    assert (check.code, check.answer["sound"]) == (0, True), check.answer


@pytest.mark.parametrize("command", ["drill", "restore", "salvage"])
def test_a_wrong_passphrase_is_refused(run: Run, papers: Papers, tmp_path: Path, command: str) -> None:
    source = papers.clinic.folder if command == "salvage" else _backup(run, papers)
    more = [] if command == "drill" else [tmp_path / "target"]
    ran = run(command, source, *more, "--login", "dana", typed="not the right words at all\n")
    assert ran.code == 1
    assert "passphrase" in ran.err
    assert not (tmp_path / "target").exists()


def test_a_folder_that_is_no_backup_is_said(run: Run, tmp_path: Path) -> None:
    ran = run("drill", tmp_path, "--login", "dana", typed=DANA)
    assert ran.code == 1
    assert "is no backup" in ran.err
