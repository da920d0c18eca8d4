"""After an unlock on a computer whose clock lies behind the record: which of the two was wrong?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ehr_desk.ui.pages.unlock.on_the_way import OnTheWay
from ehr_desk.ui.runner import Runner
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

_REMEDY = "Set the clock, then unlock again."
_WORDS = (
    "What you sign carries the time of this clock. If this computer is right, and the clock was wrong when the last "
    "entry was written, you can go on: the audit log notes that you said so, and every check names what is signed "
    "until the clock has come to that time."
)


class ClockPage(OnTheWay):
    """``done`` when somebody said that the clock was wrong before, ``given_up`` to lock again."""

    def __init__(self, theme: Theme, runner: Runner, desk: Desk) -> None:
        super().__init__(theme, runner, desk)
        column = self.column
        column.addWidget(label("The clock is behind the record", "title"))
        behind = desk.sitting.behind
        self.messages.show_text("must", behind.sentence() if behind is not None else "", _REMEDY)
        column.addWidget(self.messages)
        column.addWidget(label(_WORDS, "body", "text2", wrap=True))
        back = button(theme, "Lock and set the clock", self.given_up.emit, role="primary", object_name="clock.back")
        column.addWidget(back)
        self.go = button(theme, "The clock was wrong before: go on", self._go_on, role="link", object_name="clock.go")
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(back)

    def _go_on(self) -> None:
        self.go.setEnabled(False)
        self._runner.submit_write(
            self._desk.sitting.go_on, context=self, on_ok=lambda _nothing: self.ended(), on_error=self.failed
        )
