"""What surrounds every draft being written: title and facts, findings, the text, the saved mark, the next step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.saved_mark import SavedMark
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import ElidedLabel, divider, label

_MARGINS = 48
"""Left and right of the head, in pixels."""


class DraftFrame(QWidget):
    """``prefix`` begins the object names; ``lead`` stands before the title, ``acts`` after the facts, ``steps`` before
    the step that signs. What is written is made with ``body`` as its parent and then :meth:`put` there: a large content
    that changes its parent is styled anew, widget by widget, each time.
    """

    discard_asked = Signal()
    take_back_asked = Signal()
    sign_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        prefix: str,
        title: str,
        *,
        sign_word: str,
        lead: QWidget | None = None,
        acts: Sequence[QWidget] = (),
        steps: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._prefix = prefix
        self.bar = MessageBar(theme)
        self.mark = SavedMark(theme)
        self.facts = ElidedLabel("", "small", "text2")
        self.facts.setObjectName(f"{prefix}.facts")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top(title, lead, acts))
        self.body = QWidget()
        self.area = PageScroll(self.body, self)
        column.addWidget(self.area, 1)
        column.addWidget(divider())
        column.addLayout(self._foot(sign_word, steps))

    def put(self, content: QWidget, above: QWidget | None = None) -> None:
        """Show what is written, and ``above`` it what is told of it."""
        inner = QVBoxLayout(self.body)
        inner.setContentsMargins(24, 4, 24, 24)
        if above is not None:
            inner.addWidget(above)
        inner.addWidget(content)
        inner.addStretch(1)

    def _top(self, title: str, lead: QWidget | None, acts: Sequence[QWidget]) -> QVBoxLayout:
        top = QVBoxLayout()
        top.setContentsMargins(_MARGINS // 2, 16, _MARGINS // 2, 12)
        top.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(8)
        if lead is not None:
            head.addWidget(lead)
        head.addWidget(label(title, "heading"))
        head.addWidget(Chip("Draft", "info"))
        head.addStretch(1)
        self._facts_at = head.count()
        head.addWidget(self.facts)
        for act in acts:
            head.addWidget(act)
        self._head, self._below = head, QHBoxLayout()
        self._below.setContentsMargins(0 if lead is None else lead.sizeHint().width() + head.spacing(), 0, 0, 0)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addLayout(head)
        lines.addLayout(self._below)
        top.addLayout(lines)
        top.addWidget(self.bar)
        return top

    def event(self, event: QEvent) -> bool:
        answered = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit_head()
        return answered

    def _fit_head(self) -> None:
        """The day and the times tell one session from another: where they do not fit beside the title, they stand below
        it."""
        items = [item.widget() for at in range(self._head.count()) if (item := self._head.itemAt(at)) is not None]
        others = [one for one in items if one is not None and one is not self.facts]
        taken = sum(one.sizeHint().width() + self._head.spacing() for one in others)
        beside = taken + self._head.spacing() + self.facts.sizeHint().width() <= self.width() - _MARGINS
        if beside == (self.facts in items):
            return
        if beside:
            self._below.removeWidget(self.facts)
            self._head.insertWidget(self._facts_at, self.facts)
        else:
            self._head.removeWidget(self.facts)
            self._below.addWidget(self.facts)

    def _foot(self, sign_word: str, steps: Sequence[QWidget]) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 10, 24, 12)
        foot.setSpacing(8)
        foot.addWidget(self.mark, 1)
        self.away = button(
            self._theme,
            "Discard draft",
            self.discard_asked.emit,
            role="quiet",
            object_name=f"{self._prefix}.discard",
        )
        foot.addWidget(self.away)
        self.take_back = button(
            self._theme,
            "Take back the reasons",
            self.take_back_asked.emit,
            role="quiet",
            object_name=f"{self._prefix}.take_back",
        )
        self.take_back.setToolTip("Forget the reasons kept with this draft; signing asks for them again")
        self.take_back.hide()  # until reasons are kept
        foot.addWidget(self.take_back)
        for step in steps:
            foot.addWidget(step)
        self.go = button(
            self._theme,
            sign_word,
            self.sign_asked.emit,
            role="primary",
            icon="signature",
            object_name=f"{self._prefix}.sign",
        )
        self.go.setToolTip("Ctrl+Enter")
        foot.addWidget(self.go)
        return foot
