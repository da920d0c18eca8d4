"""Groups: the sessions at the left; at the right a roster, or the note being written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.base import CLIENTS, DRAFTS, ENTRIES, SESSIONS, Changed, Page, Shell
from ehr_desk.ui.pages.documents.preview import PreviewPane
from ehr_desk.ui.pages.editor.aside import Aside
from ehr_desk.ui.pages.editor.asked_reason import ask_reason
from ehr_desk.ui.pages.groups import presenter
from ehr_desk.ui.pages.groups.attending import Attending
from ehr_desk.ui.pages.groups.pane import GroupPane
from ehr_desk.ui.pages.groups.picking import AttendeesDialog
from ehr_desk.ui.pages.groups.roster import RosterPane
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.pages.today.flows import plan_session
from ehr_desk.ui.widgets.buttons import icon_button
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.ground import on_canvas
from ehr_desk.ui.widgets.list_side import ListSide
from ehr_desk.ui.widgets.text import divider

_TOPICS = (ENTRIES, DRAFTS, SESSIONS, CLIENTS)


class GroupsPage(Page):
    """Sessions, rosters and group notes."""

    page_title = "Groups"

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._groups: presenter.Groups | None = None
        self._session_id = ""
        self._wanted = ""
        self._everybody = False
        self.pane: GroupPane | None = None
        self.preview: PreviewPane | None = None
        self.aside: Aside[GroupPane] = Aside(self)
        self.attending = Attending(shell, self, lambda: self.pane, self._reopen)
        self.setObjectName("groups")
        on_canvas(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.side = self._list_side()
        row.addWidget(self.side)
        row.addWidget(divider(vertical=True))
        self.stack = QStackedWidget()
        row.addWidget(self.stack, 1)
        self.empty = EmptyState(
            shell.theme, "users-group", "Choose a group session from the list to see who is expected.", "Plan a group"
        )
        self.empty.acted.connect(lambda: plan_session(shell, self, "group"))
        self.roster = RosterPane(shell.theme)
        self.roster.write_asked.connect(self._write)
        self.roster.others_asked.connect(self._choose_others)
        self.roster.cancel_asked.connect(self._ask_cancel)
        self.roster.chart_asked.connect(lambda client_id: shell.open_chart(client_id))
        self.roster.entry_asked.connect(shell.open_entry)
        to_list = QShortcut(QKeySequence("Ctrl+1"), self)
        to_list.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        to_list.activated.connect(self.side.enter)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.roster)

    # What the window calls ----------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Read the sessions anew."""
        self._read()

    def on_changed(self, change: Changed) -> None:
        """Read again where it is seen."""
        if self.isVisible() and not change.topics.isdisjoint(_TOPICS):
            self._read()

    def flush(self) -> None:
        """Hand over what is typed in the note."""
        if self.pane is not None:
            self.pane.flush()

    def where(self) -> tuple[str, str, str]:
        """The draft that is open."""
        return "", "", self.pane.draft_id if self.pane is not None else ""

    def show_draft(self, draft_id: str) -> None:
        """Open a group note."""
        if self.pane is not None and self.pane.draft_id == draft_id:
            self._close_preview()
            return
        self.flush()
        self._wanted = draft_id
        desk = self._shell.desk
        # On the writer thread: behind what is still to be written of this draft.
        self._shell.runner.submit_write(
            lambda: presenter.read_group_note(desk, draft_id), context=self, on_ok=self._opened, on_error=self._failed
        )

    def new_note(self) -> None:
        """Ask who attended and begin a note without a planned session."""
        if self._groups is None or not may(self._shell.desk.me, "write entries"):
            return
        self._ask_attendees("New group note", (), "")

    # The list -----------------------------------------------------------------------------------------------------

    def _list_side(self) -> ListSide:
        theme = self._shell.theme
        acts = []
        if may(self._shell.desk.me, "write entries"):
            acts.append(icon_button(theme, "plus", "New group note", self.new_note, object_name="groups.new"))
        nothing = EmptyState(theme, "calendar-event", "No group is planned for these weeks.")
        side = ListSide(theme, "groups", "Groups", "Group sessions", nothing, acts=acts)
        self.bar, self.list, self.nothing, self.others = side.bar, side.list, side.nothing, side.others
        self.list.opened.connect(self._chosen)
        side.everybody_asked.connect(self._toggle_everybody)
        return side

    def _read(self) -> None:
        desk = self._shell.desk
        self._shell.runner.submit_read(
            lambda: presenter.read_groups(desk), context=self, on_ok=self._show, on_error=self._failed
        )

    def _show(self, groups: presenter.Groups) -> None:
        self._groups = groups
        self._refill()
        if self.pane is None:
            self._show_session()

    def _toggle_everybody(self) -> None:
        self._everybody = not self._everybody
        self._refill()

    def _refill(self) -> None:
        if self._groups is None:
            return
        rows = presenter.session_rows(self._groups, everybody=self._everybody)
        mine = len(presenter.own(self._groups))
        hidden = len(self._groups.sessions) - mine
        more = "Show only my groups" if self._everybody else f"Show {count(hidden, 'group')} of colleagues too"
        self.side.show_rows(rows, say_nothing=True, more=more if mine and hidden else "")

    def _chosen(self, row_id: str) -> None:
        if row_id.startswith("draft."):
            self._shell.open_draft(row_id.removeprefix("draft."))
            return
        self._session_id = row_id
        one = self._groups.one(row_id) if self._groups is not None else None
        if one is not None and one.draft_id:
            self._shell.open_draft(one.draft_id)
            return
        self._close_pane()
        self._show_session()
        if self.roster.write.isVisible():
            self.roster.write.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_session(self) -> None:
        one = self._groups.one(self._session_id) if self._groups is not None else None
        if one is None or self._groups is None:
            self.stack.setCurrentWidget(self.empty)
            return
        self.list.select(self._session_id)
        self.roster.show_session(self._groups, one, may_write=may(self._shell.desk.me, "write entries"))
        self.stack.setCurrentWidget(self.roster)

    # The note -----------------------------------------------------------------------------------------------------

    def _opened(self, opened: presenter.OpenGroup) -> None:
        if opened.draft.id != self._wanted:
            return
        self._close_pane()
        self.pane = self.aside.take(opened.draft.id) or self._new_pane(opened)
        self.stack.addWidget(self.pane)
        self.stack.setCurrentWidget(self.pane)
        self._session_id = opened.draft.session_id
        if not self.list.select(self._session_id):
            self.list.select(f"draft.{opened.draft.id}")
        self.pane.focus_first()

    def _new_pane(self, opened: presenter.OpenGroup) -> GroupPane:
        pane = GroupPane(self._shell, opened, self.stack)
        pane.closed.connect(self._pane_closed)
        pane.attendees_asked.connect(self._change_attendees)
        pane.preview_asked.connect(self._show_preview)
        return pane

    def _show_preview(self, client_id: str) -> None:
        """The paper of one attendee in the place of the note; the others can be chosen there."""
        pane, signing = self.pane, self._shell.desk.signing
        if pane is None:
            return
        self._close_preview()
        draft_id = pane.draft_id
        self.preview = PreviewPane(
            self._shell,
            lambda whose: signing.preview(draft_id, whose),
            choices=[(one.client_id, one.name) for one in pane.opened.attendees],
            chosen=client_id,
        )
        self.preview.back.connect(self._back_to_note)
        self.stack.addWidget(self.preview)
        self.stack.setCurrentWidget(self.preview)
        self.preview.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back_to_note(self) -> None:
        """To the note, in the row of whose paper was looked at."""
        whose = self.preview.chosen() if self.preview is not None else ""
        self._close_preview()
        if self.pane is not None and whose:
            self.pane.grid.row(whose).focus_response()

    def _close_preview(self) -> None:
        preview, self.preview = self.preview, None
        if preview is not None:
            self.stack.removeWidget(preview)
            preview.hide()
            preview.deleteLater()
            if self.pane is not None:
                self.stack.setCurrentWidget(self.pane)

    def _pane_closed(self) -> None:
        self._close_pane()
        self._show_session()
        self._read()

    def _change_attendees(self) -> None:
        if self._groups is not None and self.pane is not None:
            self.attending.ask(self.pane, list(self._groups.clients.values()), self._groups.left)

    def _reopen(self, draft_id: str) -> None:
        """Show a draft anew, with the attendees it has now."""
        self._close_pane()
        self._shell.open_draft(draft_id)

    def _close_pane(self) -> None:
        self._close_preview()
        pane, self.pane = self.pane, None
        if pane is not None:
            self.stack.removeWidget(pane)
            self.aside.put(pane)

    def _write(self) -> None:
        one = self._groups.one(self._session_id) if self._groups is not None else None
        if one is None:
            return
        if one.draft_id:
            self._shell.open_draft(one.draft_id)
        else:
            self._shell.start(presenter.FORM, "", one.session.id, one.owing or one.session.client_ids)

    def _choose_others(self) -> None:
        one = self._groups.one(self._session_id) if self._groups is not None else None
        if one is not None:
            self._ask_attendees("Who attended", one.session.client_ids, one.session.id)

    def _ask_attendees(self, title: str, expected: tuple[str, ...], session_id: str) -> None:
        if self._groups is None:
            return
        groups = self._groups
        dialog = AttendeesDialog(self._shell.theme, title, list(groups.clients.values()), groups.left, expected, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda ids: self._shell.start(presenter.FORM, "", session_id, ids))
        dialog.open()

    def _ask_cancel(self) -> None:
        desk, session_id = self._shell.desk, self._session_id
        dialog = ReasonDialog(
            self._shell.theme,
            "Cancel this session",
            "Cancel session",
            self,
            text="It stays on the schedule as cancelled, with the reason.",
            role="danger",
        )

        def done() -> None:
            self._shell.changed(Changed.of(SESSIONS))
            self._shell.toast("Session cancelled")

        act, place = desk.sessions.cancel, f"cancel.{session_id}"
        ask_reason(self._shell, dialog, lambda reason: act(session_id, reason), done, place=place)

    def _failed(self, error: Exception) -> None:
        tell(self.bar, error)
