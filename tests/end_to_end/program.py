"""A second program on the same vault, run as a process of its own by the tests.

``python program.py type FOLDER CONFIG STAFF`` unlocks with the passphrase from standard input, types into a note,
says ``saved DRAFT`` once the draft is written, and then waits to be killed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from ehr_desk.common.clock import SystemClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.ui.app import build_app
from ehr_desk.ui.pages.caseload.page import CaseloadPage
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.window import DeskWindow, Parts
from tests.support.cheap import CHEAP

TYPED = "Typed before the power went."


def main(folder: Path, config: Path, staff_id: str, client_id: str) -> int:
    """Unlock, type, say that it was saved, wait."""
    app = build_app(sys.argv[:1])
    parts = Parts(
        theme=app.theme,
        clock=SystemClock(),
        ids=RandomIds(),
        preferences=PreferencesFile(config),
        choose_folder=lambda _title: None,
        print_text=lambda _text: None,
        kdf=CHEAP,
    )
    window = DeskWindow(parts)
    window.begin(folder)
    window.show()
    window.seated.connect(lambda: _seated(window, client_id))
    gate = window.shown()
    assert isinstance(gate, UnlockPage)
    gate.panel.unlock_requested.emit(staff_id, sys.stdin.readline().rstrip("\n"))
    return int(app.application.exec())


def _seated(window: DeskWindow, client_id: str) -> None:
    view = window.view
    assert view is not None
    view.start("dap_note", client_id)
    _when_open(window)


def _when_open(window: DeskWindow) -> None:
    page = window.view.page("caseload") if window.view is not None else None
    assert isinstance(page, CaseloadPage)
    editor = page.chart.editor
    if editor is None:
        QTimer.singleShot(20, window, lambda: _when_open(window))
        return
    field = editor.form.field("data").stops()[0]
    QTest.keyClicks(field, TYPED)

    def told(state: str, _detail: str) -> None:
        if state == "saved":
            print(f"saved {editor.draft_id}", flush=True)

    editor.saver.state.connect(told)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]))
