"""A second program on the same vault is refused, and the first window comes forward."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt

from ehr_desk.ui.shell.doorbell import bell_name
from tests.end_to_end.conftest import OpenWindow
from tests.end_to_end.hands import Hands
from tests.support.clinic import TestClinic, add_client

ROOT = Path(__file__).parents[2]


def start_program(folder: Path, home: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
    }
    return subprocess.Popen(
        [sys.executable, "-c", "import sys; from ehr_desk.ui.start import run; from pathlib import Path;"
         "sys.exit(run(Path(sys.argv[1])))", str(folder)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_the_second_program_is_refused_and_the_first_window_comes_forward(hands: Hands, tmp_path: Path) -> None:
    hands.unlock("therapist")
    hands.window.showMinimized()
    rung: list[int] = []
    hands.window.bell.rang.connect(lambda: rung.append(1))
    program = start_program(hands.clinic.folder, tmp_path)
    with program:
        hands.wait(lambda: program.poll() is not None)
        said = program.stderr.read() if program.stderr is not None else ""
    assert program.returncode == 1
    assert "already open in another window" in said
    assert rung
    assert not hands.window.windowState() & Qt.WindowState.WindowMinimized
    assert hands.window.view is not None


def test_a_record_that_another_program_holds_is_not_opened_twice(clinic: TestClinic, open_window: OpenWindow) -> None:
    holder = clinic.desk("supervisor")
    try:
        hands = open_window()
        hands.type_passphrase("therapist")
        hands.wait(lambda: "already open" in hands.gate.panel.messages.accessibleName())
        assert hands.window.desk is None
    finally:
        holder.lock()
    hands.unlock("therapist")


def test_the_bell_carries_no_name_of_anything(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    desk.lock()
    name = bell_name(clinic.folder)
    for word in (clinic.folder.name, "Riverbend", client.family_name):
        assert word not in name
