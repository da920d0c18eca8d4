"""What a command says, and the exit codes."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ehr_desk.common.errors import OurError, UserError
from ehr_desk.common.lines import on_one_line

OK, FAILED, NOT_UNDERSTOOD, OUR_MISTAKE, INTERRUPTED, BROKEN_PIPE = 0, 1, 64, 70, 130, 141
"""Exit codes besides those of a verification (``Verification.exit_code``).

64 and 70 are those of sysexits.h; 130 and 141 are what a shell says of a program ended by SIGINT or SIGPIPE.
"""


def answer(answer: dict[str, Any] | Iterable[str]) -> None:
    """Print an answer: a dictionary as JSON, lines as lines."""
    if isinstance(answer, dict):
        print(json.dumps(answer, indent=2))
    else:
        say(answer)


def say(lines: Iterable[str]) -> None:
    """Print lines, each as one."""
    for line in lines:
        print(on_one_line(line))


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
