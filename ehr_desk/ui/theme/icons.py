"""Tabler outline icons in the colours of the theme. The cache belongs to the object, not to the module."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_RATIOS = (1.0, 2.0)
_MISSING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" \
stroke-width="2"><rect x="4" y="4" width="16" height="16"/></svg>'


def recolour(svg: str, colour: str, stroke: float = 1.75) -> str:
    """The drawing with its one colour and stroke width set."""
    return svg.replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')


class Icons:
    """Icons by their Tabler name. A name without a file is drawn as an empty square, never as nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def source(self, name: str) -> str:
        """The SVG text of an icon."""
        if name not in self._sources:
            path = self._folder / f"{name}.svg"
            self._sources[name] = path.read_text("utf-8") if path.is_file() else _MISSING
        return self._sources[name]

    def pixmap(self, name: str, colour: str, size: int = 20, ratio: float = 1.0) -> QPixmap:
        """One picture of an icon, ``size`` in device-independent pixels."""
        key = (name, colour, size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, colour, size, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, colour: str, *, disabled: str = "", checked: str = "", size: int = 20) -> QIcon:
        """An icon for a button: normal, disabled and checked colours."""
        made = QIcon()
        states = [(colour, QIcon.Mode.Normal, QIcon.State.Off)]
        if disabled:
            states.append((disabled, QIcon.Mode.Disabled, QIcon.State.Off))
        if checked:
            states.append((checked, QIcon.Mode.Normal, QIcon.State.On))
        for ink, mode, state in states:
            for ratio in _RATIOS:
                made.addPixmap(self.pixmap(name, ink, size, ratio), mode, state)
        return made

    def clear(self) -> None:
        """Forget the drawn pictures (the sources stay)."""
        self._pixmaps.clear()

    def _draw(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        renderer = QSvgRenderer(QByteArray(recolour(self.source(name), colour).encode()))
        pixmap = QPixmap(QSize(size, size) * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
