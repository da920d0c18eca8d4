"""Building a form never shows a part of it as a window of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import Clock
from ehr_desk.common.ids import Ids
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Form, FormLibrary
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.theme import Theme
from tests.clinical_forms.filled import FILLED
from tests.ui.support import plain_links


class Windows(QObject):
    """Notes every widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def windows(qapp: QApplication) -> Iterator[Windows]:
    watcher = Windows()
    qapp.installEventFilter(watcher)
    yield watcher
    qapp.removeEventFilter(watcher)


@pytest.mark.parametrize("form", FormLibrary.load(forms_dir()).all(), ids=lambda form: form.id)
def test_a_form_is_built_without_showing_any_window(
    form: Form, windows: Windows, theme: Theme, clock: Clock, ids: Ids, qtbot: QtBot
) -> None:
    editor = FormEditor(form, FILLED.get(form.id, {}), plain_links(), theme, clock=clock, ids=ids)
    qtbot.addWidget(editor)
    assert windows.seen == []
