"""The set-up script, run for real in an empty folder, with locks that ask for nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a blank in its name that holds the script and two empty locks."""
    tree = tmp_path / "a desk"
    (tree / "scripts").mkdir(parents=True)
    (tree / "requirements").mkdir()
    shutil.copy(ROOT / "scripts" / "bootstrap.py", tree / "scripts")
    for lock in ("runtime.txt", "develop.txt"):
        (tree / "requirements" / lock).write_text("# nothing\n", encoding="utf-8")
    package = tree / "ehr_desk"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "cli.py").write_text("def main():\n    print('at the desk')\n    return 0\n", encoding="utf-8")
    return tree


def bootstrapped(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(tree / "scripts" / "bootstrap.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_second_run_has_nothing_to_do_and_the_program_starts_from_anywhere(tree: Path, tmp_path: Path) -> None:
    first = bootstrapped(tree)
    assert first.returncode == 0
    assert "Creating .venv" in first.stdout
    second = bootstrapped(tree)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    started = subprocess.run(
        [str(tree / ".venv" / "bin" / "ehr-desk")], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert started.stdout == "at the desk\n"


def test_a_changed_lock_is_installed_again(tree: Path) -> None:
    assert bootstrapped(tree).returncode == 0
    (tree / "requirements" / "runtime.txt").write_text("# still nothing\n", encoding="utf-8")
    again = bootstrapped(tree)
    assert again.returncode == 0
    assert "Installing the runtime packages" in again.stdout
    assert "Creating" not in again.stdout


def test_a_package_without_its_hash_is_refused_in_words_and_tried_again_next_time(tree: Path) -> None:
    (tree / "requirements" / "runtime.txt").write_text("rfc8785==0.1.4\n", encoding="utf-8")
    for _ in range(2):
        refused = bootstrapped(tree)
        assert refused.returncode == 1
        assert "The packages could not be installed" in refused.stderr
    assert not (tree / ".venv" / "ehr-desk.json").exists()


def test_this_environment_lacks_no_library_of_qt() -> None:
    if not bootstrap.venv_python().exists():
        return  # the tests run from another environment than the folder's own
    assert bootstrap.missing_libraries() == []
