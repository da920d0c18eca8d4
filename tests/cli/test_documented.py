"""docs/command-line.md is what scripts are written after: it names every key and every value there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from ehr_desk.cli import BROKEN_PIPE, FAILED, INTERRUPTED, NOT_UNDERSTOOD, OUR_MISTAKE, parser
from ehr_desk.documents.signature_rows import CertificateState, Coverage
from ehr_desk.documents.verdict import Outcome
from tests.cli.conftest import Papers
from tests.cli.running import REPOSITORY, Run
from tests.support.clinic import passphrase_of


@pytest.fixture(scope="module")
def words() -> set[str]:
    """Everything the page sets as code."""
    page = (REPOSITORY / "docs" / "command-line.md").read_text("utf-8")
    return {word.removeprefix("signatures[].") for word in re.findall(r"`([^`\n]+)`", page)}


def test_every_key_of_a_verification_is_described(run: Run, papers: Papers, tmp_path: Path, words: set[str]) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(papers.cosigned)
    who = ("--vault", papers.clinic.folder, "--login", "dana")
    answer = run("verify", path, *who, "--json", typed=passphrase_of("therapist") + "\n").answer
    assert {*answer, *answer["signatures"][0], *answer["register"]} <= words
    assert [type(answer[key]) for key in ("exit_code", "version", "sentences")] == [int, int, list]
    assert run("verify", path, "--root", papers.root, "--json").answer["register"] is None


def test_every_key_of_a_check_and_of_a_refusal_is_described(run: Run, papers: Papers, words: set[str]) -> None:
    who = ("check", papers.clinic.folder, "--login", "dana", "--json")
    sound = run(*who, typed=passphrase_of("therapist") + "\n").answer
    refused = run(*who, typed="not the passphrase\n").answer
    assert {*sound, *refused, "area", "text", "what", "where"} <= words


def test_every_key_of_a_backup_and_what_follows_from_it_is_described(
    run: Run, papers: Papers, tmp_path: Path, words: set[str]
) -> None:
    folder, typed, who = papers.clinic.folder, passphrase_of("therapist") + "\n", ("--login", "dana", "--json")
    made = run("backup", folder, *who, typed=typed).answer
    listed = run("backup", folder, *who, "--list", typed=typed).answer
    drilled = run("drill", made["backup"], *who, typed=typed).answer
    restored = run("restore", made["backup"], tmp_path / "restored", *who, typed=typed).answer
    salvaged = run("salvage", folder, tmp_path / "salvaged", *who, typed=typed).answer
    for answer in (made, listed, listed["backups"][0], drilled, restored, salvaged, salvaged["tables"][0]):
        assert set(answer) <= words


def test_every_value_is_described(words: set[str]) -> None:
    for values in (Outcome, CertificateState, Coverage):
        assert set(get_args(values)) <= words


def test_every_command_and_exit_code_is_described() -> None:
    page = (REPOSITORY / "docs" / "command-line.md").read_text("utf-8")
    usage = parser().format_help()
    commands = re.search(r"\{([a-z,-]+)\}", usage)
    assert commands is not None
    for command in commands.group(1).split(","):
        assert f"ehr-desk {command}" in page
    for code in (0, FAILED, 2, NOT_UNDERSTOOD, OUR_MISTAKE, INTERRUPTED, BROKEN_PIPE):
        assert f"| {code} |" in page
