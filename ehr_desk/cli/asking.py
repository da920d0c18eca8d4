"""What the commands work with and ask for: clock, ids, who unlocks, passphrases, files."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ehr_desk.common.clock import Clock, SystemClock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids, RandomIds
from ehr_desk.documents.bounds import LARGEST

if TYPE_CHECKING:
    from ehr_desk.desk import Desk
    from ehr_desk.vault.factors import Factor
    from ehr_desk.vault.identity import PersonEntry
    from ehr_desk.vault.kdf import KdfLimits
    from ehr_desk.vault.witness import Witnesses


@dataclass(frozen=True)
class Means:
    """What the commands work with; ``kdf`` is the vault's own unless given. ``witnesses`` gives what this computer
    remembers of vaults; without it nothing is remembered."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=RandomIds)
    kdf: KdfLimits | None = None
    witnesses: Callable[[], Witnesses] | None = None

    def limits(self) -> KdfLimits:
        """What a passphrase costs."""
        from ehr_desk.vault.kdf import KdfLimits

        return self.kdf or KdfLimits()


def of_this_computer() -> Means:
    """What the commands work with when a person runs them."""

    def witnesses() -> Witnesses:
        from ehr_desk.vault.witness import default_witnesses

        return default_witnesses()

    return Means(witnesses=witnesses)


def unlock_desk(folder: Path, login: str, means: Means, *, previous_header: bool = False) -> Desk:
    """Unlock a vault with the passphrase of ``login`` (not needed where one person alone has a slot).
    ``previous_header`` opens with the copy of the key file."""
    from ehr_desk.desk import unlock
    from ehr_desk.vault.vault import VaultFile

    file = VaultFile(folder, means.limits(), previous=previous_header)
    person = who([person for person in file.people if not person.retired], login)
    desk = unlock(
        folder,
        person.staff_id,
        passphrase("Passphrase: "),
        clock=means.clock,
        ids=means.ids,
        kdf=means.limits(),
        previous_header=previous_header,
        factors=second_secrets(file.needs(person.staff_id)),
        witnesses=means.witnesses() if means.witnesses else None,
    )
    if desk.sitting.behind is not None:
        print(f"{desk.sitting.behind.sentence()} The audit log notes it.", file=sys.stderr)
    return desk


def tell_room(folder: Path) -> None:
    """Say on standard error where the record's disk fills up, as the window does at its foot."""
    from ehr_desk.vault.ballast import Ballast, DiskRoom

    now = Ballast(folder).room()
    room = DiskRoom(now.free, now.database)  # whether a reserve was given up, only the window knows
    if room.low:
        print(room.sentence(), file=sys.stderr)


def second_secrets(needs: Sequence[str]) -> list[Factor]:
    """The second secrets that a person needs: the file of a key stick is asked for, a security key has to be there."""
    from ehr_desk.vault.factors import KEY_STICK, SECURITY_KEY
    from ehr_desk.vault.key_stick import KeyStick
    from ehr_desk.vault.security_key import SecurityKey

    found: list[Factor] = []
    if KEY_STICK in needs:
        found.append(KeyStick(Path(_line("File on the key stick: "))))
    if SECURITY_KEY in needs:
        print("Touch your security key when it blinks.", file=sys.stderr)
        found.append(SecurityKey())
    return found


def _line(prompt: str) -> str:
    """A line that is no secret, from the terminal or standard input."""
    if sys.stdin.isatty():
        print(prompt, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().rstrip("\r\n")


def who(people: Sequence[PersonEntry], login: str) -> PersonEntry:
    """The person with a short name; where there is one person only it need not be given."""
    names = ", ".join(person.login for person in people)
    wanted = login.strip().casefold()
    found = [person for person in people if not wanted or person.login.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    what = "Nobody in this vault has that short name." if wanted else "More than one person may unlock this vault."
    raise UserError(what, f"Add --login with one of: {names}.")


def read(file: Path) -> bytes:
    """A file's bytes, or what comes out of a pipe. Raises UserError where it cannot be read, or a pipe or device gives
    more than any paper has."""
    try:
        if file.is_file():
            return file.read_bytes()
        with file.open("rb") as held:
            found = held.read(LARGEST + 1)
        if len(found) <= LARGEST:
            return found
        raise UserError(f"{file} gives more than any document has.", "Save it to a file first.")
    except OSError as error:
        raise UserError(f"The file {file} cannot be read.", "Check the name and that you may open it.") from error


def passphrase(prompt: str) -> str:
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


def file_passphrase() -> str:
    """Of a file that is under one, asked like any other; empty where nobody gives one."""
    try:
        return passphrase("Passphrase of the file: ")
    except UserError:
        if sys.stdin.isatty():
            raise
        return ""


def new_passphrase() -> str:
    """Asked twice at a terminal."""
    first = passphrase("New passphrase: ")
    if sys.stdin.isatty() and passphrase("The same again: ") != first:
        raise UserError("The two passphrases differ.", "Type the same one twice.")
    return first
