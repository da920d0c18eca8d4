"""What a command says, and the exit codes."""

from __future__ import annotations

import json
import sys
import traceback
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ehr_desk.common.errors import OurError, UserError

OK, FAILED, NOT_UNDERSTOOD, OUR_MISTAKE, INTERRUPTED, BROKEN_PIPE = 0, 1, 64, 70, 130, 141
"""Exit codes besides those of a verification (``Verification.exit_code``).

64 and 70 are those of sysexits.h; 130 and 141 are what a shell says of a program ended by SIGINT or SIGPIPE.
"""

_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def answer(answer: dict[str, Any] | Iterable[str]) -> None:
    """Print an answer: a dictionary as JSON, lines as lines."""
    if isinstance(answer, dict):
        print(json.dumps(answer, indent=2))
    else:
        say(answer)


def say(lines: Iterable[str]) -> None:
    """Print lines. A name in a foreign file could hold line breaks or terminal codes and forge a line of ours."""
    for line in lines:
        print("".join("\N{REPLACEMENT CHARACTER}" if _steers(character) else character for character in line))


def _steers(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _DIRECTION_MARKS


def refused(error: UserError, *, as_json: bool) -> int:
    """Say what was refused and what to do. Returns the exit code."""
    print(error, file=sys.stderr)
    if as_json:
        answer({"exit_code": FAILED, "error": error.message, "remedy": error.remedy})
    return FAILED


def our_mistake(error: Exception) -> str:
    """Where it happened and of which kind, without the exception's own text unless that text is ours."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "ehr_desk" in frame.filename]
    where = f"{frames[-1].name}, line {frames[-1].lineno} of {Path(frames[-1].filename).name}" if frames else "?"
    what = f"{type(error).__name__}: {error}" if isinstance(error, OurError) else type(error).__name__
    return f"This is a mistake of EHR Desk, not yours ({what}; {where}). Please report this line."
