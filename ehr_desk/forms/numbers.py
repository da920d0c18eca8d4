"""Decimal numbers as canonical text: the same number is always the same characters."""

from __future__ import annotations

import re
from decimal import Decimal

MAX_DIGITS = 15
"""So many digits pass unharmed through any reader of JSON numbers."""

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def decimal_text(text: str) -> str | None:
    """``"0.50"`` as ``"0.5"``, ``"+3."`` as ``"3"``; ``None`` if it is no plain decimal of at most 15 digits.

    No exponent, no thousands sign, and a point, never a comma: ``1,000`` may mean one or a thousand.
    """
    text = text.strip()
    if len(text) > 60 or not _DECIMAL.fullmatch(text):
        return None
    sign = "-" if text.startswith("-") else ""
    whole, _, part = text.lstrip("+-").partition(".")
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    if len(whole) + len(part) > MAX_DIGITS:
        return None
    plain = f"{whole}.{part}" if part else whole
    return plain if plain == "0" else sign + plain


def number_of(value: object) -> Decimal | None:
    """The number that a stored answer is, ``None`` for everything that is not a number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, str):
        plain = decimal_text(value)
        return None if plain is None else Decimal(plain)
    return None
