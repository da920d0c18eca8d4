"""What is asked before a backup is opened: the passphrase or the code, and where a restored record goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button

ChooseFolder = Callable[[QWidget, str], Path | None]
Open = Callable[["OpenBackupDialog"], object]


def ask_for_folder(parent: QWidget, title: str) -> Path | None:
    """Ask the person for a folder."""
    chosen = QFileDialog.getExistingDirectory(parent, title)
    return Path(chosen) if chosen else None


class OpenBackupDialog(DeskDialog):
    """Asks for the passphrase or the recovery code; with ``choose`` also for the folder of a restored record.
    ``opened`` does the work and answers with ``accept`` or :meth:`fail`."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        verb: str,
        sheet: int,
        opened: Open,
        parent: QWidget,
        choose: ChooseFolder | None = None,
    ) -> None:
        super().__init__(theme, title, verb, parent)
        self._opened = opened
        self._choose = choose
        self.passphrase = PassphraseEdit(theme)
        self.passphrase.submitted.connect(self.try_go)
        self.field("Your passphrase when it was made", self.passphrase, "backup.passphrase")
        self.code = QLineEdit()
        self.field(f"Or the recovery code of sheet {sheet}", self.code, "backup.code")
        self.folder = QLineEdit()
        if choose is not None:
            self.field("Folder for the restored record", self._folder_line(theme), "backup.folder_line")

    def try_go(self) -> None:
        """Check that something was typed, then open."""
        if not self.passphrase.text() and not self.code.text().strip():
            self.fail("Nothing was typed.", "Type your passphrase, or the recovery code.")
        elif self._choose is not None and not self.folder.text().strip():
            self.fail("No folder was chosen.", "Choose a new or empty folder.")
        else:
            self.busy()
            self._opened(self)

    def leave(self) -> None:
        """What is being opened lies elsewhere, perhaps on a disk that answers no more: it keeps no desk open."""
        self.working = False
        self.reject()

    def _folder_line(self, theme: Theme) -> QWidget:
        around = QWidget()
        line = QHBoxLayout(around)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.folder.setAccessibleName("Folder for the restored record")
        self.folder.setObjectName("backup.folder")
        line.addWidget(self.folder, 1)
        line.addWidget(button(theme, "Choose…", self._ask, object_name="backup.choose"))
        return around

    def _ask(self) -> None:
        chosen = self._choose(self, "Choose a new or empty folder") if self._choose else None
        if chosen is not None:
            self.folder.setText(str(chosen))
