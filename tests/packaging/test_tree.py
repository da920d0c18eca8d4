"""The repository itself: nothing of one machine in it, every dependency explained."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from scripts.collect_licences import locked

ROOT = Path(__file__).resolve().parents[2]
MACHINE = re.compile(r"(?:^|[^\w./-])(?:/(?:work|root|Users)/\w|/home/\w+/|/tmp/\w|[A-Z]:\\\\?Users\\)")
BINARY = {".ttf", ".png", ".db", ".cer", ".icc", ".pdf"}


def tracked() -> list[Path]:
    """Files that git keeps, as text files only."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, for example an unpacked source archive")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in BINARY and path != Path(__file__)]


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in tracked()
        for line in path.read_text(encoding="utf-8").splitlines()
        if MACHINE.search(line)
    ]
    assert found == []


def test_every_runtime_package_is_explained_with_its_licence() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = {row[1].strip(): row for row in (line.split("|") for line in text.splitlines()) if len(row) > 4}
    missing = [name for name in locked(ROOT / "requirements" / "runtime.txt") if name not in rows]
    assert missing == []
    assert [name for name, row in rows.items() if not all(cell.strip() for cell in row[1:-1])] == []


def test_every_development_package_asked_for_is_explained() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    lines = (ROOT / "requirements" / "develop.in").read_text(encoding="utf-8").splitlines()
    asked = [re.split(r"[\[<>=]", line)[0] for line in lines if line and not line.startswith(("#", "-"))]
    assert [name for name in asked if f"| {name} |" not in text] == []
