"""Letters that people write in more than one way, and marks that they leave out: for looking for names, never for
keeping them."""

from __future__ import annotations

APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u2032\uff07"
HYPHENS = "-\u2010\u2011\u2012\u2013"

PLAIN = str.maketrans(
    {
        **{"\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00f0": "d", "\u00e6": "ae", "\u0153": "oe", "\u00fe": "th"},
        **{"\u0131": "i", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647"},
    }
)
"""Small letters that no decomposition of Unicode makes plain: Latin ones with a stroke, ligatures, the forms of Arabic
yeh, kaf and teh marbuta. For ``str.translate``."""
