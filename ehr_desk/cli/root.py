"""``ehr-desk root``: what recipients of papers check signatures with."""

from __future__ import annotations

import argparse
from pathlib import Path

from ehr_desk.cli.answering import OK, answer
from ehr_desk.cli.asking import Means, unlock_desk
from ehr_desk.cli.parsing import Commands


def add(commands: Commands) -> None:
    """Describe the command."""
    root = commands.add_parser("root", help="write the root certificate and the lists of revoked certificates")
    root.add_argument("folder", type=Path, metavar="DIR")
    root.add_argument("to", type=Path, metavar="FOLDER", help="an existing folder")
    root.add_argument("--login", default="", help="who unlocks the vault")
    root.set_defaults(run=_root)


def _root(options: argparse.Namespace, means: Means) -> int:
    desk = unlock_desk(options.folder, options.login, means)
    try:
        files = desk.own_keys.export_root(options.to)
    finally:
        desk.lock()
    answer([str(file) for file in files])
    return OK
