"""A clinic's logo: checked, made small, and without anything of the file it came in but the picture."""

from __future__ import annotations

import base64
import io
import warnings

from PIL import Image, UnidentifiedImageError

from ehr_desk.common.errors import UserError

MOST_BYTES = 2_000_000
MOST_TEXT = 700_000
"""How long the stored text of a logo may be."""
_LEAST_SIDE, _MOST_SIDE = 32, 8000
_FIT = (900, 300)
"""Pixels; on paper at most 130 by 34 points, so about 500 dots an inch."""
_REMEDY = "Choose a PNG, JPEG or SVG file."


def stored_logo(data: bytes) -> str:
    """A PNG or JPEG file as it is kept: base64 of a small PNG. Raises ``UserError`` for what is no such picture."""
    if len(data) > MOST_BYTES:
        raise UserError("This picture is larger than 2 MB.", "Save it smaller, or choose another file.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
                if not all(_LEAST_SIDE <= side <= _MOST_SIDE for side in opened.size):
                    raise UserError("This picture has an unusual size.", "Choose one of 32 to 8000 pixels a side.")
                picture = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning) as error:
        raise UserError("This file is no picture that can be printed.", _REMEDY) from error
    picture.thumbnail(_FIT)
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    text = base64.b64encode(kept.getvalue()).decode("ascii")
    if len(text) > MOST_TEXT:
        raise UserError("This picture has too much detail for a logo.", "Choose a simpler one.")
    return text


def logo_of(text: str) -> bytes:
    """The PNG of a stored logo; nothing where there is none."""
    return base64.b64decode(text) if text else b""
