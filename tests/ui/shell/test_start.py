"""What is loaded before somebody unlocks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ehr_desk.vault import KdfLimits
from tests.support.clinic import TestClinic

ROOT = Path(__file__).parents[3]
PROGRAM = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ehr_desk.common.clock import SystemClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.ui.app import build_app, shut
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.start import choose_folder, print_text
from ehr_desk.ui.window import DeskWindow, Parts

app = build_app(["ehr-desk"])
kept = PreferencesFile(Path(sys.argv[2]))
window = DeskWindow(Parts(app.theme, SystemClock(), RandomIds(), kept, choose_folder, print_text))
window.begin(Path(sys.argv[1]))
window.show()

def painted():
    assert not window.grab().isNull()
    print(json.dumps({"page": type(window.shown()).__name__, "modules": sorted(sys.modules)}))
    window.close()
    app.application.quit()

QTimer.singleShot(0, painted)
app.application.exec()
shut(app)
"""
HEAVY = {"sqlalchemy", "alembic", "sqlcipher3", "reportlab", "pyhanko", "asn1crypto", "uharfbuzz"}


def painted(folder: Path, kept: Path) -> dict[str, Any]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), str(kept)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_unlock_screen_paints_before_the_record_s_parts_are_loaded(tmp_path: Path, cheap_kdf: KdfLimits) -> None:
    clinic = TestClinic.build(tmp_path / "clinic.vault", cheap_kdf)
    found = painted(clinic.folder, tmp_path / "kept.json")
    assert found["page"] == "UnlockPage"
    assert HEAVY.isdisjoint(name.partition(".")[0] for name in found["modules"])


def test_without_a_record_the_first_run_is_shown_as_lightly(tmp_path: Path) -> None:
    found = painted(tmp_path / "nothing", tmp_path / "kept.json")
    assert found["page"] == "FirstRunPage"
    assert HEAVY.isdisjoint(name.partition(".")[0] for name in found["modules"])
