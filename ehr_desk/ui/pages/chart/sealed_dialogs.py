"""What is asked about sealed notes: one's passphrase, and whom to let read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.runner import Runner
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.text import label

Result = TypeVar("Result")
_MAY_READ = "They may read all of your sealed notes, those of before and those to come, until you end it."
_READS_NO_MORE = (
    "They may read your sealed notes now. When you end it, the program opens none of them to them any more; what they "
    "opened before they may have kept. Where notes from before new keys of yours stay readable, you are told how many."
)


class SealDialog(DeskDialog):
    """One's own passphrase for one act. ``asked`` carries it."""

    asked = Signal(str)

    def __init__(self, theme: Theme, title: str, verb: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, title, verb, parent)
        self.setObjectName("seal")
        self.set_subtitle(words)
        self.own = PassphraseEdit(theme)
        self.own.submitted.connect(self.try_go)
        self.ask()
        self.field("Your passphrase", self.own, "seal.own")
        self.body.addStretch(1)
        self.own.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> None:
        """Further fields above the passphrase."""

    def run(
        self, runner: Runner, job_for: Callable[[str], Callable[[], Result]], done: Callable[[Result], object]
    ) -> None:
        """Open it, and run the job that a typed passphrase comes to; it closes once that is done."""

        def asked(own: str) -> None:
            self.busy()

            def finish(result: Result) -> None:
                self.accept()
                done(result)

            runner.submit_paper(
                job_for(own), context=self, on_ok=finish, on_error=lambda error: self.fail(*words_of(error))
            )

        self.asked.connect(asked)
        self.open()

    def fail(self, message: str, remedy: str = "") -> None:
        """It did not work; the passphrase is typed again."""
        super().fail(message, remedy)
        self.own.clear()

    def try_go(self) -> None:
        """Hand it over."""
        if not self.own.text():
            self.messages.show_text("must", "Type your passphrase.")
        else:
            self.asked.emit(self.own.text())


class AgreeDialog(SealDialog):
    """Whether the clinic's custodian's sheet may open one's own notes, and what that means, paragraph by paragraph."""

    def __init__(self, theme: Theme, made: str, meaning: Sequence[str], parent: QWidget | None = None) -> None:
        self._meaning = meaning
        super().__init__(theme, "May the custodian's sheet open your sealed notes?", "Yes, it may", made, parent)
        self.setObjectName("seal.agreeing")
        self.resize(theme.metrics.px(560), theme.metrics.px(440))

    def ask(self) -> None:
        """What a yes means."""
        for paragraph in self._meaning:
            self.body.addWidget(label(paragraph, "body", wrap=True))


class ReadersDialog(SealDialog):
    """Whom to let read, or whom no more. ``chosen`` answers the staff member's id, and whether they read by now."""

    def __init__(
        self, theme: Theme, people: Sequence[tuple[str, str]], readers: Sequence[str], parent: QWidget | None = None
    ) -> None:
        self.person = ChoiceCombo((), empty="Choose")
        for staff_id, words in people:
            self.person.addItem(f"{words} (may read them now)" if staff_id in readers else words, staff_id)
        self._readers, self._names = frozenset(readers), dict(people)
        super().__init__(
            theme,
            "Who may read your sealed notes",
            "Let them read",
            _MAY_READ,
            parent,
        )
        self.person.activated.connect(lambda _at: self._word())

    def ask(self) -> None:
        """The colleague."""
        self.field("Colleague", self.person, "seal.person")

    def chosen(self) -> tuple[str, bool]:
        """The staff member's id, and whether they read by now."""
        return self.person.value(), self.person.value() in self._readers

    @property
    def name(self) -> str:
        """The colleague's name."""
        return self._names.get(self.person.value(), "")

    def try_go(self) -> None:
        """Hand it over, once somebody was chosen."""
        if not self.person.value():
            self.messages.show_text("must", "Choose a colleague.")
        else:
            super().try_go()

    def _word(self) -> None:
        ending = self.chosen()[1]
        self.go.setText("End reading" if ending else "Let them read")
        self.set_subtitle(_READS_NO_MORE if ending else _MAY_READ)
        self.fit(520, 340)
