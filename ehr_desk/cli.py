"""The ``ehr-desk`` command. Every part is imported when its command runs: the window has to paint first."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ehr_desk import __version__
from ehr_desk.common.errors import UserError

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

OK, FAILED, UNKNOWN = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code."""
    from ehr_desk.vault.hardening import forbid_memory_dumps

    options = _parser().parse_args(arguments)
    forbid_memory_dumps()
    try:
        return int(options.run(options))
    except UserError as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Stopped. Nothing was left half done.", file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ehr-desk", description="The clinical record of an addiction-treatment program."
    )
    parser.add_argument("--version", action="version", version=f"EHR Desk {__version__}")
    parser.add_argument("--vault", type=Path, help="the vault folder to open")
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="commands")

    init = commands.add_parser("init", help="create a vault")
    init.add_argument("folder", type=Path)
    init.add_argument("--clinic", required=True, help="the name on your letterhead")
    init.add_argument("--name", required=True, help="your name, as a signature shows it")
    init.add_argument("--login", required=True, help="a short name that finds you at the unlock screen")
    init.add_argument("--credential", default="", help="your credential, for example LPCC-S")
    init.set_defaults(run=_init)

    demo = commands.add_parser("demo", help="build a demonstration clinic and do the main job in it")
    demo.add_argument("--to", type=Path, default=Path("demo"), help="where to put it (default: ./demo)")
    demo.add_argument("--no-window", action="store_true", help="do not open the window afterwards")
    demo.add_argument("--clients", type=int, default=30, help="how many clients (default: 30)")
    demo.set_defaults(run=_demo)

    test = commands.add_parser("self-test", help="try every part of this installation on a temporary vault")
    test.set_defaults(run=_self_test)

    verify = commands.add_parser("verify", help="say whether a PDF was changed, and who signed it")
    verify.add_argument("file", type=Path)
    trust = verify.add_mutually_exclusive_group()
    trust.add_argument("--root", type=Path, help="the clinic's root certificate (.cer)")
    trust.add_argument("--vault", dest="register", type=Path, help="the vault whose register to compare with")
    verify.add_argument("--login", default="", help="who unlocks the vault")
    verify.add_argument("--json", action="store_true", help="the answer as JSON")
    verify.set_defaults(run=_verify)

    check = commands.add_parser("check", help="check a vault: file, audit log, signatures, replay")
    check.add_argument("folder", type=Path)
    check.add_argument("--login", default="", help="who unlocks the vault")
    check.add_argument("--json", action="store_true", help="the answer as JSON")
    check.set_defaults(run=_check)
    return parser


def _window(options: argparse.Namespace) -> int:
    from ehr_desk.ui.app import run

    return run(options.vault)


def _init(options: argparse.Namespace) -> int:
    from ehr_desk.chart.clinic.rows import ClinicRow
    from ehr_desk.chart.founding import FirstPerson, create
    from ehr_desk.common.clock import SystemClock
    from ehr_desk.common.ids import RandomIds
    from ehr_desk.vault.kdf import KdfLimits

    passphrase = _new_passphrase()
    created = create(
        options.folder,
        ClinicRow(options.clinic),
        FirstPerson(options.login, options.name, options.credential),
        passphrase,
        clock=SystemClock(),
        ids=RandomIds(),
        kdf=KdfLimits(),
    )
    print(f"The vault stands in {options.folder}.")
    print("Write down both of these, once, on paper, and keep them in a sealed envelope:")
    print(f"  Recovery code:             {created.recovery_code}")
    print(f"  Passphrase of the root key: {created.root_passphrase}")
    print(f"Move this file to a stick and keep it with the envelope: {created.root_key_file}")
    return OK


def _demo(options: argparse.Namespace) -> int:
    from ehr_desk.demo.run import run_demo

    return run_demo(options.to, clients=options.clients, window=not options.no_window)


def _self_test(_options: argparse.Namespace) -> int:
    from ehr_desk.demo.self_test import run_self_test

    return run_self_test()


def _verify(options: argparse.Namespace) -> int:
    from ehr_desk.common.clock import SystemClock
    from ehr_desk.documents.verifying import verify

    pdf = _read(options.file)
    if options.register is not None:
        desk = _unlock(options.register, options.login)
        try:
            result = desk.verify(pdf)
        finally:
            desk.lock()
    else:
        roots = [_read(options.root)] if options.root else []
        result = verify(pdf, roots=roots, now=SystemClock().now())
    if options.json:
        print(json.dumps(result.to_json(), indent=2, ensure_ascii=False))
    else:
        print("\n".join(result.sentences()))
    return result.exit_code


def _check(options: argparse.Namespace) -> int:
    desk = _unlock(options.folder, options.login)
    try:
        report = desk.check()
    finally:
        desk.lock()
    print(json.dumps(report.to_json(), indent=2) if options.json else "\n".join(report.sentences()))
    return OK if report.sound else FAILED


def _unlock(folder: Path, login: str) -> Desk:
    from ehr_desk.common.clock import SystemClock
    from ehr_desk.common.ids import RandomIds
    from ehr_desk.desk import unlock
    from ehr_desk.vault.vault import VaultFile

    people = [person for person in VaultFile(folder).people if not person.retired]
    chosen = [person for person in people if not login or person.login.casefold() == login.casefold()]
    if len(chosen) != 1:
        raise UserError("Say who unlocks the vault.", "Add --login with one of the short names: " + _names(people))
    return unlock(folder, chosen[0].staff_id, _passphrase(), clock=SystemClock(), ids=RandomIds())


def _names(people: Sequence[object]) -> str:
    return ", ".join(str(getattr(person, "login", "")) for person in people)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"The file {file} cannot be read.", "Check the name and that you may open it.") from error


def _passphrase(prompt: str = "Passphrase: ") -> str:
    """From the terminal without echo, or the next line of standard input; never from an argument."""
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline().rstrip("\n")


def _new_passphrase() -> str:
    first = _passphrase("New passphrase: ")
    if sys.stdin.isatty() and _passphrase("The same again: ") != first:
        raise UserError("The two passphrases differ.", "Type the same one twice.")
    return first
