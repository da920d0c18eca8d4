"""Editors that were left before all that is typed in them was written: they come back as they are, or go once it is."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from ehr_desk.ui.pages.editor.draft_pane import DraftPane

Pane = TypeVar("Pane", bound=DraftPane)


class Aside(QWidget, Generic[Pane]):
    """Holds the editors of a page that nobody sees any more.

    There is never a second editor of a draft while the first one has something to write: whoever opens the draft
    again gets that one back, with what is typed in it.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.hide()
        self._panes: list[Pane] = []

    def put(self, pane: Pane) -> None:
        """Take an editor out of view. It goes once everything is written, or there is nothing left to write to."""
        pane.hide()
        if pane.saver.unsaved:
            pane.setParent(self)
            self._panes.append(pane)
            pane.saver.state.connect(self._look)
            pane.saver.flush()
        else:
            pane.deleteLater()

    def take(self, draft_id: str) -> Pane | None:
        """The editor of this draft that still has something to write; None where the stored draft says all."""
        for pane in self._panes:
            if pane.draft_id == draft_id:
                self._let_go(pane)
                return pane
        return None

    def _look(self, _state: str, _detail: str) -> None:
        for pane in [one for one in self._panes if not one.saver.unsaved]:
            self._let_go(pane)
            pane.deleteLater()

    def _let_go(self, pane: Pane) -> None:
        self._panes.remove(pane)
        pane.saver.state.disconnect(self._look)
