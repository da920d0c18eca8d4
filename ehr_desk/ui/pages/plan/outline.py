"""Beside the plan editor: the plan as an outline with what is missing, and the course of the objectives so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from ehr_desk.ui.forms.plan_editor import KEYS, PlanEditor
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.plan.presenter import OutlineLine, course_words, outline
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import broken, empty_layout, label

WIDTH = 360


class OutlinePanel(QFrame):
    """The plan at a glance; a line jumps to its place. ``entry_asked`` carries an entry id."""

    entry_asked = Signal(str)

    def __init__(self, shell: Shell, state: Mapping[str, Sequence[Any]], editor: PlanEditor) -> None:
        super().__init__()
        self._theme = shell.theme
        self._editor = editor
        self._known = {row.objective_id: row for row in state.get("objectives", ())}
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFixedWidth(shell.theme.metrics.px(WIDTH))
        self.setObjectName("plan.outline")
        self.setAccessibleName("The plan at a glance")
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(20, 18, 20, 20)
        self._column.setSpacing(4)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(PageScroll(content))
        self._column.addWidget(label("The plan at a glance", "heading"))
        note = "Every problem needs a goal, every goal an open objective, every objective an intervention."
        self._column.addWidget(label(note, "small", "text2", wrap=True))
        holder = QWidget()
        self._lines = QVBoxLayout(holder)
        self._lines.setContentsMargins(0, 4, 0, 0)
        self._lines.setSpacing(2)
        self._column.addWidget(holder)
        self._offered: tuple[str, ...] = ()
        self._needs = QVBoxLayout()
        self._needs.setSpacing(2)
        self._column.addLayout(self._needs)
        self._column.addStretch(1)
        self._shown: tuple[OutlineLine, ...] = ()
        editor.changed.connect(self._refresh)
        self._refresh()

    def lines(self) -> tuple[OutlineLine, ...]:
        """What is shown now."""
        return self._shown

    def offered(self) -> tuple[str, ...]:
        """The needs on record that are no problem of the plan yet."""
        return self._offered

    def _offer_needs(self) -> None:
        offers = self._editor.open_needs()
        words = tuple(one.text for one in offers)
        if words == self._offered:
            return
        self._offered = words
        empty_layout(self._needs)
        if not offers:
            return
        head = label("On record, not in the plan yet", "strong")
        head.setContentsMargins(0, 14, 0, 0)
        self._needs.addWidget(head)
        self._needs.addWidget(label(f"{KEYS} in a problem offers them too.", "small", "text2", wrap=True))
        for one in offers:
            take = button(self._theme, one.text, partial(self._editor.take_need, one), role="link", icon="plus")
            take.setAccessibleName(f"Take over as a problem: {one.text}. {one.hint}")
            take.setToolTip(one.values["problem_evidence"])
            take.setObjectName(f"need.{one.text}")
            _break(take, one.text, self._theme.metrics.px(WIDTH - 48 - 30))
            self._needs.addWidget(take, 0, Qt.AlignmentFlag.AlignLeft)
            hint = label(one.hint, "small", "text3", wrap=True)
            hint.setContentsMargins(self._theme.metrics.px(26), 0, 0, self._theme.metrics.px(6))
            self._needs.addWidget(hint)

    def _refresh(self) -> None:
        self._offer_needs()
        found = tuple(outline(self._editor.form, self._editor.answers()))
        if found == self._shown:
            return
        self._shown = found
        empty_layout(self._lines)
        for line in found:
            self._lines.addWidget(self._line(line))

    def _line(self, line: OutlineLine) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(line.depth * 14, 6 if line.depth == 0 else 0, 0, 0)
        column.setSpacing(0)
        if line.target:
            jump = button(self._theme, line.text, lambda: self._editor.focus_item(line.target), role="link")
            jump.setAccessibleName(f"Go to {line.text}")
            jump.setToolTip(line.text)
            _break(jump, line.text, self._theme.metrics.px(WIDTH - 48 - 12 - line.depth * 14))
            column.addWidget(jump, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            column.addWidget(label(line.text, "small", "warning", wrap=True))
        row = self._known.get(line.objective_id)
        if row is not None:
            course = label(course_words(row), "small", "text2", wrap=True)
            course.setContentsMargins(4, 0, 0, 2)
            column.addWidget(course)
        return made


def _break(link: QPushButton, text: str, width: int) -> None:
    """The words of a link in as many lines as they need, three at most."""
    link.ensurePolished()
    link.setText("\n".join(broken(link.fontMetrics(), text, width, 3)))
