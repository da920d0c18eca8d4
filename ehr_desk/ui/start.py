"""Starting the window: which record, the second program, the application."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

from ehr_desk.common.clock import SystemClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.ui.app import build_app, shut
from ehr_desk.ui.display import in_our_words, require_display
from ehr_desk.ui.loading import Loading
from ehr_desk.ui.pages.first_run.presenter import holds_record
from ehr_desk.ui.printing import print_text
from ehr_desk.ui.shell.doorbell import ring
from ehr_desk.ui.shell.preferences import default_file
from ehr_desk.ui.window import DeskWindow, Parts
from ehr_desk.vault import AlreadyOpen
from ehr_desk.vault.witness import default_witnesses

OK, REFUSED = 0, 1


def run(folder: Path | None) -> int:
    """Open the window on a record: the one named, else the one used last, else the first run.

    Returns the exit code: 1 where another window already has the record; that window comes forward. Raises
    ``UserError`` where no display is named; one that cannot be reached ends the program with its own sentence and 1.
    """
    require_display(sys.platform, os.environ)
    preferences = default_file()
    kept = preferences.read()
    wanted = folder or (Path(kept.vault) if kept.vault else None)
    with in_our_words():
        app = build_app(sys.argv, choice=kept.look, scale=kept.text_size)
    if wanted is not None and holds_record(wanted) and ring(wanted):
        print(AlreadyOpen(), file=sys.stderr)
        return REFUSED
    parts = Parts(
        theme=app.theme,
        clock=SystemClock(),
        ids=RandomIds(),
        preferences=preferences,
        choose_folder=choose_folder,
        print_text=print_text,
        witnesses=default_witnesses(),
    )
    window = DeskWindow(parts)
    window.begin(wanted)
    window.show()
    loading = Loading(window)
    loading.begin()
    code = app.application.exec()
    loading.end()
    shut(app)
    return int(code)


def choose_folder(title: str) -> Path | None:
    """Ask the person for a folder."""
    chosen = QFileDialog.getExistingDirectory(QApplication.activeWindow(), title)
    return Path(chosen) if chosen else None
