"""The power goes while somebody types: what was saved is there at the next unlock, and is offered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ehr_desk.ui.pages.today.page import TodayPage
from tests.end_to_end.conftest import OpenWindow
from tests.end_to_end.program import TYPED
from tests.support.clinic import TestClinic, add_client, passphrase_of

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 on this system")
def test_typing_survives_a_kill_and_is_offered_on_the_day_page(
    clinic: TestClinic, tmp_path: Path, open_window: OpenWindow
) -> None:
    clinic.clock.move_to(datetime.now(UTC))
    desk = clinic.desk("therapist")
    desk.sitting.go_on()  # where the invented record ends after today
    client = add_client(desk)
    desk.lock()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    program = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.end_to_end.program",
            str(clinic.folder),
            str(tmp_path / "other.json"),
            clinic.staff_ids["therapist"],
            client.id,
        ],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(passphrase_of("therapist") + "\n")
        program.stdin.flush()
        said = program.stdout.readline().split()
        program.kill()
    assert said[:1] == ["saved"]

    hands = open_window()
    hands.unlock("therapist")
    today = hands.view.page("today")
    assert isinstance(today, TodayPage)
    hands.wait(lambda: today.drafts.rows)
    row = today.drafts.rows[0]
    assert row.line.key == said[1]
    assert today.drafts.title.text() == "Continue where you were"
    hands.press(row.go.objectName())
    editor = hands.editor()
    assert editor.draft_id == said[1]
    assert editor.form.answers()["data"] == TYPED
