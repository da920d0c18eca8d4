"""Opening one's own keys, with the growing wait after wrong passphrases."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.vault.factors import Factor
from ehr_desk.vault.failures import FailedUnlocks
from ehr_desk.vault.faults import WrongPassphrase
from ehr_desk.vault.header import Header
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.passphrases import typed
from ehr_desk.vault.people import OpenedPerson, Person, open_person


def open_own(
    header: Header,
    person: Person,
    passphrase: str,
    limits: KdfLimits,
    failures: FailedUnlocks,
    factors: Sequence[Factor] = (),
) -> OpenedPerson:
    """A person's keys for one act; :class:`WrongPassphrase` is counted, :class:`WaitRequired` comes before."""
    staff_id = person.identity.staff_id
    failures.require_no_wait(staff_id)
    try:
        opened = open_person(header.vault_id, person, typed(passphrase), limits, factors)
    except WrongPassphrase as wrong:
        wrong.seconds = failures.add(staff_id)
        raise
    failures.succeeded(staff_id)
    return opened
