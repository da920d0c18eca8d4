"""Verify: choose a PDF that came back, and read whether it is what was signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ehr_desk.common.lines import on_one_line
from ehr_desk.documents.aside import GivenUp
from ehr_desk.ui.dialogs.base import PassphraseEdit
from ehr_desk.ui.pages.base import Page, Shell
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.pages.verify.presenter import Answer, answer_of, answer_of_code, read_pdf
from ehr_desk.ui.widgets.answer_card import AnswerCard
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.ground import canvas_column
from ehr_desk.ui.widgets.message_bar import BarRoom, MessageBar
from ehr_desk.ui.widgets.page_header import PageHeader
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.skeleton import Skeleton
from ehr_desk.ui.widgets.text import empty_layout, label, name

ChooseFile = Callable[[QWidget], Path | None]
_LONGEST_CODE = 60
"""Letters of the field: more than a code has with whatever spaces, and what the head of the page can say."""
_QUESTION = "Is this PDF what was signed, and by whom?"


def ask_for_pdf(parent: QWidget) -> Path | None:
    """Ask the person for a PDF file."""
    chosen, _ = QFileDialog.getOpenFileName(parent, "Choose a PDF", "", "PDF files (*.pdf)")
    return Path(chosen) if chosen else None


class VerifyPage(Page):
    """A file is chosen or dropped here; the answer stands below, one card for each signature."""

    page_title = "Verify"

    def __init__(self, shell: Shell, choose: ChooseFile = ask_for_pdf) -> None:
        super().__init__()
        self._shell = shell
        self._choose = choose
        theme = shell.theme
        self.setAcceptDrops(True)
        outer = canvas_column(self)
        self.header = PageHeader(theme, "Verify", _QUESTION)
        self.choosing = button(
            theme, "Choose a PDF…", self.ask, role="primary", icon="upload", object_name="verify.choose"
        )
        self.header.acts.addWidget(self.choosing)
        outer.addWidget(self.header)
        outer.addWidget(self._code_line())
        self.bar = MessageBar(theme)
        outer.addWidget(BarRoom(self.bar))
        words = "Choose a PDF, or drop it here. Nothing is stored, and the file stays as it is."
        self.empty = EmptyState(theme, "file-certificate", words)
        outer.addWidget(self.empty, 1)
        self.skeleton = Skeleton(theme, "Checking the signatures…")
        self.skeleton.hide()
        outer.addWidget(self.skeleton)
        self.stopping = button(theme, "Stop", self.stop, object_name="verify.stop")
        self.stopping.hide()
        outer.addWidget(self.stopping, 0, Qt.AlignmentFlag.AlignHCenter)
        body = QWidget()
        self._list = QVBoxLayout(body)
        self._list.setContentsMargins(24, 16, 24, 24)
        self._list.setSpacing(12)
        self._answer = PageScroll(body)
        self._answer.hide()
        outer.addWidget(self._answer, 1)
        self._shown: Answer | None = None
        self._given_up = Event()

    def ask(self) -> None:
        """Ask for a file."""
        chosen = self._choose(self)
        if chosen is not None:
            self.verify(chosen)

    def verify(self, file: Path, passphrase: str = "") -> None:
        """Check a file, which ``passphrase`` opens where it is under one; one that is being checked is given up."""
        self._given_up.set()
        given_up = self._given_up = Event()
        desk, runner = self._shell.desk, self._shell.runner
        self._forget()
        self.empty.hide()
        self.skeleton.start()
        self.stopping.show()
        self.header.set_title("Verify", on_one_line(file.name))

        def over() -> bool:
            return given_up.is_set() or runner.closed

        runner.submit_keeping(  # nothing else waits behind a file that takes its minute
            lambda: answer_of(desk.verify_chosen(read_pdf(file), over, passphrase), file.name),
            context=self,
            on_ok=lambda answer: self._show(answer, file) if given_up is self._given_up else None,
            on_error=lambda error: self._failed(error) if given_up is self._given_up else None,
        )

    def stop(self) -> None:
        """Give up what is being checked. Nothing was stored, so nothing is left of it."""
        self._given_up.set()

    def look_up(self) -> None:
        """Look for the paper whose code was typed."""
        typed, desk = self.code.text().strip(), self._shell.desk
        if not typed:
            return
        self._given_up.set()  # what a file that is still being checked would say is not asked any more
        self._forget()
        self.header.set_title("Verify", f"Code {typed.upper()}")
        self._shell.runner.submit_read(
            lambda: answer_of_code(desk.paper_checks.find(typed)),
            context=self,
            on_ok=self._show,
            on_error=self._failed,
        )

    def answer(self) -> Answer | None:
        """What is shown now."""
        return self._shown

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _dropped(event)
        if file is not None:
            event.acceptProposedAction()
            self.verify(file)

    def _code_line(self) -> QWidget:
        around = QWidget()
        line = QHBoxLayout(around)
        line.setContentsMargins(24, 12, 24, 0)
        line.setSpacing(8)
        words = "Code printed on a paper"
        self.code = QLineEdit()
        self.code.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX")
        self.code.setMaxLength(_LONGEST_CODE)
        self.code.returnPressed.connect(self.look_up)
        name(self.code, words, "verify.code")
        caption = label(words, "caption")
        caption.setBuddy(self.code)
        line.addWidget(caption)
        line.addWidget(self.code, 1)
        line.addWidget(button(self._shell.theme, "Look it up", self.look_up, object_name="verify.find"))
        return around

    def _show(self, answer: Answer, file: Path | None = None) -> None:
        self._shown = answer
        self.skeleton.stop()
        self.stopping.hide()
        self.empty.hide()
        empty_layout(self._list)
        theme = self._shell.theme
        self._list.addWidget(AnswerCard(theme, answer.head, answer.facts, icon=answer.icon, tone=answer.tone))
        asking: PassphraseEdit | None = None
        if answer.locked and file is not None:
            asking = PassphraseEdit(theme)
            self._list.addWidget(self._asking(file, asking))
        for one in answer.signatures:
            card = Card(one.who)
            card.head.addWidget(Chip(one.chip, one.tone))
            for sentence in one.sentences:
                card.add(label(sentence, "body", wrap=True))
            self._list.addWidget(card)
        self._list.addStretch(1)
        self._answer.show()
        if asking is not None:
            asking.setFocus(Qt.FocusReason.OtherFocusReason)  # only what is seen takes it
        elif file is not None:
            # Where it went when Stop was hidden, on the rail, Enter would leave the page.
            self.choosing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _asking(self, file: Path, edit: PassphraseEdit) -> QWidget:
        """Where the passphrase of a file is typed. It is handed on and kept nowhere."""
        card = Card("Passphrase of the file")
        name(edit, "Passphrase of the file", "verify.passphrase")

        def opened() -> None:
            words = edit.text()
            edit.clear()
            if words:
                self.verify(file, words)

        edit.submitted.connect(opened)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(edit, 1)
        line.addWidget(button(self._shell.theme, "Open and check", opened, object_name="verify.open"))
        card.body.addLayout(line)
        return card

    def _forget(self) -> None:
        """The answer of before says nothing about what is asked now."""
        self.bar.clear()
        self._answer.hide()
        self._shown = None
        self.header.set_title("Verify", _QUESTION)

    def _failed(self, error: Exception) -> None:
        self.skeleton.stop()
        self.stopping.hide()
        self.empty.show()
        if not isinstance(error, GivenUp):  # whoever pressed Stop knows it
            tell(self.bar, error)


def _dropped(event: QDropEvent) -> Path | None:
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].suffix.casefold() == ".pdf" else None
