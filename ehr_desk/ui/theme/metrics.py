"""Sizes: the type scale, spaces and heights, all multiplied by the text size a person chose."""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST, LARGEST = 90, 150

# name: (font pixels, line pixels, weight)
TYPE: dict[str, tuple[int, int, int]] = {
    "caption": (12, 16, 600),
    "small": (13, 18, 400),
    "body": (14, 20, 400),
    "strong": (14, 20, 600),
    "note": (15, 22, 400),
    "heading": (16, 22, 600),
    "title": (22, 28, 600),
    "client": (18, 26, 400),
}


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes in device-independent pixels at one text size (``scale`` in per cent, 90 to 150)."""

    scale: int = 100

    def px(self, size: float) -> int:
        """A design size at this text size."""
        return max(1, round(size * self.scale / 100))

    def font(self, kind: str) -> int:
        """Font size in pixels of a kind of text."""
        return self.px(TYPE[kind][0])

    def line(self, kind: str) -> int:
        """Line height in pixels of a kind of text."""
        return self.px(TYPE[kind][1])

    @property
    def control(self) -> int:
        """Height of a button or one-line field."""
        return self.px(34)

    @property
    def table_row(self) -> int:
        """Height of a table row."""
        return self.px(40)

    @property
    def list_row(self) -> int:
        """Height of a row with two lines."""
        return self.px(64)


def clamp_scale(scale: int) -> int:
    """The nearest text size that is offered."""
    return min(LARGEST, max(SMALLEST, scale))
