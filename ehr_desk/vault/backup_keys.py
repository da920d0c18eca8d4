"""Two ways into a backup: a passphrase that was right when it was made, or the recovery code of its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ehr_desk.common.errors import UserError
from ehr_desk.vault.factors import Factor
from ehr_desk.vault.faults import WrongPassphrase
from ehr_desk.vault.header import Header, StoredHeader
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.passphrases import typed
from ehr_desk.vault.people import Person, open_person, open_vault_key
from ehr_desk.vault.recovery import open_recovery


@dataclass(frozen=True)
class ByPassphrase:
    """A staff member's short name (or staff id) and the passphrase of that time."""

    login: str
    passphrase: str = field(repr=False)
    limits: KdfLimits = KdfLimits()  # noqa: RUF009 - frozen
    factors: Sequence[Factor] = ()

    def keys(self, stored: StoredHeader) -> VaultKeys:
        """The keys of the record of that time. Takes as long as an unlock; nothing is counted, for whoever holds a
        copy can try it elsewhere too."""
        header = stored.header
        person = person_of(header, self.login)
        try:
            opened = open_person(header.vault_id, person, typed(self.passphrase), self.limits, self.factors)
        except WrongPassphrase as error:
            raise UserError(
                "That passphrase does not open this backup.",
                "Type the passphrase that was in use when it was made, or use the recovery code of its sheet.",
            ) from error
        return VaultKeys(open_vault_key(header.vault_id, header.key_generation, person, opened))


@dataclass(frozen=True)
class ByCode:
    """The code on the recovery sheet whose number the backup names."""

    code: str = field(repr=False)

    def keys(self, stored: StoredHeader) -> VaultKeys:
        """The keys of the record of that time."""
        vault_key, _ = open_recovery(stored.header.vault_id, stored.header.recovery, self.code)
        return VaultKeys(vault_key)


WayIn = ByPassphrase | ByCode


def person_of(header: Header, login: str) -> Person:
    """The person with a short name or staff id; the only one where the header holds only one."""
    wanted = login.strip().casefold()
    people = [person for person in header.people.values() if not person.retired]
    found = [
        person
        for person in people
        if not wanted or wanted in (person.identity.login.casefold(), person.identity.staff_id.casefold())
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(person.identity.login for person in people)
    what = "Nobody with that short name could open it." if wanted else "More than one person could open it."
    raise UserError(what, f"Name one of: {names}.")


def sheet_of(header: Header) -> int:
    """The number of the recovery sheet that is valid now; the first one is 1."""
    return header.recovery.sheet
