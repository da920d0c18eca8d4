"""Asking the system for a file; tests answer themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

ChooseFile = Callable[[str], Path | None]
"""Answers the file a person chose, or None."""

NameFile = Callable[[str, str], Path | None]
"""The same for a new file; the second text is the name to begin with."""


def choose_file(title: str) -> Path | None:
    """Ask the person for a file that is there."""
    chosen, _kind = QFileDialog.getOpenFileName(QApplication.activeWindow(), title)
    return Path(chosen) if chosen else None


def name_file(title: str, suggested: str) -> Path | None:
    """Ask the person where a new file goes."""
    chosen, _kind = QFileDialog.getSaveFileName(QApplication.activeWindow(), title, suggested)
    return Path(chosen) if chosen else None
