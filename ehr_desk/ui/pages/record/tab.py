"""What every tab of a chart has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record.as_of import AsOfBar
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.widgets.ground import canvas_column
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import ElidedLabel, label

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart

State = Mapping[str, Sequence[Any]]


class ChartTab(QWidget):
    """One tab: a head with its title and acts, a message bar, and a body.

    Built when it is first shown; :meth:`show_chart` again after every change. Put widgets into ``column``.
    """

    topics: frozenset[str] = frozenset({"entries"})
    """What this tab shows, so that it reads again only when concerned."""

    def __init__(self, shell: Shell, title: str, *, scroll: bool = True) -> None:
        super().__init__()
        self.shell = shell
        self.chart: Chart | None = None
        outer = canvas_column(self)
        top = QVBoxLayout()
        top.setContentsMargins(24, 16, 24, 8)
        top.setSpacing(8)
        outer.addLayout(top)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title: QLabel = label(title, "heading")
        self.facts = ElidedLabel("", "small", "text2")
        self.head.addWidget(self.title)
        self.head.addWidget(self.facts, 1)
        top.addLayout(self.head)
        self.bar = MessageBar(shell.theme)
        self.top = top
        top.addWidget(self.bar)
        body = QWidget()
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(24, 4, 24, 24)
        self.column.setSpacing(12)
        if scroll:
            outer.addWidget(PageScroll(body), 1)
        else:
            outer.addWidget(body, 1)

    def show_chart(self, chart: Chart) -> None:
        """Show (again) what the chart holds."""
        self.chart = chart

    def focus_first(self) -> None:
        """Put the focus into what this tab is about."""
        stop = next((one for one in self.findChildren(QAbstractItemView) if one.isVisibleTo(self)), None)
        (stop or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def failed(self, error: Exception) -> None:
        """Say that something did not work."""
        tell(self.bar, error)

    def may_write(self, form_id: str) -> bool:
        """Whether the person may write entries of a form, which the clinic has."""
        library, me = self.shell.desk.library, self.shell.desk.me
        return form_id in library and me.role in library.get(form_id).authors

    def begin_entry(self, form_id: str) -> None:
        """Begin an entry of the client whose chart is shown."""
        if self.chart is not None:
            self.shell.start(form_id, client_id=self.chart.client.id)

    def today(self) -> date:
        """The desk's day."""
        return self.shell.desk.clock.today()


class StateTab(ChartTab):
    """A tab over the folded state, with the choice of a past day."""

    def __init__(self, shell: Shell, title: str, *, scroll: bool = True) -> None:
        super().__init__(shell, title, scroll=scroll)
        self.as_of = AsOfBar(shell.theme, shell.desk.clock)
        self.as_of.picked.connect(self._picked)
        self.as_of.refused.connect(self._refused)
        self.head.addWidget(self.as_of)

    def show_chart(self, chart: Chart) -> None:
        """Show the chart as of the chosen day, of now for another client."""
        other = self.chart is None or self.chart.client.id != chart.client.id
        super().show_chart(chart)
        if other:
            self.as_of.reset()
        self._picked(self.as_of.day)

    def show_state(self, state: State, day: date) -> None:
        """Show the state of a day."""
        raise NotImplementedError

    def _refused(self, ahead: bool) -> None:
        if ahead:
            self.bar.show_text("should", "Nobody knows yet what will hold on that day.", "Choose a day up to today.")
        else:
            self.bar.clear()

    def _picked(self, day: date | None) -> None:
        if self.chart is None:
            return
        self.bar.clear()
        if day is None:
            self.show_state(self.chart.state, self.today())
            return
        client_id = self.chart.client.id
        charts = self.shell.desk.charts

        def show(state: State) -> None:
            if self.chart is not None and self.chart.client.id == client_id and self.as_of.day == day:
                self.show_state(state, day)

        self.shell.runner.submit_write(
            lambda: charts.as_of(client_id, day), context=self, on_ok=show, on_error=self.failed
        )
