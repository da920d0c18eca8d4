"""The locks: everything pinned and hashed, from no particular place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKS = ["runtime.txt", "develop.txt"]


def entries(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Package -> (version with its condition, hashes)."""
    text = (REQUIREMENTS / lock).read_text(encoding="utf-8")
    found: dict[str, tuple[str, list[str]]] = {}
    for block in re.split(r"\n(?=\S)", text):
        head = re.match(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^\\\n]+?)\s*\\?\n", block)
        if head:
            found[head[1]] = head[2], re.findall(r"--hash=(sha256:[0-9a-f]{64})", block)
    return found


def wanted(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return sorted(line for line in lines if line and not line.startswith(("#", "-")))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_pinned_with_hashes(lock: str) -> None:
    found = entries(lock)
    assert len(found) > 30
    assert [name for name, (_, hashes) in found.items() if not hashes] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_and_no_option(lock: str) -> None:
    lines = (REQUIREMENTS / lock).read_text(encoding="utf-8").splitlines()
    beginnings = {re.split(r"[=\s]", line.strip())[0] for line in lines if line.strip().startswith("-")}
    assert beginnings == {"--hash"}
    assert [line for line in lines if "://" in line or " @ " in line] == []


def test_the_development_lock_contains_the_runtime_lock() -> None:
    # A tool may need on every system what the program needs on one: the version counts, not the condition behind it.
    develop = {name: version.split(" ;")[0] for name, (version, _) in entries("develop.txt").items()}
    runtime = {name: version.split(" ;")[0] for name, (version, _) in entries("runtime.txt").items()}
    assert runtime.items() <= develop.items()


def test_the_project_asks_for_the_same_packages_as_the_runtime_requirements() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert sorted(project["dependencies"]) == wanted(REQUIREMENTS / "runtime.in")


def test_every_package_asked_for_is_in_its_lock() -> None:
    for kind in ("runtime", "develop"):
        names = {re.split(r"[\[<>=~]", line)[0] for line in wanted(REQUIREMENTS / f"{kind}.in")}
        assert names <= set(entries(f"{kind}.txt"))
