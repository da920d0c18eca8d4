"""What a signature is asked for with: the person's passphrase, and the PIN of the card or stick that signs papers."""

from __future__ import annotations

from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit
from ehr_desk.ui.theme import Theme


class SecretsDialog(DeskDialog):
    """A dialog that signs: put the fields where they belong with :meth:`ask_secrets`. ``token_pin`` is there where a
    card or stick signs and its PIN was not asked for yet."""

    passphrase: PassphraseEdit
    token_pin: PassphraseEdit | None

    def ask_secrets(self, called: str, hint: str = "", *, pin: bool, pinned: bool = False) -> None:
        """Add the fields; ``called`` begins their names."""
        self.passphrase = PassphraseEdit(self.theme)
        self.field("Your passphrase", self.passphrase, f"{called}.passphrase", hint, pinned=pinned)
        self.token_pin = token_pin_field(self, self.theme, f"{called}.pin") if pin else None

    def secrets_typed(self) -> bool:
        """Whether both were typed; the dialog says which one is missing."""
        if not self.passphrase.text():
            self.messages.show_text("must", "Type your passphrase to sign.")
            self.passphrase.setFocus()
            return False
        if self.token_pin is not None and not self.token_pin.text():
            self.messages.show_text("must", "Type the PIN of your card or stick.")
            self.token_pin.setFocus()
            return False
        return True

    def fail(self, message: str, remedy: str = "") -> None:
        """It did not work: nothing was signed, nothing is lost; what proves who it is is typed again."""
        super().fail(message, remedy)
        self.passphrase.clear()
        if self.token_pin is not None:
            self.token_pin.clear()
        self.passphrase.setFocus()


def token_pin_field(dialog: DeskDialog, theme: Theme, called: str) -> PassphraseEdit:
    """A field for the PIN of the card or stick that signs the person's papers."""
    edit = PassphraseEdit(theme)
    hint = "Asked once until the desk locks; it is stored nowhere."
    dialog.field("PIN of your card or stick", edit, called, hint, pinned=True)
    return edit
