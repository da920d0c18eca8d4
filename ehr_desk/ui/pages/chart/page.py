"""One client's chart: the head, the attention strip, the tabs, and what is opened from them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.pages.base import CLIENTS, DOCUMENTS, DRAFTS, ENTRIES, SESSIONS, Changed, Shell
from ehr_desk.ui.pages.chart import presenter
from ehr_desk.ui.pages.chart.attention import AttentionStrip
from ehr_desk.ui.pages.chart.entry_pane import EntryPane
from ehr_desk.ui.pages.chart.faults import tell
from ehr_desk.ui.pages.chart.header import head_of
from ehr_desk.ui.pages.chart.presenter import AttentionLine
from ehr_desk.ui.pages.chart.preview import PreviewPane
from ehr_desk.ui.pages.chart.tab import ChartTab
from ehr_desk.ui.pages.chart.tabs import make_tab
from ehr_desk.ui.pages.documents.tab import DocumentsTab
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.pages.editor.presenter import OpenDraft, open_draft
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.page_header import PageHeader
from ehr_desk.ui.widgets.skeleton import Skeleton

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart, OpenEntry
    from ehr_desk.chart.tasks.rows import Attention

_SHOWN = (ENTRIES, DRAFTS, CLIENTS, DOCUMENTS, SESSIONS)


class ChartPage(QWidget):
    """A chart. ``edit_asked`` when the client's facts shall be edited; ``went`` after the client or tab changed."""

    edit_asked = Signal(str)
    went = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.chart: Chart | None = None
        self._wanted = ""
        self._asked = 0
        self._tabs: dict[str, ChartTab] = {}
        self._stale: set[str] = set()
        self._editor: EditorPane | None = None
        self._entry: EntryPane | None = None
        self._preview: PreviewPane | None = None
        self.setObjectName("chart")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(shell.theme)
        self.header.set_tabs(presenter.TABS, presenter.TAB_IDS[0])
        self.header.tabs.picked.connect(self.show_tab)
        self._acts()
        column.addWidget(self.header)
        self.strip = AttentionStrip(shell.theme)
        self.strip.chosen.connect(self._look)
        column.addWidget(self.strip)
        self.bar = MessageBar(shell.theme)
        column.addWidget(self.bar)
        self.waiting = Skeleton(shell.theme)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.waiting)
        column.addWidget(self.stack, 1)
        for keys, step in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.header.tabs.step, step))
        self.header.setVisible(False)

    @property
    def client_id(self) -> str:
        """The client whose chart is shown or being opened."""
        return self._wanted

    @property
    def tab(self) -> str:
        """The tab that is current."""
        return self.header.tabs.current()

    @property
    def editor(self) -> EditorPane | None:
        """The draft being written here, if any."""
        return self._editor

    @property
    def entry(self) -> EntryPane | None:
        """The entry being read here, if any."""
        return self._entry

    def draft_shown(self) -> str:
        """The draft in view, empty where none is."""
        shown = self._editor is not None and self.stack.currentWidget() in (self._editor, self._preview)
        return self._editor.draft_id if shown and self._editor is not None else ""

    # Opening ------------------------------------------------------------------------------------------------------

    def open(self, client_id: str, tab: str = "timeline") -> None:
        """Show a client's chart at a tab; nothing is read again where it is shown already."""
        if client_id == self._wanted and self.chart is not None:
            self._close_entry()
            self.show_tab(tab)
            return
        self._begin(client_id)
        number, charts = self._asked, self.shell.desk.charts
        self.shell.runner.submit_write(
            lambda: charts.open(client_id),
            context=self,
            on_ok=lambda chart: self._opened(chart, number, tab),
            on_error=self._failed,
        )

    def open_draft(self, draft_id: str) -> None:
        """Show a draft in its editor, within its client's chart."""
        if self._editor is not None and self._editor.draft_id == draft_id:
            self._show_editor()
            return
        desk, shown = self.shell.desk, self._wanted
        self._asked += 1
        number = self._asked

        def job() -> tuple[OpenDraft, Chart | None]:
            opened = open_draft(desk, draft_id)
            client_id = opened.draft.client_id
            return opened, None if client_id == shown else desk.charts.open(client_id)

        def show(found: tuple[OpenDraft, Chart | None]) -> None:
            opened, chart = found
            if number != self._asked:
                return
            if chart is not None:
                self._begin(chart.client.id)
                self._opened(chart, self._asked, "")
            self._edit(opened)

        self.shell.runner.submit_write(job, context=self, on_ok=show, on_error=self._failed)

    def open_entry(self, entry_id: str) -> None:
        """Show a signed entry, within its client's chart."""
        desk, shown = self.shell.desk, self._wanted
        self._asked += 1
        number = self._asked

        def job() -> tuple[OpenEntry, Chart | None]:
            opened = desk.charts.entry(entry_id)
            client_id = opened.view.line.client_id
            return opened, None if client_id == shown else desk.charts.open(client_id)

        def show(found: tuple[OpenEntry, Chart | None]) -> None:
            opened, chart = found
            if number != self._asked:
                return
            if chart is not None:
                self._begin(chart.client.id)
                self._opened(chart, self._asked, "timeline")
            self._read(opened)

        self.shell.runner.submit_write(job, context=self, on_ok=show, on_error=self._failed)

    def show_tab(self, tab: str) -> None:
        """Show a tab; the notes tab shows the draft being written, where there is one."""
        if tab not in presenter.TAB_IDS:
            tab = presenter.TAB_IDS[0]
        self.header.tabs.select(tab)
        if self._editor is not None:
            self._editor.flush()
        if tab == "notes" and self._editor is not None:
            self.stack.setCurrentWidget(self._editor)
        elif self.chart is not None:
            self.stack.setCurrentWidget(self._tab(tab))
        self.went.emit()

    def new_note(self) -> None:
        """Open the menu of forms that may be started."""
        if self.chart is not None and self.new_button.isVisible():
            menu = self.note_menu()
            menu.popup(self.new_button.mapToGlobal(QPoint(0, self.new_button.height() + 2)))

    def note_menu(self) -> QMenu:
        """The forms that the person may start now."""
        menu = QMenu(self)
        menu.setObjectName("chart.new_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        if self.chart is None:
            return menu
        desk, client_id = self.shell.desk, self.chart.client.id
        for heading, choices in presenter.forms_to_start(desk.library, desk.me, self.chart.state):
            menu.addSection(heading)
            for one in choices:
                act = menu.addAction(self.shell.theme.icon(one.icon), one.title)
                act.setObjectName(f"new.{one.form_id}")
                act.triggered.connect(partial(self._start, one.form_id, client_id))
        return menu

    def on_changed(self, change: Changed) -> None:
        """Something was written: read the chart again where it concerns it."""
        if not self._wanted or not change.concerns(self._wanted, *_SHOWN):
            return
        self._stale |= {tab for tab, made in self._tabs.items() if change.topics & made.topics}
        if change.topics & {ENTRIES, CLIENTS, DOCUMENTS}:
            self._reload(entry_again=ENTRIES in change.topics)
        else:
            self._refresh()
            self._read_attention()

    def flush(self) -> None:
        """Hand over what is typed."""
        if self._editor is not None:
            self._editor.flush()

    # What was read ------------------------------------------------------------------------------------------------

    def _begin(self, client_id: str) -> None:
        self._asked += 1
        self._wanted = client_id
        self._drop_editor()
        self._close_entry()
        self.chart = None
        self.bar.clear()
        self.strip.set_lines(())
        self.header.setVisible(False)
        self.stack.setCurrentWidget(self.waiting)
        self.waiting.start()

    def _opened(self, chart: Chart, number: int, tab: str) -> None:
        if number != self._asked or chart.client.id != self._wanted:
            return
        self.waiting.stop()
        self.chart = chart
        self._stale = set(self._tabs)
        self._show_head(chart)
        self.header.setVisible(True)
        if tab:
            self.show_tab(tab)
        self._read_attention()

    def _reload(self, *, entry_again: bool) -> None:
        client_id, desk = self._wanted, self.shell.desk
        entry_id = self._entry.entry_id if self._entry is not None and entry_again else ""

        def job() -> tuple[Chart, OpenEntry | None]:
            return desk.charts.reload(client_id), desk.charts.entry(entry_id) if entry_id else None

        def show(found: tuple[Chart, OpenEntry | None]) -> None:
            chart, entry = found
            if self._wanted != client_id:
                return
            self.chart = chart
            self._show_head(chart)
            if entry is not None and self._entry is not None and self._entry.entry_id == entry_id:
                self._read(entry, shown=self.stack.currentWidget() is self._entry)
            self._refresh()
            self._read_attention()

        self.shell.runner.submit_read(job, context=self, on_ok=show, on_error=self._failed)

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

    def _refresh(self) -> None:
        """Show the current tab again if what it shows has changed; the others when they are next shown."""
        if self.stack.currentWidget() is self._tabs.get(self.tab):
            self._tab(self.tab)

    def _tab(self, tab: str) -> ChartTab:
        if tab not in self._tabs:
            self._tabs[tab] = make_tab(tab, self.shell, self)
            self.stack.addWidget(self._tabs[tab])
            self._stale.add(tab)
        made = self._tabs[tab]
        if tab in self._stale and self.chart is not None:
            self._stale.discard(tab)
            made.show_chart(self.chart)
        return made

    # Editor and entry ---------------------------------------------------------------------------------------------

    def _edit(self, opened: OpenDraft) -> None:
        self._drop_editor()
        self._close_entry()
        editor = EditorPane(self.shell, opened)
        editor.closed.connect(self._editor_closed)
        editor.left.connect(self._leave_editor)
        editor.preview_asked.connect(self._show_preview)
        editor.entry_asked.connect(self.open_entry)
        self._editor = editor
        self.stack.addWidget(editor)
        self._show_editor()

    def _show_editor(self) -> None:
        if self._editor is None:
            return
        self._close_entry()
        self.header.tabs.select("notes")
        self.stack.setCurrentWidget(self._editor)
        self._editor.focus_first()
        self.went.emit()

    def _leave_editor(self) -> None:
        self._drop_editor()
        self._stale.add("notes")
        self.show_tab("notes")

    def _editor_closed(self) -> None:
        if self._editor is not None:
            self._editor.saver.forget()
        self._drop_editor()
        self._stale |= {"notes", "timeline"}
        self.show_tab("timeline")

    def _drop_editor(self) -> None:
        self._close_preview()
        editor, self._editor = self._editor, None
        if editor is not None:
            self.stack.removeWidget(editor)
            editor.setParent(self)
            editor.hide()
            # What was typed is written before the editor goes; while that fails it keeps trying, unseen.
            editor.saver.then(editor.deleteLater)

    def _show_preview(self, draft_id: str) -> None:
        self._close_preview()
        self._preview = PreviewPane(self.shell, draft_id)
        self._preview.back.connect(self._close_preview)
        self.stack.addWidget(self._preview)
        self.stack.setCurrentWidget(self._preview)
        self._preview.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_preview(self) -> None:
        if self._preview is not None:
            self.stack.removeWidget(self._preview)
            self._preview.deleteLater()
            self._preview = None
            if self._editor is not None:
                self.stack.setCurrentWidget(self._editor)

    def _read(self, opened: OpenEntry, *, shown: bool = True) -> None:
        chart = self.chart
        if chart is None:
            return
        back_to = dict(presenter.TABS)[self.tab] if self._editor is None or self.tab != "notes" else "Draft"
        self._close_entry(stay=True)
        self._entry = EntryPane(self.shell, opened, list(chart.rows("objectives")), back_to)
        self._entry.back.connect(self._entry_left)
        self._entry.entry_asked.connect(self.open_entry)
        self._entry.document_asked.connect(self._open_document)
        self.stack.addWidget(self._entry)
        if shown:
            self.stack.setCurrentWidget(self._entry)
            self._entry.focus_first()

    def _entry_left(self) -> None:
        self._close_entry()
        self.show_tab(self.tab)
        shown = self.stack.currentWidget()
        if shown is not None:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_entry(self, *, stay: bool = False) -> None:
        entry, self._entry = self._entry, None
        if entry is not None:
            self.stack.removeWidget(entry)
            entry.deleteLater()
            if not stay and self.chart is not None and self.stack.currentWidget() is self.waiting:
                self.show_tab(self.tab)

    def _open_document(self, document_id: str) -> None:
        self._close_entry()
        self.show_tab("documents")
        tab = self._tabs.get("documents")
        if isinstance(tab, DocumentsTab):
            tab.show_document(document_id)

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
        log.triggered.connect(lambda: self.show_tab("access"))
        self.more_button.setMenu(menu)
        self.new_button = button(
            theme, "New note", self.new_note, role="primary", icon="plus", object_name="chart.new_note"
        )
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.setVisible(may(me, "write entries"))
        self.header.acts.addWidget(self.more_button)
        self.header.acts.addWidget(self.new_button)

    def _start(self, form_id: str, client_id: str, _checked: bool = False) -> None:
        self.shell.start(form_id, client_id=client_id)

    def _look(self, line: AttentionLine) -> None:
        if line.entry_id:
            self.open_entry(line.entry_id)
        else:
            self.show_tab(line.tab)

    def _failed(self, error: Exception) -> None:
        self.waiting.stop()
        tell(self.bar, error)
