"""To sign: read what trainees wrote, co-sign several with one passphrase; and my own drafts that grow old."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.forms.entry_view import SHEET_WIDTH, EntryView, sheet_row
from ehr_desk.ui.pages.base import DRAFTS, ENTRIES, Changed, Page, Shell
from ehr_desk.ui.pages.documents.preview import PreviewPane, PreviewWords
from ehr_desk.ui.pages.editor.asked_reason import ask_reason
from ehr_desk.ui.pages.editor.draft_pane import PREVIEW_KEYS
from ehr_desk.ui.pages.editor.signing import SignFlow
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.pages.to_sign import presenter
from ehr_desk.ui.pages.to_sign.cards import AddedCard, ChangesCard, ReturnedCard
from ehr_desk.ui.pages.to_sign.queue_list import QueueList
from ehr_desk.ui.pages.today.lines import LineCard, perform
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.ground import canvas_column
from ehr_desk.ui.widgets.message_bar import BarRoom, MessageBar
from ehr_desk.ui.widgets.page_header import PageHeader
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import divider, empty_layout, label

_WIDTH = 380
_PAPER = PreviewWords("Back to the entry", "Waits for your co-signature", "This is the PDF that you co-sign.")


class ToSignPage(Page):
    """The queue at the left, the entry beside it."""

    page_title = "To sign"

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._cosigner = may(shell.desk.me, "co-sign")
        self._read: dict[str, presenter.ReadEntry] = {}
        self._flow = SignFlow(shell, self)
        theme = shell.theme
        outer = canvas_column(self)
        self.header = PageHeader(theme, "To sign")
        self.all_button = button(theme, "Select all", self._toggle_all, role="quiet", object_name="to_sign.all")
        self.go = button(theme, "Co-sign…", self.cosign, role="primary", icon="signature", object_name="to_sign.cosign")
        self.back = button(theme, "Return…", self.give_back, icon="arrow-back-up", object_name="to_sign.return")
        self.show_paper = button(theme, "Preview PDF", self.preview, object_name="to_sign.preview")
        self.paper: PreviewPane | None = None
        for each in (self.all_button, self.show_paper, self.back, self.go):
            each.setVisible(False)
            self.header.acts.addWidget(each)
        outer.addWidget(self.header)
        self.bar = MessageBar(theme)
        outer.addWidget(BarRoom(self.bar))
        self.empty = EmptyState(theme, "signature", self._empty_words())
        outer.addWidget(self.empty, 1)
        self.drafts = LineCard(theme, "My drafts older than a day", most=20, object_name="to_sign.drafts")
        self.drafts.asked.connect(lambda act: perform(act, shell, lambda _place, _tab: None))
        self._drafts_box = QWidget()
        drafts_line = QVBoxLayout(self._drafts_box)
        drafts_line.setContentsMargins(24, 16, 24, 16)
        drafts_line.addWidget(self.drafts)
        outer.addWidget(self._drafts_box)
        self._returned = QVBoxLayout()
        self._returned.setSpacing(12)
        outer.addLayout(self._returned)
        self._work = QWidget()
        self._build_work()
        outer.addWidget(self._work, 1)
        outer.addStretch(0)
        self.queue.moved.connect(self._open)
        self.queue.chosen.connect(self._tell_count)
        shortcut = QShortcut(QKeySequence(PREVIEW_KEYS), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.preview)
        self._show(presenter.Queue((), ()))

    def enter(self) -> None:
        """Read the queue anew."""
        self._read_queue()

    def on_changed(self, change: Changed) -> None:
        """Read again where it is seen."""
        if self.isVisible() and not change.topics.isdisjoint((ENTRIES, DRAFTS)):
            self._read_queue()

    def cosign(self) -> None:
        """Co-sign what is ticked, else the entry that is read, with one passphrase."""
        chosen = self.queue.ticked()
        if not chosen:
            chosen = [row.waiting for row in self.queue.rows if row.waiting.entry.entry_id == self.queue.current()]
        unread = [one for one in chosen if one.entry.entry_id not in self._read]
        if unread:
            self.bar.show_text(
                "should", "Read every entry before you co-sign it.", "The first unread one is shown now."
            )
            self.queue.select(unread[0].entry.entry_id)
            return
        if chosen:
            self.bar.clear()
            entries = [one.entry for one in chosen]
            asked = [self._read[one.entry.entry_id].asked for one in chosen]
            clients = [self._read[one.entry.entry_id].client for one in chosen]
            self._flow.cosign(entries, clients, asked, done=self._signed)

    def preview(self) -> None:
        """Show the PDF that the co-signature of the entry that is read goes onto: the stored bytes."""
        document_id = self._document()
        if not document_id:
            return
        self._close_paper()
        charts = self._shell.desk.charts
        self.paper = PreviewPane(self._shell, lambda _nobody: charts.paper(document_id)[1], _PAPER, audited=True)
        self.paper.back.connect(self._close_paper)
        self._beside.addWidget(self.paper)
        self._beside.setCurrentWidget(self.paper)
        self.paper.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def _document(self) -> str:
        """The paper of the entry that is read; empty where it has none."""
        entries = {row.waiting.entry.entry_id: row.waiting.entry for row in self.queue.rows}
        entry = entries.get(self.queue.current())
        return entry.document_id if entry is not None else ""

    def _close_paper(self) -> None:
        paper, self.paper = self.paper, None
        if paper is not None:
            inside = paper.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
            self._beside.removeWidget(paper)
            paper.hide()
            paper.deleteLater()
            if inside:
                self.show_paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_back(self) -> None:
        """Hand the entry that is read back to its author, with what has to change."""
        entry_id, desk = self.queue.current(), self._shell.desk
        waiting = next((row.waiting for row in self.queue.rows if row.waiting.entry.entry_id == entry_id), None)
        if waiting is None:
            return
        dialog = ReasonDialog(
            self._shell.theme,
            "Return to the author",
            "Return entry",
            self,
            text=f"{waiting.title} · {waiting.client}. {waiting.author} reads what you write here and "
            "signs a new version; it comes back to this queue with the difference.",
        )

        def done() -> None:
            self._read.pop(entry_id, None)
            self._shell.changed(Changed.of(ENTRIES, clients=[waiting.entry.client_id]))
            self._shell.toast(f"Returned to {waiting.author}")

        act, place = desk.cosigning.give_back, f"return.{entry_id}"
        ask_reason(self._shell, dialog, lambda comment: act(entry_id, comment), done, place=place)

    def _build_work(self) -> None:
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.queue = QueueList()
        left = PageScroll(self.queue)
        left.setFixedWidth(self._shell.theme.metrics.px(_WIDTH))
        row.addWidget(left)
        row.addWidget(divider(vertical=True))
        sheets = QWidget()
        self._sheets = QVBoxLayout(sheets)
        self._sheets.setContentsMargins(24, 16, 24, 24)
        self._sheets.setSpacing(16)
        self._beside = QStackedWidget()
        self._beside.addWidget(PageScroll(sheets))
        row.addWidget(self._beside, 1)

    def _empty_words(self) -> str:
        if self._cosigner:
            what = "Entries that need a co-signature and your own older drafts"
            return f"Nothing waits for your signature. {what} appear here."
        return "Nothing waits for your signature. Drafts older than a day appear here."

    def _read_queue(self) -> None:
        desk = self._shell.desk
        self._shell.runner.submit_read(
            lambda: presenter.read_queue(desk), context=self, on_ok=self._show, on_error=self._failed
        )

    def _show(self, queue: presenter.Queue) -> None:
        before = self.queue.current()
        self.queue.show_rows(queue.cosign)
        self.drafts.show_lines(queue.drafts)
        self._drafts_box.setVisible(bool(queue.drafts))
        self._work.setVisible(bool(queue.cosign))
        empty_layout(self._returned)
        self._returned.setContentsMargins(24, 16 if queue.returned else 0, 24, 0)
        for one in queue.returned:
            card = ReturnedCard(self._shell.theme, one)
            card.opened.connect(partial(self._shell.open_entry, one.entry_id))
            self._returned.addWidget(card)
        self.empty.setVisible(not (queue.cosign or queue.drafts or queue.returned))
        self.header.set_title("To sign", presenter.head_words(queue, may_cosign=self._cosigner))
        ids = [one.entry.entry_id for one in queue.cosign]
        if ids:
            self.queue.select(before if before in ids else ids[0])
        self._tell_count()

    def _open(self, entry_id: str) -> None:
        self.show_paper.setVisible(bool(self._document()))
        known = self._read.get(entry_id)
        if known is not None:
            self._show_entry(known)
            return
        entry = next(row.waiting.entry for row in self.queue.rows if row.waiting.entry.entry_id == entry_id)
        desk = self._shell.desk
        self._shell.runner.submit_write(
            lambda: presenter.read_entry(desk, entry), context=self, on_ok=self._opened, on_error=self._failed
        )

    def _opened(self, read: presenter.ReadEntry) -> None:
        self._read[read.entry_id] = read
        if read.entry_id == self.queue.current():
            self._show_entry(read)

    def _show_entry(self, read: presenter.ReadEntry) -> None:
        self._close_paper()
        empty_layout(self._sheets)
        whose = label(read.client, "strong", wrap=True)
        whose.setMaximumWidth(SHEET_WIDTH)
        self._sheets.addLayout(sheet_row(whose))
        self.back.setEnabled(not read.alone)
        self.back.setToolTip(read.alone)
        if read.alone:
            alone = label(read.alone, "body", "warning", wrap=True)
            alone.setMaximumWidth(SHEET_WIDTH)
            self._sheets.addLayout(sheet_row(alone))
        if read.asked.added:
            self._sheets.addWidget(AddedCard(read.asked, read.returns))
        if read.changes or (read.returns and not read.asked.added):
            returns = () if read.asked.added else read.returns
            self._sheets.addWidget(ChangesCard(self._shell.theme, read.changes, returns))
        for sheet in read.sheets:
            view = EntryView(self._shell.theme, sheet)
            view.verify.hide()
            self._sheets.addLayout(sheet_row(view))
        self._sheets.addStretch(1)

    def _tell_count(self) -> None:
        number, total = len(self.queue.ticked()), len(self.queue.rows)
        self.go.setVisible(bool(total))
        self.back.setVisible(bool(total))
        self.show_paper.setVisible(bool(self._document()))
        self.all_button.setVisible(total > 1)
        self.all_button.setText("Select none" if number == total else "Select all")
        self.go.setText(f"Co-sign {number} entries…" if number > 1 else "Co-sign…")

    def _toggle_all(self) -> None:
        self.queue.tick_all(on=len(self.queue.ticked()) < len(self.queue.rows))

    def _signed(self) -> None:
        self._close_paper()
        self._read.clear()
        empty_layout(self._sheets)

    def _failed(self, error: Exception) -> None:
        tell(self.bar, error)
