"""``ehr-desk recover``: with the printed recovery code every chart to read, with the clinic's root key too a new
passphrase for somebody."""

from __future__ import annotations

import argparse
from pathlib import Path

from ehr_desk.cli.answering import FAILED, OK, say
from ehr_desk.cli.asking import Means, new_passphrase, passphrase, read, who
from ehr_desk.cli.parsing import Commands
from ehr_desk.common.errors import UserError


def add(commands: Commands) -> None:
    """Describe the command."""
    recover = commands.add_parser("recover", help="give somebody a new passphrase with the recovery code, or only read")
    recover.add_argument("folder", type=Path, metavar="DIR")
    recover.add_argument("--login", default="", help="who gets the new passphrase")
    recover.add_argument("--root-key", type=Path, metavar="FILE", help="the clinic's root key, from where it is kept")
    recover.add_argument(
        "--read", type=Path, metavar="NEW", help="write every chart into this new folder; needs the code alone"
    )
    recover.add_argument(
        "--previous-header", action="store_true", help="open with vault.hdr.prev; the audit log names it"
    )
    recover.set_defaults(run=_recover)


def _recover(options: argparse.Namespace, means: Means) -> int:
    from ehr_desk.desk import recover
    from ehr_desk.vault.vault import VaultFile

    if options.read is not None:
        return _read(options, means)
    if options.root_key is None:
        raise UserError(
            "A new passphrase needs the clinic's root key file too.",
            "Add --root-key with that file. To read the record with the code alone, add --read with a new folder.",
        )
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


def _read(options: argparse.Namespace, means: Means) -> int:
    from ehr_desk.desk import recover, write_out

    code = passphrase("Recovery code: ")
    sitting = recover(
        options.folder, code, clock=means.clock, kdf=means.limits(), previous_header=options.previous_header
    )
    try:
        written = write_out(sitting, options.read, clock=means.clock, ids=means.ids)
    finally:
        sitting.lock()
    say(written.sentences())
    return FAILED if written.failed else OK
