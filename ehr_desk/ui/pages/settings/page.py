"""Settings: me, the staff, the clinic, the screen, about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.common.paths import resources_dir
from ehr_desk.ui.pages.base import CLINIC, STAFF, Changed, Page, Shell
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.pages.settings import presenter
from ehr_desk.ui.pages.settings.about_tab import AboutTab
from ehr_desk.ui.pages.settings.clinic_tab import ClinicTab
from ehr_desk.ui.pages.settings.cosign_tab import CosignTab
from ehr_desk.ui.pages.settings.due_tab import DueTab
from ehr_desk.ui.pages.settings.me_tab import MeTab
from ehr_desk.ui.pages.settings.permissions_tab import PermissionsTab
from ehr_desk.ui.pages.settings.screen import Screen
from ehr_desk.ui.pages.settings.screen_tab import ScreenTab
from ehr_desk.ui.pages.settings.signing_tab import SigningTab
from ehr_desk.ui.pages.settings.snippets_tab import SnippetsTab
from ehr_desk.ui.pages.settings.staff_tab import StaffTab
from ehr_desk.ui.widgets.ground import on_canvas
from ehr_desk.ui.widgets.message_bar import BarRoom, MessageBar
from ehr_desk.ui.widgets.page_header import PageHeader
from ehr_desk.ui.widgets.scroll import PageScroll

_WIDTH = 760
_TABS = (
    ("me", "You"),
    ("snippets", "Snippets"),
    ("staff", "Staff"),
    ("permissions", "Permissions"),
    ("clinic", "Clinic"),
    ("due", "Due dates"),
    ("cosign", "Co-signing"),
    ("signing", "Signing"),
    ("screen", "Screen"),
    ("about", "About"),
)
_FILLING = ("staff", "permissions", "due", "cosign", "about")
_SHOWING = MeTab | StaffTab | PermissionsTab | ClinicTab | DueTab | CosignTab | SigningTab


class SettingsPage(Page):
    """Tabs, each made when it is first shown."""

    page_title = "Settings"

    def __init__(self, shell: Shell, screen: Screen) -> None:
        super().__init__()
        self._shell = shell
        self._screen = screen
        self._facts: presenter.Facts | None = None
        self._made: dict[str, QWidget] = {}
        self._boxes: dict[str, QWidget] = {}
        on_canvas(self)
        self.header = PageHeader(shell.theme, "Settings")
        first = "staff" if may(shell.desk.me, "manage staff") else "me"
        tabs = [one for one in _TABS if one[0] != "snippets" or may(shell.desk.me, "write entries")]
        self.header.set_tabs(tabs, first)
        self.header.tabs.picked.connect(self.show_tab)
        self.bar = MessageBar(shell.theme)
        self.stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addWidget(BarRoom(self.bar))
        outer.addWidget(self.stack, 1)
        self.show_tab(first)

    def enter(self) -> None:
        """Read everything anew."""
        desk = self._shell.desk
        self._shell.runner.submit_read(
            lambda: presenter.read_facts(desk),
            context=self,
            on_ok=self._read,
            on_error=lambda error: tell(self.bar, error),
        )

    def on_changed(self, change: Changed) -> None:
        """Read again where it is seen."""
        if self.isVisible() and not change.topics.isdisjoint((STAFF, CLINIC)):
            self.enter()

    def where(self) -> tuple[str, str, str]:
        """The tab that is shown."""
        return "", self.header.tabs.current(), ""

    def show_tab(self, tab: str) -> None:
        """Show a part of the settings."""
        if tab not in self._made:
            made = self._make(tab)
            self._made[tab] = made
            self._boxes[tab] = self._boxed(made, filling=tab in _FILLING)
            self.stack.addWidget(self._boxes[tab])
            self._fill(made)
        self.header.tabs.select(tab)
        self.stack.setCurrentWidget(self._boxes[tab])

    def step_tab(self, by: int) -> None:
        """Go to the next or the previous part."""
        self.header.tabs.step(by)

    def tab(self, tab: str) -> QWidget:
        """A part of the settings, shown."""
        self.show_tab(tab)
        return self._made[tab]

    def _make(self, tab: str) -> QWidget:
        makers: dict[str, Callable[[], QWidget]] = {
            "me": lambda: MeTab(self._shell),
            "snippets": lambda: SnippetsTab(self._shell),
            "staff": lambda: StaffTab(self._shell),
            "permissions": lambda: PermissionsTab(self._shell),
            "clinic": lambda: ClinicTab(self._shell),
            "due": lambda: DueTab(self._shell),
            "cosign": lambda: CosignTab(self._shell),
            "signing": lambda: SigningTab(self._shell),
            "screen": lambda: ScreenTab(self._shell.theme, self._screen),
            "about": lambda: AboutTab(self._shell.theme, resources_dir() / "licences"),
        }
        return makers[tab]()

    def _boxed(self, content: QWidget, *, filling: bool) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(24, 16, 24, 24)
        if filling:
            row.addWidget(content)
            return box
        content.setMaximumWidth(self._shell.theme.metrics.px(_WIDTH))
        row.addWidget(content, 1)
        row.addStretch(0)
        row.setAlignment(content, Qt.AlignmentFlag.AlignTop)
        return PageScroll(box)

    def _read(self, facts: presenter.Facts) -> None:
        first, self._facts = self._facts is None, facts
        for made in self._made.values():
            self._fill(made)
        staff = self._made.get("staff")
        if first and isinstance(staff, StaffTab) and staff.isVisible() and self._nowhere(self.window().focusWidget()):
            staff.focus_first()

    def _nowhere(self, focus: QWidget | None) -> bool:
        """Whether the focus is on no control: nobody has it yet, or what stands around this page."""
        return focus is None or focus.isAncestorOf(self)

    def _fill(self, made: QWidget) -> None:
        if self._facts is not None and isinstance(made, _SHOWING):
            made.show_facts(self._facts)
