"""A signed entry on the screen: its sheets, where its sentences come from, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.chart.entries.grounds import CLINICAL
from ehr_desk.chart.entries.returning import ReturnedRow
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.entries.shared_text import SharedChart
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.dialogs.correction import CorrectionDialog
from ehr_desk.ui.forms.entry_view import EntryRead, EntryView, sheet_row
from ehr_desk.ui.forms.tables import source_lines
from ehr_desk.ui.pages.base import DRAFTS, Changed, Shell
from ehr_desk.ui.pages.chart.correcting import (
    CORRECTIONS,
    EVERYWHERE,
    SHARED,
    charts_words,
    handed_back,
    own_returned,
    shared_kinds,
)
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.editor.signing import SignFlow
from ehr_desk.ui.pages.editor.thread import names
from ehr_desk.ui.pages.record.entry_paper import EntryPaper, SourceText, paper_of
from ehr_desk.ui.pages.record.faults import tell, words_of
from ehr_desk.ui.pages.record.to_cosign import to_cosign
from ehr_desk.ui.pages.record.words import count, local_of, moment
from ehr_desk.ui.widgets.buttons import Role, button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.ground import canvas_column
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.scroll import PageScroll

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry

WIDTH = 860


class EntryPane(QWidget):
    """One entry. ``back`` when the person leaves; ``entry_asked`` and ``document_asked`` carry ids."""

    back = Signal()
    entry_asked = Signal(str)
    document_asked = Signal(str)

    def __init__(self, shell: Shell, opened: OpenEntry, objectives: Sequence[Any], back_to: str) -> None:
        super().__init__()
        self.shell = shell
        self.opened = opened
        desk = shell.desk
        self.paper: EntryPaper = paper_of(opened, names(objectives), desk.me, desk.clock)
        self._flow = SignFlow(shell, self)
        self.setObjectName("entry")
        column = canvas_column(self)
        top = QVBoxLayout()
        top.setContentsMargins(24, 12, 24, 8)
        top.setSpacing(8)
        top.addLayout(self._head(back_to))
        self.bar = MessageBar(shell.theme)
        top.addWidget(self.bar)
        column.addLayout(top)
        column.addWidget(PageScroll(self._body()), 1)
        self._read_return()
        shortcut = QShortcut(QKeySequence("Esc"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.back)

    def _read_return(self) -> None:
        """Say above the entry with which comment it came back to its author."""
        line, desk = self.opened.view.line, self.shell.desk
        if not line.returned:
            return

        def told(found: list[ReturnedRow]) -> None:
            for one in found:
                if one.entry.entry_id == line.entry_id:
                    at = moment(local_of(one.returned_at, desk.clock))
                    what = "Your addendum was returned" if one.addendum else "Returned to you"
                    self.bar.show_text("should", f"{what}, {at}. Correct it and sign again.", one.comment)

        self.shell.runner.submit_read(
            desk.cosigning.returned, context=self, on_ok=told, on_error=lambda error: tell(self.bar, error)
        )

    @property
    def entry_id(self) -> str:
        """The entry that is shown."""
        return self.opened.view.line.entry_id

    def text(self) -> str:
        """Everything the sheets say, for tests."""
        return "\n".join(sheet.text() for sheet in self.findChildren(EntryView))

    def focus_first(self) -> None:
        """Put the focus on the way back."""
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def _head(self, back_to: str) -> QHBoxLayout:
        theme = self.shell.theme
        head = QHBoxLayout()
        head.setSpacing(8)
        self.leave = button(theme, back_to, self.back.emit, role="link", icon="arrow-left", object_name="entry.back")
        self.leave.setAccessibleName(f"Back to {back_to}")
        head.addWidget(self.leave)
        head.addStretch(1)
        if self.paper.document_id:
            head.addWidget(self._act("Open document", "document", self._open_document, icon="file-certificate"))
        if "error" in self.paper.acts:
            head.addWidget(self._act("Mark as entered in error", "error", self.mark_error, role="quiet"))
        if "correct" in self.paper.acts:
            head.addWidget(self._act("Correct…", "correct", self.correct))
        if "addendum" in self.paper.acts:
            head.addWidget(self._act("Add addendum", "addendum", self.add_addendum, icon="plus"))
        if "cosign" in self.paper.acts:
            head.addWidget(self._act("Co-sign…", "cosign", self.cosign, role="primary", icon="signature"))
        return head

    def _act(self, words: str, name: str, act: Any, *, role: Role = "plain", icon: str = "") -> QWidget:
        return button(self.shell.theme, words, act, role=role, icon=icon, object_name=f"entry.{name}")

    def _body(self) -> QWidget:
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(24, 4, 24, 24)
        self._column.setSpacing(16)
        sheets = [self._sheet(one) for one in self.paper.sheets]
        for sheet in sheets:
            self._add(sheet)
        for source in self.paper.sources:
            self._add(self._sources(source))
        if self.paper.replaced:
            self._earlier = button(
                self.shell.theme,
                f"Show {count(len(self.paper.replaced), 'earlier version')}",
                self._show_earlier,
                role="link",
                icon="history",
                object_name="entry.earlier",
            )
            self._add(self._earlier)
        self._column.addStretch(1)
        return body

    def _add(self, widget: QWidget) -> None:
        widget.setMaximumWidth(self.shell.theme.metrics.px(WIDTH))
        self._column.addLayout(sheet_row(widget))

    def _sheet(self, read: EntryRead) -> EntryView:
        sheet = EntryView(self.shell.theme, read)
        # The seals of text entries are checked with the whole record; a paper has its own check.
        sheet.verify.setVisible(bool(self.paper.document_id))
        sheet.verify_asked.connect(self._open_document)
        return sheet

    def _sources(self, source: SourceText) -> Card:
        card = Card(f"Sources: {source.title}", look="flat")
        card.setObjectName("entry.sources")
        for line in source_lines(self.shell.theme, source.links, source.words, self.entry_asked.emit):
            card.body.addWidget(line)
        return card

    def _show_earlier(self) -> None:
        self._earlier.hide()
        for read in self.paper.replaced:
            sheet = self._sheet(read)
            sheet.setMaximumWidth(self.shell.theme.metrics.px(WIDTH))
            self._column.insertLayout(self._column.count() - 1, sheet_row(sheet))

    def add_addendum(self) -> None:
        """Start the draft of an addendum."""
        self._amend("addendum", "", None)

    def mark_error(self) -> None:
        """Start the draft that marks the entry as entered in error; its form asks for the reason."""
        self._amend("entered_in_error", "", None)

    def correct(self) -> None:
        """Ask for the kind, the reason and the ground, then reopen the entry's own form, or the text that a group
        shares. Of what was handed back the first two stand there: it is a correction because it was handed back. An
        addendum that was handed back is begun anew with its words."""
        if own_returned(self.opened, self.shell.desk.me.id):
            self.add_addendum()
            return
        if not self.opened.view.line.group_id:
            self._ask_correction([])
            return
        shared, entry_id = self.shell.desk.shared_text, self.entry_id
        self.shell.runner.submit_read(
            lambda: shared.charts(entry_id),
            context=self,
            on_ok=self._ask_correction,
            on_error=lambda error: tell(self.bar, error),
        )

    def _start_shared(self, reason: str, dialog: DeskDialog, ground: str, *, everywhere: bool) -> None:
        service, entry_id = self.shell.desk.shared_text, self.entry_id
        self._start(lambda: service.start(entry_id, reason=reason, ground=ground, everywhere=everywhere), dialog)

    def _ask_correction(self, charts: Sequence[SharedChart]) -> None:
        shared = len(charts) > 1
        text = "The signed entry stays. What you sign next becomes its new version, with this reason."
        if self.shell.desk.me.id not in self.opened.view.author_ids:
            text += f" {self.opened.view.line.author_name} signs no new version any more: you sign it in your own name."
        dialog = CorrectionDialog(
            self.shell.theme,
            "Correct this entry",
            "Open the form again",
            self,
            text=f"{text}\n\n{charts_words(charts)}" if shared else text,
            kinds=(*CORRECTIONS, *shared_kinds(charts)),
        )
        back = handed_back(self.opened, self.shell.desk.clock)
        if back:
            dialog.begin("Correction", back)

        def given(kind: str, reason: str) -> None:
            ground = dialog.ground()
            if back and reason == back and kind in (SHARED, EVERYWHERE):
                reason = handed_back(self.opened, self.shell.desk.clock, shared=True)
            if kind in (SHARED, EVERYWHERE):
                self._start_shared(reason, dialog, ground, everywhere=kind == EVERYWHERE)
            else:
                self._amend(CORRECTIONS[kind], reason, dialog, ground)

        dialog.given.connect(given)
        keep_text(self.shell, dialog, f"correct.{self.entry_id}")
        dialog.open()

    def cosign(self) -> None:
        """Co-sign this entry."""
        asked = [to_cosign(self.opened, {})]
        self._flow.cosign([self.opened.view.line], [self._whose()], asked, done=lambda: None)

    def _whose(self) -> str:
        client = self.opened.content.body["client"]
        born = show_date(date.fromisoformat(client["date_of_birth"]))
        return f"{client['name']} · born {born} · MRN {client['record_number']}"

    def _amend(self, kind: str, reason: str, dialog: DeskDialog | None, ground: str = CLINICAL) -> None:
        amending, entry_id = self.shell.desk.amending, self.entry_id
        self._start(lambda: amending.start(entry_id, kind, reason=reason, ground=ground), dialog)

    def _start(self, job: Callable[[], DraftRow], dialog: DeskDialog | None) -> None:
        def started(draft: DraftRow) -> None:
            if dialog is not None:
                dialog.accept()
            self.shell.changed(Changed.of(DRAFTS, clients=[draft.client_id, *draft.attendees]))
            self.shell.open_draft(draft.id)

        def failed(error: Exception) -> None:
            if dialog is not None:
                dialog.fail(*words_of(error))
            else:
                tell(self.bar, error)

        self.shell.runner.submit_write(job, context=self, on_ok=started, on_error=failed)

    def _open_document(self) -> None:
        self.document_asked.emit(self.paper.document_id)
