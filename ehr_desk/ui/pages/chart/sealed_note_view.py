"""An opened sealed note on its sheet: what was signed, and below it what its author added later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from ehr_desk.common.ids import RandomIds
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.forms.links import PlainLinks
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart import sealed_words
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.chart.sealed.rows import SealedNote


def form_on(sheet: QVBoxLayout, shell: Shell, form_id: str, answers: Mapping[str, Any]) -> FormEditor:
    """A sealed form on the sheet, below what is there."""
    desk = shell.desk
    form = desk.sealed.form(form_id)
    editor = FormEditor(form, dict(answers), PlainLinks(), shell.theme, clock=desk.clock, ids=RandomIds())
    # Several on one sheet: none gives up height for another one, the page scrolls.
    editor.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    sheet.addWidget(editor)
    return editor


def show_additions(sheet: QVBoxLayout, shell: Shell, note: SealedNote, zone: tzinfo | None) -> None:
    """What was added to a note, oldest first, each under a line that says what it is and when it was signed."""
    for addition in note.additions:
        color = "danger" if addition.kind == "entered in error" else "text2"
        sheet.addSpacing(16)
        sheet.addWidget(label(sealed_words.addition(addition, zone), "body", color, wrap=True))
        form_on(sheet, shell, addition.form_id, addition.answers).set_read_only(True)
