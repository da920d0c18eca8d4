"""Signing: what will be stated, by whom, when and with which meaning; then the passphrase again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ehr_desk.ui.dialogs.secrets import SecretsDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.message_bar import Message
from ehr_desk.ui.widgets.text import label, within_sentence
from ehr_desk.ui.widgets.wrapping import breakable

_BESIDE = 48
"""Letters that stand beside a title in one line; longer facts get lines of their own."""
_BULLET = "•  "
_WEIGHTS = {"must": ("Needed", "danger"), "should": ("To check", "warning"), "tip": ("Tip", "info")}
"""What findings are called, as in the list above a note, and their colour."""
_RECORDS = "What this entry records:"


class SignItem(NamedTuple):
    """One entry that will be signed: title, a quiet line (client, date), what it states, what is to be known.

    ``about``: whose it is, on a line of its own. ``undoes``: what falls away with it, in sentences. ``why``: the ground
    and the reason of a change.
    """

    title: str
    facts: str = ""
    effects: tuple[str, ...] = ()
    findings: tuple[Message, ...] = ()
    about: str = ""
    undoes: tuple[str, ...] = ()
    why: str = ""


class Signer(NamedTuple):
    """Who signs: name, credential, the local time as shown, and the meaning in the words that are signed."""

    name: str
    credential: str
    at: str
    meaning: str


class SignDialog(SecretsDialog):
    """``sign_requested`` carries the passphrase; the page signs and calls ``accept`` or ``fail``.

    With ``pin`` the PIN of the person's card or stick is asked too (``token_pin``).
    """

    sign_requested = Signal(str)

    def __init__(
        self,
        theme: Theme,
        items: Sequence[SignItem],
        signer: Signer,
        parent: QWidget | None = None,
        *,
        verb: str = "",
        pin: bool = False,
    ) -> None:
        count = len(items)
        title = verb or (f"Sign {within_sentence(items[0].title)}" if count == 1 else f"Sign {count} entries")
        super().__init__(theme, title, "Sign" if count == 1 else f"Sign all {count}", parent)
        self.setObjectName("sign_dialog")
        theme.bind_icon(self.go, "signature", "on_accent", 18)
        blocked = any(one.level == "must" for item in items for one in item.findings)
        for item in items:
            self.body.addWidget(self._item(item))
        # Who signs, when and as what stays in sight, and what is signed opens at its first line.
        self.pinned.addWidget(_seal(signer))
        self.ask_secrets("sign", pin=pin, pinned=True)
        self.body.addStretch(1)
        if blocked:
            self.fail("Something needed is still missing.", "Close this and complete the entry; nothing is lost.")
            self.go.setEnabled(False)
            self.passphrase.setEnabled(False)
        self.fit(600, 480)
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Ask the page to sign."""
        if self.go.isEnabled() and self.secrets_typed():
            self.sign_requested.emit(self.passphrase.text())

    def _item(self, item: SignItem) -> QWidget:
        beside = len(item.facts) <= _BESIDE
        card = Card(item.title, trailing=item.facts if beside else "")
        card.title.setWordWrap(True)
        if not beside:
            card.add(label(breakable(item.facts), "small", "text2", wrap=True))
        if item.about:
            card.add(label(breakable(item.about), "strong", wrap=True))
        if item.why:
            card.add(label(breakable(item.why), "body", "text2", wrap=True))
        for sentence in item.undoes:
            _tell(card, sentence)
        if item.undoes and item.effects:
            card.body.addSpacing(8)
            card.add(label(_RECORDS, "strong"))
        for sentence in item.effects:
            _tell(card, f"{_BULLET}{sentence}")
        if not (item.effects or item.undoes):
            card.add(label("Changes no list of the chart: its text is all that is signed.", "small", "text2"))
        for finding in item.findings:
            word, tone = _WEIGHTS[finding.level]
            card.add(label(f"{word}: {breakable(finding.text)}", "small", tone, wrap=True))
        return card


def _tell(card: Card, sentence: str) -> None:
    """A sentence on a line of its own; what goes on below a bullet's line stands below its words."""
    words = label(breakable(sentence.removeprefix(_BULLET)), "body", wrap=True)
    if not sentence.startswith(_BULLET):
        card.add(words)
        return
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(label(_BULLET.strip(), "body"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    card.body.addLayout(row)


def _seal(signer: Signer) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(2)
    who = ", ".join(part for part in (signer.name, signer.credential) if part)
    for row, (words, text) in enumerate((("Signed by", who), ("Time", signer.at), ("Meaning", signer.meaning))):
        grid.addWidget(label(words, "caption"), row, 0)
        grid.addWidget(label(breakable(text), "strong" if row == 0 else "body", wrap=True), row, 1)
    grid.setColumnStretch(1, 1)
    made.setAccessibleName(f"Signed by {who}, {signer.at}, meaning: {signer.meaning}")
    return made
