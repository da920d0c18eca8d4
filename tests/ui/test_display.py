"""Without a screen the program says so in its own words, and what can be done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.ui.display import require_display

ROOT = Path(__file__).parents[2]


def started(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real program, without the displays of whoever runs the tests."""
    around = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    around.pop("QT_QPA_PLATFORM", None)
    around |= {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-m", "ehr_desk"], env=around | environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a display has to be named")
@pytest.mark.parametrize(
    "environment", [{"DISPLAY": ":9876"}, {"WAYLAND_DISPLAY": "nowhere"}, {"DISPLAY": "nobody.example.org:3"}]
)
def test_a_display_that_cannot_be_reached_is_told_with_what_to_do(tmp_path: Path, environment: dict[str, str]) -> None:
    ran = started(tmp_path, **environment)
    assert ran.returncode == 1
    assert ran.stderr.startswith("The display for the window cannot be reached. Check that DISPLAY")
    assert "Qt" not in ran.stderr
    assert ran.stdout == ""


def test_without_any_display_the_sentence_and_the_code_are_of_the_same_kind(tmp_path: Path) -> None:
    ran = started(tmp_path)
    if sys.platform.startswith("linux"):
        assert (ran.returncode, ran.stderr.split(".")[0]) == (1, "There is no display for the window")


def test_a_platform_that_needs_no_display_is_taken_at_its_word() -> None:
    require_display("linux", {"QT_QPA_PLATFORM": "offscreen"})
    require_display("win32", {})
    require_display("linux", {"DISPLAY": ":0"})
    with pytest.raises(UserError):
        require_display("linux", {"QT_QPA_PLATFORM": "xcb;wayland"})
