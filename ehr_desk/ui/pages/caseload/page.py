"""The caseload: the list of clients, and beside it one client's chart."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.pages.base import CLIENTS, DRAFTS, ENTRIES, SESSIONS, Changed, Page, Shell
from ehr_desk.ui.pages.caseload.facts_pane import FactsPane
from ehr_desk.ui.pages.caseload.find_edit import FindEdit
from ehr_desk.ui.pages.caseload.presenter import Caseload, read_caseload
from ehr_desk.ui.pages.caseload.search_told import SearchTold
from ehr_desk.ui.pages.chart.page import ChartPage
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.widgets.buttons import icon_button
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.list_side import FoldedList, ListSide
from ehr_desk.ui.widgets.message_bar import Message
from ehr_desk.ui.widgets.text import divider, label

_FOLD_BELOW = 1196  # a window of 1280 pixels without the rail
_NARROWEST = 640
_TOPICS = (ENTRIES, DRAFTS, CLIENTS, SESSIONS)
_NOBODY = "Nobody is found by these words."
_NOBODY_OPEN = (
    "Nobody on your caseload is found by these words. In an emergency you can open the chart of another client, with a "
    "reason."
)


class CaseloadPage(Page):
    """List and chart. The window forwards ``open_chart``, ``open_draft`` and ``open_entry`` here.

    ``emergency_asked`` where a search finds nobody and the client may be on another caseload.
    """

    emergency_asked = Signal()

    page_title = "Caseload"

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.caseload = Caseload()
        self._read_once = False
        self._everybody = False
        self._facts: FactsPane | None = None
        self._offered = False
        self.setObjectName("caseload")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.side = self._list_side()
        self.folded = FoldedList(shell.theme, "Show the clients (Ctrl+1)", self._focus_list, "caseload.unfold")
        row.addWidget(self.folded)
        row.addWidget(self.side)
        self._line = divider(vertical=True)
        row.addWidget(self._line)
        self.chart = ChartPage(shell)
        self.chart.edit_asked.connect(self.edit_client)
        self.chart.opened.connect(self.list.select)
        self.chart.opened.connect(self._to_chart)
        self._just_saved = ""
        self.nobody = EmptyState(
            shell.theme, "users", "Choose a client from the list to open the chart.", self._add_words()
        )
        self.nobody.setObjectName("caseload.nobody")
        self.nobody.acted.connect(self.new_client)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.nobody)
        self.stack.addWidget(self.chart)
        # A small minimum lets the window become narrow enough to fold the list.
        self.stack.setMinimumWidth(shell.theme.metrics.px(_NARROWEST))
        row.addWidget(self.stack, 1)
        for keys, act in (
            ("Ctrl+1", self._focus_list),
            ("Ctrl+Tab", partial(self.chart.step_tab, 1)),
            ("Ctrl+Shift+Tab", partial(self.chart.step_tab, -1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # What the window calls ----------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Read the list the first time; later changes are told."""
        if not self._read_once:
            self._read_once = True
            self.reload()

    def on_changed(self, change: Changed) -> None:
        """Read again what the change concerns."""
        if self._read_once and not change.topics.isdisjoint(_TOPICS):
            self.reload()
        self.chart.on_changed(change)

    def flush(self) -> None:
        """Hand over what is typed in the note editor, or about a client."""
        self.searches.finish()
        self.chart.flush()
        if self._facts is not None:
            self._facts.flush()

    def where(self) -> tuple[str, str, str]:
        """What is open: client, tab, draft."""
        return self.chart.client_id, self.chart.tab, self.chart.center.draft_shown()

    def entry_shown(self) -> str:
        """The signed entry that is read, empty where none is."""
        return self.chart.center.entry_shown()

    def initials(self) -> str:
        """Of the client whose chart is open."""
        client = self.caseload.client(self.chart.client_id)
        names = (client.given_name, client.family_name) if client is not None else ()
        return " ".join(f"{each[0]}." for each in names if each)

    def show_chart(self, client_id: str, tab: str = "timeline") -> None:
        """Open a client's chart at a tab."""
        self._show_chart_side()
        self.chart.open(client_id, tab)
        if not self.list.select(client_id):
            self.list.select_nothing()

    def show_draft(self, draft_id: str) -> None:
        """Open a draft in its client's chart."""
        self._show_chart_side()
        self.chart.open_draft(draft_id)

    def show_entry(self, entry_id: str) -> None:
        """Open an entry in its client's chart."""
        self._show_chart_side()
        self.chart.open_entry(entry_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def find(self) -> None:  # type: ignore[override]  # the window asks for this by name; Qt's own find is unused
        """Put the focus into the search field."""
        self._unfold()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def new_note(self) -> None:
        """Open the menu of forms for the client in view."""
        if self.stack.currentWidget() is self.chart:
            self.chart.new_note()

    def new_client(self) -> None:
        """Show the page that adds a client."""
        if may(self.shell.desk.me, "admit clients"):
            self._show_facts(None)

    def edit_client(self, client_id: str) -> None:
        """Show the page that edits a client's facts."""
        client = self.caseload.client(client_id)
        if client is not None and may(self.shell.desk.me, "change client facts"):
            self._show_facts(client)

    # The list -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again."""
        desk = self.shell.desk
        self.shell.runner.submit_read(
            lambda: read_caseload(desk), context=self, on_ok=self._read, on_error=lambda error: tell(self.bar, error)
        )

    def _list_side(self) -> ListSide:
        theme = self.shell.theme
        self.active = label("", "small", "text2")
        self.active.setObjectName("caseload.active")
        self.add = icon_button(theme, "user-plus", "Add a client", self.new_client, object_name="caseload.add")
        self.add.setVisible(may(self.shell.desk.me, "admit clients"))
        self.search = FindEdit(theme)
        nobody = EmptyState(theme, "search", _NOBODY, "Open a chart in an emergency…")
        nobody.button.setObjectName("caseload.emergency")
        nobody.acted.connect(self.emergency_asked)
        side = ListSide(
            theme, "caseload", "Caseload", "Clients", nobody, acts=(self.active, self.add), above=self.search
        )
        self.bar, self.list, self.nothing, self.others = side.bar, side.list, side.nothing, side.others
        self.searches = SearchTold(self._searched, self)
        self.search.textChanged.connect(self._looked_for)
        self.search.returnPressed.connect(self._open_first)
        self.search.down.connect(side.enter)
        self.list.opened.connect(self._open_chosen)
        self.bar.jump.connect(self._go_on)
        side.everybody_asked.connect(self._toggle_everybody)
        return side

    def _fold(self) -> None:
        """Below 1280 pixels of window the list gives its room to the chart, unless no chart is open."""
        narrow = self.width() < self.shell.theme.metrics.px(_FOLD_BELOW) and self.stack.currentWidget() is self.chart
        self.folded.setVisible(narrow)
        self.side.setVisible(not narrow)

    def _unfold(self) -> None:
        self.folded.hide()
        self.side.show()

    def _focus_list(self) -> None:
        self._unfold()
        self.side.enter()

    def _read(self, caseload: Caseload) -> None:
        self.caseload = caseload
        self.active.setText(f"{caseload.active} active")
        self.nothing.set_text(_NOBODY_OPEN if caseload.limited else _NOBODY)
        self.nothing.button.setVisible(caseload.limited)
        self._refill()
        self._offer_typed()
        if not caseload.lines:
            self.nobody.set_text("No clients yet. Add the first one; the admission comes next.")
        else:
            self.nobody.set_text("Choose a client from the list to open the chart.")

    def _offer_typed(self) -> None:
        """Say once in a sitting what was being typed about a client and is not saved."""
        waiting, self._offered = () if self._offered else tuple(self.caseload.typed), True
        if waiting and self._facts is None:
            clients = {one: self.caseload.client(one) for one in waiting}
            # An offer, no finding: as a "tip" it would be called one.
            messages = [
                Message("must", f"Go on with {client.list_name if client else 'a new client'}", f"facts.{client_id}")
                for client_id, client in clients.items()
            ]
            self.bar.show_messages(messages, head="Client facts you typed are not saved yet", level="tip")

    def _go_on(self, target: str) -> None:
        client_id = target.removeprefix("facts.")
        self.bar.clear()
        if client_id:
            self.edit_client(client_id)
        else:
            self.new_client()

    def _refill(self) -> None:
        rows = self.caseload.rows(self.search.text(), everybody=self._everybody)
        searching = bool(self.search.text().strip())
        hidden = self.caseload.hidden()
        more = "Show only those on my list" if self._everybody else f"Show {count(hidden, 'discharged client')} too"
        self.side.show_rows(rows, say_nothing=searching, more=more if hidden > 0 and not searching else "")
        if self.chart.client_id and not self.list.current():
            self.list.select(self.chart.client_id)

    def _looked_for(self, text: str) -> None:
        self._refill()
        if text.strip():
            self.searches.typed(len(self.list.rows.rows()))
        else:
            self.searches.finish()

    def _searched(self, found: int) -> None:
        """One event for a finished search; what was typed is kept nowhere."""
        access = self.shell.desk.access
        self.shell.runner.submit_write(
            lambda: access.searched("caseload", found), context=self, on_error=lambda error: tell(self.bar, error)
        )

    def _open_chosen(self, client_id: str) -> None:
        self.searches.finish()
        self.shell.open_chart(client_id)

    def _open_first(self) -> None:
        self.searches.finish()
        rows = self.list.rows.rows()
        if rows:
            self.shell.open_chart(rows[0].id)

    def _toggle_everybody(self) -> None:
        self._everybody = not self._everybody
        self._refill()

    # The right side -----------------------------------------------------------------------------------------------

    def _show_chart_side(self) -> None:
        # The page that adds a client is kept: what was typed there is still there when one comes back.
        self.stack.setCurrentWidget(self.chart)
        self._fold()

    def _show_facts(self, client: ClientRow | None) -> None:
        self.chart.flush()
        if self._facts is not None and client is None and self._facts.client is None:
            self.stack.setCurrentWidget(self._facts)
            self._facts.focus_first()
            return
        self._close_facts()
        self._facts = FactsPane(self.shell, client, self.caseload.typed.get(client.id if client else ""))
        self._facts.saved.connect(self._facts_saved)
        self._facts.left.connect(self._facts_left)
        self.stack.addWidget(self._facts)
        self.stack.setCurrentWidget(self._facts)
        self._facts.focus_first()

    def _facts_saved(self, client: ClientRow) -> None:
        self._close_facts()
        self.search.clear()
        self._just_saved = client.id
        self.shell.open_chart(client.id)
        if self.chart.chart is not None:  # it was open, so nobody will tell that it opened
            self._to_chart(client.id)

    def _to_chart(self, client_id: str) -> None:
        """Lead the focus from the facts that were saved to what is done next with this client."""
        if client_id == self._just_saved:
            self._just_saved = ""
            self.chart.new_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _facts_left(self) -> None:
        self._close_facts()
        self.stack.setCurrentWidget(self.chart if self.chart.client_id else self.nobody)

    def _close_facts(self) -> None:
        if self._facts is not None:
            self.stack.removeWidget(self._facts)
            self._facts.deleteLater()
            self._facts = None

    def _add_words(self) -> str:
        return "Add a client" if may(self.shell.desk.me, "admit clients") else ""
