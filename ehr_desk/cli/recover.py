"""``ehr-desk recover``: a new passphrase for somebody, with the printed recovery code and the clinic's root key."""

from __future__ import annotations

import argparse
from pathlib import Path

from ehr_desk.cli.answering import OK, say
from ehr_desk.cli.asking import Means, new_passphrase, passphrase, read, who
from ehr_desk.cli.parsing import Commands


def add(commands: Commands) -> None:
    """Describe the command."""
    recover = commands.add_parser("recover", help="give somebody a new passphrase with the recovery code")
    recover.add_argument("folder", type=Path, metavar="DIR")
    recover.add_argument("--login", default="", help="who gets the new passphrase")
    recover.add_argument(
        "--root-key", type=Path, required=True, metavar="FILE", help="the clinic's root key, from where it is kept"
    )
    recover.add_argument(
        "--previous-header", action="store_true", help="open with vault.hdr.prev; the audit log names it"
    )
    recover.set_defaults(run=_recover)


def _recover(options: argparse.Namespace, means: Means) -> int:
    from ehr_desk.desk import recover
    from ehr_desk.vault.vault import VaultFile

    file = VaultFile(options.folder, means.limits(), previous=options.previous_header)
    person = who([person for person in file.people if not person.retired], options.login)
    root_key = read(options.root_key)
    code = passphrase("Recovery code: ")
    sitting = recover(
        options.folder, code, clock=means.clock, kdf=means.limits(), previous_header=options.previous_header
    )
    try:
        wanted = new_passphrase()
        root = passphrase("Passphrase of the root key: ").strip()
        sitting.grant(person.staff_id, wanted, root_key=root_key, root_passphrase=root)
    finally:
        sitting.lock()
    say(
        [
            f"{person.display_name} has a new passphrase, and a new key for signing from now on.",
            "What was signed with the old key stays valid; the old passphrase opens nothing any more.",
            "The recovery code signs for nobody; its use stands in the audit log.",
            "Put the code and the root key back into their envelope.",
        ]
    )
    return OK
