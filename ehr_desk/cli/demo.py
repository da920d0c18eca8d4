"""``ehr-desk demo`` and ``ehr-desk self-test``: trying the program out without a record of one's own."""

from __future__ import annotations

import argparse
from pathlib import Path

from ehr_desk.cli.asking import Means
from ehr_desk.cli.parsing import Commands


def add(commands: Commands) -> None:
    """Describe the commands."""
    demo = commands.add_parser("demo", help="build a demonstration clinic and do the main job in it")
    demo.add_argument("--to", type=Path, default=Path("demo"), metavar="DIR", help="where to put it (default: ./demo)")
    demo.add_argument("--no-window", action="store_true", help="do not open the window afterwards")
    demo.add_argument("--clients", type=int, default=30, help="how many clients (default: 30)")
    demo.set_defaults(run=_demo)

    test = commands.add_parser("self-test", help="try every part of this installation on a temporary vault")
    test.set_defaults(run=_self_test)


def _demo(options: argparse.Namespace, _means: Means) -> int:
    from ehr_desk.demo.run import run_demo

    return run_demo(options.to, clients=options.clients, window=not options.no_window)


def _self_test(_options: argparse.Namespace, _means: Means) -> int:
    from ehr_desk.demo.self_test import run_self_test

    return run_self_test()
