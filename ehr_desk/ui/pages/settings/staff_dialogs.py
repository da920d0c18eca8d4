"""What an administrator fills in about a staff member. Every dialog ends with the administrator's own passphrase."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from ehr_desk.chart.staff.rows import ROLES, CredentialRow, StaffRow
from ehr_desk.chart.staff.rules import short_name
from ehr_desk.common.clock import Clock
from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit, labelled
from ehr_desk.ui.pages.settings import presenter
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import Role
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.text import divider, label, name

if TYPE_CHECKING:
    from ehr_desk.chart.staff.service import NewStaff

_TRAINEE = "Trainee: their entries need a co-signature"


class StaffDialog(DeskDialog):
    """The frame: fields above, "You type: your passphrase" below. What was typed stays when something fails."""

    def __init__(
        self, theme: Theme, title: str, verb: str, words: str, parent: QWidget | None = None, *, role: Role = "primary"
    ) -> None:
        super().__init__(theme, title, verb, parent, role=role)
        self.set_subtitle(words)
        self.own = PassphraseEdit(theme)
        self.own.submitted.connect(self.try_go)

    def ends_with_own(self) -> None:
        """Put the administrator's passphrase below everything else, where it stays while the rest scrolls."""
        self.body.addStretch(1)
        self.field("Your own passphrase", self.own, "staff.own", pinned=True)
        self.fit(560, 320)

    def fail(self, message: str, remedy: str = "") -> None:
        """It did not work; only the administrator's passphrase is typed again."""
        super().fail(message, remedy)
        self.own.clear()

    def ready(self, fault: str = "") -> bool:
        """Whether nothing is missing; says what is."""
        said = fault or ("" if self.own.text() else "Type your own passphrase.")
        if said:
            self.messages.show_text("must", said)
        return not said

    def pair(self, *fields: tuple[str, QWidget, str, int]) -> None:
        """Fields beside each other: words, widget, name, share of the width."""
        line = QHBoxLayout()
        line.setSpacing(12)
        for words, edit, object_name, stretch in fields:
            line.addWidget(labelled(words, edit, object_name), stretch)
        self.body.addLayout(line)


class CredentialFields:
    """Credential, licence, the days on which it is valid, trainee or not."""

    def __init__(self, dialog: StaffDialog, clock: Clock) -> None:
        self.credential, self.licence = QLineEdit(), QLineEdit()
        self.first, self.last = DateEdit(dialog.theme, clock), DateEdit(dialog.theme, clock)
        self.trainee = QCheckBox(_TRAINEE)
        name(self.trainee, _TRAINEE, "staff.trainee")
        dialog.pair(
            ("Credential", self.credential, "staff.credential", 2), ("License", self.licence, "staff.licence", 3)
        )
        dialog.pair(("Valid from", self.first, "staff.from", 1), ("Valid until", self.last, "staff.until", 1))
        words = "Both days are included; an empty one sets no limit. An expired credential signs nothing."
        dialog.body.addWidget(label(words, "small", "text3", wrap=True))
        dialog.body.addWidget(self.trainee)

    def show(self, held: CredentialRow) -> None:
        """Show a credential that is there."""
        self.credential.setText(held.credential)
        self.licence.setText(held.licence)
        self.first.set_value(held.valid_from.isoformat() if held.valid_from else "")
        self.last.set_value(held.valid_until.isoformat() if held.valid_until else "")
        self.trainee.setChecked(held.trainee)

    def fault(self) -> str:
        """What is wrong with the days, empty where nothing is."""
        valid = self.first.is_valid() and self.last.is_valid()
        return "" if valid else "A day could not be read. Type it like 21 Nov 2026 or 11/21/2026."

    def row(self) -> CredentialRow:
        """The credential as it is filled in."""
        days = (date.fromisoformat(edit.value()) if edit.value() else None for edit in (self.first, self.last))
        words = self.credential.text().strip(), self.licence.text().strip()
        return CredentialRow("", *words, self.trainee.isChecked(), *days)


class AddStaffDialog(StaffDialog):
    """The new person types their passphrase, the administrator their own. ``asked`` carries the facts and both."""

    asked = Signal(object, str, str)

    def __init__(
        self, theme: Theme, clock: Clock, parent: QWidget | None = None, *, taken: Collection[str] = ()
    ) -> None:
        words = "They get keys and a certificate of their own. Nobody else ever knows their passphrase."
        super().__init__(theme, "Add a staff member", "Add staff member", words, parent)
        self.setObjectName("add_staff")
        self.person, self.login = QLineEdit(), QLineEdit()
        self.role = ChoiceCombo(ROLES, empty="Choose")
        self.pair(("Name", self.person, "staff.name", 3), ("Short name", self.login, "staff.login", 2))
        self.person.textChanged.connect(lambda text: self.login.setPlaceholderText(short_name(text, taken)))
        self.field("Role", self.role, "staff.role")
        self.held = CredentialFields(self, clock)
        self.credential, self.licence, self.trainee = self.held.credential, self.held.licence, self.held.trainee
        self.body.addWidget(divider())
        self.body.addWidget(label("The new person types", "strong"))
        self.theirs, self.again = PassphraseEdit(theme), PassphraseEdit(theme)
        self.pair(
            ("Their passphrase", self.theirs, "staff.theirs", 1),
            ("Their passphrase again", self.again, "staff.again", 1),
        )
        self.body.addWidget(label(presenter.PASSPHRASE_HINT, "small", "text3", wrap=True))
        self.ends_with_own()
        self.person.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand everything over, once it is complete."""
        if self.ready(self._fault()):
            self.asked.emit(self._new(), self.own.text(), self.theirs.text())

    def _new(self) -> NewStaff:
        from ehr_desk.chart.staff.service import NewStaff

        held = self.held.row()
        return NewStaff(
            self._short(),
            self.person.text().strip(),
            self.role.value(),
            held.credential,
            held.licence,
            held.trainee,
            held.valid_from,
            held.valid_until,
        )

    def _short(self) -> str:
        """The short name: typed, else what the field suggests."""
        return self.login.text().strip() or self.login.placeholderText()

    def _fault(self) -> str:
        if not self.person.text().strip() or not self._short():
            return "Enter the name and a short name."
        if not self.role.value():
            return "Choose the role."
        names = (self._short(), self.person.text())
        return self.held.fault() or presenter.passphrase_fault(self.theirs.text(), self.again.text(), names)


class FirstPassphraseDialog(StaffDialog):
    """A passphrase for somebody else. ``asked`` carries it and the administrator's own."""

    asked = Signal(str, str)

    def __init__(self, theme: Theme, row: StaffRow, parent: QWidget | None = None) -> None:
        title = "Give access again" if row.retired else "Give a new passphrase"
        verb = "Give access" if row.retired else "Give passphrase"
        words = (
            f"{row.name} gets a new key for signing from today; what they signed before stays valid. "
            "Tell them this passphrase: they set one of their own at the first unlock, and sign only then."
        )
        super().__init__(theme, title, verb, words, parent)
        self.setObjectName("first_passphrase")
        self._names = (row.login, row.name)
        self.first, self.again = PassphraseEdit(theme), PassphraseEdit(theme)
        self.field("First passphrase", self.first, "staff.first", presenter.PASSPHRASE_HINT)
        self.field("First passphrase again", self.again, "staff.again")
        self.ends_with_own()
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand both over."""
        if self.ready(presenter.passphrase_fault(self.first.text(), self.again.text(), self._names)):
            self.asked.emit(self.first.text(), self.own.text())


class CredentialDialog(StaffDialog):
    """A credential with its days, corrected or added. ``asked`` carries it, what it replaces, and the passphrase."""

    asked = Signal(object, str, str)

    def __init__(self, theme: Theme, clock: Clock, row: StaffRow, parent: QWidget | None = None) -> None:
        words = "A signature shows the credential held on its day. A renewed license is added; a mistake is corrected."
        super().__init__(theme, f"Credential of {row.name}", "Keep", words, parent)
        self.setObjectName("change_credential")
        self._held = {one.id: one for one in row.credentials}
        self.which = ChoiceCombo((), empty="Add another credential")
        for one in row.credentials:
            self.which.addItem(f"Correct: {presenter.credential_words(one)}", one.id)
        self.field("What to do", self.which, "staff.which")
        self.held = CredentialFields(self, clock)
        self.which.activated.connect(lambda _at: self._chosen())
        self.ends_with_own()
        self.held.credential.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand everything over."""
        if self.ready(self.held.fault()):
            self.asked.emit(self.held.row(), self.which.value(), self.own.text())

    def _chosen(self) -> None:
        found = self._held.get(self.which.value())
        if found is not None:
            self.held.show(found)


class OwnPassphraseDialog(StaffDialog):
    """Nothing but the person's own passphrase. ``asked`` carries it."""

    asked = Signal(str)

    def __init__(self, theme: Theme, title: str, verb: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, title, verb, words, parent)
        self.setObjectName("own_passphrase")
        self.field("Your own passphrase", self.own, "staff.own")
        self.own.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand it over."""
        if self.ready():
            self.asked.emit(self.own.text())
