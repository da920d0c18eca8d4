"""What may stand on the command line, and what happens when something else does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ehr_desk import __version__
from ehr_desk.cli import Means, main
from ehr_desk.common.errors import OurError
from tests.cli.conftest import Papers
from tests.cli.running import REPOSITORY, Run, ehr_desk
from tests.support.clinic import passphrase_of

COMMANDS = [("init",), ("demo",), ("self-test",), ("verify", "paper.pdf"), ("check", "folder")]
SECRET = "five invented words in a row"


def _ended(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments, Means())
    said = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, said.out, said.err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert _ended(["--version"], capsys) == (0, f"EHR Desk {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--passphrase", "--password", "-p"])
def test_a_passphrase_is_no_argument_of_any_command_and_is_not_shown_again(
    command: tuple[str, ...], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    needed = ["--clinic", "C", "--name", "N", "--login", "l", "folder"] if command == ("init",) else []
    for given in ([option, SECRET], [f"{option}={SECRET}"]):
        code, out, err = _ended([*command, *needed, *given], capsys)
        assert (code, out) == (64, "")
        assert f"there is no such argument: {option}" in err
        assert "sent to standard input, never given as arguments" in err
        assert SECRET not in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify"],
        ["verify", "a.pdf", "--root", "r", "--vault", "v"],
        ["chekc"],
        ["check", "folder", "--js"],
        ["demo", "--clients", "many"],
    ],
)
def test_a_mistyped_command_never_ends_with_the_code_of_an_answer(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = _ended(arguments, capsys)
    assert (code, out) == (64, "")
    assert err.startswith("usage: ehr-desk")


def test_a_bug_is_told_by_its_place_and_shows_no_value(
    run: Run, papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, pdf: bytes) -> None:
        raise KeyError("Marisol Vega-Ortiz")

    monkeypatch.setattr("ehr_desk.desk.Desk.verify_chosen", broken)
    path = papers.clinic.folder.parent / "paper.pdf"
    path.write_bytes(papers.progress)
    ran = run("verify", path, "--vault", papers.clinic.folder, "--login", "dana", typed=_dana())
    assert (ran.code, ran.out) == (70, "")
    assert ran.err.startswith("This is a mistake of EHR Desk, not yours (KeyError; ")
    assert "Vega" not in ran.err
    assert "Traceback" not in ran.err


def test_a_mistake_that_our_own_code_names_is_told_with_its_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(file: Path) -> bytes:
        raise OurError("the page was never laid out")

    monkeypatch.setattr("ehr_desk.cli.verify.read", broken)
    ran = run("verify", "paper.pdf")
    assert ran.code == 70
    assert "OurError: the page was never laid out; " in ran.err


def test_stopping_it_is_no_answer_either(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(file: Path) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("ehr_desk.cli.verify.read", stopped)
    ran = run("verify", "paper.pdf")
    assert (ran.code, ran.out, ran.err) == (130, "", "Stopped.\n")


def test_the_module_is_the_command(tmp_path: Path) -> None:
    assert ehr_desk("--version").out == f"EHR Desk {__version__}\n"
    missing = tmp_path / "nowhere.pdf"
    ran = ehr_desk("verify", missing)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"The file {missing} cannot be read. Check the name and that you may open it.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="locales are named otherwise")
def test_a_terminal_that_cannot_show_a_name_still_gets_the_answer(papers: Papers, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(papers.progress)
    ran = ehr_desk("verify", path, "--root", papers.root, environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert ran.code in {0, 2}, "2 where the computer's clock stands before the papers' day"
    assert "Cory Lindqvist, CDCA signed on 28 Dec 2026" in ran.out
    assert "\\u201c" in ran.out


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are closed otherwise")
@pytest.mark.parametrize(("arguments", "unbuffered"), [(["--help"], ""), (["verify", "paper.pdf", "--json"], "1")])
def test_a_reader_that_stops_reading_is_no_mistake(arguments: list[str], unbuffered: str, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"no PDF at all")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "ehr_desk", *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": unbuffered},
    )
    os.close(writing)
    assert done.returncode == 141
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def test_a_passphrase_that_is_no_text_is_said(papers: Papers) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "ehr_desk", "check", str(papers.clinic.folder), "--login", "dana"],
        input=b"\xff\xfe\n",
        capture_output=True,
        cwd=REPOSITORY,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"The passphrase could not be read. Send it in the character set UTF-8.")


def _dana() -> str:
    return passphrase_of("therapist") + "\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a window needs a display by name")
def test_without_a_display_the_window_is_refused_in_words() -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    bare = {key: value for key, value in os.environ.items() if key not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "ehr_desk"], env=bare, cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "There is no display for the window." in done.stderr
    assert "DISPLAY" in done.stderr
    assert "qt.qpa" not in done.stderr
