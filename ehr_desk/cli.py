"""The ``ehr-desk`` command. Every part is imported when its command runs: the window has to paint first.

What the commands answer, and their exit codes, is a promise to scripts: docs/command-line.md says it in full.
"""

from __future__ import annotations

import argparse
import getpass
import io
import json
import sys
import traceback
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ehr_desk import __version__
from ehr_desk.common.clock import Clock, SystemClock
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.common.ids import Ids, RandomIds

if TYPE_CHECKING:
    from ehr_desk.desk import Desk
    from ehr_desk.vault.identity import PersonEntry
    from ehr_desk.vault.kdf import KdfLimits

OK, FAILED, NOT_UNDERSTOOD, OUR_MISTAKE, INTERRUPTED = 0, 1, 64, 70, 130
"""Exit codes besides those of a verification (``Verification.exit_code``); 64 and 70 are those of sysexits.h."""

_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Means:
    """What the commands work with; ``kdf`` is the vault's own unless given."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=RandomIds)
    kdf: KdfLimits | None = None

    def limits(self) -> KdfLimits:
        """What a passphrase costs."""
        from ehr_desk.vault.kdf import KdfLimits

        return self.kdf or KdfLimits()


def main(arguments: Sequence[str] | None = None, means: Means | None = None) -> int:
    """Run the command. Returns the exit code."""
    from ehr_desk.vault.hardening import forbid_memory_dumps

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name the terminal cannot show must not stop the answer
    options = _options(arguments)
    forbid_memory_dumps()
    try:
        return int(options.run(options, means or Means()))
    except UserError as error:
        return _refused(error, as_json=getattr(options, "json", False))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # The last line of defence: an exception's own text may hold a value of the record.
        print(_our_mistake(error), file=sys.stderr)
        return OUR_MISTAKE


class _Parser(argparse.ArgumentParser):
    """Takes no shortened options, and never exits with 2: that would say "signer unknown"."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(NOT_UNDERSTOOD, f"{self.prog}: {message}\n")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        # What stands there may be a passphrase: it is not shown again.
        names = [word.split("=")[0] for word in unknown if word.startswith("-")]
        parser.error(
            f"there is no such argument{': ' + ', '.join(names) if names else ''}. "
            "Passphrases are typed when asked for or sent to standard input, never given as arguments."
        )
    return options


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ehr-desk", description="The clinical record of an addiction-treatment program.")
    parser.add_argument("--version", action="version", version=f"EHR Desk {__version__}")
    parser.add_argument("--vault", type=Path, metavar="DIR", help="the vault folder to open")
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="commands")

    init = commands.add_parser("init", help="create a vault")
    init.add_argument("folder", type=Path, metavar="DIR")
    init.add_argument("--clinic", required=True, help="the name on your letterhead")
    init.add_argument("--name", required=True, help="your name, as a signature shows it")
    init.add_argument("--login", required=True, help="a short name that finds you at the unlock screen")
    init.add_argument("--credential", default="", help="your credential, for example LPCC-S")
    init.set_defaults(run=_init)

    demo = commands.add_parser("demo", help="build a demonstration clinic and do the main job in it")
    demo.add_argument("--to", type=Path, default=Path("demo"), metavar="DIR", help="where to put it (default: ./demo)")
    demo.add_argument("--no-window", action="store_true", help="do not open the window afterwards")
    demo.add_argument("--clients", type=int, default=30, help="how many clients (default: 30)")
    demo.set_defaults(run=_demo)

    test = commands.add_parser("self-test", help="try every part of this installation on a temporary vault")
    test.set_defaults(run=_self_test)

    verify = commands.add_parser("verify", help="say whether a PDF was changed, and who signed it")
    verify.add_argument("file", type=Path, metavar="FILE.pdf")
    trust = verify.add_mutually_exclusive_group()
    trust.add_argument("--root", type=Path, metavar="CERT", help="the clinic's root certificate (.cer)")
    trust.add_argument("--vault", dest="register", type=Path, metavar="DIR", help="the vault to compare with")
    verify.add_argument("--login", default="", help="who unlocks the vault")
    verify.add_argument("--json", action="store_true", help="the answer as JSON")
    verify.set_defaults(run=_verify)

    check = commands.add_parser("check", help="check a vault: file, audit log, signatures, replay")
    check.add_argument("folder", type=Path, metavar="DIR")
    check.add_argument("--login", default="", help="who unlocks the vault")
    check.add_argument("--json", action="store_true", help="the answer as JSON")
    check.set_defaults(run=_check)
    return parser


def _window(options: argparse.Namespace, _means: Means) -> int:
    from ehr_desk.ui.start import run

    return run(options.vault)


def _init(options: argparse.Namespace, means: Means) -> int:
    from ehr_desk.chart.clinic.rows import ClinicRow
    from ehr_desk.chart.founding import FirstPerson, create, require_free

    folder = options.folder.resolve()  # also for ".", which has no name of its own
    require_free(folder)
    created = create(
        folder,
        ClinicRow(options.clinic),
        FirstPerson(options.login, options.name, options.credential),
        _new_passphrase(),
        clock=means.clock,
        ids=means.ids,
        kdf=means.limits(),
    )
    _say(
        [
            f"The vault stands in {folder}.",
            "Write down both of these, once, on paper, and keep them in a sealed envelope:",
            f"  Recovery code:              {created.recovery_code}",
            f"  Passphrase of the root key: {created.root_passphrase}",
            f"Move this file to a stick and keep it with the envelope: {created.root_key_file}",
        ]
    )
    return OK


def _demo(options: argparse.Namespace, _means: Means) -> int:
    from ehr_desk.demo.run import run_demo

    return run_demo(options.to, clients=options.clients, window=not options.no_window)


def _self_test(_options: argparse.Namespace, _means: Means) -> int:
    from ehr_desk.demo.self_test import run_self_test

    return run_self_test()


def _verify(options: argparse.Namespace, means: Means) -> int:
    from ehr_desk.documents.verifying import verify

    pdf = _read(options.file)
    folder = options.register or (None if options.root else options.vault)
    if folder is not None:
        desk = _unlock(folder, options.login, means)
        try:
            result = desk.verify(pdf)
        finally:
            desk.lock()
    else:
        roots = [_root(options.root)] if options.root else []
        result = verify(pdf, roots=roots, now=means.clock.now())
    _answer(result.to_json() if options.json else result.sentences())
    if folder is None and not options.root:
        print("No signer can be trusted without --root CERT or --vault DIR.", file=sys.stderr)
    return result.exit_code


def _check(options: argparse.Namespace, means: Means) -> int:
    desk = _unlock(options.folder, options.login, means)
    try:
        report = desk.check()
    finally:
        desk.lock()
    _answer(report.to_json() if options.json else report.sentences())
    return OK if report.sound else FAILED


def _unlock(folder: Path, login: str, means: Means) -> Desk:
    from ehr_desk.desk import unlock
    from ehr_desk.vault.vault import VaultFile

    people = [person for person in VaultFile(folder, means.limits()).people if not person.retired]
    person = _who(people, login)
    return unlock(
        folder, person.staff_id, _passphrase("Passphrase: "), clock=means.clock, ids=means.ids, kdf=means.limits()
    )


def _who(people: Sequence[PersonEntry], login: str) -> PersonEntry:
    names = ", ".join(person.login for person in people)
    wanted = login.strip().casefold()
    found = [person for person in people if not wanted or person.login.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    what = "Nobody in this vault has that short name." if wanted else "More than one person may unlock this vault."
    raise UserError(what, f"Add --login with one of: {names}.")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"The file {file} cannot be read.", "Check the name and that you may open it.") from error


def _root(file: Path) -> bytes:
    from ehr_desk.documents.certificates import facts_of

    content = _read(file)
    try:
        facts_of(content)
    except ValueError as error:
        raise UserError(
            f"The file {file} is no certificate.", "Name the clinic's root certificate, clinic-root.cer."
        ) from error
    return content


def _passphrase(prompt: str) -> str:
    """From the terminal without echo, or the next line of standard input; never from an argument."""
    try:
        if sys.stdin.isatty():
            words = getpass.getpass(prompt)
        else:
            line = sys.stdin.readline()
            if not line:
                raise EOFError
            words = line.rstrip("\r\n")
        words.encode()
    except EOFError:
        raise UserError(
            "No passphrase was given.", "Type it when asked, or send it to standard input as one line."
        ) from None
    except UnicodeError:
        raise UserError("The passphrase could not be read.", "Send it in the character set UTF-8.") from None
    return words


def _new_passphrase() -> str:
    first = _passphrase("New passphrase: ")
    if sys.stdin.isatty() and _passphrase("The same again: ") != first:
        raise UserError("The two passphrases differ.", "Type the same one twice.")
    return first


def _answer(answer: dict[str, Any] | Iterable[str]) -> None:
    if isinstance(answer, dict):
        print(json.dumps(answer, indent=2))
    else:
        _say(answer)


def _say(lines: Iterable[str]) -> None:
    """Print lines. A name in a foreign file could hold line breaks or terminal codes and forge a line of ours."""
    for line in lines:
        print("".join("\N{REPLACEMENT CHARACTER}" if _steers(character) else character for character in line))


def _steers(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _DIRECTION_MARKS


def _refused(error: UserError, *, as_json: bool) -> int:
    print(error, file=sys.stderr)
    if as_json:
        _answer({"exit_code": FAILED, "error": error.message, "remedy": error.remedy})
    return FAILED


def _our_mistake(error: Exception) -> str:
    """Where it happened and of which kind, without the exception's own text unless that text is ours."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "ehr_desk" in frame.filename]
    where = f"{frames[-1].name}, line {frames[-1].lineno} of {Path(frames[-1].filename).name}" if frames else "?"
    what = f"{type(error).__name__}: {error}" if isinstance(error, OurError) else type(error).__name__
    return f"This is a mistake of EHR Desk, not yours ({what}; {where}). Please report this line."
