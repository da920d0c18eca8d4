"""The settings page of a desk."""

from __future__ import annotations

from ehr_desk.ui.pages.settings.page import SettingsPage
from ehr_desk.ui.shell.desk_view import DeskView

NEW = "five entirely invented new words"


def settings(view: DeskView) -> SettingsPage:
    view.go_to("settings")
    page = view.page("settings")
    assert isinstance(page, SettingsPage)
    return page
