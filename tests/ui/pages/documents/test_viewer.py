"""A paper in the window, whatever the window's size."""

from __future__ import annotations

from io import BytesIO

from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from ehr_desk.documents.shown import to_view
from ehr_desk.ui.pages.documents.viewer import PdfPane
from ehr_desk.ui.theme import Theme

LETTER = (612, 792)
ENOUGH = 300


class Layouts(QObject):
    """Counts how often a view is told to lay itself out anew, and stops it where it would go on for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() != QEvent.Type.MetaCall:
            return False
        self.seen += 1
        return self.seen > ENOUGH


def one_page() -> bytes:
    made = BytesIO()
    canvas = Canvas(made, pagesize=LETTER)
    canvas.drawString(72, 720, "One page")
    canvas.save()
    return made.getvalue()


def test_a_page_as_high_as_the_view_settles_at_every_height(qtbot: QtBot, theme: Theme) -> None:
    """With a bar that comes and goes the page fits without it and not with it: it would be laid out for ever."""
    for height in range(560, 600, 5):
        pane = PdfPane(theme, "The chosen document")
        qtbot.addWidget(pane)
        assert pane.show_pdf(to_view(one_page()))
        layouts = Layouts()
        pane.view.installEventFilter(layouts)
        pane.resize(420, height)
        pane.show()
        qtbot.waitExposed(pane)
        qtbot.wait(20)
        assert layouts.seen < ENOUGH, f"never settled at a height of {height}"
        pane.close()
