"""Week: the program as a grid to read and edit, and the hours that come of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.base import CLIENTS, CLINIC, ENTRIES, SESSIONS, STAFF, Changed, Page, Shell
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import tell, words_of
from ehr_desk.ui.pages.today.levels import client_of, roster_lines
from ehr_desk.ui.pages.today.lines import Act, GoTo, LineCard
from ehr_desk.ui.pages.today.overlaps import overlap_words
from ehr_desk.ui.pages.week import presenter
from ehr_desk.ui.pages.week.closing import ClosedDayDialog, closing_of
from ehr_desk.ui.pages.week.curricula_tab import CurriculaTab
from ehr_desk.ui.pages.week.dialogs import WeeklyDialog
from ehr_desk.ui.pages.week.grid import WeekGrid
from ehr_desk.ui.pages.week.one_day import OneDayDialog, RestoreDialog
from ehr_desk.ui.pages.week.presenter import Cell, WeekView
from ehr_desk.ui.widgets.buttons import button, icon_button
from ehr_desk.ui.widgets.choice import Segmented
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.ground import on_canvas
from ehr_desk.ui.widgets.message_bar import BarRoom, MessageBar
from ehr_desk.ui.widgets.page_header import PageHeader
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.skeleton import Skeleton
from ehr_desk.ui.widgets.table import DataTable
from ehr_desk.ui.widgets.text import label, name

_TOPICS = (SESSIONS, ENTRIES, CLIENTS, CLINIC, STAFF)
_TABS = (("schedule", "Schedule"), ("hours", "Hours"), ("curricula", "Curricula"))
_NOTHING = "No session is on the schedule of this week. Add the first one of your weekly program."
_NOT_THEIRS = "No session of this week is theirs."
_WEEK = timedelta(days=7)

_WEEKLY_WORDS = ("weekly.title", "weekly.curriculum", "weekly.place", "weekly.overlap")


class WeekPage(Page):
    """The weekly program of the clinic, week by week."""

    page_title = "Week"

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._day: date | None = None
        self._take_focus = False
        self.view: WeekView | None = None
        self._wanted = ""
        on_canvas(self)
        self.bar = MessageBar(shell.theme)
        self.skeleton = Skeleton(shell.theme, "Reading the week…")
        self.skeleton.hide()
        self._build_header()
        self.stack = QStackedWidget()
        self.stack.addWidget(PageScroll(self._schedule()))
        self.stack.addWidget(self._hours())
        self.curricula = CurriculaTab(shell)
        self.stack.addWidget(self.curricula)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addWidget(self.stack, 1)

    def enter(self) -> None:
        """Read the week anew, and go to the first session that is not over."""
        self._take_focus = True
        self._read()

    def on_changed(self, change: Changed) -> None:
        """Read again where it is seen; else at the next visit."""
        if self.isVisible() and not change.topics.isdisjoint(_TOPICS):
            self._read()

    def show_tab(self, tab: str) -> None:
        """Show the schedule, the hours or the curricula; or the week of one client, from a line that asks for it."""
        asked = client_of(tab)
        if asked is not None:
            self._wanted, self._day = asked
            self._read()
            tab = "schedule"
        self.header.tabs.select(tab)
        self.stack.setCurrentIndex([one[0] for one in _TABS].index(tab))
        if tab == "curricula":
            self.curricula.read()

    def step_tab(self, by: int) -> None:
        """The next or previous part."""
        self.header.tabs.step(by)

    def step(self, weeks: int) -> None:
        """So many weeks on or back; 0 is this week."""
        self._day = self.view.week.first + weeks * _WEEK if weeks and self.view is not None else None
        self._read()

    def add_session(self) -> None:
        """Ask for a session of the program and put it there."""
        if self.view is not None and may(self._shell.desk.me, "plan sessions"):
            self._ask(None, max(self.view.today, self.view.week.first))

    def close_day(self) -> None:
        """Ask for a day on which the program is closed."""
        view = self.view
        if view is None or not may(self._shell.desk.me, "plan sessions"):
            return
        desk = self._shell.desk
        day = max(view.today, view.week.first)
        dialog = ClosedDayDialog(self._shell.theme, desk.clock, day, self)
        now = desk.clock.local().replace(tzinfo=None)
        dialog.asked.connect(
            lambda day: self._shell.runner.submit_read(
                lambda: closing_of(desk.program.week(day), day, desk.me.id, now),
                context=dialog,
                on_ok=dialog.show_closing,
                on_error=lambda error: dialog.fail(*words_of(error)),
            )
        )
        dialog.closed.connect(
            lambda day, reason: self._do_on(day, dialog, lambda: desk.program.close(day, reason), "is closed")
        )
        dialog.opened.connect(
            lambda day: self._do_on(day, dialog, lambda: desk.program.open_again(day), "is open again")
        )
        keep_text(self._shell, dialog, "close_day", only=("closed.reason",))
        dialog.open()
        dialog.ask()

    def _do_on(self, day: date, dialog: DeskDialog, act: Callable[[], object], words: str) -> None:
        """Do something to a day, and show it where that day stands."""

        def done() -> None:
            self._day = day

        self._do(dialog, act, f"{presenter.day_words(day)} {words}", done)

    def _open_again(self, day: date) -> None:
        """The program takes place on a closed day after all."""
        program = self._shell.desk.program

        def done(_result: object) -> None:
            self._shell.changed(Changed.of(SESSIONS))
            self._shell.toast(f"{presenter.day_words(day)} is open again")

        self._shell.runner.submit_write(
            lambda: program.open_again(day), context=self, on_ok=done, on_error=self._failed
        )

    def _build_header(self) -> None:
        theme = self._shell.theme
        self.header = PageHeader(theme, "Week")
        self.header.set_tabs(_TABS, "schedule")
        self.header.tabs.picked.connect(self.show_tab)
        acts = self.header.acts
        acts.addWidget(
            icon_button(theme, "chevron-left", "Week before", lambda: self.step(-1), object_name="week.back")
        )
        acts.addWidget(button(theme, "This week", lambda: self.step(0), object_name="week.now"))
        acts.addWidget(icon_button(theme, "chevron-right", "Next week", lambda: self.step(1), object_name="week.next"))
        if may(self._shell.desk.me, "plan sessions"):
            acts.addWidget(button(theme, "Close a day…", self.close_day, object_name="week.close"))
            add = button(
                theme, "Add weekly session", self.add_session, role="primary", icon="plus", object_name="week.add"
            )
            acts.addWidget(add)

    def _schedule(self) -> QWidget:
        theme = self._shell.theme
        body = QWidget()
        outer = QVBoxLayout(body)
        outer.setContentsMargins(24, 16, 24, 24)
        outer.setSpacing(12)
        outer.addWidget(BarRoom(self.bar))
        outer.addWidget(self.skeleton)
        line = QHBoxLayout()
        self.shown = Segmented(presenter.SHOWN)
        self.shown.name_parts("Whose sessions")
        self.shown.set_value(presenter.EVERYBODY)
        self.shown.edited.connect(self._fill)
        line.addWidget(self.shown)
        self.whose = QLineEdit()
        self.whose.setPlaceholderText("Only sessions of a client")
        self.whose.setClearButtonEnabled(True)
        self.whose.setFixedWidth(theme.metrics.px(230))
        name(self.whose, "Only sessions of a client", "week.whose")
        self.whose.textChanged.connect(lambda _text: self._fill())
        line.addWidget(self.whose)
        words = "Enter changes the weekly session, M this one day (or restores it), Delete cancels this one day."
        line.addWidget(label(words, "small", "text3"), 0, Qt.AlignmentFlag.AlignRight)
        outer.addLayout(line)
        self.client_hours = label("", "body", "text2", wrap=True)
        self.client_hours.setObjectName("week.client_hours")
        self.client_hours.hide()
        outer.addWidget(self.client_hours)
        self.rosters = LineCard(theme, "Rosters to adapt", most=3, object_name="week.rosters")
        self.rosters.asked.connect(self._show_client)
        outer.addWidget(self.rosters)
        self.grid = WeekGrid(theme, plans=may(self._shell.desk.me, "plan sessions"))
        self.grid.reopened.connect(self._open_again)
        self.grid.opened.connect(self._opened)
        self.grid.removed.connect(self._cancel)
        self.grid.moved.connect(self._one_day)
        outer.addWidget(self.grid)
        self.empty = EmptyState(theme, "calendar-event", _NOTHING, "Add weekly session")
        self.empty.acted.connect(self.add_session)
        self.empty.hide()
        outer.addWidget(self.empty)
        outer.addStretch(1)
        return body

    def _hours(self) -> QWidget:
        body = QWidget()
        outer = QVBoxLayout(body)
        outer.setContentsMargins(24, 16, 24, 24)
        outer.setSpacing(12)
        self.words = label("", "body", "text2", wrap=True)
        outer.addWidget(self.words)
        self.table = DataTable(self._shell.theme, "Hours of the week by client", presenter.HOURS_COLUMNS)
        self.table.setObjectName("week.hours")
        self.table.opened.connect(self._shell.open_chart)
        outer.addWidget(self.table, 1)
        return body

    def _read(self) -> None:
        if self.view is None:
            self.skeleton.start()
        desk, day = self._shell.desk, self._day
        self._shell.runner.submit_read(
            lambda: presenter.read_week(desk, day), context=self, on_ok=self._show, on_error=self._failed
        )

    def _show(self, view: WeekView) -> None:
        self.skeleton.stop()
        self.view = view
        self.header.set_title("Week", presenter.range_words(view.week.first))
        self.table.set_rows(presenter.hours_rows(view))
        self.words.setText(presenter.hours_words(view))
        self.rosters.show_lines(roster_lines(view.levels, view.name))
        if self._wanted:
            self.whose.setText(view.name(self._wanted))
            self._wanted = ""
        self._fill()
        if self._take_focus and self.isVisible() and self.stack.currentIndex() == 0:
            self._take_focus = False
            self.grid.focus_from(view.today)

    def _fill(self) -> None:
        if self.view is None:
            return
        whose = self.whose.text()
        shown = presenter.cells(self.view, self.shown.value() or presenter.EVERYBODY, whose)
        self.client_hours.setText(presenter.one_clients_words(self.view, whose))
        self.client_hours.setVisible(bool(self.client_hours.text()))
        self.grid.show_cells(self.view, shown)
        self.grid.setVisible(bool(shown))
        self.empty.set_text(_NOT_THEIRS if whose.strip() else _NOTHING)
        self.empty.setVisible(not shown)

    def _show_client(self, act: Act) -> None:
        if isinstance(act, GoTo):
            self._take_focus = True
            self.show_tab(act.tab)

    def _opened(self, cell: Cell) -> None:
        row = presenter.row_of(self.view, cell) if self.view is not None and cell.slot_id else None
        if not may(self._shell.desk.me, "plan sessions"):
            return
        if row is not None:
            self._ask(cell, cell.day)
        else:
            self._one_day(cell)

    def _ask(self, cell: Cell | None, day: date) -> None:
        view, desk = self.view, self._shell.desk
        if view is None:
            return
        row = presenter.row_of(view, cell) if cell is not None else None
        dialog = WeeklyDialog(self._shell.theme, desk.clock, view.clients, view.left, view.leaders, day, row, self)

        dialog.offer_curricula(view.curricula)

        def asked(wanted: Any, first: date) -> None:
            if row is None:
                self._do(dialog, lambda: desk.program.add(wanted, first), "Added to the weekly program")
            else:
                words = "The weekly program is changed"
                self._do(dialog, lambda: desk.program.change(row.slot_id, wanted, first), words)

        def ended(first: date) -> None:
            if row is not None:
                last = first - timedelta(days=1)
                self._do(dialog, lambda: desk.program.end(row.slot_id, last), "Taken off the weekly program")

        dialog.asked.connect(asked)
        dialog.ended.connect(ended)
        if cell is not None:
            dialog.one_day.connect(lambda: self._one_day(cell))
        if row is None:
            keep_text(self._shell, dialog, "weekly", only=_WEEKLY_WORDS)
        else:
            keep_text(self._shell, dialog, f"weekly.{row.slot_id}", only=("weekly.overlap",))
        dialog.open()

    def _one_day(self, cell: Cell) -> None:
        """Ask what shall be different about one session, on its one day."""
        view, desk = self.view, self._shell.desk
        if view is None or not may(desk.me, "plan sessions"):
            return
        session = presenter.session_of(view, cell)
        if session is None:
            self.bar.show_text("tip", *presenter.NOT_YET)
            return
        if session.cancelled:
            self._restore(cell)
            return
        title = presenter.title_of(cell, view)
        dialog = OneDayDialog(
            self._shell.theme, desk.clock, session, view.leaders, title, view.clients, view.left, self
        )
        dialog.asked.connect(
            lambda new: self._do(
                dialog, lambda: desk.sessions.change(session.id, new), "Changed on this day; the program stays"
            )
        )
        dialog.cancelled.connect(lambda: self._cancel(cell))
        keep_text(self._shell, dialog, f"one_day.{session.id}", only=("one_day.overlap",))
        dialog.open()

    def _cancel(self, cell: Cell) -> None:
        if not cell.session_id or cell.cancelled or not may(self._shell.desk.me, "plan sessions"):
            return
        desk = self._shell.desk
        text = f"{cell.title}, {cell.start}. Only this day; it stays visible as cancelled."
        dialog = ReasonDialog(
            self._shell.theme, "Cancel this session", "Cancel session", self, text=text, role="danger"
        )
        dialog.given.connect(
            lambda _kind, reason: self._do(
                dialog, lambda: desk.sessions.cancel(cell.session_id, reason), "Session cancelled"
            )
        )
        keep_text(self._shell, dialog, f"cancel.{cell.session_id}")
        dialog.open()

    def _restore(self, cell: Cell) -> None:
        """Ask whether a cancelled session takes place after all."""
        desk = self._shell.desk
        dialog = RestoreDialog(self._shell.theme, f"{cell.title}, {cell.start}", cell.cancelled, self)
        dialog.asked.connect(
            lambda: self._do(dialog, lambda: desk.sessions.restore(cell.session_id), "Session restored")
        )
        dialog.open()

    def _do(
        self, dialog: DeskDialog, act: Callable[[], object], words: str, before: Callable[[], None] = lambda: None
    ) -> None:
        from ehr_desk.chart.sessions.program import Overlap

        dialog.busy()

        def done(_result: object) -> None:
            dialog.accept()
            before()
            self._shell.changed(Changed.of(SESSIONS))
            self._shell.toast(words)

        def failed(error: Exception) -> None:
            if isinstance(error, Overlap) and isinstance(dialog, WeeklyDialog | OneDayDialog) and self.view is not None:
                dialog.overlaps(overlap_words(error, self.view.name), error.remedy)
            else:
                dialog.fail(*words_of(error))

        self._shell.runner.submit_write(act, context=dialog, on_ok=done, on_error=failed)

    def _failed(self, error: Exception) -> None:
        self.skeleton.stop()
        tell(self.bar, error)
