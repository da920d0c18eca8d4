"""What is shown where a restore was killed: where a record should stand and only one that was set aside lies beside it,
or where the restored one lacks only its name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.dialogs.unlock import RESTORE_WORDS
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import ColumnCard
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.text import label
from ehr_desk.vault.standing import day_set_aside

_WORDS = (
    "A restore did not come to its end: no record stands in {folder}. The one that stood there before was set aside as "
    "it was, with its backups, in {aside}. Restore a backup into its place; or put that one back, without anything "
    "that was written since."
)
_READY = "The restored record is complete and was checked: it lacks only its place. Finish the restore, or {way}."
_BEFORE = "A restore did not come to its end: the record in {folder} is still the one from before it."
_NONE = "A restore did not come to its end: no record stands in {folder} yet."
_ASIDE = "The one that stood there was set aside as it was, with its backups, in {aside}."
_REMOVE = "remove what it made (the backup stays where it is)"


def words_of_kill(folder: Path, aside: Path | None, *, ready: bool, stands: bool) -> str:
    """What happened, and what can be done. ``ready``: the restored record lacks only its name; ``stands``: a record
    is in the folder."""
    if not ready:
        return _WORDS.format(folder=folder, aside=aside.name if aside else "")
    if stands:
        return f"{_BEFORE.format(folder=folder)} {_READY.format(way=_REMOVE + ' and go on with this one')}"
    none = _NONE.format(folder=folder)
    if aside is not None:
        return f"{none} {_ASIDE.format(aside=aside.name)} {_READY.format(way='put the old record back')}"
    return f"{none} {_READY.format(way=_REMOVE)}"


def put_back_words(aside: Path) -> str:
    """The button that brings the record of before a restore back, with the day of that restore."""
    day = day_set_aside(aside)
    return f"Put back the record of before the restore of {show_date(day)}" if day else "Put the old record back"


class InterruptedPage(QWidget):
    """``finish_asked`` to give the restored record its place, ``remove_asked`` to remove it, ``put_back_asked`` to give
    the record that was set aside its place again, ``restore_asked`` to restore from a
    backup, ``another_record`` to open something else, ``new_asked`` to set up a new record."""

    finish_asked = Signal()
    remove_asked = Signal()
    put_back_asked = Signal()
    restore_asked = Signal()
    another_record = Signal()
    new_asked = Signal()

    def __init__(
        self, theme: Theme, folder: Path, aside: Path | None, *, ready: bool = False, stands: bool = False
    ) -> None:
        super().__init__()
        card = ColumnCard(theme, 480)
        card.fill(self)
        column = card.column
        title = "A restore is not finished" if ready else "The record is not in its place"
        column.addWidget(label(title, "title"))
        self.messages = MessageBar(theme, closable=False)
        column.addWidget(self.messages)
        said = words_of_kill(folder, aside, ready=ready, stands=stands)
        column.addWidget(label(said, "body", "text2", wrap=True))
        shown = [
            button(theme, words, asked.emit, icon=icon, role="plain" if at else "primary", object_name=name)
            for at, (words, asked, name, icon) in enumerate(self._ways(aside, ready=ready))
        ]
        for each in shown:
            column.addWidget(each)
        self.go = shown[0]
        links = [("Open another record…", self.another_record, "interrupted.other")]
        links += [] if stands else [("Set up a new record…", self.new_asked, "interrupted.new")]
        for words, asked, name in links:
            link = button(theme, words, asked.emit, role="link", object_name=name)
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.go)

    def _ways(self, aside: Path | None, *, ready: bool) -> list[tuple[str, SignalInstance, str, str]]:
        """What can be done, the first by default: never what brings an older record back."""
        restore = (RESTORE_WORDS, self.restore_asked, "interrupted.restore", "archive")
        back = (put_back_words(aside), self.put_back_asked, "interrupted.put_back", "") if aside is not None else None
        if not ready:
            return [restore, *([back] if back else [])]
        remove = ("Remove what the restore made", self.remove_asked, "interrupted.remove", "")
        return [("Finish the restore", self.finish_asked, "interrupted.finish", ""), back or remove, restore]
