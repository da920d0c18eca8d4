"""``ehr-desk check``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ehr_desk.cli.answering import FAILED, OK, answer
from ehr_desk.cli.asking import Means, tell_room, unlock_desk
from ehr_desk.cli.parsing import Commands


def add(commands: Commands) -> None:
    """Describe the command."""
    check = commands.add_parser("check", help="check a vault: file, audit log, signatures, replay")
    check.add_argument("folder", type=Path, metavar="DIR")
    check.add_argument("--login", default="", help="who unlocks the vault")
    check.add_argument("--json", action="store_true", help="the answer as JSON")
    check.add_argument(
        "--previous-header", action="store_true", help="open with vault.hdr.prev; the audit log names it"
    )
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace, means: Means) -> int:
    desk = unlock_desk(options.folder, options.login, means, previous_header=options.previous_header)
    try:
        report = desk.check()
    finally:
        desk.lock()
    tell_room(options.folder)
    answer(report.to_json() if options.json else report.sentences())
    return OK if report.sound else FAILED
