"""The screen font, and the number setting used on dose, code and id columns."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QWidget

FAMILY = "Inter"
_FILES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf")
# Tabular figures, slashed zero and the unambiguous letters of Inter. Never set on running text:
# tnum also widens the hyphen.
_NUMBER_FEATURES = ("tnum", "zero", "ss02")


def load_fonts(folder: Path) -> tuple[str, ...]:
    """Load the fonts that come with the program: Inter, and Noto for other scripts, so that no name shows as boxes.

    Returns the families found (empty if the files are missing). Loading all of them takes about 2 ms.
    """
    families: list[str] = []
    for path in (*(folder / name for name in _FILES), *sorted(folder.glob("Noto*.ttf"))):
        if path.is_file():
            number = QFontDatabase.addApplicationFont(str(path))
            families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def number_font(base: QFont) -> QFont:
    """A copy of a font with figures of equal width and a slashed zero."""
    font = QFont(base)
    for feature in _NUMBER_FEATURES:
        font.setFeature(QFont.Tag(feature), 1)
    return font


def use_numbers(widget: QWidget) -> None:
    """Show the figures of a widget at equal width (dose, code and id fields only)."""
    widget.setFont(number_font(widget.font()))
