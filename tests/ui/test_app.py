import gc
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehr_desk.ui.app import build_app
from ehr_desk.ui.constants import hold_constants

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = ("sqlalchemy", "alembic", "sqlcipher3", "reportlab", "pyhanko", "cryptography")


def run(code: str) -> str:
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(ROOT))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.strip()


def test_the_unlock_screen_paints_without_the_database_and_the_paper_libraries() -> None:
    code = (
        "import sys\n"
        "from ehr_desk.ui.app import build_app, shut\n"
        "from ehr_desk.ui.dialogs.unlock import Person, UnlockPanel\n"
        "app = build_app(['ehr-desk'])\n"
        "panel = UnlockPanel(app.theme, 'Clinic', [Person('s1', 'Dana Reyes')])\n"
        "panel.show()\n"
        "app.application.processEvents()\n"
        "panel.grab()\n"
        "shut(app)\n"
        f"print([name for name in {FORBIDDEN} if name in sys.modules])\n"
    )
    assert run(code) == "[]"


def test_the_application_is_built_once_and_named_without_any_client(qapp: QApplication, qtbot: QtBot) -> None:
    app = build_app(["ehr-desk"], choice="light")
    assert app.application is qapp
    assert app.application.applicationName() == "EHR Desk"
    assert not gc.isenabled(), "widgets in a cycle must never die on a worker thread"
    app.collector.deleteLater()
    app.theme.deleteLater()
    del app


def test_signals_do_not_use_up_the_constants_of_the_interpreter() -> None:
    code = (
        "import sys\n"
        "from ehr_desk.ui.app import build_app, shut\n"
        "from PySide6.QtWidgets import QCheckBox\n"
        "from PySide6.QtCore import QObject, Signal\n"
        "app = build_app(['ehr-desk'])\n"
        "class Bell(QObject):\n"
        "    rung = Signal()\n"
        "bell, box = Bell(), QCheckBox()\n"
        "box.toggled.connect(lambda on: None)\n"
        "for _ in range(30_000):\n"
        "    bell.rung.emit()\n"
        "    box.toggle()\n"
        "box.deleteLater()\n"
        "shut(app)\n"
        "print('alive')\n"
    )
    assert run(code) == "alive"


def test_holding_the_constants_twice_is_harmless() -> None:
    hold_constants()
    before = sys.getrefcount(None)
    hold_constants()
    assert abs(sys.getrefcount(None) - before) < 1000
