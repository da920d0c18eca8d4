"""What is loaded behind the unlock screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from ehr_desk.ui.app import build_app, shut
from ehr_desk.ui.loading import Loading
from PySide6.QtCore import QObject, QTimer

app = build_app(["ehr-desk"])
owner = QObject()
loading = Loading(owner)
loading.begin()
assert "ehr_desk.desk" not in sys.modules

def look():
    if not loading.done:
        return
    assert {"ehr_desk.desk", "sqlalchemy", "reportlab", "pyhanko.sign"} <= set(sys.modules)
    app.application.quit()

timer = QTimer(owner)
timer.timeout.connect(look)
timer.start(20)
app.application.exec()
loading.end()
before = len(sys.modules)
from ehr_desk.desk import unlock
assert len(sys.modules) == before
shut(app)
print("loaded")
"""


def test_record_and_papers_are_loaded_before_anybody_unlocks() -> None:
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(ROOT))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["loaded"], done.stderr
