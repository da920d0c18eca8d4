"""What the window is built from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ehr_desk.common.clock import Clock
from ehr_desk.common.ids import Ids
from ehr_desk.ui.choosing import ChooseFile, choose_file
from ehr_desk.ui.pages.first_run.page import ChooseFolder, PrintText
from ehr_desk.ui.runner import SyncRunner, TaskRunner
from ehr_desk.ui.shell.idle import TICK_MS
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.theme import Theme
from ehr_desk.vault import KdfLimits
from ehr_desk.vault.witness import Witnesses


@dataclass(frozen=True)
class Parts:
    """``choose_...`` and ``print_text`` ask the system; tests answer themselves."""

    theme: Theme
    clock: Clock
    ids: Ids
    preferences: PreferencesFile
    choose_folder: ChooseFolder
    print_text: PrintText
    kdf: KdfLimits = KdfLimits()  # noqa: RUF009 - frozen
    make_runner: Callable[[QWidget], TaskRunner | SyncRunner] = TaskRunner
    tick_ms: int = TICK_MS
    choose_file: ChooseFile = choose_file
    witnesses: Witnesses | None = None
