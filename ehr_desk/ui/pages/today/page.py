"""Today: what is planned, what is owed, what waits; the next duty is one key away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.pages.backup.schedule import BackupLine
from ehr_desk.ui.pages.base import BACKUPS, CLIENTS, DRAFTS, ENTRIES, SESSIONS, Changed, Page, Shell
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.pages.record.words import MONTHS
from ehr_desk.ui.pages.today import flows, levels, presenter, sessions, standing_out, supervising
from ehr_desk.ui.pages.today.lines import Act, LineCard, PlanMakeUp, TakeBackMakeUp, perform
from ehr_desk.ui.pages.today.presenter import Day
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.dates import WEEKDAYS
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.ground import on_canvas
from ehr_desk.ui.widgets.message_bar import BarRoom, MessageBar
from ehr_desk.ui.widgets.page_header import PageHeader
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.skeleton import Skeleton

_TOPICS = (ENTRIES, DRAFTS, SESSIONS, CLIENTS)
_NOTHING = "Nothing is planned for today, and nothing waits for you."
_NOBODY = ("No clients yet. The day begins with the first one.", "Admit the first client")
_NOBODY_OPEN = ("No client is on your caseload yet.", "Admit a client")
"""Where charts are limited to caseloads there may be others. Each with the word on its button."""


class TodayPage(Page):
    """The day of the person at the desk. ``go`` shows a place of the rail, at a tab of it where one is named, ``admit``
    the page that adds a client."""

    page_title = "Today"

    def __init__(self, shell: Shell, go: Callable[..., object], admit: Callable[[], object]) -> None:
        super().__init__()
        self._shell = shell
        self._go = go
        self._admit = admit
        self._somebody = True
        self._seen = False
        self._take_focus = False
        theme = shell.theme
        on_canvas(self)
        self.header = PageHeader(theme, "Today")
        self.bar = MessageBar(theme)
        self.skeleton = Skeleton(theme, "Reading the day…")
        self.skeleton.hide()
        self._make_cards()
        self.empty = EmptyState(theme, "calendar-event", _NOTHING, "Plan a session")
        self.empty.acted.connect(self._begin)
        self.empty.hide()
        self._build_acts()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        self.area = PageScroll(self._body())
        outer.addWidget(self.area, 1)

    def enter(self) -> None:
        """Read the day anew, and put on the schedule what the weekly program asks for."""
        self._take_focus = True
        # Not on the line one left from: it may be done by now, and Enter would open it again.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._follow_program()
        self._read()
        self.backup.read()

    def on_changed(self, change: Changed) -> None:
        """Read again where it is seen; else at the next visit."""
        if self.isVisible() and not change.topics.isdisjoint(_TOPICS):
            self._read()
        if self.isVisible() and BACKUPS in change.topics:
            self.backup.read()

    def plan_session(self) -> None:
        """Ask for a session and put it on the schedule."""
        if may(self._shell.desk.me, "plan sessions"):
            flows.plan_session(self._shell, self)

    def record_absence(self) -> None:
        """Ask who was absent and open the form for it."""
        flows.record_absence(self._shell, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit goes to a card, in the order of the page."""
        cards = [one for one in self._order if not one.isHidden()]
        at = event.key() - Qt.Key.Key_1
        if not event.modifiers() and 0 <= at < len(cards):
            cards[at].focus_first()
            return
        super().keyPressEvent(event)

    def _follow_program(self) -> None:
        program = self._shell.desk.program

        def made(number: int) -> None:
            if number:
                self._shell.changed(Changed.of(SESSIONS))

        def make(missing: bool) -> None:
            if missing:
                self._shell.runner.submit_write(program.make_sessions, context=self, on_ok=made)

        self._shell.runner.submit_read(program.missing, context=self, on_ok=make)

    def _perform(self, act: Act) -> None:
        if isinstance(act, PlanMakeUp):
            flows.plan_makeup(self._shell, self, act)
        elif isinstance(act, TakeBackMakeUp):
            flows.take_back_makeup(self._shell, self, act)
        else:
            perform(act, self._shell, self._go)

    def _build_acts(self) -> None:
        theme = self._shell.theme
        self.absence = button(theme, "Record absence", self.record_absence, object_name="today.absence")
        self.plan = button(
            theme, "Plan a session", self.plan_session, role="primary", icon="plus", object_name="today.plan"
        )
        self.admit = button(
            theme, _NOBODY[1], lambda: self._admit(), role="primary", icon="user-plus", object_name="today.admit"
        )
        for one in (self.absence, self.plan, self.admit):
            self.header.acts.addWidget(one)
        self._offer(_NOBODY[1])

    def _offer(self, admit: str) -> None:
        """Offer what there is to do: a session and an absence need clients."""
        me = self._shell.desk.me
        self.absence.setVisible(self._somebody and may(me, "write entries"))
        self.plan.setVisible(self._somebody and may(me, "plan sessions"))
        self.admit.setText(admit)
        self.admit.setVisible(not self._somebody and may(me, "admit clients"))
        shown = self.plan if self._somebody else self.admit
        self.empty.button.setText(shown.text())
        self.empty.button.setVisible(not shown.isHidden())

    def _begin(self) -> None:
        if self._somebody:
            self.plan_session()
        else:
            self._admit()

    def _make_cards(self) -> None:
        role = self._shell.desk.me.role

        def card(
            title: str, key: str, *, lead: bool = False, empty: str = "", most: int = 6, narrow: bool = False
        ) -> LineCard:
            name = f"today.card.{key}"
            made = LineCard(
                self._shell.theme, title, lead=lead, empty=empty, most=most, object_name=name, narrow=narrow
            )
            made.asked.connect(self._perform)
            return made

        self.visits = card("Medication visits today", "visits", lead=True, empty="No medication visit today.", most=20)
        self.sessions = card(
            "Other sessions today" if role == "psychiatrist" else "Sessions today",
            "sessions",
            lead=True,
            empty="" if role == "psychiatrist" else "No session is planned for you today.",
            most=20,
        )
        self.owed = card("Notes you owe", "owed", most=10)
        self.drafts = card("Continue where you were", "drafts")
        self.returned = card("Returned to you", "returned")
        self.cosign = card("Waiting for your co-signature", "cosign")
        self.emergencies = card("Emergency access to review", "emergencies")
        self.reviews = card("Plans and reviews due", "reviews")
        self.levels = card("Levels of care", "levels")
        self.missed = card("Missed sessions", "missed", narrow=True)
        self.alerts = card("Alerts", "alerts", narrow=True)
        self.discharges = card("Discharges in the next 14 days", "discharges", empty="No discharge is near.")
        self.aftercare = card("Aftercare", "aftercare", empty="Nobody is in aftercare now.")

    def _body(self) -> QWidget:
        role = self._shell.desk.me.role
        body = QWidget()
        outer = QVBoxLayout(body)
        outer.setContentsMargins(24, 16, 24, 24)
        outer.setSpacing(12)
        outer.addWidget(BarRoom(self.bar))
        outer.addWidget(self.skeleton)
        outer.addWidget(self.empty)
        # Left is what the person has to do, right what they should know.
        left: Sequence[LineCard] = (self.sessions, self.owed, self.cosign, self.emergencies, self.reviews, self.levels)
        right: Sequence[LineCard] = (self.returned, self.alerts, self.missed, self.drafts)
        if role == "psychiatrist":
            left = (self.visits, *left)
        elif role == "case manager":
            left, right = (*left, self.discharges), (*right, self.aftercare)
        self._order = (*left, *right)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(16)
        self._sides = ((left, 3), (right, 2))
        for cards, stretch in self._sides:
            column = QVBoxLayout()
            column.setSpacing(16)
            for one in cards:
                column.addWidget(one)
            column.addStretch(1)
            self._columns.addLayout(column, stretch)
        outer.addLayout(self._columns)
        self.backup = BackupLine(self._shell, self._go)
        outer.addWidget(self.backup)
        outer.addStretch(1)
        return body

    def _read(self) -> None:
        if not self._seen:
            self.skeleton.start()
        desk = self._shell.desk
        self._shell.runner.submit_read(
            lambda: presenter.read_day(desk), context=self, on_ok=self._show, on_error=self._failed
        )

    def _show(self, day: Day) -> None:
        self._seen = True
        self.skeleton.stop()
        self.header.set_title("Today", f"{WEEKDAYS[day.today.weekday()]} {day.today.day} {MONTHS[day.today.month - 1]}")
        psychiatrist = day.me.role == "psychiatrist"
        other = [service for service in presenter.SERVICE_WORDS if service != "medication"]
        wanted = {
            self.visits: sessions.session_lines(day, ["medication"]) if psychiatrist else [],
            self.sessions: sessions.session_lines(day, other if psychiatrist else ()),
            self.owed: [*sessions.owed_lines(day), *sessions.left_lines(day)],
            self.returned: presenter.returned_lines(day),
            self.cosign: supervising.cosign_lines(day),
            self.emergencies: supervising.emergency_lines(day),
            self.missed: standing_out.missed_lines(day),
            self.alerts: standing_out.alert_lines(day),
            self.reviews: presenter.review_lines(day),
            self.levels: levels.level_lines(day),
            self.discharges: presenter.discharge_lines(day),
            self.aftercare: presenter.aftercare_lines(day),
        }
        # A card that has no place on this role's page stays away: shown without a parent it would be a window.
        filled = {card: lines for card, lines in wanted.items() if card.parentWidget() is not None}
        seen = [line for card, lines in filled.items() for line in lines[: card.most]]
        filled[self.drafts] = presenter.draft_lines(day, seen)
        nothing = not any(filled.values())
        self._somebody = bool(day.caseload)
        words, admit = _NOBODY_OPEN if day.limited else _NOBODY
        self.empty.set_text(_NOTHING if self._somebody else words)
        self._offer(admit)
        self.empty.setVisible(nothing)
        for card, lines in filled.items():
            if nothing:
                card.hide()
            else:
                card.show_lines(lines)
        for at, (cards, stretch) in enumerate(self._sides):
            # A side with nothing on it leaves its room to the other one.
            self._columns.setStretch(at, stretch if any(not one.isHidden() for one in cards) else 0)
        if self._take_focus and self.isVisible():
            self._take_focus = False
            # What waits comes first, so that Enter goes on with it.
            any(one.focus_waiting() for one in self._order) or any(one.focus_first() for one in self._order)
            # The focus came while the cards were being laid out; the day is read from its beginning.
            QTimer.singleShot(0, self, self._to_top)

    def _to_top(self) -> None:
        self.area.verticalScrollBar().setValue(0)
        focus = QApplication.focusWidget()
        if focus is not None and self.area.isAncestorOf(focus):
            self.area.reveal(focus)

    def _failed(self, error: Exception) -> None:
        self.skeleton.stop()
        tell(self.bar, error)
