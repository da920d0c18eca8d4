"""The ground of the window: what pages and the parts of a page stand on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget


def on_canvas(widget: QWidget) -> None:
    """Paint a widget in the colour of the ground, so that nothing behind it shows through."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
    widget.setProperty("ground", "canvas")


def canvas_column(page: QWidget) -> QVBoxLayout:
    """The column of a page that stands on the ground; what is put in reaches from edge to edge."""
    on_canvas(page)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
