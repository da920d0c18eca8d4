"""Typed text as it is kept: the same text is always the same characters, and nothing invisible breaks a page."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = str.maketrans({"\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n"})
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""The categories Cc and Cs without newline and tab. Unicode adds no character to either (stability policy)."""
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def plain_text(text: str) -> str:
    """NFC, line ends as newlines, no control characters but newline and tab, no white space at line ends.

    Emoji and the marks that steer right-to-left text stay. Applying it twice changes nothing more.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)
    text = unicodedata.normalize("NFC", _CONTROLS.sub("", text))
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip()


def one_line(text: str) -> str:
    """:func:`plain_text` on one line, without white space around it."""
    return " ".join(plain_text(text).split("\n")).replace("\t", " ").strip()


def is_blank(text: str) -> bool:
    """Whether there is nothing to see: white space and direction marks alone are no answer."""
    return all(unicodedata.category(char) in _UNSEEN for char in text)
