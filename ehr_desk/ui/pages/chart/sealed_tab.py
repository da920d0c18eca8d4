"""The tab of sealed notes: what took place, and for whoever types their passphrase what they may read and write."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart.sealed_dialogs import SealDialog
from ehr_desk.ui.pages.chart.sealed_list import SealedList
from ehr_desk.ui.pages.chart.sealed_sharing import SealedSharing
from ehr_desk.ui.pages.chart.sealed_sheet import SealedSheet
from ehr_desk.ui.pages.record.tab import ChartTab
from ehr_desk.ui.widgets.buttons import button

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart
    from ehr_desk.chart.sealed.rows import SealedDraft, SealedHead, Shelf
    from ehr_desk.vault.opened_compartments import Opened


class SealedTab(ChartTab):
    """Closed until the person types their passphrase; put away again by hand, with another chart, and with the lock."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Sealed notes", scroll=False)
        self._opened: Opened | None = None
        self._shelf: Shelf | None = None
        self._readable: dict[str, SealedHead] = {}
        self.facts.setText("Kept apart from the record, under their author's own key")
        self._fill_head()
        self.list = SealedList(shell)
        self.list.chosen.connect(self.read)
        self.list.continued.connect(self._continue)
        self.list.agreeing.connect(self._agree)
        self.list.taking_back.connect(self._take_back)
        self.sheet = SealedSheet(shell)
        self.sheet.laid.connect(self._lay)
        self.sheet.done.connect(self._read)
        self.sheet.amending.connect(self.amend)
        self.sheet.failed.connect(self.failed)
        self.sharing = SealedSharing(shell, self)
        self.sharing.changed.connect(self._read)
        self.sharing.opened.connect(self._hold)
        self.sharing.told.connect(self._tell)
        self.sharing.failed.connect(self.failed)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.sheet)
        self.column.addWidget(self.stack, 1)
        self._enable()

    # What is shown ------------------------------------------------------------------------------------------------

    def show_chart(self, chart: Chart) -> None:
        """Read what there is; another client's notes are put away first."""
        if self.chart is not None and self.chart.client.id != chart.client.id:
            self.put_away()
        super().show_chart(chart)
        self._read()

    def hideEvent(self, event: Any) -> None:
        """Hand over what is typed."""
        self.sheet.flush()
        super().hideEvent(event)

    def put_away(self) -> None:
        """Forget the keys and what they opened; what was typed is saved first."""

        def away() -> None:
            self._hold(None)
            self._readable = {}
            self._show()

        self.sheet.leave(away)

    def _read(self) -> None:
        if self.chart is None:
            return
        sealed, client_id, opened = self.shell.desk.sealed, self.chart.client.id, self._opened

        def job() -> tuple[Shelf, dict[str, SealedHead]]:
            return sealed.shelf(client_id), sealed.readable_of(opened, client_id) if opened else {}

        def show(found: tuple[Shelf, dict[str, SealedHead]]) -> None:
            if self.chart is not None and self.chart.client.id == client_id:
                # What keys opened that were put away meanwhile is not shown.
                self._shelf, self._readable = found[0], found[1] if self._opened is opened else {}
                self._show()

        self.shell.runner.submit_read(job, context=self, on_ok=show, on_error=self.failed)

    def _show(self) -> None:
        self._enable()
        if self._shelf is not None:
            self.list.show_shelf(self._shelf, self._readable, self._opened, writes=bool(self.starts))

    def _lay(self, there: bool) -> None:
        """Turn to the sheet, or back to the list."""
        self.stack.setCurrentWidget(self.sheet if there else self.list)
        self._enable()

    def _enable(self) -> None:
        here, writing = self._opened is not None, self.stack.currentWidget() is self.sheet
        self.open_button.setVisible(bool(self.starts) and not here)
        for made in self.starts:
            made.setVisible(here and not writing)
        self.readers.setVisible(here and not writing)
        self.away.setVisible(here)

    # Acts ---------------------------------------------------------------------------------------------------------

    def ask_open(self) -> None:
        """Ask for the passphrase."""
        shell, sealed = self.shell, self.shell.desk.sealed
        words = "It opens your own sealed notes, and those that colleagues let you read."

        def done(opened: Opened) -> None:
            self._hold(opened)
            self._read()

        dialog = SealDialog(shell.theme, "Open sealed notes", "Open", words, self)
        dialog.run(shell.runner, lambda own: partial(sealed.open, own), done)

    def ask_readers(self) -> None:
        """Ask whom to let read, or whom no more."""
        self.sharing.ask_readers(self._shelf.readers if self._shelf else ())

    def start(self, form_id: str) -> None:
        """Start a note."""
        if self._opened is None or self.chart is None:
            return
        sealed, opened, client_id = self.shell.desk.sealed, self._opened, self.chart.client.id
        self.shell.runner.submit_write(
            lambda: sealed.start(opened, form_id, client_id),
            context=self,
            on_ok=self._held(opened, self._write),
            on_error=self.failed,
        )

    def amend(self, kind: str) -> None:
        """Start an addendum to the note that is read, or its marking as entered in error; a draft of it goes on."""
        opened, note, sealed = self._opened, self.sheet.note, self.shell.desk.sealed
        if opened is None or note is None:
            return
        self.shell.runner.submit_write(
            lambda: sealed.amend(opened, note.line.id, kind),
            context=self,
            on_ok=self._held(opened, self._write),
            on_error=self.failed,
        )

    def read(self, note_id: str) -> None:
        """Open a note."""
        opened, sealed = self._opened, self.shell.desk.sealed
        if opened is None or note_id not in self._readable:
            words = "Open your sealed notes first." if opened is None else "This note is sealed by its author."
            self.bar.show_text("should", words)
            return
        self.bar.clear()
        self.shell.runner.submit_write(
            lambda: sealed.read(opened, note_id),
            context=self,
            on_ok=self._held(opened, self.sheet.read),
            on_error=self._held(opened, self.failed),
        )

    # Inside -------------------------------------------------------------------------------------------------------

    def _agree(self) -> None:
        if self._shelf is not None and self._shelf.sheet is not None:
            self.sharing.ask_agree(self._shelf.sheet)

    def _take_back(self) -> None:
        self.sharing.ask_take_back(closed=bool(self._opened and self._opened.closed))

    def _continue(self, draft_id: str) -> None:
        sealed, opened = self.shell.desk.sealed, self._opened
        if opened is not None:
            self.shell.runner.submit_read(
                lambda: sealed.draft(opened, draft_id),
                context=self,
                on_ok=self._held(opened, self._write),
                on_error=self._held(opened, self.failed),
            )

    def _held(self, opened: Opened, show: Callable[[Any], object]) -> Callable[[Any], None]:
        """Show what these keys opened only while they are held: reading that was under way when the notes were put away
        brings nothing back."""

        def arrived(found: Any) -> None:
            if self._opened is opened:
                show(found)

        return arrived

    def _write(self, draft: SealedDraft) -> None:
        if self._opened is not None:
            self.sheet.write(draft, self._opened)

    def _hold(self, opened: Opened | None) -> None:
        """Hold these keys; the ones held before are dropped."""
        if self._opened is not None:
            self._opened.drop()
        self._opened = opened

    def _tell(self, short: str, more: tuple[str, str] | None) -> None:
        """What an act has done: in a moment's words, or above the list where more has to be said."""
        if more is not None:
            self.bar.show_text("should", *more)
        else:
            self.bar.clear()
            self.shell.toast(short)

    def _fill_head(self) -> None:
        theme = self.shell.theme
        self.open_button = button(
            theme, "Open with passphrase…", self.ask_open, role="primary", object_name="seal.open"
        )
        self.readers = button(theme, "Who may read…", self.ask_readers, object_name="seal.readers")
        self.away = button(theme, "Put away", self.put_away, object_name="seal.away")
        self.starts = [
            button(theme, form.title, partial(self.start, form.id), icon="plus", object_name=f"seal.start.{form.id}")
            for form in self.shell.desk.sealed.forms
        ]
        for made in (self.open_button, *self.starts, self.readers, self.away):
            self.head.addWidget(made)
