"""Running one command: understand it, do it, and turn whatever goes wrong into words and an exit code."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ehr_desk import __version__
from ehr_desk.cli import backups, check, demo, init, recover, root, verify
from ehr_desk.cli.answering import BROKEN_PIPE, INTERRUPTED, OUR_MISTAKE, our_mistake, refused
from ehr_desk.cli.asking import Means, of_this_computer
from ehr_desk.cli.parsing import Parser
from ehr_desk.common.errors import UserError

GROUPS = (init, demo, verify, root, check, backups, recover)
"""The groups of commands, in the order in which the help names them."""


def main(arguments: Sequence[str] | None = None, means: Means | None = None) -> int:
    """Run the command. Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name the terminal cannot show must not stop the answer
    try:
        try:
            return _run(arguments, means or of_this_computer())
        finally:
            if sys.stdout is not None:  # a program without a console has none
                sys.stdout.flush()  # here, where a reader that has gone (``| head``) can still be told from a mistake
    except BrokenPipeError:
        # What is still in the buffer would raise once more when the interpreter closes the stream.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        return BROKEN_PIPE


def _run(arguments: Sequence[str] | None, means: Means) -> int:
    from ehr_desk.vault.hardening import forbid_memory_dumps

    options = _options(arguments)
    forbid_memory_dumps()
    try:
        return int(options.run(options, means))
    except UserError as error:
        return refused(error, as_json=getattr(options, "json", False))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:  # The last line of defence: an exception's own text may hold a value of the record.
        print(our_mistake(error), file=sys.stderr)
        return OUR_MISTAKE


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    known = parser()
    options, unknown = known.parse_known_args(arguments)
    if unknown:
        # What stands there may be a passphrase: it is not shown again.
        names = [word.split("=")[0] for word in unknown if word.startswith("-")]
        known.error(
            f"there is no such argument{': ' + ', '.join(names) if names else ''}. "
            "Passphrases are typed when asked for or sent to standard input, never given as arguments."
        )
    return options


def parser() -> Parser:
    """The whole command line."""
    parser = Parser(prog="ehr-desk", description="The clinical record of an addiction-treatment program.")
    parser.add_argument("--version", action="version", version=f"EHR Desk {__version__}")
    parser.add_argument("--vault", type=Path, metavar="DIR", help="the vault folder to open")
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="commands")
    for group in GROUPS:
        group.add(commands)
    return parser


def _window(options: argparse.Namespace, _means: Means) -> int:
    from ehr_desk.ui.start import run

    return run(options.vault)
