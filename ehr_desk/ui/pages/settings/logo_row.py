"""The logo among the settings of the clinic: chosen from a file, checked, looked at before it is saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from ehr_desk.common.errors import UserError
from ehr_desk.documents.logo import MOST_BYTES, logo_of, stored_logo
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.text import label

Choose = Callable[[QWidget], str]
_WIDTH = 900
_REACHES_OUT = re.compile(
    rb"<!ENTITY|<script|<image|<foreignObject|href\s*=\s*[\"'](?!#)|url\(\s*[\"']?(?!#)", re.IGNORECASE
)
"""What an SVG may not hold: it would read other files, or run."""


def choose_picture(parent: QWidget) -> str:
    """Ask for a picture; empty where the person goes back."""
    return QFileDialog.getOpenFileName(parent, "Choose a logo", "", "Pictures (*.png *.jpg *.jpeg *.svg)")[0]


def read_logo(path: Path) -> str:
    """A picture file as the clinic keeps it. Raises ``UserError``. For a worker thread."""
    if path.stat().st_size > MOST_BYTES:
        raise UserError("This picture is larger than 2 MB.", "Save it smaller, or choose another file.")
    data = path.read_bytes()
    return stored_logo(_drawn(data) if path.suffix.casefold() == ".svg" else data)


def _drawn(svg: bytes) -> bytes:
    """An SVG as a PNG."""
    renderer = None if _REACHES_OUT.search(svg) else QSvgRenderer(QByteArray(svg))
    size = renderer.defaultSize() if renderer is not None else None
    if renderer is None or size is None or not renderer.isValid() or size.isEmpty():
        raise UserError(
            "This SVG cannot be used: it is damaged, or it refers to other files.", "Save it plain, or as a PNG."
        )
    image = QImage(size.scaled(_WIDTH, _WIDTH, Qt.AspectRatioMode.KeepAspectRatio), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes, which the call refuses
    return bytes(buffer.data().data())


class LogoRow(QWidget):
    """The picture, "Choose a picture…" and "Remove". ``chosen`` carries the path of a file."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, *, choose: Choose = choose_picture) -> None:
        super().__init__()
        self.choose = choose
        self.logo = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.picture = QLabel()
        self.none = label("No logo: a plain mark is printed.", "small", "text3")
        self.pick = button(theme, "Choose a picture…", self._pick, object_name="clinic.logo")
        self.drop = button(theme, "Remove", lambda: self.show_logo(""), role="quiet", object_name="clinic.logo.remove")
        for one in (self.picture, self.none, self.pick, self.drop):
            row.addWidget(one)
        row.addStretch(1)
        self.show_logo("")

    def show_logo(self, text: str) -> None:
        """Show a stored logo."""
        self.logo = text
        pixels = QPixmap()
        pixels.loadFromData(logo_of(text))
        if not pixels.isNull():
            pixels = pixels.scaled(
                180, 48, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self.picture.setPixmap(pixels)
        self.picture.setAccessibleName("The clinic's logo")
        self.picture.setVisible(bool(text))
        self.none.setVisible(not text)
        self.drop.setVisible(bool(text))

    def _pick(self) -> None:
        path = self.choose(self)
        if path:
            self.chosen.emit(path)
