"""What stands in the places for signatures and addenda: on the screen and on the printed page."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from ehr_desk.documents.model import AUTHOR_FIELD, CLIENT_FIELD, SUPERVISOR_FIELD
from ehr_desk.documents.render import Press
from ehr_desk.documents.shown import to_view
from ehr_desk.documents.signing import Acknowledgement, acknowledge, countersign, sign_author
from ehr_desk.documents.signing_slots import add_addendum
from ehr_desk.ui.pages.documents.preview import PreviewPane
from ehr_desk.ui.pages.documents.printing import print_papers
from ehr_desk.ui.pages.documents.tab import DocumentsTab
from ehr_desk.ui.pages.documents.viewer import PdfPane
from ehr_desk.ui.theme import Theme
from tests.documents.keys import Authority
from tests.documents.samples import AT
from tests.documents.test_slots import WAVE, with_places
from tests.ui.pages.chart.making import PageWindow

FILLED = (AUTHOR_FIELD, SUPERVISOR_FIELD, CLIENT_FIELD, "Addendum 1", "Addendum 1 signature")
FREE = ("Addendum 2", "Addendum 2 signature")
DARK = 170


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return Press().render(with_places())


@pytest.fixture(scope="module")
def paper(unsigned: bytes) -> bytes:
    """Signed by author, supervisor and client, with one addendum."""
    press, authority = Press(), Authority()
    author, device = authority.person("Dana Whitlock", "LPCC-S"), authority.device("front desk tablet")
    drawn = Acknowledgement("Marisol Vega-Ortiz", "Dana Whitlock, LPCC-S", WAVE)
    made = sign_author(unsigned, author, meaning="I am the author.", at=AT, press=press)
    made = countersign(made, authority.person("Adaeze Okonkwo", "MD"), meaning="I concur.", at=AT, press=press)
    made = acknowledge(made, device, drawn, at=AT, press=press)
    words = "The client is allergic to penicillin."
    return add_addendum(made, author, words, meaning="I add this.", at=AT + timedelta(days=1), press=press)


def places(pdf: bytes) -> dict[str, tuple[int, QRectF]]:
    """The page of each field, and where it lies: parts of the page, from the top."""
    found = {}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for number, page in enumerate(opened.pages):
            _, _, width, height = (float(each) for each in page.MediaBox)
            for one in page.get("/Annots", []):
                left, bottom, right, top = (float(each) for each in one.Rect)
                place = QRectF(left / width, 1 - top / height, (right - left) / width, (top - bottom) / height)
                found[str(one.T)] = (number, place)
    return found


def pages(document: QPdfDocument) -> list[QImage]:
    drawn = []
    for at in range(document.pageCount()):
        # Where a page paints nothing its picture is transparent, which reads as black.
        page = QImage(document.pagePointSize(at).toSize(), QImage.Format.Format_RGB32)
        page.fill(Qt.GlobalColor.white)
        painter = QPainter(page)
        painter.drawImage(0, 0, document.render(at, page.size()))
        painter.end()
        drawn.append(page)
    return drawn


def ink(shown: list[QImage], place: tuple[int, QRectF]) -> int:
    """Dark points in a place."""
    page, part = shown[place[0]], place[1]
    across = range(round(part.left() * page.width()) + 2, round(part.right() * page.width()) - 2)
    down = range(round(part.top() * page.height()) + 2, round(part.bottom() * page.height()) - 2)
    return sum(page.pixelColor(x, y).lightness() < DARK for x in across for y in down)


def printed(pdf: bytes, path: Path) -> list[QImage]:
    """The pages that come out of the printer, which are pictures and nothing else."""
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setPageMargins(QMarginsF())
    printer.setOutputFileName(str(path))
    print_papers([pdf], printer)
    return opened(path.read_bytes(), path)


def opened(pdf: bytes, path: Path) -> list[QImage]:
    path.write_bytes(pdf)
    document = QPdfDocument()
    document.load(str(path))
    return pages(document)


def test_a_printed_page_carries_signatures_the_clients_drawing_and_addenda(
    qtbot: QtBot, paper: bytes, unsigned: bytes, tmp_path: Path
) -> None:
    where = places(paper)
    out, bare = printed(paper, tmp_path / "out.pdf"), printed(unsigned, tmp_path / "bare.pdf")
    assert {name: ink(bare, where[name]) for name in (*FILLED, *FREE)} == dict.fromkeys((*FILLED, *FREE), 0)
    assert not [name for name in FILLED if ink(out, where[name]) < 40]
    assert {name: ink(out, where[name]) for name in FREE} == dict.fromkeys(FREE, 0)


def test_the_window_shows_them_too(qtbot: QtBot, theme: Theme, paper: bytes, unsigned: bytes) -> None:
    where = places(paper)
    pane = PdfPane(theme, "The chosen document")
    qtbot.addWidget(pane)
    assert pane.show_pdf(to_view(unsigned))
    assert not any(ink(pages(pane.document), where[name]) for name in FILLED)
    assert pane.show_pdf(to_view(paper))
    assert not [name for name in FILLED if ink(pages(pane.document), where[name]) < 40]


def test_the_documents_of_a_chart_and_a_paper_to_co_sign_are_shown_with_them(
    qtbot: QtBot, window: PageWindow, desk: Desk, client: ClientRow
) -> None:
    window.open_chart(client.id, "documents")
    tab = window.page.chart.center.currentWidget()
    assert isinstance(tab, DocumentsTab)
    stored = desk.charts.paper(tab.papers.current())[1]
    author = places(stored)[AUTHOR_FIELD]
    pane = PreviewPane(window, lambda _nobody: stored)
    qtbot.addWidget(pane)
    for viewer in (tab.viewer, pane.viewer):
        assert ink(pages(viewer.document), author) > 40
