"""A locked screen and a computer that goes to sleep, as the system tells it on a real bus."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from ehr_desk.ui.shell.away import Away

LISTENER = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from ehr_desk.ui.shell.away import Away

app = QCoreApplication([])
away = Away()
said = []
away.left.connect(lambda: said.append("left"))

def tell(on):
    message = QDBusMessage.createSignal("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged")
    message.setArguments([on])
    QDBusConnection.sessionBus().send(message)

tell(False)
tell(True)
away.left.connect(app.quit)
QTimer.singleShot(20000, lambda: app.exit(1))
code = app.exec()
print(away.listening, said)
sys.exit(code)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("dbus-run-session") is None, reason="needs a D-Bus daemon"
)
def test_a_screen_saver_that_begins_is_heard_and_its_end_is_not() -> None:
    ran = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", LISTENER],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout.strip().endswith("['left']")


def test_only_the_beginning_of_sleep_counts() -> None:
    away, heard = Away(), []
    away.left.connect(lambda: heard.append(1))
    away.flagged(False)
    assert heard == []
    away.flagged(True)
    away.plain()
    assert heard == [1, 1]
