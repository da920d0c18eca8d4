"""A paper in the place of what it is made of: a draft before it is signed, or an entry before it is co-signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.documents.shown import Shown, to_view
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.documents.viewer import PdfPane
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.ground import on_canvas
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.skeleton import Skeleton
from ehr_desk.ui.widgets.text import label


@dataclass(frozen=True)
class PreviewWords:
    """What stands around the paper: where the way back leads, what the paper is, and what it is shown for."""

    back: str = "Back to the draft"
    state: str = "Preview, not signed"
    hint: str = "This is how the PDF will look."


class PreviewPane(QWidget):
    """Shows the paper once it is there. ``read`` answers the paper for one of ``choices`` (id and words; of a group
    note: each attendee), the empty id where there is none; it runs on the writer thread where it is ``audited``, else
    on the one for papers. ``back`` when the person returns.
    """

    back = Signal()

    def __init__(
        self,
        shell: Shell,
        read: Callable[[str], bytes],
        words: PreviewWords | None = None,
        *,
        choices: Sequence[tuple[str, str]] = (),
        chosen: str = "",
        audited: bool = False,
    ) -> None:
        super().__init__()
        self.shell = shell
        self._read = read
        self._submit = shell.runner.submit_write if audited else shell.runner.submit_paper
        self._asked = 0
        words = words or PreviewWords()
        self.setObjectName("preview")
        on_canvas(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 24)
        column.setSpacing(8)
        head = QHBoxLayout()
        self.leave = button(
            shell.theme, words.back, self.back.emit, role="link", icon="arrow-left", object_name="preview.back"
        )
        head.addWidget(self.leave)
        head.addWidget(Chip(words.state, "warning"))
        self.whose = self._chooser(choices, chosen)
        head.addWidget(self.whose)
        head.addStretch(1)
        head.addWidget(label(words.hint, "small", "text2"))
        column.addLayout(head)
        self.bar = MessageBar(shell.theme)
        column.addWidget(self.bar)
        self.waiting = Skeleton(shell.theme, "Making the preview…")
        column.addWidget(self.waiting, 1)
        self.viewer = PdfPane(shell.theme, "Preview of the document")
        self.viewer.hide()
        column.addWidget(self.viewer, 1)
        shortcut = QShortcut(QKeySequence("Esc"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.back)
        self._ask()

    def chosen(self) -> str:
        """Whose paper is shown; empty where there is no choice."""
        return str(self.whose.currentData() or "")

    def _chooser(self, choices: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName("preview.whose")
        made.setAccessibleName("Whose paper is shown")
        for one, words in choices:
            made.addItem(words, one)
        made.setCurrentIndex(max(0, made.findData(chosen)) if choices else -1)
        made.setVisible(len(choices) > 1)
        made.activated.connect(lambda _at: self._ask())
        return made

    def _ask(self) -> None:
        self._asked += 1
        number, one = self._asked, self.chosen()

        def job() -> Shown:
            return to_view(self._read(one))

        def show(pdf: Shown) -> None:
            if number == self._asked:
                self.waiting.stop()
                self.viewer.show()
                self.viewer.show_pdf(pdf)

        def failed(error: Exception) -> None:
            if number == self._asked:
                self.waiting.stop()
                tell(self.bar, error)

        self.bar.clear()
        self.viewer.hide()
        self.waiting.start()
        self._submit(job, context=self, on_ok=show, on_error=failed)
