"""Printing a plain text that is kept nowhere."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication


def print_text(text: str) -> None:
    """Print a plain text after asking for the printer."""
    from PySide6.QtGui import QTextDocument
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter()
    if QPrintDialog(printer, QApplication.activeWindow()).exec():
        document = QTextDocument()
        document.setPlainText(text)
        document.print_(printer)
