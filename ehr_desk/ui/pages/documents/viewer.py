"""Looking at a paper, from memory, never through a file."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.documents.shown import Shown
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button, icon_button
from ehr_desk.ui.widgets.text import label

_STEP = 1.2
_SMALLEST, _LARGEST = 0.4, 4.0


class PdfPane(QWidget):
    """A PDF in a scrolling view with zoom. :meth:`show_pdf` again for another one."""

    def __init__(self, theme: Theme, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._bytes = QByteArray()
        self._buffer = QBuffer(self)
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setObjectName("pdf.view")
        self.view.setAccessibleName(accessible)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        # A bar that comes and goes changes the width, and with it the height of a page fitted to it: where a page
        # is just as high as the view, Qt would lay it out with and without the bar for ever.
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.view.setDocument(self.document)
        self.pages = label("", "small", "text2")
        self.pages.setObjectName("pdf.pages")
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 12, 6)
        bar.setSpacing(4)
        bar.addWidget(self.pages)
        bar.addStretch(1)
        for icon, words, act in (
            ("minus", "Smaller", self.smaller),
            ("plus", "Larger", self.larger),
        ):
            made = icon_button(theme, icon, words, act)
            made.setObjectName(f"pdf.{icon}")
            bar.addWidget(made)
        bar.addWidget(button(theme, "Fit width", self.fit, role="link", object_name="pdf.fit"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.view, 1)
        self._theme = theme
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_pdf(self, pdf: Shown) -> bool:
        """Show a paper; false where the bytes are no PDF."""
        self.clear()
        self._bytes = QByteArray(pdf)
        self._buffer.setBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        ready = self.document.status() == QPdfDocument.Status.Ready
        count = self.document.pageCount() if ready else 0
        self.pages.setText("1 page" if count == 1 else f"{count} pages" if count else "")
        return ready

    def clear(self) -> None:
        """Show nothing; the bytes are let go."""
        self.document.close()
        self._buffer.close()
        self._bytes = QByteArray()
        self.pages.setText("")

    def larger(self) -> None:
        """Zoom in."""
        self._zoom(_STEP)

    def smaller(self) -> None:
        """Zoom out."""
        self._zoom(1 / _STEP)

    def fit(self) -> None:
        """Fit the width of the page to the view."""
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = {Qt.Key.Key_Plus: self.larger, Qt.Key.Key_Minus: self.smaller, Qt.Key.Key_0: self.fit}.get(
            Qt.Key(event.key())
        )
        if act is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        act()

    def _restyle(self) -> None:
        palette = self.view.palette()
        # QPdfView paints the ground between pages with this role.
        palette.setColor(QPalette.ColorRole.Dark, self._theme.colour("sunken"))
        self.view.setPalette(palette)

    def _zoom(self, by: float) -> None:
        now = self._now()
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(now * by, _SMALLEST), _LARGEST))

    def _now(self) -> float:
        if self.view.zoomMode() == QPdfView.ZoomMode.Custom or not self.document.pageCount():
            return self.view.zoomFactor()
        points = self.document.pagePointSize(0).width()
        shown = points * self.view.logicalDpiX() / 72
        return self.view.viewport().width() / shown if shown else 1.0
