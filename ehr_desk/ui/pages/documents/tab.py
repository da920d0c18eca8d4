"""The documents tab: the papers, one of them to look at, and what was handed out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QMenu, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from ehr_desk.chart.disclosures.rows import PROTECTED, DisclosureRow
from ehr_desk.chart.entries.rows import PaperInfo
from ehr_desk.chart.staff.permissions import may
from ehr_desk.documents.shown import Shown, to_view
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.documents import presenter
from ehr_desk.ui.pages.documents.client_signing import ClientSigning
from ehr_desk.ui.pages.documents.handing_out import HandingOut
from ehr_desk.ui.pages.documents.making import Making
from ehr_desk.ui.pages.documents.viewer import PdfPane
from ehr_desk.ui.pages.record.columns import GivingColumns
from ehr_desk.ui.pages.record.fit_table import FitTable
from ehr_desk.ui.pages.record.tab import ChartTab
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart
    from ehr_desk.chart.entries.client_signs import PaperStanding
    from ehr_desk.documents.verdict import Verification

_LEDGER_ROWS = 2
_HOW = (
    ("save", "Save to a folder…"),
    (PROTECTED, "Save a copy protected by a passphrase…"),
    ("print", "Print…"),
)


class DocumentsTab(ChartTab):
    """Papers of one client."""

    topics = frozenset({"entries", "documents"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Documents", scroll=False)
        theme = shell.theme
        self.out = HandingOut(shell, self)
        self.making = Making(shell, self)
        self.signing = ClientSigning(shell, self)
        self._standing: dict[str, PaperStanding] = {}
        self._waiting_told = False
        self._known: frozenset[str] = frozenset()
        self._wanted = ""
        self.verify = button(theme, "Verify", self._verify, icon="shield-check", object_name="documents.verify")
        self.hand_out = button(theme, "Hand out…", icon="transfer-out", object_name="documents.hand_out")
        self.hand_out.setProperty("role", "primary")
        theme.bind_icon(self.hand_out, "transfer-out", "on_accent", 18)
        self.hand_out.setMenu(self._menu())
        self.hand_out.setVisible(may(shell.desk.me, "release documents"))
        self.client_signs = button(theme, "Client signs…", self.ask_client, object_name="documents.client_signs")
        self.client_signs.setVisible(may(shell.desk.me, "write entries"))
        self.make = button(theme, "Make a document…", object_name="documents.make")
        self.make.setMenu(self._make_menu())
        self.make.setVisible(may(shell.desk.me, "release documents"))
        self.head.addWidget(self.make)
        self.head.addWidget(self.client_signs)
        self.head.addWidget(self.verify)
        self.head.addWidget(self.hand_out)
        self.papers = DataTable(theme, "Documents, newest first", presenter.PAPER_COLUMNS)
        self.papers.setObjectName("documents.papers")
        self._giving = GivingColumns(self.papers, presenter.PAPER_COLUMNS, theme)
        self.notes_too = QCheckBox("Show notes and measures too")
        self.notes_too.setObjectName("documents.notes_too")
        self.notes_too.toggled.connect(self._list)
        self.papers.moved.connect(self._chosen)
        self.viewer = PdfPane(theme, "The chosen document")
        self.empty = EmptyState(
            theme,
            "file-certificate",
            "No documents yet. Signing a progress summary, a discharge summary or an aftercare plan makes one.",
        )
        self.ledger = FitTable(
            theme,
            "Handed out",
            presenter.LEDGER_COLUMNS,
            "Nothing was handed out yet.",
            object_name="documents.ledger",
            most=_LEDGER_ROWS,
        )
        self._arrange()
        self._shown = ""
        self._enable()

    def show_chart(self, chart: Chart) -> None:
        """Show the papers, keep the chosen one, read the ledger."""
        other = self.chart is None or self.chart.client.id != chart.client.id
        super().show_chart(chart)
        if other:
            self._shown = ""
            self._standing, self._known = {}, frozenset()
            self.bar.clear()
            self.viewer.clear()
        self._list()
        self._read_standings(chart)
        self._read_ledger(chart)

    def show_document(self, document_id: str) -> None:
        """Choose a document."""
        info = next((one for one in (self.chart.papers if self.chart else ()) if one.document_id == document_id), None)
        if info is not None and not presenter.listed([info]):
            self.notes_too.setChecked(True)
        self.papers.select(document_id)

    def _list(self, _checked: bool = False) -> None:
        if self.chart is None:
            return
        every = self.chart.papers
        papers = presenter.listed(every, notes=self.notes_too.isChecked())
        rows = presenter.paper_rows(papers, self.shell.desk.clock, self._standing)
        self.papers.set_rows(rows)
        self.papers.setColumnHidden(
            presenter.CLIENT_SIGNED, not any(row.cells[presenter.CLIENT_SIGNED] for row in rows)
        )
        self._giving.fit()
        self.facts.setText(count(len(papers), "document") if papers else "")
        self._stack.setCurrentIndex(0 if every else 1)
        if self._wanted in {one.document_id for one in papers}:
            self.papers.select(self._wanted)
            self._wanted = ""
        elif new := [row.id for row in rows if self._known and row.id not in self._known]:
            self.papers.select(new[0])
        elif rows and not self.papers.current():
            self.papers.select(rows[0].id)
        # Notes that are shown on demand are no new documents.
        self._known = frozenset(one.document_id for one in every)
        self._enable()
        self._tell_waiting()

    def current(self) -> PaperInfo | None:
        """The chosen paper."""
        if self.chart is None:
            return None
        chosen = self.papers.current()
        return next((one for one in self.chart.papers if one.document_id == chosen), None)

    def _arrange(self) -> None:
        frame = QFrame()
        frame.setProperty("card", "plain")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.viewer)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        left = QWidget()
        left.setFixedWidth(self.shell.theme.metrics.px(470))
        stacked = QVBoxLayout(left)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(8)
        stacked.addWidget(self.papers, 1)
        stacked.addWidget(self.notes_too)
        row.addWidget(left)
        row.addWidget(frame, 1)
        holder = QWidget()
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(both)
        self._stack.addWidget(self.empty)
        self.column.addWidget(holder, 1)
        # The ledger is looked up now and then; folded it leaves the room to the papers.
        self.fold = button(self.shell.theme, "", self._fold, role="link", object_name="documents.fold")
        self.column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.ledger)
        self.ledger.hide()
        self._tell_fold()

    def _fold(self) -> None:
        self.ledger.setVisible(self.ledger.isHidden())
        self._tell_fold()

    def _tell_fold(self) -> None:
        number = len(self.ledger.rows())
        if self.ledger.isHidden():
            self.fold.setText(f"Show what was handed out ({number or 'nothing'})")
        else:
            self.fold.setText("Hide what was handed out")

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for how, words in _HOW:
            act = menu.addAction(words)
            act.setObjectName(f"documents.{how.replace(' ', '_')}")
            act.triggered.connect(partial(self.start_release, how))
        return menu

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for form_id, words in presenter.MADE_FROM_FORMS:
            act = menu.addAction(words)
            act.setObjectName(f"documents.make.{form_id}")
            act.triggered.connect(lambda _checked, wanted=form_id: self.begin_entry(wanted))
        menu.addSeparator()
        self.large = menu.addAction("Large print of the chosen document…")
        self.large.setObjectName("documents.make.large_print")
        self.large.triggered.connect(self.make_large)
        whole = menu.addAction("Whole chart…")
        whole.setObjectName("documents.make.whole_chart")
        whole.triggered.connect(self.make_whole)
        return menu

    def make_whole(self, _checked: bool = False) -> None:
        """Make the whole chart, with a bar that moves."""
        if self.chart is None:
            return
        client_id, ordering = self.chart.client.id, self.shell.desk.ordering
        self.making.start(
            "Make the whole chart",
            presenter.WHOLE_CHART,
            lambda passphrase, step: ordering.whole_chart(client_id, passphrase, step=step),
            self._made,
        )

    def make_large(self, _checked: bool = False) -> None:
        """Make large print of the chosen document."""
        info = self.current()
        if info is None:
            return
        entry_id, ordering = info.entry_id, self.shell.desk.ordering
        self.making.start(
            "Make large print",
            presenter.LARGE_PRINT,
            lambda passphrase, step: ordering.large_print(entry_id, passphrase, step=step),
            self._made,
        )

    def _made(self, info: PaperInfo) -> None:
        self._wanted = info.document_id
        self.shell.toast(f"Made: {info.title}, {count(info.pages, 'page')}")

    def start_release(self, how: str, _checked: bool = False) -> None:
        """Open the dialog for the chosen document."""
        info = self.current()
        if info is not None and self.chart is not None:
            self.out.start(info, self.chart.client.name, how, self.failed)

    def _chosen(self, document_id: str) -> None:
        self._enable()
        if not document_id or document_id == self._shown:
            return
        self._shown = document_id
        self.bar.clear()
        self._tell_waiting()
        charts = self.shell.desk.charts

        def job() -> Shown:
            return to_view(charts.paper(document_id)[1])

        def show(paper: Shown) -> None:
            if document_id == self.papers.current() and not self.viewer.show_pdf(paper):
                self.bar.show_text(
                    "must", "This document cannot be shown.", "Verify it, and run a check of the record."
                )

        self.shell.runner.submit_write(job, context=self, on_ok=show, on_error=self.failed)

    def ask_client(self) -> None:
        """Let the client sign the chosen document by hand."""
        info = self.current()
        if info is not None and self.chart is not None:
            self.signing.ask(info.document_id, self.chart.client.name, self.failed)

    def _verify(self) -> None:
        info = self.current()
        if info is None:
            return
        desk = self.shell.desk

        def job() -> Verification:
            return desk.verify(desk.charts.paper(info.document_id)[1])

        def show(result: Verification) -> None:
            head, details, level = presenter.verdict_words(result)
            self.bar.show_text(level, head, details)

        self.shell.runner.submit_paper(job, context=self, on_ok=show, on_error=self.failed)

    def _read_standings(self, chart: Chart) -> None:
        desk = self.shell.desk

        def show(found: list[PaperStanding]) -> None:
            if self.chart is None or self.chart.client.id != chart.client.id:
                return
            drawn = {one.document_id for one in found if one.drawn_at}
            before = {number for number, one in self._standing.items() if one.drawn_at}
            if self._standing and self._shown in drawn - before:
                self._shown = ""  # what was drawn on it is shown at once
                self.papers.moved.emit(self.papers.current())
            self._standing = {one.document_id: one for one in found}
            self._list()

        self.shell.runner.submit_read(
            lambda: desk.acknowledging.standings(chart.client.id), context=self, on_ok=show, on_error=self.failed
        )

    def _tell_waiting(self) -> None:
        head, remedy = presenter.waiting_words(self._standing.get(self.papers.current()))
        if head:
            self.bar.show_text("should", head, remedy)
        elif self._waiting_told:
            self.bar.clear()
        self._waiting_told = bool(head)

    def _read_ledger(self, chart: Chart) -> None:
        desk = self.shell.desk
        papers = {one.document_id: one for one in chart.papers}

        def show(rows: list[DisclosureRow]) -> None:
            if self.chart is not None and self.chart.client.id == chart.client.id:
                self.ledger.set_rows(presenter.ledger_rows(rows, papers, desk.clock))
                self._tell_fold()

        self.shell.runner.submit_read(
            lambda: desk.disclosures.ledger(chart.client.id), context=self, on_ok=show, on_error=self.failed
        )

    def _enable(self) -> None:
        info = self.current()
        chosen = info is not None
        self.verify.setEnabled(chosen)
        self.client_signs.setEnabled(chosen and presenter.of_an_entry(info))
        self.large.setEnabled(info is not None and info.taken_home)
        self.hand_out.setEnabled(chosen)
        self.papers.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
