"""The ``ehr-desk`` command. Every part is imported when its command runs: the window has to paint first.

One module for each group of commands, with an ``add`` that describes it to the parser (``running.GROUPS`` names them);
what all of them share is in ``answering`` and ``asking``. What the commands answer, and their exit codes, is a promise
to scripts: docs/command-line.md says it in full.
"""

from __future__ import annotations

from ehr_desk.cli.answering import BROKEN_PIPE, FAILED, INTERRUPTED, NOT_UNDERSTOOD, OK, OUR_MISTAKE
from ehr_desk.cli.asking import Means
from ehr_desk.cli.running import main, parser

__all__ = ["BROKEN_PIPE", "FAILED", "INTERRUPTED", "NOT_UNDERSTOOD", "OK", "OUR_MISTAKE", "Means", "main", "parser"]
