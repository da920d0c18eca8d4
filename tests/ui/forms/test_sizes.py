"""Nothing is cut off at larger text sizes and on a narrow page."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.scroll import PageScroll
from tests.ui.support import plain_links


def cut_off(root: QWidget) -> list[str]:
    """Visible labels and controls that are smaller than their words."""
    found = []
    for child in root.findChildren(QWidget):
        inner = isinstance(child.parent(), QLineEdit)  # the small icon inside a field has no words
        if inner or not child.isVisible() or not isinstance(child, QLabel | QAbstractButton | QLineEdit):
            continue
        wrapped = isinstance(child, QLabel) and child.wordWrap()
        needed = child.heightForWidth(child.width()) if wrapped else child.minimumSizeHint().height()
        if child.height() < needed or (not wrapped and child.width() < child.minimumSizeHint().width()):
            found.append(f"{child.objectName() or child.property('text')}: {child.size()} < {child.minimumSizeHint()}")
    return found


@pytest.mark.parametrize("scale", [90, 100, 150])
@pytest.mark.parametrize("form_id", ["dap_note", "phq9", "medication_visit", "treatment_plan", "family_session"])
def test_no_word_is_cut_off(
    form_id: str, scale: int, theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot
) -> None:
    theme.set_scale(scale)
    form = FormLibrary.load(forms_dir()).get(form_id)
    editor = FormEditor(form, {}, plain_links(), theme, clock=clock, ids=ids)
    area = PageScroll(editor)
    qtbot.addWidget(area)
    area.resize(660, 700)
    area.show()
    for _ in range(3):
        QCoreApplication.processEvents()
    assert cut_off(area) == []
    assert editor.width() <= area.viewport().width()
