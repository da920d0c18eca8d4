"""Compartments that a person opened, until they are put away; what is told where one does not open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ehr_desk.common.errors import Refused, UserError
from ehr_desk.vault.faults import SittingClosed
from ehr_desk.vault.seal import CannotOpen, seal, unseal


class OwnKeyGone(UserError):
    """The author's newest key is missing or is another one: nothing is written under an older or a fresh one."""

    def __init__(self) -> None:
        super().__init__(
            "The key of your sealed notes is missing from the record, or was changed there, so none is opened or "
            "written.",
            "Run the record check and restore the record from a backup. What you write under an older key could be "
            "read by somebody whom you no longer let read.",
        )


@dataclass
class Opened:
    """The compartments that a person's keys open, until :meth:`drop`. ``own``: the one that new notes go into.
    ``closed``: how many of their own a new signing key left closed; ``missing``: how many of their own have lost the
    wrap that the audit log tells of."""

    own: str
    keys: dict[str, bytes] = field(repr=False)
    closed: int = 0
    missing: int = 0

    def seal(self, compartment_id: str, data: bytes, bound_to: list[object]) -> bytes:
        """Seal something; it opens only with the same ``bound_to``."""
        return seal(self._key(compartment_id), data, [compartment_id, *bound_to])

    def unseal(self, compartment_id: str, sealed: bytes, bound_to: list[object]) -> bytes:
        """The inverse; :class:`Refused` where the compartment is not open to this person."""
        try:
            return unseal(self._key(compartment_id), sealed, [compartment_id, *bound_to])
        except CannotOpen as error:
            raise UserError("This sealed note was changed, so it cannot be read.", "Check the record.") from error

    def opens(self, compartment_id: str) -> bool:
        """Whether this person can read what is in a compartment."""
        return compartment_id in self.keys

    def move_to(self, own: str, key: bytes) -> None:
        """New notes go into another compartment from now on."""
        if self.own:
            self.keys[own], self.own = key, own

    def drop(self) -> None:
        """Forget the keys."""
        self.keys.clear()
        self.own = ""

    def _key(self, compartment_id: str) -> bytes:
        if not self.own:
            raise SittingClosed
        try:
            return self.keys[compartment_id]
        except KeyError:
            raise Refused("This note is sealed by its author.", "Its author can let you read it.") from None


@dataclass(frozen=True)
class CustodianSheet:
    """The newest custodian's sheet: when and by whom it was made, and when the person at the desk agreed to it."""

    made_at: datetime
    made_by: str
    agreed_at: datetime | None
