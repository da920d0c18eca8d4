"""Running the command the way a person or a script does."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]
"""``run(*arguments, typed=...)``: in this process, with the test clinic's clock and cheap passphrases."""


def ehr_desk(*arguments: str | Path, typed: str = "", environment: dict[str, str] | None = None) -> Ran:
    """The real program in a process of its own, with its real clock and the real cost of a passphrase."""
    done = subprocess.run(
        [sys.executable, "-m", "ehr_desk", *(str(argument) for argument in arguments)],
        input=typed.encode(),
        capture_output=True,
        cwd=REPOSITORY,
        env={**os.environ, **(environment or {})},
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


class Typed(io.StringIO):
    """Standard input that is not a terminal."""

    def isatty(self) -> bool:
        return False
