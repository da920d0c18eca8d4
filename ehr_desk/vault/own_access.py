"""How one person gets in: opening their own keys for one act, and changing what opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ehr_desk.common.errors import UserError
from ehr_desk.vault.access import open_own
from ehr_desk.vault.audit import Detail
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.enrolment import GIVEN, PASSPHRASE_CHANGED
from ehr_desk.vault.factors import KEY_STICK, PASSPHRASE, WORDS, Factor, Second
from ehr_desk.vault.failures import FailedUnlocks
from ehr_desk.vault.faults import SittingClosed
from ehr_desk.vault.header import Header
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.key_stick import KeyStick, make_stick
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.passphrases import chosen, typed
from ehr_desk.vault.people import OpenedPerson, Person
from ehr_desk.vault.seal import b64
from ehr_desk.vault.security_key import SecurityKey
from ehr_desk.vault.slots import Slot, make_slot, second_of
from ehr_desk.vault.timekeeping import ClockBehind
from ehr_desk.vault.unit import Unit


class OwnPassphraseNeeded(UserError):
    """The passphrase was chosen by somebody else."""

    def __init__(self) -> None:
        super().__init__(
            "Your passphrase was chosen by somebody else, so it signs nothing.",
            "Set one of your own first: Settings, You, Change passphrase.",
        )


@dataclass(frozen=True)
class WayIn:
    """One slot: its id, its kind and what it is in words."""

    slot_id: str
    kind: str
    words: str


def expected_of(clinic: str, person: Person) -> tuple[str, ...]:
    """What somebody would try first: names that a passphrase may not be made of."""
    identity = person.identity
    return clinic, identity.login, identity.display_name


class OwnAccess:
    """The person at the desk and their slots. ``factors``: the second secrets at hand since the unlock."""

    def __init__(
        self,
        vault: OpenVault,
        staff_id: str,
        limits: KdfLimits,
        failures: FailedUnlocks,
        factors: Sequence[Factor] = (),
    ) -> None:
        self._vault = vault
        self._staff_id = staff_id
        self._limits = limits
        self._failures = failures
        self._factors = tuple(factors)

    @property
    def me(self) -> Person:
        """The person's part of the present header."""
        return self._vault.header.people[self._staff_id]

    @property
    def ways(self) -> tuple[WayIn, ...]:
        """What opens this person's keys."""
        return tuple(WayIn(slot.slot_id, slot.kind, WORDS[slot.kind]) for slot in self.me.slots)

    def open(self, passphrase: str) -> OpenedPerson:
        """The person's keys for one act, also with a passphrase that somebody else chose."""
        if self._vault.closed:
            raise SittingClosed
        return open_own(self._vault.header, self.me, passphrase, self._limits, self._failures, self._factors)

    def open_to_sign(self, passphrase: str) -> OpenedPerson:
        """The person's keys for a signature; :class:`OwnPassphraseNeeded` while somebody else chose the passphrase,
        :class:`ClockBehind` while nobody said which clock was wrong."""
        self.require_may_sign()
        return self.open(passphrase)

    def require_may_sign(self) -> None:
        """The same two refusals before anybody types a passphrase."""
        if self.me.provisional:
            raise OwnPassphraseNeeded
        if late := self._vault.clock_behind:
            raise ClockBehind(late)

    def signed_detail(self, opened: OpenedPerson, covered: bytes) -> Detail:
        """The detail of an event that this person signs with their own key (``Enrolments.signed`` asks for it)."""
        return {"signed_by": fingerprint(load(self.me.certificate_pem)), "signature": b64(opened.sign(covered))}

    def change_passphrase(self, old: str, new: str, limits: KdfLimits | None = None) -> None:
        """Make every slot anew under another passphrase; second secrets stay, and the record's own key with them.

        With ``limits`` the passphrase may stay: then the slots are made anew at another cost.
        """
        wanted = chosen(new, expected_of(self._vault.header.clinic_name, self.me))
        same = typed(old) == wanted
        if same and limits is None:
            raise UserError("This is the passphrase you have now.", "Choose another one.")
        opened = self.open(old)
        me, cost = self.me, (limits or self._limits).calibrate()
        vault_id, key = self._vault.header.vault_id, opened.user_key
        slots = tuple(
            make_slot(vault_id, self._staff_id, key, wanted, cost, second_of(vault_id, self._staff_id, slot, key))
            for slot in me.slots
        )
        given = me.provisional and same
        self._store(slots, PASSPHRASE_CHANGED, {GIVEN: True} if given else {}, provisional=given)

    def add_key_stick(self, passphrase: str, path: Path) -> None:
        """Write a key stick's file; from now on the passphrase opens only together with it."""
        opened = self.open_to_sign(passphrase)
        second = make_stick(path)
        try:
            self._add(opened, passphrase, second)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        self._remember(KeyStick(path))

    def add_security_key(self, passphrase: str, key: SecurityKey) -> None:
        """Register a security key; from now on the passphrase opens only together with it (or another one)."""
        opened = self.open_to_sign(passphrase)
        self._add(opened, passphrase, key.register())
        self._remember(key)

    def remove(self, passphrase: str, slot_id: str) -> None:
        """Take off one second secret; without any the passphrase opens alone again."""
        opened, me = self.open_to_sign(passphrase), self.me
        gone = [slot for slot in me.slots if slot.slot_id == slot_id and slot.kind != PASSPHRASE]
        if not gone:
            raise UserError("This is not one of your ways in.", "Choose one from the list.")
        left = tuple(slot for slot in me.slots if slot.slot_id != slot_id) or (self._new(opened, passphrase, None),)
        self._store(left, "slot.removed", {"kind": gone[0].kind})

    def _add(self, opened: OpenedPerson, passphrase: str, second: Second) -> None:
        me = self.me
        replaced = (PASSPHRASE, KEY_STICK) if second.kind == KEY_STICK else (PASSPHRASE,)
        kept = tuple(slot for slot in me.slots if slot.kind not in replaced)
        slots = (*kept, self._new(opened, passphrase, second))
        self._store(slots, "slot.added", {"kind": second.kind})

    def _new(self, opened: OpenedPerson, passphrase: str, second: Second | None) -> Slot:
        vault_id, cost = self._vault.header.vault_id, self._limits.calibrate()
        return make_slot(vault_id, self._staff_id, opened.user_key, typed(passphrase), cost, second)

    def _remember(self, factor: Factor) -> None:
        self._factors = (*(one for one in self._factors if one.kind != factor.kind), factor)

    def _store(
        self, slots: tuple[Slot, ...], action: str, detail: Detail | None = None, *, provisional: bool = False
    ) -> None:
        def fill(unit: Unit) -> None:
            unit.record(action, entity="staff", entity_id=self._staff_id, detail=detail or {})

        def change(header: Header) -> Header:
            # Upon the header of this moment: the record may have got a new key meanwhile.
            return header.with_person(replace(header.people[self._staff_id], slots=slots, provisional=provisional))

        self._vault.change_header(change, fill)
