"""Audit: the whole log, the emergency accesses to review, and the answer to an alarm."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.audit.emergency_tab import EmergencyTab
from ehr_desk.ui.pages.audit.log_tab import LogTab
from ehr_desk.ui.pages.audit.losses_tab import LossesTab
from ehr_desk.ui.pages.base import Page, Shell
from ehr_desk.ui.pages.editor.asked_reason import ask_reason
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.ground import canvas_column
from ehr_desk.ui.widgets.message_bar import BarRoom, MessageBar
from ehr_desk.ui.widgets.page_header import PageHeader

LOG, EMERGENCY, LOSSES = "log", "emergency", "losses"
_LOSSES = "Lost entries"
_ANSWER = (
    "From now on this computer remembers the record as it is now. Say why it is right, for example which backup was "
    "put back, when and by whom."
)


class AuditPage(Page):
    """Tabs for the log, for the review queue and for what a damage took. ``answered`` when somebody answered for the
    record, or for what is lost."""

    page_title = "Audit"
    answered = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        theme, me = shell.theme, shell.desk.me
        outer = canvas_column(self)
        self.header = PageHeader(theme, "Audit", "Every event is signed and can be changed by nobody")
        self.answer = button(
            theme, "Answer for the record…", self.ask, role="danger", icon="flag", object_name="audit.answer"
        )
        self.header.acts.addWidget(self.answer)
        outer.addWidget(self.header)
        self.bar = MessageBar(theme)
        outer.addWidget(BarRoom(self.bar))
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        self.log = LogTab(shell, self._failed)
        self.stack.addWidget(self.log)
        self._tabs = [(LOG, "Log")]
        self.emergency: EmergencyTab | None = None
        if may(me, "review emergency access"):
            self.emergency = EmergencyTab(shell, self._failed)
            self.emergency.counted.connect(self._counted)
            self.stack.addWidget(self.emergency)
            self._tabs.append((EMERGENCY, "Emergency access"))
        self.losses = LossesTab(shell, self._failed)
        self.losses.counted.connect(self._lost)
        self.losses.answered.connect(self.answered)
        self.stack.addWidget(self.losses)
        self.header.set_tabs(self._tabs if len(self._tabs) > 1 else (), LOG)
        self.header.tabs.picked.connect(self.show_tab)

    def enter(self) -> None:
        """Read what is shown."""
        self._offer_answer()
        self.log.enter()
        self.losses.enter()
        if self.emergency is not None:
            self.emergency.enter()

    def where(self) -> tuple[str, str, str]:
        """What is open: no client, the tab, no draft."""
        return "", self._shown(), ""

    def show_tab(self, tab: str) -> None:
        """Show the log, the review queue, or what a damage took."""
        parts: dict[str, QWidget | None] = {EMERGENCY: self.emergency, LOSSES: self.losses}
        self.stack.setCurrentWidget(parts.get(tab) or self.log)
        self.header.tabs.select(self._shown())

    def _shown(self) -> str:
        shown = self.stack.currentWidget()
        if shown is self.losses:
            return LOSSES
        return EMERGENCY if shown is self.emergency else LOG

    def _lost(self, number: int) -> None:
        """The tab is there where something is lost."""
        if number and (LOSSES, _LOSSES) not in self._tabs:
            self._tabs.append((LOSSES, _LOSSES))
            self.header.set_tabs(self._tabs, self._shown())
            if self.emergency is not None:
                self.emergency.enter()  # its count stands in its tab

    def step_tab(self, by: int) -> None:
        """Go to the next or the previous tab."""
        self.header.tabs.step(by)

    def ask(self) -> None:
        """Ask why the record is right as it stands."""
        dialog = ReasonDialog(
            self._shell.theme, "Answer for the record", "The record is right", self, text=_ANSWER, role="danger"
        )

        def done() -> None:
            self._offer_answer()
            self.answered.emit()
            self._shell.toast("The record is answered for")
            self.log.enter()

        ask_reason(self._shell, dialog, self._shell.desk.access.answer_for_record, done, place="answer")

    def _offer_answer(self) -> None:
        desk = self._shell.desk
        self.answer.setVisible(bool(desk.sitting.alarms) and may(desk.me, "answer for the record"))

    def _counted(self, count: int) -> None:
        words = f"Emergency access ({count})" if count else "Emergency access"
        self.header.tabs.setTabText(1, words)

    def _failed(self, error: Exception) -> None:
        tell(self.bar, error)
