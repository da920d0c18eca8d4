"""The parser of the command line."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from ehr_desk.cli.answering import NOT_UNDERSTOOD

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]
else:
    Commands = argparse._SubParsersAction
"""Where a group adds its commands."""


class Parser(argparse.ArgumentParser):
    """Takes no shortened options, and never exits with 2: that would say "signer unknown"."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(NOT_UNDERSTOOD, f"{self.prog}: {message}\n")
