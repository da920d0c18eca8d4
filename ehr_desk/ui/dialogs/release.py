"""The one door out: to whom, what for, by which right, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ehr_desk.chart.disclosures.rows import PROTECTED
from ehr_desk.ui.dialogs.base import DeskDialog, labelled
from ehr_desk.ui.dialogs.protected_copy import ProtectionFields
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.message_bar import Level, Message
from ehr_desk.ui.widgets.text import label

_VERBS = {
    "save": "Save the file",
    "print": "Print",
    PROTECTED: "Save the protected copy",
}


class BasisChoice(NamedTuple):
    """One legal basis: key, title, law, the further facts it needs ((field, words)), a caution, and whom it opens the
    record to where that is one person: name and kind."""

    key: str
    title: str
    law: str
    needs: tuple[tuple[str, str], ...] = ()
    caution: str = ""
    recipient: str = ""
    recipient_kind: str = ""


class ConsentChoice(NamedTuple):
    """One consent of the client: id, words, and what it fills in."""

    id: str
    words: str
    recipient: str = ""
    purpose: str = ""


class ReleaseDialog(DeskDialog):
    """Collects a disclosure. ``edited`` carries the answers so far, so that the page can show findings;
    ``release_requested`` carries them when the button is pressed. Keys: recipient, recipient_kind, purpose, basis,
    how, consent_id, note, and the fields that the basis needs. What protects a copy under a passphrase is in none of
    them: :attr:`protection` has it. ``pin``: whether the person signs papers with a card or stick.
    """

    edited = Signal(object)
    release_requested = Signal(object)

    def __init__(
        self,
        theme: Theme,
        what: str,
        how: str,
        bases: Sequence[BasisChoice],
        recipient_kinds: Sequence[str],
        consents: Sequence[ConsentChoice] = (),
        parent: QWidget | None = None,
        *,
        pin: bool = False,
    ) -> None:
        super().__init__(theme, "Hand out a document", _VERBS.get(how, "Hand out"), parent)
        self.setObjectName("release_dialog")
        self.set_subtitle(what)
        self.resize(theme.metrics.px(600), theme.metrics.px(640))
        self._how = how
        self._filled_in = self._purpose_filled_in = ""
        self._touched = False
        self._bases = {one.key: one for one in bases}
        self._consents = {one.words: one for one in consents}
        self.basis = ChoiceCombo([one.title for one in bases], empty="Choose the legal basis")
        self.field("Legal basis", self.basis, "release.basis")
        self.law = label("", "small", "text2", wrap=True)
        self.body.addWidget(self.law)
        self.consent = ChoiceCombo([one.words for one in consents], empty="Choose a consent")
        self._consent_box = labelled("Consent", self.consent, "release.consent_id")
        self.body.addWidget(self._consent_box)
        self.recipient, self.purpose, self.note = QLineEdit(), QLineEdit(), QLineEdit()
        self.field("Recipient", self.recipient, "release.recipient")
        self.kind = ChoiceCombo(recipient_kinds, empty="Choose")
        self.field("Kind of recipient", self.kind, "release.recipient_kind")
        self.field("Purpose", self.purpose, "release.purpose")
        self._needed: dict[str, tuple[QWidget, QLineEdit]] = {}
        for key, words in {need: words for one in bases for need, words in one.needs if need != "consent_id"}.items():
            line = QLineEdit()
            line.textEdited.connect(self._edited)
            box = labelled(words, line, f"release.{key}")
            self._needed[key] = (box, line)
            self.body.addWidget(box)
        self.field("Note for the ledger", self.note, "release.note")
        self.protection = ProtectionFields(self, theme, pin=pin) if how == PROTECTED else None
        self._fault_told = False
        for edit in self.protection.typed if self.protection is not None else ():
            edit.edited.connect(self._typed_again)
        self.messages.jump.connect(self._jump)
        self.body.addStretch(1)
        for line in (self.recipient, self.purpose, self.note):
            line.textEdited.connect(self._edited)
        self.basis.edited.connect(self._basis_chosen)
        self.consent.edited.connect(self._consent_chosen)
        self.kind.edited.connect(self._edited)
        self._arrange()
        self.basis.setFocus(Qt.FocusReason.OtherFocusReason)

    def answers(self) -> dict[str, str]:
        """What is filled in now."""
        chosen = self._basis()
        consent = self._consents.get(self.consent.value())
        with_consent = chosen is not None and any(key == "consent_id" for key, _ in chosen.needs)
        found = {
            "recipient": self.recipient.text().strip(),
            "recipient_kind": self.kind.value(),
            "purpose": self.purpose.text().strip(),
            "basis": chosen.key if chosen is not None else "",
            "how": self._how,
            "consent_id": consent.id if consent is not None and with_consent else "",
            "note": self.note.text().strip(),
        }
        wanted = {key for key, _ in chosen.needs} if chosen is not None else set()
        return found | {key: line.text().strip() for key, (_, line) in self._needed.items() if key in wanted}

    def fill(self, answers: Mapping[str, str]) -> None:
        """Show answers that are known already."""
        self.recipient.setText(answers.get("recipient", ""))
        self.purpose.setText(answers.get("purpose", ""))
        self.kind.set_value(answers.get("recipient_kind", ""))
        known = self._bases.get(answers.get("basis", ""))
        self.basis.set_value(known.title if known is not None else "")
        self._arrange()

    def show_findings(self, messages: Sequence[Message]) -> None:
        """What stands in the way; a "must" keeps the button off. Before anything is filled in it is no fault yet."""
        level: Level | None = None if self._touched else "tip"
        self.messages.show_messages(messages, head="Before it leaves:" if messages else "", level=level)
        self.go.setEnabled(all(one.level != "must" for one in messages))

    def try_go(self) -> None:
        """Ask the page to hand the document out."""
        fault = self.protection.fault() if self.protection is not None else None
        if fault is not None:
            self._fault_told = True
            self.messages.show_text("must", fault[0], fault[1])
            fault[2].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.go.isEnabled():
            self.release_requested.emit(self.answers())

    def fail(self, message: str, remedy: str = "") -> None:
        """Nothing left the desk; the own passphrase is typed again."""
        super().fail(message, remedy)
        if self.protection is not None:
            self.protection.failed()

    def _basis(self) -> BasisChoice | None:
        return next((one for one in self._bases.values() if one.title == self.basis.value()), None)

    def _basis_chosen(self) -> None:
        self._fill_in(self._basis())
        self._arrange()
        self._edited()

    def _fill_in(self, chosen: BasisChoice | None) -> None:
        """Whom the basis opens the record to, unless somebody typed another name; not kept for another basis."""
        wanted = chosen.recipient if chosen is not None else ""
        # The name may stand there already: of the time before, when it was not handed out after all.
        if self.recipient.text() in ("", self._filled_in, wanted):
            if wanted or self._filled_in:
                self.kind.set_value(chosen.recipient_kind if chosen is not None else "")
            self.recipient.setText(wanted)
            self._filled_in = wanted

    def _consent_chosen(self) -> None:
        consent = self._consents.get(self.consent.value())
        # What somebody typed stays: a consent may name a class of recipients, and the ledger wants the one. What
        # another consent filled in goes with it.
        if self.recipient.text().strip() in ("", self._filled_in):
            self._filled_in = consent.recipient if consent is not None else ""
            self.recipient.setText(self._filled_in)
        if self.purpose.text().strip() in ("", self._purpose_filled_in):
            self._purpose_filled_in = consent.purpose if consent is not None else ""
            self.purpose.setText(self._purpose_filled_in)
        self._edited()

    def _arrange(self) -> None:
        chosen = self._basis()
        wanted = dict(chosen.needs) if chosen is not None else {}
        self._consent_box.setVisible("consent_id" in wanted)
        for key, (box, line) in self._needed.items():
            box.setVisible(key in wanted)
            if key in wanted:
                _reword(box, line, wanted[key])
        text = "" if chosen is None else " ".join(part for part in (f"{chosen.law}.", chosen.caution) if part)
        self.law.setText(text)
        self.law.setVisible(bool(text))

    def _edited(self, _text: str = "") -> None:
        self._touched = True
        self.edited.emit(self.answers())

    def _typed_again(self) -> None:
        """What was wrong with a passphrase is told until it changes; then what else stands in the way."""
        if self._fault_told:
            self._fault_told = False
            self.messages.clear()
            self.edited.emit(self.answers())

    def _jump(self, target: str) -> None:
        widget = self.findChild(QWidget, f"release.{target}")
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)


def _reword(box: QWidget, line: QLineEdit, words: str) -> None:
    """Two legal bases may need the same field and ask for it in other words."""
    caption = box.findChild(QLabel)
    if caption is not None:
        caption.setText(words)
    line.setAccessibleName(words)
