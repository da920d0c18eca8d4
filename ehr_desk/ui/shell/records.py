"""The pages before the desk where no record can be unlocked: a new one, a backup, a restore that was interrupted, one
that is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ehr_desk.common.errors import UserError
from ehr_desk.ui.pages.first_run.page import FirstRunPage
from ehr_desk.ui.pages.first_run.presenter import FirstRunPresenter, folder_for_new, holds_record, usual_folder
from ehr_desk.ui.pages.restore.interrupted import InterruptedPage
from ehr_desk.ui.pages.restore.missing import MissingPage
from ehr_desk.ui.pages.restore.page import RestorePage
from ehr_desk.ui.pages.restore.presenter import RestorePresenter
from ehr_desk.ui.runner import SyncRunner, TaskRunner
from ehr_desk.ui.shell.parts import Parts
from ehr_desk.ui.shell.stage import Stage
from ehr_desk.vault.standing import clear_unfinished, put_back, waits_for_name


class RecordPages(QObject):
    """Each method shows one page. ``begin_asked`` carries a folder to begin with again, ``restored`` the folder of a
    record that was made of a backup, with what is to be said of it and what to do, ``created`` that of a new one and
    the login of its first person; ``another_asked`` when somebody wants to open another record."""

    begin_asked = Signal(object)
    another_asked = Signal()
    restored = Signal(object, str, str)
    created = Signal(object, str)

    def __init__(
        self, parts: Parts, stage: Stage, runner: Callable[[], TaskRunner | SyncRunner], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._stage = stage
        self._runner = runner

    def first_run(self, folder: Path | None) -> None:
        """The first run; ``folder`` is where the record would go."""
        parts = self._parts
        where = folder_for_new(folder) if folder is not None else usual_folder()
        presenter = FirstRunPresenter(where, parts.clock, parts.ids, parts.kdf)
        page = FirstRunPage(parts.theme, self._runner(), presenter, parts.choose_folder, parts.print_text)
        page.created.connect(self.created)
        page.open_existing.connect(self.another_asked)
        page.restore_asked.connect(lambda: self.restore(presenter.folder))
        self._stage.put(page)

    def missing(self, folder: Path) -> None:
        """The record that was used last is not where it was: perhaps its disk is not connected."""
        page = MissingPage(self._parts.theme, folder)
        page.again_asked.connect(lambda: self.begin_asked.emit(folder))
        page.another_record.connect(self.another_asked)
        page.restore_asked.connect(lambda: self.restore(folder, damaged=True))
        page.new_asked.connect(lambda: self.first_run(None))
        self._stage.put(page)

    def interrupted(self, folder: Path, aside: Path | None) -> None:
        """A restore was killed after it had set the old record aside, or with nothing left to do but that."""
        ready, stands, clock = waits_for_name(folder) is not None, holds_record(folder), self._parts.clock
        page = InterruptedPage(self._parts.theme, folder, aside, ready=ready, stands=stands)

        def go_on(act: Callable[[], None]) -> None:
            try:
                act()
            except UserError as error:
                page.messages.show_text("must", error.message, error.remedy)
            else:
                self.begin_asked.emit(folder)

        def finish() -> None:
            from ehr_desk.vault.restore import finish_restore

            finish_restore(folder, clock)

        page.finish_asked.connect(lambda: go_on(finish))
        page.remove_asked.connect(lambda: go_on(lambda: clear_unfinished(folder)))
        page.put_back_asked.connect(lambda: go_on(lambda: put_back(folder, aside)) if aside else None)
        page.restore_asked.connect(lambda: self.restore(folder, damaged=not stands))
        page.another_record.connect(self.another_asked)
        page.new_asked.connect(lambda: self.first_run(folder))
        self._stage.put(page)

    def restore(self, folder: Path, *, damaged: bool = False) -> None:
        """Make a record of a backup. ``folder`` is where the record of this window stands or would go."""
        parts = self._parts
        second = parts.preferences.read().second_backups
        presenter = RestorePresenter(folder, parts.clock, parts.kdf, Path(second) if second else None)
        page = RestorePage(
            parts.theme, self._runner(), presenter, parts.choose_folder, parts.choose_file, damaged=damaged
        )

        def finished(made: Path | None, text: str, remedy: str) -> None:
            if made is None:
                self.begin_asked.emit(folder)
            else:
                self.restored.emit(made, text, remedy)

        page.finished.connect(finished)
        self._stage.put(page)
