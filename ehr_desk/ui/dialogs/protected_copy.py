"""A copy under a passphrase: the passphrase, typed twice, what it is worth, and the own one that certifies the copy."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ehr_desk.chart.disclosures.protection import Protection, require_good
from ehr_desk.common.errors import UserError
from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit
from ehr_desk.ui.dialogs.secrets import token_pin_field
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import divider, label
from ehr_desk.vault.passphrases import ADVICE, SHORTEST

EXPLAINED = (
    "The file opens only with a passphrase (AES-256), and so does a cover sheet that goes with it. The recipient sees "
    "the same pages, certified with your key; the signed document is inside, so that every signature on it can be "
    "checked."
)
TRAVELS = (
    "Tell the recipient the passphrase in person or by phone, to a number that you knew before. Never put it into the "
    "same e-mail, nor into another one to the same address. The program keeps it nowhere: a lost one cannot be found "
    "again."
)
NOT_ARCHIVAL = (
    "A file under a passphrase is not PDF/A: a recipient who has to keep the document for years keeps the signed one "
    "inside (the list of attachments in their PDF reader)."
)


class ProtectionFields:
    """The fields of such a copy, in a dialog that hands something out. What is typed is never kept."""

    def __init__(self, dialog: DeskDialog, theme: Theme, *, pin: bool) -> None:
        self.passphrase, self.again, self.own = PassphraseEdit(theme), PassphraseEdit(theme), PassphraseEdit(theme)
        dialog.body.addWidget(divider())
        dialog.body.addWidget(label("Copy protected by a passphrase", "strong"))
        for words in (EXPLAINED, TRAVELS, NOT_ARCHIVAL):
            dialog.body.addWidget(label(words, "small", "text2", wrap=True))
        hint = f"At least {SHORTEST} English letters, digits, spaces or signs. {ADVICE}"
        dialog.field("Passphrase of the file", self.passphrase, "release.passphrase", hint)
        dialog.field("The same again", self.again, "release.again")
        dialog.field("Your own passphrase", self.own, "release.own", "You certify the copy with your key.")
        self.pin = token_pin_field(dialog, theme, "release.pin") if pin else None
        self.typed = tuple(each for each in (self.passphrase, self.again, self.own, self.pin) if each is not None)

    def fault(self) -> tuple[str, str, PassphraseEdit] | None:
        """What is missing or wrong, what to do, and where."""
        first, second = self.passphrase.text(), self.again.text()
        try:
            require_good(self.value())
        except UserError as found:
            return found.message, found.remedy, self.passphrase
        if first != second:
            return "The two passphrases differ.", "Type the same one twice.", self.again
        if not self.own.text():
            return "Type your own passphrase.", "You certify the copy with your key.", self.own
        if self.pin is not None and not self.pin.text():
            return "Type the PIN of your card or stick.", "", self.pin
        return None

    def value(self) -> Protection:
        """What was typed."""
        return Protection(self.passphrase.text(), self.own.text())

    def failed(self) -> None:
        """Nothing left: the own passphrase is typed again, that of the file stays."""
        self.own.clear()
        if self.pin is not None:
            self.pin.clear()
        self.own.setFocus(Qt.FocusReason.OtherFocusReason)
