"""The restore page: choose a backup, open and check it, say where it goes; or save what can be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from ehr_desk.common.errors import UserError
from ehr_desk.ui.choosing import ChooseFile
from ehr_desk.ui.pages.backup.presenter import when
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.restore.panels import ChoosePanel, KeyPanel, PlacePanel, SavedPanel
from ehr_desk.ui.pages.restore.presenter import (
    STEPS,
    Key,
    RestorePresenter,
    Tried,
    backup_words,
    put_aside,
    standing_words,
    tried_words,
)
from ehr_desk.ui.runner import Runner
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.ground import on_canvas

if TYPE_CHECKING:
    from ehr_desk.vault.backup_manifest import StoredManifest
    from ehr_desk.vault.restore import Restored
    from ehr_desk.vault.salvage import SalvageReport

CHOOSE, KEY, PLACE, SAVED = range(4)
_KEY_WORDS = "A passphrase that was right when it was made opens it, or the code of that recovery sheet."
_SALVAGE_TITLE = "Save what can be read"
_SALVAGE_WORDS = (
    "Every row that is undamaged goes into a new record; what is missing is named. The damaged record is only read."
)

_LISTED = "Once unlocked, the audit page lists the signed entries among them by client, day and author."


class RestorePage(QWidget):
    """``finished`` carries the folder of the record that was made (None when the person went back) and what the unlock
    screen should say. ``damaged``: the record of this window does not open, so its place is offered first."""

    finished = Signal(object, str, str)
    stepped = Signal(str)

    def __init__(
        self,
        theme: Theme,
        runner: Runner,
        presenter: RestorePresenter,
        choose_folder: Callable[[str], Path | None],
        choose_file: ChooseFile,
        *,
        damaged: bool = False,
    ) -> None:
        super().__init__()
        self._runner = runner
        self._presenter = presenter
        self._choose_folder, self._choose_file = choose_folder, choose_file
        self._damaged = damaged
        self._backup: StoredManifest | None = None
        self._key: Key | None = None
        self._saved = Path()
        self._busy = False
        on_canvas(self)
        self._stack = QStackedLayout(self)
        self.choose = ChoosePanel(theme, salvage=presenter.can_salvage)
        self.key, self.place, self.saved = KeyPanel(theme), PlacePanel(theme), SavedPanel(theme)
        for panel in (self.choose, self.key, self.place, self.saved):
            self._stack.addWidget(panel)
        self.choose.taken.connect(self._take)
        self.choose.folder_asked.connect(self._choose_backup)
        self.choose.salvage_asked.connect(self._ask_salvage)
        self.choose.back_asked.connect(lambda: self.finished.emit(None, "", ""))
        self.key.asked.connect(self._open)
        self.key.stick_asked.connect(self._choose_stick)
        self.key.back_asked.connect(lambda: self._show(CHOOSE))
        self.place.asked.connect(self._go)
        self.place.folder_asked.connect(self._choose_target)
        self.place.back_asked.connect(lambda: self._show(CHOOSE))
        self.saved.back_asked.connect(self._saved_read)
        self.stepped.connect(self._tell_step)
        self.setFocusProxy(self.choose.go)
        runner.submit_read(
            presenter.look,
            context=self,
            on_ok=lambda found: self._offer(found, "Backups that were found", "No backup was found on this computer."),
            on_error=lambda error: self.choose.fail(*words_of(error)),
        )

    def step(self) -> int:
        """Which card is shown: ``CHOOSE``, ``KEY``, ``PLACE`` or ``SAVED``."""
        return self._stack.currentIndex()

    def person_left(self) -> None:
        """The screen was locked, or the computer goes to sleep: what was typed is forgotten. What is being made of it
        comes to its end."""
        self._forget()
        if self._stack.currentWidget() in (self.key, self.place) and not self._busy:
            self._show(CHOOSE)

    # Choosing -----------------------------------------------------------------------------------------------------

    def _offer(self, found: list[StoredManifest], head: str, none: str = "") -> None:
        clock = self._presenter.clock
        self.choose.show_backups([(one, backup_words(one, clock)) for one in found], head if found else none)

    def _choose_backup(self) -> None:
        chosen = self._choose_folder("Choose a backup, or the folder that holds backups")
        if chosen is None:
            return
        self.choose.messages.clear()
        self._runner.submit_read(
            lambda: self._presenter.look_in(chosen),
            context=self,
            on_ok=lambda found: self._take(found[0]) if len(found) == 1 else self._offer(found, f"In {chosen}"),
            on_error=lambda error: self.choose.fail(*words_of(error)),
        )

    def _take(self, one: StoredManifest) -> None:
        try:
            file = self._presenter.keys_of(one.folder)
        except UserError as error:
            self.choose.fail(f"This backup is damaged. {error.message}", "Use another backup.")
            return
        self._backup = one
        clock = self._presenter.clock
        _made, about = backup_words(one, clock)
        self.key.ask(
            f"The backup of {when(one.manifest.made_at, clock)}",
            f"{file.clinic_name} · {about}. {_KEY_WORDS}",
            "Open and check it",
            file,
        )
        self._show(KEY)

    def _ask_salvage(self) -> None:
        try:
            file = self._presenter.keys_of(self._presenter.folder)
        except UserError as error:
            self.choose.fail(error.message, error.remedy)
            return
        self._backup = None
        self.key.ask(_SALVAGE_TITLE, f"{file.clinic_name}. {_SALVAGE_WORDS}", "Go on", file)
        self._show(KEY)

    def _choose_stick(self) -> None:
        chosen = self._choose_file("The file on the key stick")
        if chosen is not None:
            self.key.take_stick(chosen)

    # Opening ------------------------------------------------------------------------------------------------------

    def _open(self, key: Key) -> None:
        self._key = key
        if self._backup is None:
            new = self._presenter.new_folder("recovered")
            self.place.ask(_SALVAGE_TITLE, _SALVAGE_WORDS, (), _SALVAGE_TITLE, new)
            self._show(PLACE)
            return
        self._busy = True
        self.key.busy()
        self.key.tell_step(STEPS["checking"])
        self._runner.submit_paper(
            self._presenter.trying(self._backup.folder, key),
            context=self,
            on_ok=self._tried,
            on_error=self._not_tried,
        )

    def _not_tried(self, error: Exception) -> None:
        self._busy = False
        self.key.fail(*words_of(error))

    def _tried(self, tried: Tried) -> None:
        self._busy = False
        if self._key is None:  # the person went away meanwhile
            self.key.rest()
            self._show(CHOOSE)
            return
        if tried.damaged or self._backup is None:
            self.key.fail(f"This backup is damaged: {tried.damaged}", "Use another backup.")
            return
        self.key.rest()
        presenter = self._presenter
        sound = tried.report.sound
        title = "The backup opens and is sound" if sound else "The backup opens, with findings"
        facts = tried_words(tried, presenter.clock)
        self.place.ask(title, "", facts, "Restore", presenter.new_folder("restored"))
        if presenter.may_replace(self._backup.folder):
            newer = put_aside(tried) > 0
            words = standing_words(tried, presenter.clock)
            self.place.offer_place(presenter.folder, words, first=self._damaged and not newer, newer=newer)
        self._show(PLACE)

    # Making -------------------------------------------------------------------------------------------------------

    def _choose_target(self) -> None:
        chosen = self._choose_folder("Choose a new or empty folder")
        if chosen is not None:
            self.place.folder.setText(str(chosen))

    def _go(self, target: Path, replace: bool) -> None:
        if self._key is None:
            return
        presenter, backup = self._presenter, self._backup
        self._busy = True
        self.place.busy()

        def failed(error: Exception) -> None:
            self._busy = False
            self.place.fail(*words_of(error))
            if self._key is None:  # the person went away meanwhile
                self._show(CHOOSE)
                self.choose.fail(*words_of(error))

        # On the lane that unlocks: a desk that still makes its last backup is waited for.
        if backup is None:
            job = presenter.salvaging(self._key, target, self.stepped.emit)
            self._runner.submit_paper(job, context=self, on_ok=self._salvaged, on_error=failed)
        else:
            make = presenter.restoring(backup.folder, self._key, target, replace=replace, progress=self.stepped.emit)
            self._runner.submit_paper(make, context=self, on_ok=self._restored, on_error=failed)

    def _tell_step(self, step: str) -> None:
        self.place.tell_step(STEPS.get(step) or f"Reading {step.replace('_', ' ')}…")

    def _restored(self, restored: Restored) -> None:
        self._busy = False
        self._forget()
        said = restored.sentences(self._presenter.clock.local().tzinfo)
        self.finished.emit(restored.folder, said[0], " ".join(said[1:]))

    def _salvaged(self, report: SalvageReport) -> None:
        self._busy = False
        self._forget()
        self._saved = report.folder
        lost = [_LISTED] if any(table.lost for table in report.tables) else []
        self.saved.show_report(report.complete, [*report.sentences(), *lost])
        self._show(SAVED)

    def _saved_read(self) -> None:
        self.finished.emit(self._saved, "What could be read of the damaged record stands here.", "")

    def _forget(self) -> None:
        self.key.forget()
        self._key = None

    def _show(self, at: int) -> None:
        if at == CHOOSE:
            self._forget()
            self.choose.messages.clear()
        self._stack.setCurrentIndex(at)
        panel = self._stack.currentWidget()
        if at == KEY:
            self.key.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(panel, ChoosePanel | PlacePanel | SavedPanel):
            panel.go.setFocus(Qt.FocusReason.OtherFocusReason)
