"""Colours, sizes and distances of everything printed. Lengths are points (1/72 inch)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Weight = Literal["regular", "italic", "semibold", "bold"]
Align = Literal["left", "right", "center"]
Colour = tuple[float, float, float]


def rgb(code: str) -> Colour:
    """``#0F5C6E`` as three parts of one, rounded so that the printed operators are short and always the same."""
    return (
        round(int(code[1:3], 16) / 255, 4),
        round(int(code[3:5], 16) / 255, 4),
        round(int(code[5:7], 16) / 255, 4),
    )


ACCENT = rgb("#0F5C6E")
TEXT = rgb("#1B2430")
QUIET = rgb("#5B6775")
RULE = rgb("#3F4A57")
HAIRLINE = rgb("#D5DBE1")
TINT = rgb("#F3F6F8")
WHITE = rgb("#FFFFFF")
AMBER = rgb("#8A5200")
AMBER_TINT = rgb("#FFF6E5")
DANGER = rgb("#A8221A")
DANGER_TINT = rgb("#FDF0EE")

SERIES = (rgb("#0F5C6E"), rgb("#B2533E"), rgb("#6B4FA0"), rgb("#2C6E49"), rgb("#8A5200"), rgb("#1A5796"))
BANDS = (rgb("#EEF5F1"), rgb("#F6F4EA"), rgb("#FAF0E3"), rgb("#F9E7E1"), rgb("#F3DAD5"))
"""Grounds of a measure's bands from least to most severe."""


@dataclass(frozen=True)
class Type:
    """One way of setting text."""

    size: float
    leading: float
    weight: Weight = "regular"
    colour: Colour = TEXT


TITLE = Type(20.5, 24, "semibold")
SUBTITLE = Type(10, 13.5, "regular", QUIET)
ENTRY_HEADING = Type(14.5, 18, "semibold", TEXT)
HEADING = Type(12, 15, "semibold", ACCENT)
SUBHEADING = Type(10, 13, "semibold", TEXT)
MINOR_HEADING = Type(9.2, 12, "semibold", ACCENT)
BODY = Type(9.6, 12.8)
SMALL = Type(7.8, 10.2, "regular", QUIET)
LABEL = Type(7.2, 9.4, "regular", QUIET)
VALUE = Type(9.4, 12.2, "semibold")
TILE = Type(15.5, 19, "semibold", ACCENT)
CELL = Type(8.8, 11.4)
CELL_HEAD = Type(7.2, 9.4, "semibold", QUIET)
NOTICE = Type(7.5, 9.3)
FOOTER = Type(7.2, 9.6, "regular", QUIET)
HEADER = Type(8.4, 11)

WIDE = "\u00a0" * 4
"""The distance between two things in one line; Source Sans has no em space, and one would bring in another font."""

MARGIN = 50.0
PAGE_SIZES = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
TOP_FIRST = 34.0
TOP_LATER = 56.0
BOTTOM = 56.0
RADIUS = 5.0
"""Corner of panels and signature areas."""


SIGNATURE = 53.0
"""Height of the place of a signature."""

LARGE = 1.875
"""Large print: everything so many times as large, running text then 18 points (9.6 points times this)."""
_LARGE_MARGIN = 26.0


@dataclass(frozen=True)
class Sheet:
    """A page as it is laid out. ``scale``: how many times as large it is printed."""

    width: float
    height: float
    margin: float
    scale: float

    @property
    def text_width(self) -> float:
        """The width of the text column."""
        return self.width - 2 * self.margin


def sheet_of(page: str, *, large: bool = False) -> Sheet:
    """The sheet of a page size: large print is laid out on a smaller sheet and enlarged to the page."""
    width, height = PAGE_SIZES[page]
    return Sheet(width / LARGE, height / LARGE, _LARGE_MARGIN, LARGE) if large else Sheet(width, height, MARGIN, 1.0)
