"""Two hands at the desk: they see what is shown, type and press keys, and wait for what comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.pages.caseload.page import CaseloadPage
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.window import DeskWindow, Parts
from tests.support.clinic import TestClinic, passphrase_of

Kind = TypeVar("Kind", bound=QWidget)
PATIENCE_MS = 20_000


@dataclass
class Hands:
    """One window on a test clinic, and what a person does with it."""

    window: DeskWindow
    clinic: TestClinic
    bot: QtBot

    @property
    def view(self) -> DeskView:
        """The open desk."""
        assert self.window.view is not None
        return self.window.view

    @property
    def gate(self) -> UnlockPage:
        """The unlock screen."""
        page = self.window.shown()
        assert isinstance(page, UnlockPage)
        return page

    @property
    def caseload(self) -> CaseloadPage:
        """The page with list and chart."""
        page = self.view.page("caseload")
        assert isinstance(page, CaseloadPage)
        return page

    def wait(self, until: Callable[[], object]) -> None:
        """Wait until something is so."""
        self.bot.waitUntil(lambda: bool(until()), timeout=PATIENCE_MS)

    def see(self, name: str, kind: type[Kind]) -> Kind:
        """The visible widget of this name, as soon as it is there."""
        self.wait(lambda: self._visible(name, kind))
        found = self._visible(name, kind)
        assert found is not None
        return found

    def press(self, name: str) -> None:
        """Press a button once it can be pressed."""
        found = self.see(name, QAbstractButton)
        self.wait(found.isEnabled)
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    def type_into(self, name: str, text: str) -> None:
        """Type into a field."""
        field = self.see(name, QWidget)
        self.come_forward()
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClicks(field, text)

    def keys(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys wherever the focus is."""
        self.come_forward()
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def come_forward(self) -> None:
        """Have the window active, as it is for a person who looks at it: keys go nowhere else."""
        if QApplication.activeWindow() is None:
            with self.bot.waitActive(self.window):
                self.window.activateWindow()

    def type_passphrase(self, who: str, passphrase: str = "") -> None:
        """Choose a name at the unlock screen, type a passphrase, press Enter."""
        chooser = self.see("unlock.who", QComboBox)
        self.wait(chooser.isEnabled)
        chooser.setCurrentIndex(chooser.findData(self.clinic.staff_ids[who]))
        self.type_into("unlock.passphrase", passphrase or passphrase_of(who))
        self.keys(Qt.Key.Key_Return)

    def unlock(self, who: str) -> None:
        """Sit down at the desk."""
        self.type_passphrase(who)
        self.wait(lambda: self.window.view is not None)

    def lock(self) -> None:
        """Lock with the keyboard, and wait until the keys are gone."""
        desk = self.window.desk
        self.keys(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: self.window.view is None and not self._backs_up())
        self.wait(lambda: desk is None or desk.sitting.locked)

    def _backs_up(self) -> bool:
        """Whether the unlock screen says that the last backup of the sitting is still being made."""
        said = self.gate.panel.messages
        return not said.isHidden() and "Whoever unlocks now waits" in said.accessibleName()

    def editor(self) -> EditorPane:
        """The note editor once it shows a draft."""
        self.wait(lambda: self.caseload.chart.editor is not None and self.caseload.chart.editor.isVisible())
        found = self.caseload.chart.editor
        assert found is not None
        return found

    def new_note(self, form_id: str) -> EditorPane:
        """Choose a form from the menu of the open chart."""
        before = self.caseload.chart.editor
        menu = self.caseload.chart.notes.menu(self.caseload.chart.chart)
        act = next(act for act in menu.actions() if act.objectName() == f"new.{form_id}")
        act.trigger()
        menu.close()
        self.wait(lambda: self.caseload.chart.editor is not None and self.caseload.chart.editor is not before)
        return self.editor()

    def fill(self, form: FormEditor, answers: Mapping[str, Any]) -> None:
        """Answer items through their fields, in the order of the form, so that conditions open on the way."""
        for item in form.form.items:
            if item.id in answers and not item.readonly:
                form.set_item(item.id, answers[item.id])

    def sign(self, who: str) -> None:
        """Confirm the dialog that shows what will be stated."""
        dialog = self.dialog(SignDialog)
        QTest.keyClicks(dialog.passphrase.line, passphrase_of(who))
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        self.wait(lambda: not self.open_dialogs())

    def dialog(self, kind: type[Kind]) -> Kind:
        """The dialog of a kind once it is open."""
        self.wait(lambda: [one for one in self.open_dialogs() if isinstance(one, kind)])
        return next(one for one in self.open_dialogs() if isinstance(one, kind))

    def open_dialogs(self) -> list[QDialog]:
        """Every dialog that is open."""
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]
        return [one for one in found if one.isVisible()]

    def _visible(self, name: str, kind: type[Kind]) -> Kind | None:
        roots: list[QWidget] = [*self.open_dialogs(), self.window]
        found = [one for root in roots for one in root.findChildren(kind, name) if one.isVisible()]
        return found[0] if found else None


def window_parts(clinic: TestClinic, theme: Theme, folder: Path) -> Parts:
    """A window that asks nobody and remembers what it likes in a folder of the test."""
    return Parts(
        theme=theme,
        clock=clinic.clock,
        ids=clinic.ids,
        preferences=PreferencesFile(folder / "preferences" / "settings.json"),
        choose_folder=lambda _title: None,
        print_text=lambda _text: None,
        kdf=clinic.kdf,
    )
