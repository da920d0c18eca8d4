"""The tab of sealed notes: what took place, and for whoever types their passphrase what they may read and write."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart import sealed_words
from ehr_desk.ui.pages.chart.sealed_dialogs import AgreeDialog, ReadersDialog, SealDialog
from ehr_desk.ui.pages.chart.sealed_note_view import form_on, show_additions
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.record.tab import ChartTab
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.table import DataTable
from ehr_desk.ui.widgets.text import empty_layout, label

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart
    from ehr_desk.chart.sealed.rows import SealedDraft, SealedHead, SealedNote, Shelf
    from ehr_desk.vault.opened_compartments import Opened


class SealedTab(ChartTab):
    """Closed until the person types their passphrase; put away again by hand, with another chart, and with the lock."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Sealed notes", scroll=False)
        theme = shell.theme
        self._opened: Opened | None = None
        self._shelf: Shelf | None = None
        self._draft: SealedDraft | None = None
        self._readable: dict[str, SealedHead] = {}
        self._note: SealedNote | None = None
        self.editor: FormEditor | None = None
        self.saver: Autosave | None = None
        self.facts.setText("Kept apart from the record, under their author's own key")
        self.open_button = button(
            theme, "Open with passphrase…", self.ask_open, role="primary", object_name="seal.open"
        )
        self.readers = button(theme, "Who may read…", self.ask_readers, object_name="seal.readers")
        self.away = button(theme, "Put away", self.put_away, object_name="seal.away")
        self.head.addWidget(self.open_button)
        self.starts = [
            button(theme, form.title, partial(self.start, form.id), icon="plus", object_name=f"seal.start.{form.id}")
            for form in shell.desk.sealed.forms
        ]
        for made in (*self.starts, self.readers, self.away):
            self.head.addWidget(made)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._list())
        self.stack.addWidget(self._paper())
        self.column.addWidget(self.stack, 1)
        self._enable()

    # What is shown ------------------------------------------------------------------------------------------------

    def show_chart(self, chart: Chart) -> None:
        """Read what there is; another client's notes are put away first."""
        if self.chart is not None and self.chart.client.id != chart.client.id:
            self.put_away()
        super().show_chart(chart)
        self._read()

    def hideEvent(self, event: Any) -> None:
        """Hand over what is typed."""
        if self.saver is not None:
            self.saver.flush()
        super().hideEvent(event)

    def put_away(self) -> None:
        """Forget the keys and what they opened; what was typed is saved first."""
        if self.saver is not None and self.saver.unsaved:
            self.saver.then(self.put_away)
            return
        self._close_paper()
        if self._opened is not None:
            self._opened.drop()
            self._opened = None
        self._readable = {}
        self._show()

    def _read(self) -> None:
        if self.chart is None:
            return
        sealed, client_id, opened = self.shell.desk.sealed, self.chart.client.id, self._opened

        def job() -> tuple[Shelf, dict[str, SealedHead]]:
            return sealed.shelf(client_id), sealed.readable_of(opened, client_id) if opened else {}

        def show(found: tuple[Shelf, dict[str, SealedHead]]) -> None:
            if self.chart is not None and self.chart.client.id == client_id:
                self._shelf, self._readable = found
                self._show()

        self.shell.runner.submit_read(job, context=self, on_ok=show, on_error=self.failed)

    def _show(self) -> None:
        self._enable()
        if self._shelf is None:
            return
        zone = self.shell.desk.clock.local().tzinfo
        self.table.set_rows(sealed_words.table_rows(self._shelf, self._readable, zone))
        self.notice.setText(sealed_words.notices(self._shelf, self._opened, zone))
        self.notice.setVisible(bool(self.starts) and bool(self.notice.text()))
        empty_layout(self._drafts)
        for number, draft_id in enumerate(self._shelf.drafts, 1):
            words = f"Continue draft {number}"
            made = button(self.shell.theme, words, partial(self._continue, draft_id), object_name="seal.continue")
            made.setEnabled(self._opened is not None)
            self._drafts.addWidget(made)

    def _enable(self) -> None:
        here, writing = self._opened is not None, self.stack.currentIndex() == 1
        self.open_button.setVisible(bool(self.starts) and not here)
        for made in self.starts:
            made.setVisible(here and not writing)
        self.readers.setVisible(here and not writing)
        sheet = self._shelf.sheet if self._shelf is not None else None
        agreed = sheet is not None and sheet.agreed_at is not None
        self.agree.setVisible(sheet is not None and not agreed and here and not writing)
        self.no_more.setVisible(agreed and here and not writing)
        self.away.setVisible(here)

    # Acts ---------------------------------------------------------------------------------------------------------

    def ask_open(self) -> None:
        """Ask for the passphrase."""
        sealed = self.shell.desk.sealed
        words = "It opens your own sealed notes, and those that colleagues let you read."

        def done(opened: Opened) -> None:
            self._opened = opened
            self._read()

        self._ask("Open sealed notes", "Open", words, sealed.open, done)

    def ask_agree(self) -> None:
        """Ask whether the custodian's sheet may open one's notes; nothing is wrapped to it before."""
        sealed, zone = self.shell.desk.sealed, self.shell.desk.clock.local().tzinfo
        sheet = self._shelf.sheet if self._shelf is not None else None
        if sheet is None:
            return
        dialog = AgreeDialog(self.shell.theme, sealed_words.made_words(sheet, zone), sealed_words.AGREEING, self)

        def done(_nothing: object) -> None:
            self.shell.toast("The custodian's sheet can open your sealed notes")
            self._read()

        self._run(dialog, sealed.agree_to_sheet, done)

    def ask_take_back(self) -> None:
        """Ask for the passphrase to take one's yes to the sheet back."""
        sealed = self.shell.desk.sealed

        def done(stay: int) -> None:
            told = sealed_words.stay_open_to_sheet(stay) if stay else None
            self._tell("The custodian's sheet opens your sealed notes no more", told)
            self._read()

        title, words = "Take back your yes to the sheet", sealed_words.TAKING_BACK
        if self._opened is not None and self._opened.closed:
            words += sealed_words.TAKING_BACK_CLOSED
        self._ask(title, "Take it back", words, sealed.take_back_from_sheet, done)

    def ask_readers(self) -> None:
        """Ask whom to let read, or whom no more."""
        desk, shelf = self.shell.desk, self._shelf

        def people() -> list[tuple[str, str]]:
            return [
                (row.id, row.signature_name)
                for row in desk.staff.all()
                if not row.retired and row.id != desk.me.id and row.role != "administrator"
            ]

        def show(found: list[tuple[str, str]]) -> None:
            dialog = ReadersDialog(self.shell.theme, found, shelf.readers if shelf else (), self)
            dialog.asked.connect(lambda own: self._change_readers(dialog, own))
            dialog.open()

        self.shell.runner.submit_read(people, context=self, on_ok=show, on_error=self.failed)

    def start(self, form_id: str) -> None:
        """Start a note."""
        if self._opened is None or self.chart is None:
            return
        sealed, opened, client_id = self.shell.desk.sealed, self._opened, self.chart.client.id
        self.shell.runner.submit_write(
            lambda: sealed.start(opened, form_id, client_id), context=self, on_ok=self._write, on_error=self.failed
        )

    def amend(self, kind: str) -> None:
        """Start an addendum to the note that is read, or its marking as entered in error; a draft of it goes on."""
        opened, note, sealed = self._opened, self._note, self.shell.desk.sealed
        if opened is None or note is None:
            return
        self.shell.runner.submit_write(
            lambda: sealed.amend(opened, note.line.id, kind), context=self, on_ok=self._write, on_error=self.failed
        )

    def sign(self) -> None:
        """Say what is missing, else ask for the passphrase and sign."""
        draft, opened, saver, editor = self._draft, self._opened, self.saver, self.editor
        if draft is None or opened is None or saver is None or editor is None:
            return
        if any(finding.level == "must" for finding in editor.show_findings()):
            return
        sealed = self.shell.desk.sealed

        def sign(own: str) -> str:
            return sealed.sign(opened, sealed.draft(opened, draft.id), own)

        def done(_note: str) -> None:
            saver.forget()
            self._close_paper()
            self.shell.toast("Sealed note signed")
            self._read()

        words = "It is signed and sealed. What it says stays with you and those whom you let read."
        saver.then(lambda: self._ask("Sign the sealed note", "Sign", words, sign, done))

    def discard(self) -> None:
        """Throw the draft away. Where that fails it stays open, and what is typed is still kept."""
        if self._draft is None or self.saver is None:
            return
        sealed, draft_id = self.shell.desk.sealed, self._draft.id
        self.stack.setEnabled(False)
        self.saver.flush()  # nothing may come to be written once the draft is gone

        def done(_nothing: object) -> None:
            self.stack.setEnabled(True)
            if self._draft is not None and self._draft.id == draft_id:
                self._close_paper()
            self._read()

        def failed(error: Exception) -> None:
            self.stack.setEnabled(True)
            self.failed(error)

        self.shell.runner.submit_write(lambda: sealed.discard(draft_id), context=self, on_ok=done, on_error=failed)

    def back(self) -> None:
        """Back to the list; what was typed is saved."""
        if self.saver is not None and self.saver.unsaved:
            self.saver.then(self.back)
            return
        self._close_paper()
        self._read()

    def read(self, note_id: str) -> None:
        """Open a note."""
        opened, sealed = self._opened, self.shell.desk.sealed
        if opened is None or note_id not in self._readable:
            words = "Open your sealed notes first." if opened is None else "This note is sealed by its author."
            self.bar.show_text("should", words)
            return
        self.bar.clear()
        self.shell.runner.submit_write(
            lambda: sealed.read(opened, note_id), context=self, on_ok=self._show_note, on_error=self.failed
        )

    # Inside -------------------------------------------------------------------------------------------------------

    def _ask(self, title: str, verb: str, words: str, job: Callable[[str], Any], done: Callable[[Any], object]) -> None:
        self._run(SealDialog(self.shell.theme, title, verb, words, self), job, done)

    def _run(self, dialog: SealDialog, job: Callable[[str], Any], done: Callable[[Any], object]) -> None:
        """Run what a dialog asks for; it closes once that is done."""

        def asked(own: str) -> None:
            dialog.busy()

            def finish(result: Any) -> None:
                dialog.accept()
                done(result)

            self.shell.runner.submit_paper(
                lambda: job(own), context=dialog, on_ok=finish, on_error=lambda error: dialog.fail(*words_of(error))
            )

        dialog.asked.connect(asked)
        dialog.open()

    def _change_readers(self, dialog: ReadersDialog, own: str) -> None:
        sealed, name, (staff_id, reads) = self.shell.desk.sealed, dialog.name, dialog.chosen()
        dialog.busy()

        def job() -> tuple[Opened, int]:
            stay = sealed.withdraw(own, staff_id) if reads else 0
            if not reads:
                sealed.grant(own, staff_id)
            return sealed.open(own), stay  # later notes may go into another compartment now

        def done(found: tuple[Opened, int]) -> None:
            dialog.accept()
            if self._opened is not None:
                self._opened.drop()
            self._opened, stay = found
            short = "They may read your sealed notes no more" if reads else "They may read your sealed notes"
            self._tell(short, sealed_words.stay_readable(stay, name) if stay else None)
            self._read()

        self.shell.runner.submit_paper(
            job, context=dialog, on_ok=done, on_error=lambda error: dialog.fail(*words_of(error))
        )

    def _tell(self, short: str, more: tuple[str, str] | None) -> None:
        """What an act has done: in a moment's words, or above the list where more has to be said."""
        if more is not None:
            self.bar.show_text("should", *more)
        else:
            self.bar.clear()
            self.shell.toast(short)

    def _continue(self, draft_id: str) -> None:
        sealed, opened = self.shell.desk.sealed, self._opened
        if opened is not None:
            self.shell.runner.submit_read(
                lambda: sealed.draft(opened, draft_id), context=self, on_ok=self._write, on_error=self.failed
            )

    def _write(self, draft: SealedDraft) -> None:
        self._draft, opened, sealed = draft, self._opened, self.shell.desk.sealed
        if opened is None:
            return
        editor = self._edit(draft.form_id, dict(draft.answers))
        self._sheet.addStretch(1)

        def save(answers: Any) -> str:
            sealed.save(opened, draft, answers)
            return ""

        self.saver = Autosave(self.shell.runner, editor.answers, save, self)
        editor.changed.connect(self.saver.touched)
        self.saver.state.connect(lambda state, _why: self.state.setText(_STATES.get(state, "")))
        self._show_acts(writing=True)
        self._enable()

    def _show_note(self, note: SealedNote) -> None:
        self._edit(note.form_id, dict(note.answers)).set_read_only(True)
        self._note = note
        show_additions(self._sheet, self.shell, note, self.shell.desk.clock.local().tzinfo)
        self._sheet.addStretch(1)
        self._show_acts(writing=False)
        self.state.setText(sealed_words.signed_by(note))
        self._enable()

    def _edit(self, form_id: str, answers: dict[str, Any]) -> FormEditor:
        self._close_paper_parts()
        self.editor = form_on(self._sheet, self.shell, form_id, answers)
        self.state.setText("")
        self.stack.setCurrentIndex(1)
        return self.editor

    def _show_acts(self, *, writing: bool) -> None:
        """Signing and discarding what is written; amending one's own note that is read."""
        note = self._note
        mine = note is not None and note.line.author_id == self.shell.desk.me.id and not note.in_error
        for made in (self.sign_button, self.discard_button):
            made.setVisible(writing)
        for made in (self.add_button, self.error_button):
            made.setVisible(mine and not writing)

    def _close_paper(self) -> None:
        self._close_paper_parts()
        self._draft = None
        self.stack.setCurrentIndex(0)
        self._enable()

    def _close_paper_parts(self) -> None:
        if self.saver is not None:
            self.saver.forget()
            self.saver.deleteLater()
        self.saver = self.editor = self._note = None
        empty_layout(self._sheet)

    def _list(self) -> QWidget:
        around = QWidget()
        column = QVBoxLayout(around)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(sealed_words.ABOUT, "body", "text2", wrap=True))
        told = QHBoxLayout()
        told.setSpacing(12)
        self.notice = label("", "small", "warning", wrap=True)
        self.notice.hide()
        told.addWidget(self.notice, 1)
        self.agree = button(self.shell.theme, "Agree to the sheet…", self.ask_agree, object_name="seal.agree")
        told.addWidget(self.agree)
        words = "Take back your yes…"
        self.no_more = button(self.shell.theme, words, self.ask_take_back, object_name="seal.no_more")
        told.addWidget(self.no_more)
        column.addLayout(told)
        self._drafts = QHBoxLayout()
        column.addLayout(self._drafts)
        self.table = DataTable(self.shell.theme, "Sealed notes", sealed_words.COLUMNS)
        self.table.setObjectName("seal.table")
        self.table.opened.connect(self.read)
        column.addWidget(self.table, 1)
        return around

    def _paper(self) -> QWidget:
        around = QWidget()
        column = QVBoxLayout(around)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        line = QHBoxLayout()
        line.setSpacing(8)
        theme = self.shell.theme
        line.addWidget(button(theme, "Back to the list", self.back, object_name="seal.back"))
        self.state = label("", "small", "text2")
        line.addWidget(self.state, 1)
        self.discard_button = button(theme, "Discard", self.discard, object_name="seal.discard")
        self.sign_button = button(theme, "Sign…", self.sign, role="primary", object_name="seal.sign")
        self.add_button = button(theme, "Add to it", partial(self.amend, "addendum"), object_name="seal.add")
        mark = partial(self.amend, "entered in error")
        self.error_button = button(theme, "Entered in error", mark, object_name="seal.error")
        line.addWidget(self.error_button)
        line.addWidget(self.add_button)
        line.addWidget(self.discard_button)
        line.addWidget(self.sign_button)
        column.addLayout(line)
        sheet = QWidget()
        self._sheet = QVBoxLayout(sheet)
        column.addWidget(PageScroll(sheet), 1)
        return around


_STATES = {"typing": "Typing…", "saving": "Saving…", "saved": "Saved, sealed", "failed": "Not saved yet; trying again"}
