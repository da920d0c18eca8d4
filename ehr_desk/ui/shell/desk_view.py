"""The open desk: rail, pages, status line. To its pages it is the ``Shell``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.pages.base import CLINIC, DRAFTS, ENTRIES, Changed, ClientPages, Page
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings.screen import Screen
from ehr_desk.ui.runner import Runner
from ehr_desk.ui.shell.abilities import Located, NamesClients, ShowsDrafts, ShowsEntries, ShowsTabs
from ehr_desk.ui.shell.pages import CASELOAD, GROUPS, SHOWS_CLIENTS, TO_SIGN, PlaceSpec, places_for
from ehr_desk.ui.shell.places import History, Place
from ehr_desk.ui.shell.privacy import Privacy
from ehr_desk.ui.shell.starting import draft_for
from ehr_desk.ui.shell.status import StatusLine
from ehr_desk.ui.shell.warnings import Warnings
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.rail import Rail, RailItem
from ehr_desk.ui.widgets.toast import Toasts

if TYPE_CHECKING:
    from ehr_desk.chart.entries.rows import DraftRow
    from ehr_desk.desk import Desk

LOCK = "lock"


class DeskView(QWidget):
    """One sitting on the screen. ``titled`` carries words for the window, ``wrote`` what a write changed."""

    titled = Signal(str)
    lock_asked = Signal()
    wrote = Signal(object)
    went = Signal(object)

    def __init__(self, desk: Desk, runner: Runner, theme: Theme, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._runner = runner
        self._theme = theme
        self._specs = {spec.id: spec for spec in places_for(desk.me, screen)}
        self._pages: dict[str, Page] = {}
        self.history = History()
        self._build(theme, list(self._specs.values()))
        self._toasts = Toasts(self)
        self.privacy = Privacy(self, self.stack, theme, self._toasts, self._initials)
        self._count_waiting()

    # What a page sees ---------------------------------------------------------------------------------------------

    @property
    def desk(self) -> Desk:
        """Every service of this sitting."""
        return self._desk

    @property
    def runner(self) -> Runner:
        """Where work runs."""
        return self._runner

    @property
    def theme(self) -> Theme:
        """The look of now."""
        return self._theme

    def open_chart(self, client_id: str, tab: str = "timeline") -> None:
        """Show a client's chart at a tab."""
        self.go(Place(CASELOAD, client_id=client_id, tab=tab))

    def open_draft(self, draft_id: str) -> None:
        """Show a draft in its editor: a group note on its page, any other in its client's chart."""
        drafts = self._desk.drafts
        self._runner.submit_read(
            lambda: drafts.one(draft_id), context=self, on_ok=self._open_draft, on_error=self.failed
        )

    def open_entry(self, entry_id: str) -> None:
        """Show a signed entry in its client's chart."""
        self.go(Place(CASELOAD, entry_id=entry_id))

    def start(self, form_id: str, client_id: str = "", session_id: str = "", attendees: Sequence[str] = ()) -> None:
        """Create a draft, or take the one already begun for the same session, and open its editor."""
        drafts = self._desk.drafts
        self._runner.submit_write(
            lambda: draft_for(drafts, form_id, client_id, session_id, attendees),
            context=self,
            on_ok=self._started,
            on_error=self.failed,
        )

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say that something happened."""
        self._toasts.show(text, undo)

    def changed(self, change: Changed) -> None:
        """Tell every page what a write changed."""
        for page in list(self._pages.values()):
            page.on_changed(change)
        if ENTRIES in change.topics:
            self._count_waiting()
        if CLINIC in change.topics:
            self.warnings.of_term()
        self.wrote.emit(change)

    def _count_waiting(self) -> None:
        """Say on the rail how many entries wait for me: to co-sign, or returned with a comment."""
        if TO_SIGN not in self._specs:
            return
        cosigning, cosigns = self._desk.cosigning, may(self._desk.me, "co-sign")
        self._runner.submit_read(
            lambda: len(cosigning.returned()) + (len(cosigning.queue()) if cosigns else 0),
            context=self,
            on_ok=lambda number: self.rail.set_count(TO_SIGN, number),
            on_error=self.failed,
        )

    # What the window sees -----------------------------------------------------------------------------------------

    @property
    def specs(self) -> Sequence[PlaceSpec]:
        """The places of the person at the desk."""
        return list(self._specs.values())

    def page(self, place: str) -> Page:
        """The page of a place; made when it is first asked for."""
        if place not in self._pages:
            made = self._specs[place].make(self)
            self._pages[place] = made
            self.stack.addWidget(made)
        return self._pages[place]

    def current(self) -> Page | None:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def has(self, place: str) -> bool:
        """Whether the person at the desk has this place."""
        return place in self._specs

    def go(self, place: Place) -> None:
        """Show a place; the way back is remembered."""
        if place.page not in self._specs:
            return
        self._trace()
        self.history.visit(place)
        self._show(place)

    def go_to(self, place: str, tab: str = "") -> None:
        """Show a place of the rail, at one of its tabs."""
        self.go(Place(place, tab=tab))

    def go_back(self) -> None:
        """To the place before."""
        self._trace()
        place = self.history.back()
        if place is not None:
            self._show(place)

    def go_forward(self) -> None:
        """To the place that was left with :meth:`go_back`."""
        self._trace()
        place = self.history.forward()
        if place is not None:
            self._show(place)

    def place(self) -> Place | None:
        """Where one is now, with what is open there."""
        now = self.history.now
        page: object = self.stack.currentWidget()
        if now is None or not isinstance(page, Located):
            return now
        client_id, tab, draft_id = page.where()
        entry_id = page.entry_shown() if isinstance(page, ShowsEntries) and not draft_id else ""
        return Place(now.page, client_id=client_id, tab=tab, draft_id=draft_id, entry_id=entry_id)

    def set_left(self, seconds: int) -> None:
        """Say how long until the desk locks itself; during the last minute above every page too."""
        self.status.set_left(seconds)
        self.warnings.of_lock(seconds)

    def flush(self) -> None:
        """Hand all unsaved typing to the writer."""
        for page in list(self._pages.values()):
            page.flush()

    def permits(self, act: str) -> bool:
        """Whether the person at the desk may do something."""
        return may(self._desk.me, act)

    def failed(self, error: Any) -> None:
        """Say that something did not work."""
        message, remedy = words_of(error)
        self.toast(f"{message} {remedy}".strip())

    def searched(self, place: str) -> None:
        """Somebody chose a client from what a search found: one event."""
        access = self._desk.access
        self._runner.submit_write(lambda: access.searched(place, 1), context=self)

    def warn_of_history(self) -> None:
        """Say above every page what is wrong with the history, and what a damage took; nothing more once somebody
        answered for it."""
        self.warnings.of_history()
        losses, leads = self._desk.losses, may(self._desk.me, "read the audit log")
        self._runner.submit_read(
            losses.all if leads else losses.mine,
            context=self,
            on_ok=lambda found: self.warnings.of_losses(found, mine=not leads),
            on_error=self.failed,
        )

    def toast_text(self) -> str:
        """What the toast says now."""
        return self._toasts.text()

    # Inside -------------------------------------------------------------------------------------------------------

    def _build(self, theme: Theme, specs: Sequence[PlaceSpec]) -> None:
        keys = {spec.id: f"Alt+{at}" for at, spec in enumerate(specs, start=1)}
        items = [RailItem(spec.id, spec.word, spec.icon, keys[spec.id]) for spec in specs]
        top = [item for item, spec in zip(items, specs, strict=True) if not spec.foot]
        foot = [item for item, spec in zip(items, specs, strict=True) if spec.foot]
        self.rail = Rail(theme, top, [*foot, RailItem(LOCK, "Lock", "lock", "Ctrl+L", place=False)])
        self.rail.chosen.connect(self._chosen)
        self.stack = QStackedWidget()
        self.status = StatusLine(theme)
        self.warnings = Warnings(self._desk, theme)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        line.addWidget(self.stack, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.warnings)
        outer.addLayout(line, 1)
        outer.addWidget(self.status)

    def _initials(self) -> str:
        page: object = self.stack.currentWidget()
        return page.initials() if isinstance(page, NamesClients) else ""

    def _chosen(self, place: str) -> None:
        if place == LOCK:
            self.lock_asked.emit()
        else:
            self.go(Place(place))

    def _trace(self) -> None:
        here = self.place()
        if here is not None:
            self.history.replace(here)

    def _show(self, place: Place) -> None:
        page, before = self.page(place.page), self.current()
        if before is not page or self.rail.current() != place.page:
            if before is not None and before is not page:
                before.leave()
            self.stack.setCurrentWidget(page)
            self.rail.select(place.page)
            page.enter()
            self._page_opened(place.page)
        self._open(page, place)
        self.titled.emit(page.page_title)
        self.went.emit(place)

    def _page_opened(self, page: str) -> None:
        """One event for a page that shows clients; what it reads for that is none."""
        if page in SHOWS_CLIENTS:
            access = self._desk.access
            self._runner.submit_write(lambda: access.page_opened(page), context=self)

    def _open(self, page: Page, place: Place) -> None:
        if place.draft_id and isinstance(page, ShowsDrafts):
            page.show_draft(place.draft_id)
            return
        if place.tab and isinstance(page, ShowsTabs):
            page.show_tab(place.tab)
        if place.page != CASELOAD:
            return
        clients = cast(ClientPages, page)
        if place.entry_id:
            clients.show_entry(place.entry_id)
        elif place.client_id:
            clients.show_chart(place.client_id, place.tab or "timeline")

    def _started(self, draft: DraftRow) -> None:
        # First away from where it was started: nobody reads again what is not seen any more.
        self._open_draft(draft)
        self.changed(Changed.of(DRAFTS, clients=[draft.client_id] if draft.client_id else draft.attendees))

    def _open_draft(self, draft: DraftRow) -> None:
        place = GROUPS if draft.attendees else CASELOAD
        self.go(Place(place, client_id=draft.client_id, draft_id=draft.id))
