"""``ehr-desk init``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ehr_desk.cli.answering import OK, say
from ehr_desk.cli.asking import Means, new_passphrase
from ehr_desk.cli.parsing import Commands


def add(commands: Commands) -> None:
    """Describe the command."""
    init = commands.add_parser("init", help="create a vault")
    init.add_argument("folder", type=Path, metavar="DIR")
    init.add_argument("--clinic", required=True, help="the name on your letterhead")
    init.add_argument("--name", required=True, help="your name, as a signature shows it")
    init.add_argument("--login", required=True, help="a short name that finds you at the unlock screen")
    init.add_argument("--credential", default="", help="your credential, for example LPCC-S")
    init.set_defaults(run=_init)


def _init(options: argparse.Namespace, means: Means) -> int:
    from ehr_desk.chart.clinic.rows import ClinicRow
    from ehr_desk.chart.founding import FirstPerson, create, require_free

    folder = options.folder.resolve()  # also for ".", which has no name of its own
    require_free(folder)
    created = create(
        folder,
        ClinicRow(options.clinic),
        FirstPerson(options.login, options.name, options.credential),
        new_passphrase(),
        clock=means.clock,
        ids=means.ids,
        kdf=means.limits(),
    )
    say(
        [
            f"The vault stands in {folder}.",
            "Write down both of these, once, on paper, and keep them in a sealed envelope:",
            f"  Recovery code:              {created.recovery_code}",
            f"  Passphrase of the root key: {created.root_passphrase}",
            f"Move this file to a stick and keep it with the envelope: {created.root_key_file}",
        ]
    )
    return OK
