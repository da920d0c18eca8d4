"""Above a correction: why it came back to its author, and what is asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.chart.entries.asked_again import asked_again
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.ui.pages.editor.presenter import OpenDraft
from ehr_desk.ui.pages.record.entry_paper import return_words
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.common.clock import Clock

_AGAIN = "Asked again, because the client signed the earlier version or was given that one: {}."


def returned_words(opened: OpenDraft, clock: Clock) -> str:
    """By whom, when and with which comment the entry was handed back; empty where it was not."""
    entry = opened.amended
    if entry is None or not entry.view.line.returned:
        return ""
    return next((return_words(one, clock) for one in entry.view.returns[-1:]), "")


def again_words(opened: OpenDraft) -> str:
    """What was answered in the earlier version and is empty here, and why; empty where nothing is."""
    if opened.amended is None or opened.draft.kind not in CONTENT_KINDS:
        return ""
    names = asked_again(opened.form, opened.amended.content.body["answers"])
    asked = [opened.form.item(one).text for one in names if opened.draft.answers.get(one) is None]
    return _AGAIN.format("; ".join(asked)) if asked else ""


def show_reopened(frame: QWidget, opened: OpenDraft, clock: Clock) -> None:
    """Put both in words below the head of the ``frame``: the text below may begin at a field further down."""
    words = [(returned_words(opened, clock), "warning"), (again_words(opened), "text2")]
    said = [label(text, "body", tone, wrap=True) for text, tone in words if text]
    layout = frame.layout()
    if not said or not isinstance(layout, QVBoxLayout):
        return
    box = QWidget()
    box.setObjectName("editor.reopened")
    column = QVBoxLayout(box)
    column.setContentsMargins(24, 0, 24, 10)
    column.setSpacing(6)
    for one in said:
        column.addWidget(one)
    layout.insertWidget(1, box)
