"""Several questions before signing, one below the other, each with a reason of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.text import divider, label

_WIDTH, _LEAST = 560, 300
_KEPT = "What you write here is kept with the entry. You can also go on without a reason."


class ReasonEdit(NoteEdit):
    """A field for one reason. Enter goes on, Shift+Enter begins a line."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.entered.emit()
            return
        super().keyPressEvent(event)


class ReasonsDialog(DeskDialog):
    """``given`` carries the reasons by the question's id, those that were written; ``without`` that none was.

    Where reasons are ``needed`` every question has to have one. The page goes on, or calls ``fail``.
    """

    given = Signal(object)
    without = Signal()

    def __init__(
        self, theme: Theme, questions: Mapping[str, str], parent: QWidget | None = None, *, needed: bool
    ) -> None:
        super().__init__(theme, "Confirm before signing", "Confirm and go on", parent)
        self.setObjectName("confirm_dialog")
        self._needed = needed
        if not needed:
            self.body.addWidget(label(_KEPT, "body", "text2", wrap=True))
        self._edits: dict[str, ReasonEdit] = {}
        for at, (asked, words) in enumerate(questions.items(), start=1):
            if at > 1:
                self.body.addWidget(divider())
            self._ask(asked, words, f"Reason {at} of {len(questions)}" if len(questions) > 1 else "Reason")
        self.body.addStretch(1)
        if not needed:
            skip = button(theme, "Go on without a reason", self._skip, object_name="confirm.without")
            self.foot.insertWidget(self.foot.indexOf(self.go), skip)
        self.fit(_WIDTH, _LEAST)
        self.reasons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def reasons(self) -> Sequence[ReasonEdit]:
        """The fields, from top to bottom."""
        return list(self._edits.values())

    def field_of(self, asked: str) -> str:
        """The name of the field of a question."""
        return self._edits[asked].objectName()

    def try_go(self) -> None:
        """Hand over the reasons, once there are enough."""
        written = {asked: text for asked, edit in self._edits.items() if (text := edit.text().strip())}
        missing = [edit for asked, edit in self._edits.items() if asked not in written]
        if missing and (self._needed or not written):
            self.messages.show_text("must", "Write the reason; it is kept with the entry.")
            self._go_to(missing[0])
        else:
            self.given.emit(written)

    def _ask(self, asked: str, words: str, caption: str) -> None:
        self.body.addWidget(label(words, "body", "text2", wrap=True))
        edit = ReasonEdit(self.theme, lines=2)
        self._edits[asked] = edit
        self.field(caption, edit, f"reason.{asked}")
        edit.setAccessibleDescription(words)
        edit.entered.connect(lambda: self._next(edit))

    def _next(self, edit: ReasonEdit) -> None:
        after = self.reasons[self.reasons.index(edit) + 1 :]
        if after:
            self._go_to(after[0])
        else:
            self.try_go()

    def _go_to(self, edit: ReasonEdit) -> None:
        edit.setFocus(Qt.FocusReason.TabFocusReason)
        self.area.ensureWidgetVisible(edit)

    def _skip(self) -> None:
        self.accept()
        self.without.emit()
