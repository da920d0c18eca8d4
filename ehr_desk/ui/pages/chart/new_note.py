"""Beginning a form for a client: the menu of forms, and the draft of it that may be there already."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ehr_desk.ui.dialogs.open_draft import OpenDraftDialog
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart import presenter
from ehr_desk.ui.pages.editor.session_line import may_be_planned, session_words
from ehr_desk.ui.pages.record.words import local_of, moment

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart
    from ehr_desk.chart.entries.rows import DraftRow
    from ehr_desk.chart.sessions.rows import PlannedSessionRow


class NewNote(QObject):
    """``shown`` answers the client in view: nothing is offered for one who was left meanwhile. ``failed`` carries an
    exception."""

    failed = Signal(object)

    def __init__(self, shell: Shell, shown: Callable[[], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._shown = shown
        self._parent = parent

    def menu(self, chart: Chart | None) -> QMenu:
        """The forms that the person may start now."""
        menu = QMenu(self._parent)
        menu.setObjectName("chart.new_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        if chart is None:
            return menu
        desk, client_id = self._shell.desk, chart.client.id
        for heading, choices in presenter.forms_to_start(desk.library, desk.me, chart.state):
            if menu.actions():
                menu.addSeparator()
            # Sections are drawn without their words by the style; a title that cannot be chosen says them.
            menu.addAction(heading).setEnabled(False)
            for one in choices:
                act = menu.addAction(self._shell.theme.icon(one.icon), one.title)
                act.setObjectName(f"new.{one.form_id}")
                act.triggered.connect(partial(self.start, one.form_id, client_id))
        return menu

    def start(self, form_id: str, client_id: str, _checked: bool = False) -> None:
        """Start a form for a client, or offer the draft of it that is there."""
        desk = self._shell.desk

        def begun() -> tuple[DraftRow | None, PlannedSessionRow | None]:
            wanted = (form_id, client_id, "original", "")
            mine = desk.drafts.mine()
            same = [one for one in mine if (one.form_id, one.client_id, one.kind, one.session_id) == wanted]
            return max(same, key=lambda one: one.saved_at, default=None), self._session(form_id, client_id)

        def go(found: tuple[DraftRow | None, PlannedSessionRow | None]) -> None:
            draft, session = found
            if draft is None:
                self._begin(form_id, client_id, session)
            elif self._shown() == client_id:
                self._offer(draft, session)

        self._shell.runner.submit_read(begun, context=self, on_ok=go, on_error=self.failed.emit)

    def _begin(self, form_id: str, client_id: str, session: PlannedSessionRow | None) -> None:
        self._shell.start(form_id, client_id=client_id, session_id=session.id if session else "")
        if session is not None:
            self._shell.toast(f"{session_words(session)}. If it is not, take the tick away above it.")

    def _session(self, form_id: str, client_id: str) -> PlannedSessionRow | None:
        """The session of today that the note is about, where just one has no note yet; of several the note asks."""
        desk = self._shell.desk
        form = desk.library.get(form_id)
        if not may_be_planned(form):
            return None
        found = desk.sessions.to_document(client_id, desk.clock.today(), form.service)
        return found[0] if len(found) == 1 else None

    def _offer(self, draft: DraftRow, session: PlannedSessionRow | None) -> None:
        """Two drafts of one form are seldom meant: offer the one that is open."""
        saved = moment(local_of(draft.saved_at, self._shell.desk.clock))
        dialog = OpenDraftDialog(self._shell.theme, draft.title, saved, self._parent)

        def chosen(another: bool) -> None:
            if another:
                self._begin(draft.form_id, draft.client_id, session)
            else:
                self._shell.open_draft(draft.id)

        dialog.chosen.connect(chosen)
        dialog.open()
