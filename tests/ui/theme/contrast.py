"""Contrast of two colours after WCAG 2.2 (relative luminance, success criteria 1.4.3 and 1.4.11)."""

from __future__ import annotations


def _linear(channel: int) -> float:
    part = channel / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0 (black) to 1 (white)."""
    text = colour.lstrip("#")
    if len(text) != 6:
        raise ValueError("a colour is written #RRGGBB")
    red, green, blue = (_linear(int(text[at : at + 2], 16)) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 (same) to 21 (black on white); the order does not matter."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
