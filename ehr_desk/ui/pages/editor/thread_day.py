"""The plan of the day that a note is about: a session of last week is written up with the objectives of that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ehr_desk.chart.plans.rows import ObjectiveRow
from ehr_desk.forms import Form
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.pages.base import Shell

if TYPE_CHECKING:
    from ehr_desk.desk import Desk


def day_of(form: Form, answers: Mapping[str, Any], today: date) -> date:
    """The day that a note is about; today where it has none yet."""
    item = form.by_role("effective_on")
    said = answers.get(item.id) if item is not None else None
    try:
        return date.fromisoformat(said) if isinstance(said, str) and said else today
    except ValueError:  # half-typed
        return today


def objectives_on(desk: Desk, client_id: str, day: date) -> list[ObjectiveRow]:
    """The objectives of the plan in force at the end of a day (on the reader thread)."""
    if day >= desk.clock.today():
        return list(desk.charts.state(client_id)["objectives"])
    return list(desk.charts.rows_on(client_id, "objectives", day))


class ThreadDay(QObject):
    """Watches the day of one note. ``came`` carries the objectives of another day: none where they cannot be read, and
    ``failed`` why."""

    came = Signal(object)
    failed = Signal(object)

    def __init__(self, shell: Shell, form: FormEditor, client_id: str, day: date) -> None:
        super().__init__(form)
        self._shell = shell
        self._form = form
        self._client_id = client_id
        self._day = day
        item = form.form.by_role("effective_on")
        self._item = item.id if item is not None else ""
        if self._item and client_id:
            form.changed.connect(self._look)

    def _look(self) -> None:
        desk = self._shell.desk
        day = day_of(self._form.form, {self._item: self._form.field(self._item).value()}, desk.clock.today())
        if day == self._day:
            return
        self._day = day

        def show(rows: Sequence[ObjectiveRow]) -> None:
            if day == self._day:
                self.came.emit(rows)

        def fail(error: Exception) -> None:
            if day == self._day:
                # Those of the day before do not stand there as this day's.
                self.came.emit(())
                self.failed.emit(error)

        self._shell.runner.submit_read(
            lambda: objectives_on(desk, self._client_id, day), context=self, on_ok=show, on_error=fail
        )
