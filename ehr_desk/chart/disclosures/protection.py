"""What the door asks of the paper floor for a copy under a passphrase, and what is asked of the passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ehr_desk.chart.entries.paper import SignsData
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.common.errors import UserError
from ehr_desk.vault.passphrases import typed, weakness

_MOST_BYTES = 127
"""A PDF takes no more of a passphrase, in UTF-8 (ISO 32000-2, 7.6.4.3.2); what came after would protect nothing."""
_PRINTABLE = frozenset(map(chr, range(0x20, 0x7F)))
"""What every PDF reader takes as it is typed. Other letters are prepared first (SASLprep, RFC 4013) by some readers
only, so the right passphrase would be refused at the other end."""


@dataclass(frozen=True)
class Protection:
    """The passphrase that the copy gets, and the own one of who certifies it."""

    passphrase: str = field(repr=False)
    own_passphrase: str = field(repr=False)


class SealsCopies(Protocol):
    """Puts papers under a passphrase (``ehr_desk.documents``)."""

    def copy(self, pdf: bytes, passphrase: str, signer: SignsData, author: Author, at: datetime) -> bytes:
        """The same pages under a passphrase, certified by ``author``, the signed paper inside."""
        ...

    def sheet(self, pdf: bytes, passphrase: str, at: datetime) -> bytes:
        """A cover sheet under the same passphrase."""
        ...


def require_good(protection: Protection, expected: Sequence[str] = ()) -> None:
    """Refuse a passphrase that is no protection. ``expected``: names of the clinic and the client, numbers of theirs.

    Whoever intercepts the file can try passphrases for years, as many as their computers manage: what is asked here is
    no less than for the record itself (NIST SP 800-63B-4).
    """
    fault = weakness(protection.passphrase, expected)
    if fault is not None:
        raise fault
    if not _PRINTABLE.issuperset(protection.passphrase):
        raise UserError(
            "PDF readers do not agree about accents and letters other than English ones.",
            "Choose a passphrase of English letters, digits, spaces and ordinary signs.",
        )
    if len(typed(protection.passphrase)) > _MOST_BYTES:
        raise UserError("This passphrase is too long for a PDF.", "Choose a shorter one: five or six words will do.")
    if typed(protection.passphrase) == typed(protection.own_passphrase):
        raise UserError(
            "This is your own passphrase.", "Choose another one for the file: whoever receives it gets to know it."
        )
