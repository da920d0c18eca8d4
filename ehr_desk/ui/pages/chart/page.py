"""One client's chart: the head, the attention strip, the tabs, and what is opened from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.pages.base import CLIENTS, DOCUMENTS, DRAFTS, ENTRIES, SESSIONS, Changed, Shell
from ehr_desk.ui.pages.chart import presenter
from ehr_desk.ui.pages.chart.attention import AttentionStrip
from ehr_desk.ui.pages.chart.center import Center
from ehr_desk.ui.pages.chart.entry_pane import EntryPane
from ehr_desk.ui.pages.chart.header import head_of
from ehr_desk.ui.pages.chart.new_note import NewNote
from ehr_desk.ui.pages.chart.presenter import AttentionLine
from ehr_desk.ui.pages.documents.client_signing import ClientSigning
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.pages.editor.presenter import OpenDraft, open_draft
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.message_bar import BarRoom, MessageBar
from ehr_desk.ui.widgets.page_header import PageHeader

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart, OpenEntry
    from ehr_desk.chart.entries.rows import Signed
    from ehr_desk.chart.tasks.rows import Attention

_SHOWN = (ENTRIES, DRAFTS, CLIENTS, DOCUMENTS, SESSIONS)


class ChartPage(QWidget):
    """A chart. ``edit_asked`` when the client's facts shall be edited; ``opened`` carries a client's id."""

    edit_asked = Signal(str)
    opened = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._wanted = ""
        self._asked = 0
        self.setObjectName("chart")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(shell.theme)
        self.notes = NewNote(shell, lambda: self._wanted, self)
        self.notes.failed.connect(self._failed)
        self.header.set_tabs(presenter.TABS, presenter.TAB_IDS[0])
        self._acts()
        column.addWidget(self.header)
        self.strip = AttentionStrip(shell.theme)
        self.strip.chosen.connect(self._look)
        column.addWidget(self.strip)
        self.bar = MessageBar(shell.theme)
        column.addWidget(BarRoom(self.bar))
        self.center = Center(shell, self)
        self.center.tab_shown.connect(self.header.tabs.select)
        self.center.finished.connect(self._to_next)
        self.signing = ClientSigning(shell, self)
        self.center.signed.connect(self._offer_pad)
        self.header.tabs.picked.connect(self.center.show_tab)
        column.addWidget(self.center, 1)
        self.header.setVisible(False)

    @property
    def client_id(self) -> str:
        """The client whose chart is shown or being opened."""
        return self._wanted

    @property
    def tab(self) -> str:
        """The tab that is current."""
        return self.center.tab

    @property
    def chart(self) -> Chart | None:
        """What was read of the client."""
        return self.center.chart

    @property
    def editor(self) -> EditorPane | None:
        """The draft being written here, if any."""
        return self.center.editor

    @property
    def entry(self) -> EntryPane | None:
        """The entry being read here, if any."""
        return self.center.entry

    # Opening ------------------------------------------------------------------------------------------------------

    def open(self, client_id: str, tab: str = "timeline") -> None:
        """Show a client's chart at a tab; nothing is read again where it is shown already."""
        if client_id == self._wanted and self.chart is not None:
            self.center.show_tab(tab)
            self.center.close_entry()
            return
        self._begin(client_id)
        number, charts = self._asked, self.shell.desk.charts

        def job() -> Chart | None:
            # Somebody who steps quickly through the list has not looked at the charts in between.
            return charts.open(client_id) if number == self._asked else None

        def show(chart: Chart | None) -> None:
            if chart is not None and number == self._asked:
                self._opened(chart)
                self.center.show_tab(tab)

        self.shell.runner.submit_write(job, context=self, on_ok=show, on_error=self._not_opened)

    def open_draft(self, draft_id: str) -> None:
        """Show a draft in its editor, within its client's chart."""
        if self.editor is not None and self.editor.draft_id == draft_id:
            self.center.show_editor()
            return
        desk, shown = self.shell.desk, self._shown()
        self._asked += 1
        number = self._asked

        def job() -> tuple[OpenDraft, Chart | None]:
            opened = open_draft(desk, draft_id)
            client_id = opened.draft.client_id
            return opened, None if client_id == shown else desk.charts.open(client_id)

        def show(found: tuple[OpenDraft, Chart | None]) -> None:
            if number == self._asked:
                self._other_chart(found[1])
                self.center.edit(found[0])

        self.shell.runner.submit_write(job, context=self, on_ok=show, on_error=self._not_opened)

    def open_entry(self, entry_id: str) -> None:
        """Show a signed entry, within its client's chart."""
        desk, shown = self.shell.desk, self._shown()
        self._asked += 1
        number = self._asked

        def job() -> tuple[OpenEntry, Chart | None]:
            opened = desk.charts.entry(entry_id)
            client_id = opened.view.line.client_id
            return opened, None if client_id == shown else desk.charts.open(client_id)

        def show(found: tuple[OpenEntry, Chart | None]) -> None:
            if number == self._asked:
                if self._other_chart(found[1]):
                    self.center.show_tab("timeline")
                self.center.read(found[0])

        self.shell.runner.submit_write(job, context=self, on_ok=show, on_error=self._not_opened)

    def step_tab(self, by: int) -> None:
        """Go to the next or the previous tab."""
        if self.chart is not None:
            self.header.tabs.step(by)

    def new_note(self) -> None:
        """Open the menu of forms that may be started."""
        if self.chart is not None and self.new_button.isVisible():
            menu = self.notes.menu(self.chart)
            menu.popup(self.new_button.mapToGlobal(QPoint(0, self.new_button.height() + 2)))

    def begin(self, form_id: str) -> None:
        """Start a form for the client in view, or offer the draft of it that is there."""
        if self.chart is not None:
            self.notes.start(form_id, self.chart.client.id)

    def client_signs(self, document_id: str) -> None:
        """Let the client in view sign a paper on the screen."""
        if self.chart is not None:
            self.signing.ask(document_id, self.chart.client.name, self._failed)

    def on_changed(self, change: Changed) -> None:
        """Something was written: read the chart again where it concerns it."""
        if not self._shown() or not change.concerns(self._wanted, *_SHOWN):
            return
        if DRAFTS in change.topics:
            self._look_after_draft()
        if change.topics & {ENTRIES, CLIENTS, DOCUMENTS}:
            self._reload(change.topics)
        else:
            self.center.outdated(change.topics)
            self.center.refresh()
            self._read_attention()

    def flush(self) -> None:
        """Hand over what is typed."""
        if self.editor is not None:
            self.editor.flush()
        for saver in self.center.findChildren(Autosave):
            saver.flush()

    # What was read ------------------------------------------------------------------------------------------------

    def _shown(self) -> str:
        return self._wanted if self.chart is not None else ""

    def _begin(self, client_id: str) -> None:
        self._asked += 1
        self._wanted = client_id
        self.bar.clear()
        self.strip.set_lines(())
        self.header.setVisible(False)
        self.center.wait()

    def _opened(self, chart: Chart) -> None:
        self.center.set_chart(chart)
        self._show_head(chart)
        self.header.setVisible(True)
        self._read_attention()
        self.opened.emit(chart.client.id)

    def _other_chart(self, chart: Chart | None) -> bool:
        """Show the chart that was opened along with a draft or an entry; false where it is the one in view."""
        if chart is None:
            return False
        self._begin(chart.client.id)
        self._opened(chart)
        return True

    def _reload(self, topics: frozenset[str]) -> None:
        client_id, desk = self._wanted, self.shell.desk
        entry_id = self.entry.entry_id if self.entry is not None and ENTRIES in topics else ""

        def job() -> tuple[Chart, OpenEntry | None]:
            return desk.charts.reload(client_id), desk.charts.entry(entry_id) if entry_id else None

        def show(found: tuple[Chart, OpenEntry | None]) -> None:
            chart, entry = found
            if self._shown() != client_id:
                return
            self.center.chart_again(chart, topics)
            self._show_head(chart)
            if entry is not None and self.entry is not None and self.entry.entry_id == entry_id:
                self.center.read(entry, shown=self.center.currentWidget() is self.entry)
            self._read_attention()

        self.shell.runner.submit_read(job, context=self, on_ok=show, on_error=self._failed)

    def _look_after_draft(self) -> None:
        """The draft in the editor may have been signed or discarded on another page."""
        editor = self.editor
        if editor is None:
            return
        draft_id, drafts = editor.draft_id, self.shell.desk.drafts

        def show(still_there: bool) -> None:
            if not still_there and self.editor is not None and self.editor.draft_id == draft_id:
                self.center.forget_draft()

        self.shell.runner.submit_read(
            lambda: any(one.id == draft_id for one in drafts.mine()), context=self, on_ok=show, on_error=self._failed
        )

    def _show_head(self, chart: Chart) -> None:
        head = head_of(chart.client, chart.state, self.shell.desk.clock.today())
        self.header.set_title(head.title, head.facts)
        self.header.set_chips(head.chips)

    def _read_attention(self) -> None:
        client_id, tasks = self._wanted, self.shell.desk.tasks

        def show(found: list[Attention]) -> None:
            if self._wanted == client_id:
                self.strip.set_lines(presenter.attention_lines(found))

        self.shell.runner.submit_read(
            lambda: tasks.attention(client_id), context=self, on_ok=show, on_error=self._failed
        )

    # Acts ---------------------------------------------------------------------------------------------------------

    def _acts(self) -> None:
        theme, me = self.shell.theme, self.shell.desk.me
        self.more_button = button(theme, "More", object_name="chart.more")
        menu = QMenu(self.more_button)
        edit = menu.addAction("Edit client facts")
        edit.setObjectName("chart.edit")
        edit.setEnabled(may(me, "change client facts"))
        edit.triggered.connect(lambda: self.edit_asked.emit(self._wanted))
        log = menu.addAction("Who opened this chart")
        log.triggered.connect(lambda: self.center.show_tab("access"))
        self.more_button.setMenu(menu)
        self.new_button = button(
            theme, "New note", self.new_note, role="primary", icon="plus", object_name="chart.new_note"
        )
        self.new_button.setToolTip("Ctrl+N")
        self.header.acts.addWidget(self.more_button)
        self.header.acts.addWidget(self.new_button)
        self.new_button.setVisible(may(me, "write entries"))

    def _to_next(self) -> None:
        """After signing the focus goes to what is done next here, not to the rail."""
        if self.isVisible():
            self.new_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_pad(self, signed: Signed) -> None:
        if self.chart is not None:
            self.signing.offer(signed, self.chart.client.name, self._failed)

    def _look(self, line: AttentionLine) -> None:
        library, me = self.shell.desk.library, self.shell.desk.me
        if line.form_id in library and presenter.may_start(library.get(line.form_id), me):
            self.notes.start(line.form_id, self._wanted)
        elif line.signs and self.chart is not None and may(me, "write entries"):
            self.signing.ask_entry(line.entry_id, self._wanted, self.chart.client.name, self._failed)
        elif line.entry_id:
            self.open_entry(line.entry_id)
        else:
            self.center.show_tab(line.tab)

    def _not_opened(self, error: Exception) -> None:
        self.center.waiting.stop()
        if self.chart is None:
            self._wanted = ""
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        tell(self.bar, error)
