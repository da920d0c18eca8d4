"""The unlock screen without widgets: who may come in, and what a refusal says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ehr_desk.common.days import in_words
from ehr_desk.common.errors import UserError
from ehr_desk.ui.dialogs.unlock import Person
from ehr_desk.vault import HeaderChanged, VaultFile, WaitRequired, WrongPassphrase
from ehr_desk.vault.factors import KEY_STICK, SECURITY_KEY, Factor
from ehr_desk.vault.faults import RESTORE
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.key_stick import KeyStick

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

BY_ADMINISTRATOR = "If it is forgotten, an administrator can give you a new one."
BY_CODE = "If it is forgotten, the printed recovery code opens the record: choose “Use the recovery code” below."


class Refusal(NamedTuple):
    """What the screen says of a failed try: what happened, what to do, how many seconds to wait, and whether what is
    said is over with the wait."""

    text: str
    remedy: str = ""
    seconds: int = 0
    passes: bool = False


def choices(vault: VaultFile) -> list[Person]:
    """Everybody who may unlock, by name; the short name tells two of the same name apart."""
    people = [person for person in vault.people if not person.retired]
    names = Counter(person.display_name for person in people)
    return [
        Person(
            person.staff_id,
            f"{person.display_name} ({person.login})" if names[person.display_name] > 1 else person.display_name,
            person.login,
        )
        for person in people
    ]


def factors_for(needs: Sequence[str], stick: Path | None) -> tuple[Factor, ...]:
    """The second secrets at hand for what a person needs: the chosen stick, and a security key that is plugged in."""
    found: list[Factor] = []
    if KEY_STICK in needs and stick is not None:
        found.append(KeyStick(stick))
    if SECURITY_KEY in needs:
        from ehr_desk.vault.security_key import SecurityKey

        found.append(SecurityKey())
    return tuple(found)


def offers_previous(error: Exception, vault: VaultFile) -> bool:
    """Whether the copy of the key file is a way out: the present one was refused, and the copy can be read."""
    return isinstance(error, HeaderChanged) and not vault.previous and HeaderFile(vault.folder).has_previous


def offers_restore(error: Exception) -> bool:
    """Whether a restore is what helps: a file of the record is gone or damaged, and its remedy says so."""
    return isinstance(error, UserError) and RESTORE in error.remedy


def refusal(error: Exception, *, helpers: bool = True) -> Refusal:
    """What to say of a failed try. A mistake of the program is told without its text. ``helpers``: whether another
    administrator can give this person a new passphrase; the only administrator has the recovery code alone."""
    way = BY_ADMINISTRATOR if helpers else BY_CODE
    if isinstance(error, WaitRequired):
        return Refusal("Too many wrong passphrases.", f"{error.remedy} {way}", error.seconds, passes=True)
    if isinstance(error, WrongPassphrase) and error.seconds:
        return Refusal(error.message, f"{error.remedy} {way}", error.seconds)
    if isinstance(error, UserError):
        return Refusal(error.message, error.remedy)
    return Refusal(
        "The record could not be opened because of a mistake in the program.",
        "Nothing was changed. Start the program again; if it happens again, tell whoever looks after it.",
    )


def before_in_words(desk: Desk) -> str:
    """What was done with keys that the person was given, those of now included; empty where nobody used any."""
    names = {row.id: row.name for row in desk.staff.all()}
    zone = desk.clock.local().tzinfo
    said = []
    for given in desk.sitting.keys_given():
        if given.last is None:
            continue
        by, at, last = names.get(given.by, "the recovery code"), given.at.astimezone(zone), given.last.astimezone(zone)
        times = "once" if given.unlocks == 1 else f"{given.unlocks} times"
        said.append(
            f"On {in_words(at.date())}, {at:%H:%M}, {by} gave a new passphrase in your name. With it the desk was "
            f"unlocked {times}, last on {in_words(last.date())}, {last:%H:%M}, at {given.device}."
        )
    return " ".join(said)


PREVIOUS_TEXT = "This opens with the previous copy of the key file."
PREVIOUS_REMEDY = (
    "The last change of a passphrase or of the staff may be missing: unlock with what was valid before it. "
    "The audit log names that the copy was used."
)
