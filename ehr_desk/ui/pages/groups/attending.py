"""Who attended, changed while the group note is being written; a toast can take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.pages.base import DRAFTS, Changed, Shell
from ehr_desk.ui.pages.groups import presenter
from ehr_desk.ui.pages.groups.pane import GroupPane
from ehr_desk.ui.pages.groups.picking import AttendeesDialog
from ehr_desk.ui.pages.record.faults import words_of


class Attending(QObject):
    """Asks and writes. ``shown`` is the draft in view, ``reopen`` shows a draft anew with the attendees it has now."""

    def __init__(
        self, shell: Shell, page: QWidget, shown: Callable[[], GroupPane | None], reopen: Callable[[str], object]
    ) -> None:
        super().__init__(page)
        self._shell = shell
        self._page = page
        self._shown = shown
        self._reopen = reopen

    def ask(self, pane: GroupPane, clients: Sequence[ClientRow], left: Mapping[str, date]) -> None:
        """Ask who attended; those of the draft are ticked."""
        before = tuple(pane.draft.attendees)
        dialog = AttendeesDialog(
            self._shell.theme, "Who attended", clients, left, before, self._page, verb="Change attendees"
        )
        dialog.set_subtitle("What is typed for somebody you take off is kept until the note is signed or discarded.")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def chosen(picked: Sequence[str]) -> None:
            wanted = [*(one for one in before if one in picked), *(one for one in picked if one not in before)]
            if wanted != list(before):
                self._change(pane.draft_id, wanted, before, undo=True)

        dialog.chosen.connect(chosen)
        dialog.open()

    def _change(self, draft_id: str, wanted: Sequence[str], before: Sequence[str], *, undo: bool) -> None:
        pane = self._shown()
        if pane is not None and pane.draft_id == draft_id:
            pane.saver.then(lambda: self._write(draft_id, wanted, before, undo=undo))
        else:
            self._write(draft_id, wanted, before, undo=undo)

    def _write(self, draft_id: str, wanted: Sequence[str], before: Sequence[str], *, undo: bool) -> None:
        shell, drafts, pane = self._shell, self._shell.desk.drafts, self._shown()
        if pane is not None and pane.draft_id == draft_id:
            pane.setEnabled(False)  # the rows are about to be others: what is typed now would have no place

        def done(_draft: object) -> None:
            shell.changed(Changed.of(DRAFTS, clients={*wanted, *before}))
            self._reopen(draft_id)
            if undo:
                shell.toast(
                    presenter.attendees_words(before, wanted),
                    lambda: self._change(draft_id, before, wanted, undo=False),
                )

        def failed(error: Exception) -> None:
            if pane is not None and isValid(pane):
                pane.setEnabled(True)
            shell.toast(" ".join(words_of(error)))

        shell.runner.submit_write(
            lambda: drafts.set_attendees(draft_id, wanted), context=self, on_ok=done, on_error=failed
        )
