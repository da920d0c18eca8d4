"""Printing a stored paper: its pages with all that stands in their fields, on a printer chosen before."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from ehr_desk.chart.disclosures.ledger import NothingLeft
from ehr_desk.common.errors import UserError
from ehr_desk.documents.shown import to_print

_MOST_DPI = 300


def choose_printer(parent: QWidget) -> QPrinter | None:
    """Ask for a printer; None where the person goes back."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    # The spooler shows this name to others: it holds nothing of the record.
    printer.setDocName("Document")
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def print_papers(papers: Iterable[bytes], printer: QPrinter) -> None:
    """Print papers one after the other. Runs on any thread. Raises ``UserError`` where the printer does not take it."""
    painter = QPainter()
    started = False
    for pdf in papers:
        document, keep = _opened(pdf)
        for page in range(document.pageCount()):
            _fit_page(printer, document, page)
            if not started:
                if not painter.begin(printer):
                    raise NothingLeft("The printer did not take the document.", "Look at the printer and try again.")
                started = True
            else:
                printer.newPage()
            _page(painter, printer, document, page)
        document.close()
        keep.close()
    if started and not painter.end():
        raise UserError("Printing was not completed.", "Look at the printer and try again.")


def _opened(pdf: bytes) -> tuple[QPdfDocument, QBuffer]:
    buffer = QBuffer()
    buffer.setData(QByteArray(to_print(pdf)))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    if document.status() != QPdfDocument.Status.Ready:
        raise UserError("The document cannot be read for printing.", "Save it and print it from another program.")
    return document, buffer


def _fit_page(printer: QPrinter, document: QPdfDocument, page: int) -> None:
    size = document.pagePointSize(page)
    landscape = size.width() > size.height()
    upright = size.transposed() if landscape else size
    printer.setPageSize(QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch))
    way = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(way)


def _page(painter: QPainter, printer: QPrinter, document: QPdfDocument, page: int) -> None:
    area: QRect = printer.pageLayout().paintRectPixels(printer.resolution())
    points = document.pagePointSize(page)
    scale = min(area.width() / points.width(), area.height() / points.height())
    target = QRect(0, 0, round(points.width() * scale), round(points.height() * scale))
    dpi = min(_MOST_DPI, printer.resolution())
    image = document.render(page, QSize(round(points.width() * dpi / 72), round(points.height() * dpi / 72)))
    painter.drawImage(target, image)
