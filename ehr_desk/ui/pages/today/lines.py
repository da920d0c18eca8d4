"""A line of a duty list: when, what, why, and the one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.theme import Theme, Tone
from ehr_desk.ui.theme.fonts import use_numbers
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.text import ElidedLabel, divider, empty_layout, label

LEAD_WIDTH = 56
_MORE = 25


@dataclass(frozen=True)
class StartNote:
    """Begin a note, or go on with the one begun for the same session."""

    form_id: str
    client_id: str = ""
    session_id: str = ""
    attendees: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenDraft:
    """Go on with a draft."""

    draft_id: str


@dataclass(frozen=True)
class OpenChart:
    """Look at a chart."""

    client_id: str
    tab: str = "timeline"


@dataclass(frozen=True)
class GoTo:
    """Go to a place of the rail, and to one of its tabs or, in the week, to one client's (``levels.client_of``)."""

    place: str
    tab: str = ""


@dataclass(frozen=True)
class PlanMakeUp:
    """Plan a session that makes up for a missed one (by the entry that says so); ``missed`` says which and when."""

    client_id: str
    entry_id: str
    service: str
    title: str
    minutes: int
    missed: str = ""


@dataclass(frozen=True)
class TakeBackMakeUp:
    """Take a make-up session off the schedule; ``words`` tell which. Not ``alone``: it takes place for others too."""

    session_id: str
    client_id: str
    words: str
    alone: bool = True


Act = StartNote | OpenDraft | OpenChart | GoTo | PlanMakeUp | TakeBackMakeUp


@dataclass(frozen=True)
class Line:
    """One line. ``verb`` is the word on its button, ``more`` a second act, whose first letter is its key; ``quiet``: it
    has time. A line with another ``heading`` than the one before begins a part of its own."""

    key: str
    text: str
    act: Act
    verb: str = "Open"
    sub: str = ""
    lead: str = ""
    chip: str = ""
    tone: Tone = "neutral"
    more: tuple[str, Act] | None = None
    tooltip: str = ""
    quiet: bool = False
    heading: str = ""


class LineRow(QFrame):
    """A line on the screen. ``asked`` carries its act."""

    asked = Signal(object)

    def __init__(self, theme: Theme, line: Line, *, lead: bool, narrow: bool = False) -> None:
        super().__init__()
        self.line = line
        self.setObjectName(f"line.{line.key}")
        self.setAccessibleName(", ".join(part for part in (line.lead, line.text, line.sub, line.chip) if part))
        self.setToolTip(line.tooltip)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 7, 0, 7)
        outer.setSpacing(3)
        row = QHBoxLayout()
        row.setSpacing(12)
        outer.addLayout(row)
        if lead:
            when = label(line.lead, "body", "text2")
            use_numbers(when)
            when.setFixedWidth(theme.metrics.px(LEAD_WIDTH))
            row.addWidget(when)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(ElidedLabel(line.text, "strong"))
        if line.sub:
            # In a narrow card there is room for a name beside a chip and two buttons: the rest has a line of its own.
            crowded = narrow and bool(line.chip) and line.more is not None
            (outer if crowded else words).addWidget(label(line.sub, "small", "text2", wrap=True))
        row.addLayout(words, 1)
        if line.chip:
            row.addWidget(Chip(line.chip, line.tone))
        if line.more is not None:
            word, act = line.more
            row.addWidget(self._button(theme, word, act, quiet=True))
        self.go = self._button(theme, line.verb, line.act, quiet=line.quiet)
        row.addWidget(self.go)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.asked.emit(self.line.act)
        super().mouseReleaseEvent(event)

    def _button(self, theme: Theme, word: str, act: Act, *, quiet: bool) -> QPushButton:
        made = button(theme, word, lambda: self.asked.emit(act), role="quiet" if quiet else "plain")
        made.setAccessibleName(f"{word}: {self.line.text}")
        made.setObjectName(f"line.{self.line.key}.{word.lower().replace(' ', '_')}")
        return made


class LineCard(Card):
    """A titled card of lines, at most ``most`` at a time; hidden when empty unless it says something then.

    Up and down (or J and K) move along the lines, Enter does what the line is for, the first letter of its second
    button that. Lines that are not shown are not built. ``most`` is how many are seen without asking for more.
    """

    asked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        lead: bool = False,
        empty: str = "",
        most: int = 8,
        object_name: str = "",
        narrow: bool = False,
    ) -> None:
        super().__init__(title)
        self._theme = theme
        self._lead, self._narrow = lead, narrow
        self._empty = empty
        self.most = most
        self._lines: tuple[Line, ...] = ()
        self._shown = most
        self.rows: list[LineRow] = []
        self.setObjectName(object_name)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self.hide()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        focused = next((row.line.key for row in self.rows if row.go.hasFocus()), "")
        self._lines = tuple(lines)
        self._shown = self.most
        self._fill()
        self.trailing.setText(str(len(lines)) if lines else "")
        self.trailing.setVisible(bool(lines))
        self.setVisible(bool(lines) or bool(self._empty))
        again = next((row for row in self.rows if row.line.key == focused), None)
        if again is not None:
            again.go.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            keys = {Qt.Key.Key_Down: 1, Qt.Key.Key_J: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_K: -1}
            step = keys.get(Qt.Key(event.key()))
            at = next((at for at, row in enumerate(self.rows) if row.go is watched), -1)
            if step is not None and 0 <= at + step < len(self.rows) and at >= 0:
                self.rows[at + step].go.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if at >= 0 and self._act(self.rows[at].line, event):
                return True
        return super().eventFilter(watched, event)

    def focus_first(self) -> bool:
        """Go to the first line that waits to be done, else to the first; false where there is none."""
        return self.focus_waiting() or self._focus(self.rows[:1])

    def focus_waiting(self) -> bool:
        """Go to the first line that waits to be done; false where all have time."""
        return self._focus([row for row in self.rows if not row.line.quiet])

    def _focus(self, rows: Sequence[LineRow]) -> bool:
        if not rows or self.isHidden():
            return False
        rows[0].go.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _act(self, line: Line, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit(line.act)
            return True
        if line.more is not None and event.text().casefold() == line.more[0][:1].casefold():
            self.asked.emit(line.more[1])
            return True
        return False

    def _fill(self) -> None:
        empty_layout(self._list)
        self.rows = []
        lines = self._lines[: self._shown]
        if not lines:
            self._list.addWidget(label(self._empty, "body", "text2", wrap=True))
        heading = ""
        for at, line in enumerate(lines):
            if line.heading and line.heading != heading:
                self._list.addWidget(label(line.heading, "caption", "text2"))
            elif at:
                self._list.addWidget(divider())
            heading = line.heading
            row = LineRow(self._theme, line, lead=self._lead, narrow=self._narrow)
            row.asked.connect(self.asked)
            row.go.installEventFilter(self)
            self.rows.append(row)
            self._list.addWidget(row)

        left = len(self._lines) - self._shown
        if left > 0:
            words = f"Show {left} more" if left <= _MORE else f"Show {_MORE} of {left} more"
            more = button(self._theme, words, self._show_more, role="link")
            self._list.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_more(self) -> None:
        at = len(self.rows)
        self._shown += _MORE
        self._fill()
        self.rows[at].go.setFocus(Qt.FocusReason.OtherFocusReason)


def perform(act: Act, shell: Shell, go: Callable[[str, str], object]) -> None:
    """Carry out an act through the window; make-up sessions are planned and taken back by ``flows``."""
    if isinstance(act, StartNote):
        shell.start(act.form_id, act.client_id, act.session_id, act.attendees)
    elif isinstance(act, OpenDraft):
        shell.open_draft(act.draft_id)
    elif isinstance(act, OpenChart):
        shell.open_chart(act.client_id, act.tab)
    elif isinstance(act, GoTo):
        go(act.place, act.tab)
