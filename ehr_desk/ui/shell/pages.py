"""The places of the rail and who makes their pages. A page's module is loaded when its page is first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.ui.pages.base import Page, Shell
from ehr_desk.ui.pages.settings.screen import Screen


class Host(Shell, Protocol):
    """The window as its pages see it, and the rail."""

    def go_to(self, place: str, tab: str = "") -> None:
        """Show a place of the rail, at one of its tabs."""
        ...

    def page(self, place: str) -> Page:
        """The page of a place, made when it is first asked for."""
        ...

    def warn_of_history(self) -> None:
        """Say above every page what is wrong with the history, or nothing more once somebody answered for it."""
        ...


MakePage = Callable[[Host], Page]

BACKUP = "backup"
CASELOAD, GROUPS, TODAY, TO_SIGN, SETTINGS, VERIFY = "caseload", "groups", "today", "to_sign", "settings", "verify"
AUDIT, WEEK = "audit", "week"
SHOWS_CLIENTS = frozenset({TODAY, CASELOAD, GROUPS, TO_SIGN, WEEK})
"""Pages that show clients by name: that one was opened is an event."""


@dataclass(frozen=True)
class PlaceSpec:
    """One place: its id, word and icon on the rail, the permission it needs, and how its page is made."""

    id: str
    word: str
    icon: str
    permission: str
    make: MakePage
    foot: bool = False


def places_for(staff: StaffRow, screen: Screen) -> list[PlaceSpec]:
    """The places of a person, in the order of the rail. ``screen`` is what Settings may change of the look."""
    return [spec for spec in _all(screen) if not spec.permission or may(staff, spec.permission)]


def _all(screen: Screen) -> list[PlaceSpec]:
    return [
        PlaceSpec(TODAY, "Today", "home", "read charts", _today),
        PlaceSpec(CASELOAD, "Caseload", "users", "read charts", _caseload),
        PlaceSpec(GROUPS, "Groups", "users-group", "read charts", _groups),
        PlaceSpec(TO_SIGN, "To sign", "signature", "read charts", _to_sign),
        PlaceSpec(WEEK, "Week", "calendar", "read charts", _week),
        PlaceSpec(AUDIT, "Audit", "history", "read the audit log", _audit, foot=True),
        PlaceSpec(SETTINGS, "Settings", "settings", "", lambda shell: _settings(shell, screen), foot=True),
        PlaceSpec(VERIFY, "Verify", "file-certificate", "", _verify, foot=True),
        PlaceSpec(BACKUP, "Backup", "archive", "", _backup, foot=True),
    ]


def _today(shell: Host) -> Page:
    from ehr_desk.ui.pages.today.page import TodayPage

    def admit() -> None:
        from ehr_desk.ui.pages.caseload.page import CaseloadPage

        shell.go_to(CASELOAD)
        page = shell.page(CASELOAD)
        if isinstance(page, CaseloadPage):
            page.new_client()

    return TodayPage(shell, shell.go_to, admit)


def _caseload(shell: Host) -> Page:
    from ehr_desk.ui.pages.caseload.page import CaseloadPage
    from ehr_desk.ui.shell.emergency import ask_in_emergency

    page = CaseloadPage(shell)
    page.emergency_asked.connect(lambda: ask_in_emergency(shell, page))
    return page


def _groups(shell: Host) -> Page:
    from ehr_desk.ui.pages.groups.page import GroupsPage

    return GroupsPage(shell)


def _to_sign(shell: Host) -> Page:
    from ehr_desk.ui.pages.to_sign.page import ToSignPage

    return ToSignPage(shell)


def _week(shell: Host) -> Page:
    from ehr_desk.ui.pages.week.page import WeekPage

    return WeekPage(shell)


def _audit(shell: Host) -> Page:
    from ehr_desk.ui.pages.audit.page import AuditPage

    page = AuditPage(shell)
    page.answered.connect(shell.warn_of_history)
    return page


def _settings(shell: Host, screen: Screen) -> Page:
    from ehr_desk.ui.pages.settings.page import SettingsPage

    return SettingsPage(shell, screen)


def _backup(shell: Host) -> Page:
    from ehr_desk.ui.pages.backup.page import BackupPage

    return BackupPage(shell)


def _verify(shell: Host) -> Page:
    from ehr_desk.ui.pages.verify.page import VerifyPage

    return VerifyPage(shell)
