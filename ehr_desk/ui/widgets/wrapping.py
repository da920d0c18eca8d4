"""Words of any length in a narrow place."""

from __future__ import annotations

import re

_LONG = re.compile(r"\S{31,}")
_STEP = 24
_MAY_BREAK = "\N{ZERO WIDTH SPACE}"


def breakable(text: str) -> str:
    """The text with places where a very long word may go on on the next line; nothing else is different. Only for
    what is shown, never for what is kept."""
    return _LONG.sub(lambda found: _MAY_BREAK.join(re.findall(rf".{{1,{_STEP}}}", found[0])), text)
