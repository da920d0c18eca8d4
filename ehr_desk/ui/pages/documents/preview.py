"""The paper of a draft, before it is signed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.documents.viewer import PdfPane
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.skeleton import Skeleton
from ehr_desk.ui.widgets.text import label


class PreviewPane(QWidget):
    """Shows the paper once it is rendered. ``back`` when the person returns to the draft."""

    back = Signal()

    def __init__(self, shell: Shell, draft_id: str) -> None:
        super().__init__()
        self.shell = shell
        self.setObjectName("preview")
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 24)
        column.setSpacing(8)
        head = QHBoxLayout()
        self.leave = button(
            shell.theme, "Back to the draft", self.back.emit, role="link", icon="arrow-left", object_name="preview.back"
        )
        head.addWidget(self.leave)
        head.addWidget(Chip("Preview, not signed", "warning"))
        head.addStretch(1)
        head.addWidget(label("This is how the PDF will look.", "small", "text2"))
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
        self.waiting.start()
        signing = shell.desk.signing
        shell.runner.submit_paper(
            lambda: signing.preview(draft_id), context=self, on_ok=self._show, on_error=self._failed
        )

    def _show(self, pdf: bytes) -> None:
        self.waiting.stop()
        self.viewer.show()
        self.viewer.show_pdf(pdf)

    def _failed(self, error: Exception) -> None:
        self.waiting.stop()
        tell(self.bar, error)
