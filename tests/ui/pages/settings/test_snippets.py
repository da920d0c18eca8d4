"""One's own snippets in the settings: added, changed, removed and taken back; those of others are read."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from ehr_desk.ui.pages.settings.page import SettingsPage
from ehr_desk.ui.pages.settings.snippets_tab import SnippetsTab
from tests.ui.pages.settings.tabs import settings
from tests.ui.shell.fixtures import SitAt


def tab_of(page: SettingsPage) -> SnippetsTab:
    found = page.tab("snippets")
    assert isinstance(found, SnippetsTab)
    return found


def press(tab: QWidget, object_name: str) -> None:
    found = tab.findChild(QPushButton, object_name)
    assert isinstance(found, QPushButton)
    found.click()


def test_a_snippet_is_added_changed_removed_and_taken_back(sit_at: SitAt) -> None:
    page = settings(sit_at("therapist"))
    tab = tab_of(page)
    dialog = tab.edit()
    dialog.word.setText("two words")
    dialog.text.replace_text("Practiced breathing: {what helped}.")
    dialog.try_go()
    assert dialog.isVisible()
    assert dialog.messages.isVisible()
    dialog.word.setText(".bre")
    dialog.try_go()
    assert [(row.word, row.shared) for row in tab.rows] == [(".bre", False)]
    changed = tab.edit(tab.rows[0])
    changed.shared.setChecked(True)
    changed.try_go()
    assert [(row.word, row.shared) for row in tab.rows] == [(".bre", True)]
    press(tab, "snippets.remove..bre")
    assert tab.rows == []


def test_who_writes_no_entries_has_no_snippets(sit_at: SitAt) -> None:
    page = settings(sit_at("administrator"))
    assert "snippets" not in [one.objectName().rpartition(".")[2] for one in page.header.tabs.findChildren(QPushButton)]
