"""One curriculum: its name, its topics a line each, and what comes after the last one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from ehr_desk.chart.sessions.curricula import Curriculum
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.text import name


class CurriculumDialog(DeskDialog):
    """``asked`` carries the curriculum, ``removed`` that it is taken out; what was held stays as it was."""

    asked = Signal(object)
    removed = Signal()

    def __init__(self, theme: Theme, curriculum: Curriculum | None, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Change the curriculum" if curriculum else "Add a curriculum", "Keep", parent)
        self.setObjectName("curriculum_dialog")
        self.resize(theme.metrics.px(560), theme.metrics.px(560))
        self.set_subtitle("Sessions that have begun keep the topic they had.")
        self.title_line = QLineEdit()
        self.topics = NoteEdit(theme, lines=12)
        words = "After the last topic it begins again"
        self.repeats = QCheckBox(words)
        name(self.repeats, words, "curriculum.repeats")
        self.field("Name", self.title_line, "curriculum.name")
        self.field("Topics in their order, one on each line", self.topics, "curriculum.topics")
        self.body.addWidget(self.repeats)
        self.repeats.setChecked(curriculum.repeats if curriculum else True)
        if curriculum is not None:
            self.title_line.setText(curriculum.name)
            self.topics.set_text("\n".join(curriculum.topics))
            out = button(theme, "Take it out", self.removed.emit, role="danger", object_name="curriculum.remove")
            self.foot.insertWidget(0, out)
        self.title_line.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand over the curriculum, once it has a name and topics."""
        topics = tuple(line.strip() for line in self.topics.text().splitlines() if line.strip())
        title = " ".join(self.title_line.text().split())
        if not title:
            self.messages.show_text("must", "Enter the name of the curriculum.")
        elif not topics:
            self.messages.show_text("must", "Write one topic on each line.")
        else:
            self.asked.emit(Curriculum(title, topics, self.repeats.isChecked()))
