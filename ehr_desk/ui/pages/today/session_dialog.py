"""What every form about one session has: when and how one meets, who is on it, why somebody is in two at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.dialogs.base import DeskDialog, labelled
from ehr_desk.ui.pages.today.client_picker import ClientPicker
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.date_edit import TimeEdit
from ehr_desk.ui.widgets.number_edit import NumberEdit


class SessionDialog(DeskDialog):
    """The page calls ``fail``, or ``overlaps`` where somebody would be in two sessions at once: then a reason is asked
    for (``why``, which a dialog puts where it belongs). ``called`` begins the names of its fields."""

    clients: ClientPicker

    def __init__(self, theme: Theme, title: str, verb: str, parent: QWidget | None, called: str) -> None:
        super().__init__(theme, title, verb, parent)
        self.start, self.minutes = TimeEdit(theme), NumberEdit(theme, unit="min")
        self.place, self.reason = QLineEdit(), QLineEdit()
        self.place.setPlaceholderText("For example: Room 2")
        self.why = labelled("Why both take place", self.reason, f"{called}.overlap")
        self.why.hide()
        self._unseen: tuple[str, ...] = ()

    def line(self, *fields: tuple[str, QWidget, str, int]) -> None:
        """Fields beside each other in the body (see :func:`beside`)."""
        self.body.addLayout(beside(*fields))

    def overlaps(self, words: str, remedy: str) -> None:
        """Say who would be in two sessions at once, and ask why both take place."""
        self.fail(words, remedy)
        self.why.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_unseen(self, roster: Iterable[str], clients: Sequence[ClientRow]) -> None:
        """Whoever is on the roster but not on my caseload cannot be ticked here, and stays."""
        known = {client.id for client in clients}
        self._unseen = tuple(one for one in roster if one not in known)

    def roster(self) -> tuple[str, ...]:
        """Who is ticked, and who stays because nobody could tick them."""
        return (*self.clients.chosen(), *self._unseen)

    def time_missing(self) -> str:
        """What is missing of start and length, as a sentence."""
        if not self.start.value() or not self.start.is_valid():
            return "Enter when it starts."
        if not isinstance(self.minutes.value(), int):
            return "Enter how many minutes it lasts."
        return ""


def beside(*fields: tuple[str, QWidget, str, int]) -> QHBoxLayout:
    """Labelled fields side by side: words, field, its name, its share of the width."""
    line = QHBoxLayout()
    line.setSpacing(12)
    for words, widget, name, stretch in fields:
        line.addWidget(labelled(words, widget, name), stretch)
    return line
