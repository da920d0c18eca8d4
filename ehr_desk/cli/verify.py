"""``ehr-desk verify``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ehr_desk.cli.answering import answer
from ehr_desk.cli.asking import Means, file_passphrase, read, unlock_desk
from ehr_desk.cli.parsing import Commands
from ehr_desk.common.errors import UserError

if TYPE_CHECKING:
    from ehr_desk.documents.verdict import Verification


def add(commands: Commands) -> None:
    """Describe the command."""
    verify = commands.add_parser("verify", help="say whether a PDF was changed, and who signed it")
    verify.add_argument("file", type=Path, metavar="FILE.pdf")
    trust = verify.add_mutually_exclusive_group()
    trust.add_argument("--root", type=Path, metavar="CERT", help="the clinic's root certificate (.cer)")
    trust.add_argument("--vault", dest="register", type=Path, metavar="DIR", help="the vault to compare with")
    verify.add_argument(
        "--time-root", type=Path, metavar="CERT", help="with --root: the root certificate of the timestamp authority"
    )
    verify.add_argument(
        "--crl",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="with --root: a list of revoked certificates (.crl); may be given more than once",
    )
    verify.add_argument("--login", default="", help="who unlocks the vault")
    verify.add_argument("--json", action="store_true", help="the answer as JSON")
    verify.set_defaults(run=_verify)


def _verify(options: argparse.Namespace, means: Means) -> int:
    from ehr_desk.documents.aside import verify_aside
    from ehr_desk.documents.trusted import Trusted

    pdf = read(options.file)  # of any size: what is too large is said like everything else about it
    folder = options.register or (None if options.root else options.vault)
    if folder is not None:
        desk = unlock_desk(folder, options.login, means)
        try:
            result = _opened(desk.verify_chosen(pdf), lambda words: desk.verify_chosen(pdf, passphrase=words))
        finally:
            desk.lock()
    else:
        trusted = Trusted(
            roots=[_root(options.root)] if options.root else [],
            time_roots=[_root(options.time_root)] if options.time_root else [],
            crls=[_list(each) for each in options.crl],
            now=means.clock.now(),
            zone=means.clock.local().tzinfo,
        )
        result = _opened(verify_aside(pdf, trusted), lambda words: verify_aside(pdf, trusted, words))
    answer(result.to_json() if options.json else result.sentences())
    if folder is None and not options.root:
        print("No signer can be trusted without --root CERT or --vault DIR.", file=sys.stderr)
    return result.exit_code


def _opened(result: Verification, verify: Callable[[str], Verification]) -> Verification:
    """The answer; where the file is under a passphrase it is asked for, once."""
    words = file_passphrase() if result.outcome == "encrypted" else ""
    return verify(words) if words else result


def _root(file: Path) -> bytes:
    from ehr_desk.documents.certificates import facts_of

    content = read(file)
    try:
        facts_of(content)
    except ValueError as error:
        raise UserError(
            f"The file {file} is no certificate.", "Name the clinic's root certificate, clinic-root.cer."
        ) from error
    return content


def _list(file: Path) -> bytes:
    from ehr_desk.documents.revocation import load_list

    content = read(file)
    if load_list(content) is None:
        raise UserError(
            f"The file {file} is no list of revoked certificates.", "Name the clinic's, clinic-revoked.crl."
        )
    return content
