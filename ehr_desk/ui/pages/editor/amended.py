"""Beside an amendment: the entry it amends, as it was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ehr_desk.ui.forms.entry_view import entry_sections
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.presenter import OpenDraft
from ehr_desk.ui.pages.editor.thread import names
from ehr_desk.ui.pages.record.entry_paper import seal
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry


class AmendedEntry(QWidget):
    """The signed entry, to read while something is added to it. ``entry_asked`` carries its id."""

    entry_asked = Signal(str)

    def __init__(self, shell: Shell, opened: OpenDraft, entry: OpenEntry) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        line, version = entry.view.line, entry.content
        self.setAccessibleName(f"The entry as signed: {line.title}")
        column.addWidget(label("As it was signed", "heading"))
        column.addWidget(label(f"{line.title} · {show_date(line.effective_on)}", "small", "text2", wrap=True))
        words = names(list(opened.state.get("objectives", ())))
        for section in entry_sections(entry.form_of(version), version.body["answers"], words):
            if section.heading:
                head = label(section.heading, "strong", "accent")
                head.setContentsMargins(0, 8, 0, 0)
                column.addWidget(head)
            for one in section.lines:
                if one.question:
                    column.addWidget(label(one.question, "caption", wrap=True))
                if one.answer:
                    column.addWidget(label(one.answer, "small", wrap=True))
        column.addWidget(label(seal(version.body, shell.desk.clock), "small", "text2", wrap=True))
        opener = button(shell.theme, "Open it", lambda: self.entry_asked.emit(line.entry_id), role="link")
        column.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeft)


class AmendedPanel(QFrame):
    """The signed entry in a column of its own, ``width`` pixels wide."""

    def __init__(self, entry: AmendedEntry, width: int) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFixedWidth(width)
        self.setObjectName("editor.amended")
        self.setAccessibleName(entry.accessibleName())
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(20, 18, 20, 20)
        column.addWidget(entry)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(PageScroll(content))
