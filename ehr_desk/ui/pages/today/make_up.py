"""What makes up for a missed session: one of its own, or a place in one that takes place anyhow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.common.clock import Clock
from ehr_desk.ui.dialogs.base import labelled
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.pages.today.lines import PlanMakeUp
from ehr_desk.ui.pages.today.planning import PlanSessionDialog
from ehr_desk.ui.pages.today.presenter import SERVICE_WORDS
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.choice import Segmented
from ehr_desk.ui.widgets.dates import WEEKDAYS, show_date

OWN, EXISTING = "In a session of its own", "In an existing session"
_COUNTS = "It counts for the hours of its own week and is linked to the missed session."


def session_words(one: PlannedSessionRow, staff: Mapping[str, str]) -> str:
    """A session to choose: when, what, how many are expected, who leads it. Pure."""
    day = one.starts_at.date()
    when = (
        f"{WEEKDAYS[day.weekday()][:3]} {show_date(day).rpartition(' ')[0]}, {one.starts_at:%H:%M}–{one.ends_at:%H:%M}"
    )
    what = one.title or SERVICE_WORDS.get(one.service, one.service)
    parts = (when, what, count(len(one.client_ids), "client"), staff.get(one.staff_id, ""))
    return "  ·  ".join(part for part in parts if part)


class MakeUpDialog(PlanSessionDialog):
    """Says for whom and for what it is. ``joined`` carries a session that takes place anyhow and why the client is in
    two at once, where asked; ``planned`` a session of its own."""

    joined = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        clock: Clock,
        clients: Sequence[ClientRow],
        left: Mapping[str, date],
        makeup: PlanMakeUp,
        existing: Sequence[PlannedSessionRow],
        staff: Mapping[str, str],
        parent: QWidget | None = None,
        colleagues: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(theme, clock, clients, left, parent, makeup.service, colleagues)
        self.resize(theme.metrics.px(640), theme.metrics.px(700))
        who = next((one.name for one in clients if one.id == makeup.client_id), "")
        self.heading.setText(f"Make-up session for {who}" if who else "Make-up session")
        self.set_subtitle(f"For {makeup.missed or makeup.title}. {_COUNTS}")
        self.title_line.setText(makeup.title)
        self.minutes.set_value(makeup.minutes or None)
        self.clients.choose([makeup.client_id])
        self._existing = tuple(existing)
        self.where = Segmented((OWN, EXISTING))
        self.where.name_parts("Where it is made up for")
        self.where.setObjectName("makeup.where")
        self.where.set_value(OWN)
        self.where.setVisible(bool(existing))
        self.body.insertWidget(0, self.where)
        self.list = QListWidget()
        self.list.setProperty("look", "popup")
        self.list.setSpacing(theme.metrics.px(3))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(theme.metrics.px(320))
        for one in existing:
            item = QListWidgetItem(session_words(one, staff))
            item.setToolTip(item.text())
            self.list.addItem(item)
        self.among = labelled("Sessions of the coming two weeks", self.list, "makeup.sessions")
        self.among.hide()
        self.body.insertWidget(1, self.among)
        self.where.edited.connect(self._where_chosen)
        self.settle_with(self.where.edited, self.list.itemSelectionChanged)
        self.list.itemActivated.connect(lambda _item: self.try_go())

    def try_go(self) -> None:
        """Hand over the session that was chosen, or the one of its own."""
        if self.where.value() != EXISTING:
            super().try_go()
            return
        at = [index.row() for index in self.list.selectedIndexes()]
        if not at:
            self.messages.show_text("must", "Choose the session.")
            return
        self.joined.emit(self._existing[at[0]].id, self.reason.text().strip())

    def _where_chosen(self) -> None:
        if not self.where.value():
            self.where.set_value(OWN)
        among = self.where.value() == EXISTING
        self.among.setVisible(among)
        self.anew.setVisible(not among)
        self.go.setText("Add to this session" if among else "Plan session")
        self.why.hide()
        self.reason.clear()
