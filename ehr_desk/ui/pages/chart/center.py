"""The middle of a chart: the tabs, and in their place a draft being written, its preview, or an entry being read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart import presenter
from ehr_desk.ui.pages.chart.entry_pane import EntryPane
from ehr_desk.ui.pages.chart.tabs import Openers, make_tab
from ehr_desk.ui.pages.documents.preview import PreviewPane
from ehr_desk.ui.pages.documents.tab import DocumentsTab
from ehr_desk.ui.pages.editor.aside import Aside
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.pages.editor.presenter import OpenDraft
from ehr_desk.ui.pages.record.tab import ChartTab
from ehr_desk.ui.widgets.skeleton import Skeleton

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart, OpenEntry


class Center(QStackedWidget):
    """``tab_shown`` carries the tab to mark as current, ``finished`` tells that a draft was signed or discarded,
    ``signed`` carries what was signed.
    ``editor`` and ``entry`` are None where nothing is open."""

    tab_shown = Signal(str)
    finished = Signal()
    signed = Signal(object)

    def __init__(self, shell: Shell, page: Openers) -> None:
        super().__init__()
        self.shell = shell
        self.chart: Chart | None = None
        self.tab = presenter.TAB_IDS[0]
        self.editor: EditorPane | None = None
        self.entry: EntryPane | None = None
        self.aside: Aside[EditorPane] = Aside(self)
        self._page = page
        self._preview: PreviewPane | None = None
        self._tabs: dict[str, ChartTab] = {}
        self._stale: set[str] = set()
        self.waiting = Skeleton(shell.theme)
        self.addWidget(self.waiting)

    # The chart ----------------------------------------------------------------------------------------------------

    def wait(self) -> None:
        """Another chart is being opened."""
        self.drop_editor()
        self.close_entry()
        self.chart = None
        self.setCurrentWidget(self.waiting)
        self.waiting.start()

    def set_chart(self, chart: Chart) -> None:
        """A chart was opened: every tab shows it anew."""
        self.waiting.stop()
        self.chart = chart
        self._stale = set(self._tabs)

    def chart_again(self, chart: Chart, topics: frozenset[str]) -> None:
        """The chart was read again after a change of these topics.

        Marked only now: a tab looked at while the chart was being read would use up its mark on the old one.
        """
        self.chart = chart
        self.outdated(topics)
        self.refresh()

    def outdated(self, topics: frozenset[str]) -> None:
        """These topics changed: tabs that show them read again when they are next seen."""
        self._stale |= {tab for tab, made in self._tabs.items() if topics & made.topics}

    def refresh(self) -> None:
        """Show the tab in view again, if it is outdated."""
        if self.currentWidget() is self._tabs.get(self.tab):
            self._made(self.tab)

    def show_tab(self, tab: str) -> None:
        """Show a tab; where a draft is being written that belongs to it, the draft."""
        self.tab = tab if tab in presenter.TAB_IDS else presenter.TAB_IDS[0]
        if self.editor is not None:
            self.editor.flush()
        if self.editor is not None and self.tab == self.editor_tab():
            self.setCurrentWidget(self.editor)
        elif self.chart is not None:
            self.setCurrentWidget(self._made(self.tab))
        self.tab_shown.emit(self.tab)

    def show_document(self, document_id: str) -> None:
        """Show a paper."""
        self.close_entry()
        self.show_tab("documents")
        tab = self._tabs.get("documents")
        if isinstance(tab, DocumentsTab):
            tab.show_document(document_id)

    # A draft ------------------------------------------------------------------------------------------------------

    def edit(self, opened: OpenDraft) -> None:
        """Open a draft in an editor; in the one that still has something of it to write, where there is one."""
        self.drop_editor()
        editor = self.aside.take(opened.draft.id)
        if editor is None:
            editor = self._new_editor(opened)
        self.editor = editor
        self.addWidget(editor)
        self.show_editor()
        editor.begin_reading()

    def _new_editor(self, opened: OpenDraft) -> EditorPane:
        editor = EditorPane(self.shell, opened, self)
        editor.closed.connect(self._editor_closed)
        editor.left.connect(self._editor_left)
        editor.signed.connect(self.signed)
        editor.preview_asked.connect(self._show_preview)
        editor.entry_asked.connect(self._page.open_entry)
        return editor

    def show_editor(self) -> None:
        """Bring the draft back into view."""
        if self.editor is None:
            return
        self.close_entry()
        self._close_preview()
        self.tab = self.editor_tab()
        self.setCurrentWidget(self.editor)
        self.editor.focus_first()
        self.tab_shown.emit(self.tab)

    def editor_tab(self) -> str:
        """The tab to which the draft being written belongs."""
        return "plan" if self.editor is not None and self.editor.opened.form.category == "plan" else "notes"

    def draft_shown(self) -> str:
        """The draft in view, empty where none is."""
        shown = self.editor is not None and self.currentWidget() in (self.editor, self._preview)
        return self.editor.draft_id if shown and self.editor is not None else ""

    def entry_shown(self) -> str:
        """The signed entry in view, empty where none is."""
        entry = self.entry
        return entry.entry_id if entry is not None and self.currentWidget() is entry else ""

    def forget_draft(self) -> None:
        """The draft was signed or discarded somewhere else."""
        self._editor_closed()

    def drop_editor(self) -> None:
        """Take the editor away. What was typed is written first; while that fails it keeps trying, unseen."""
        self._close_preview()
        editor, self.editor = self.editor, None
        if editor is not None:
            self.removeWidget(editor)
            self.aside.put(editor)

    def _editor_left(self) -> None:
        tab = self.editor_tab()
        self.drop_editor()
        self._stale.add("notes")
        self.show_tab(tab)

    def _editor_closed(self) -> None:
        tab = "plan" if self.editor_tab() == "plan" else "timeline"
        if self.editor is not None:
            self.editor.saver.forget()
        self.drop_editor()
        self._stale |= {"notes", "timeline"}
        self.show_tab(tab)
        self.finished.emit()

    def _show_preview(self, draft_id: str) -> None:
        self._close_preview()
        signing = self.shell.desk.signing
        self._preview = PreviewPane(self.shell, lambda _nobody: signing.preview(draft_id))
        self._preview.back.connect(self.show_editor)
        self.addWidget(self._preview)
        self.setCurrentWidget(self._preview)
        self._preview.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_preview(self) -> None:
        if self._preview is not None:
            self._drop(self._preview)
            self._preview = None

    # An entry -----------------------------------------------------------------------------------------------------

    def read(self, opened: OpenEntry, *, shown: bool = True) -> None:
        """Open an entry, or show it again after a change."""
        if self.chart is None:
            return
        to_draft = self.editor is not None and self.tab == self.editor_tab()
        back_to = "Draft" if to_draft else dict(presenter.TABS)[self.tab]
        before, self.entry = self.entry, None
        entry = EntryPane(self.shell, opened, list(self.chart.rows("objectives")), back_to)
        entry.back.connect(self._entry_left)
        entry.entry_asked.connect(self._page.open_entry)
        entry.document_asked.connect(self.show_document)
        self.entry = entry
        self.addWidget(entry)
        if shown:
            self.setCurrentWidget(entry)
            entry.focus_first()
        if before is not None:
            self._drop(before)

    def close_entry(self) -> None:
        """Let the entry go."""
        if self.entry is not None:
            self._drop(self.entry)
            self.entry = None

    def _entry_left(self) -> None:
        self.show_tab(self.tab)
        self.close_entry()
        shown = self.currentWidget()
        if isinstance(shown, ChartTab):
            shown.focus_first()

    # ----------------------------------------------------------------------------------------------------------------

    def _made(self, tab: str) -> ChartTab:
        if tab not in self._tabs:
            self._tabs[tab] = make_tab(tab, self.shell, self._page)
            self.addWidget(self._tabs[tab])
            self._stale.add(tab)
        made = self._tabs[tab]
        if tab in self._stale and self.chart is not None:
            self._stale.discard(tab)
            made.show_chart(self.chart)
        return made

    def _drop(self, widget: QWidget) -> None:
        self.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
