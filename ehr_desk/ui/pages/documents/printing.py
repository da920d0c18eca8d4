"""Printing a stored paper: its pages with all that stands in their fields, on a printer chosen before."""

from __future__ import annotations

from collections.abc import Iterable
from io import SEEK_END
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from ehr_desk.chart.disclosures.ledger import NothingLeft
from ehr_desk.common.errors import UserError
from ehr_desk.documents.shown import SAVE_IT, UNREADABLE, to_print

_MOST_DPI = 300
_BROKEN = frozenset({QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted})
_END = 1024
"""The end of a PDF stands within its last kilobyte."""


def choose_printer(parent: QWidget) -> QPrinter | None:
    """Ask for a printer; None where the person goes back."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    # The spooler shows this name to others: it holds nothing of the record.
    printer.setDocName("Document")
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def print_papers(papers: Iterable[bytes], printer: QPrinter) -> None:
    """Print papers one after the other. Runs on any thread. Raises ``NothingLeft`` where no page went out, another
    ``UserError`` where it did not take all of them: as far as Qt and the file on the disk can tell."""
    opened = [_opened(pdf) for pdf in papers]
    painter = QPainter()
    try:
        for document, _kept in opened:
            for page in range(document.pageCount()):
                _print_page(painter, printer, document, page)
    except Exception:
        if painter.isActive():
            printer.abort()
            painter.end()
        raise
    if not painter.end() or printer.printerState() in _BROKEN or not _is_whole(printer):
        raise _not_completed()


def _not_completed() -> UserError:
    return UserError(
        "Printing was not completed.", "Look at what came out, at the printer and its disk, and try again."
    )


def _opened(pdf: bytes) -> tuple[QPdfDocument, QBuffer]:
    try:
        shown = to_print(pdf)
    except UserError as error:
        raise NothingLeft(error.message, error.remedy) from error
    buffer = QBuffer()
    buffer.setData(QByteArray(shown))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    if document.status() != QPdfDocument.Status.Ready or not document.pageCount():
        raise NothingLeft(UNREADABLE, SAVE_IT)
    return document, buffer


def _is_whole(printer: QPrinter) -> bool:
    """Whether a print into a file has its end: of the last page Qt does not tell that a full disk did not take it."""
    file = Path(printer.outputFileName())
    if printer.outputFormat() != QPrinter.OutputFormat.PdfFormat or not file.is_file():
        return True
    with file.open("rb") as held:
        held.seek(-min(file.stat().st_size, _END), SEEK_END)
        return b"%%EOF" in held.read()


def _print_page(painter: QPainter, printer: QPrinter, document: QPdfDocument, page: int) -> None:
    points = document.pagePointSize(page)
    dpi = min(_MOST_DPI, printer.resolution())
    image = document.render(page, QSize(round(points.width() * dpi / 72), round(points.height() * dpi / 72)))
    started = painter.isActive()
    if image.isNull():  # it would be drawn as nothing
        raise _not_completed() if started else NothingLeft(UNREADABLE, SAVE_IT)
    _fit_page(printer, points)
    if not started and not painter.begin(printer):
        raise NothingLeft("The printer did not take the document.", "Look at the printer and try again.")
    if started and not printer.newPage():
        raise _not_completed()
    painter.drawImage(_target(printer, points), image)
    if printer.printerState() in _BROKEN:
        raise _not_completed()


def _fit_page(printer: QPrinter, points: QSizeF) -> None:
    landscape = points.width() > points.height()
    upright = points.transposed() if landscape else points
    printer.setPageSize(QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch))
    way = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(way)


def _target(printer: QPrinter, points: QSizeF) -> QRect:
    area: QRect = printer.pageLayout().paintRectPixels(printer.resolution())
    scale = min(area.width() / points.width(), area.height() / points.height())
    return QRect(0, 0, round(points.width() * scale), round(points.height() * scale))
