"""What a person may need besides their passphrase: a file on a stick, or a security key.

A slot of such a kind opens only with both: its key is made from the passphrase and the second secret, so that a
copy of the vault cannot be guessed at without it. (The construction is that of two-secret key derivation.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ehr_desk.common.errors import UserError

PASSPHRASE, KEY_STICK, SECURITY_KEY = "passphrase", "keyfile", "fido2"
KINDS = (PASSPHRASE, KEY_STICK, SECURITY_KEY)
WORDS = {PASSPHRASE: "passphrase alone", KEY_STICK: "key stick", SECURITY_KEY: "security key"}


class FactorRefused(UserError):
    """The second secret is not there, or is not this person's. Not counted as a wrong passphrase."""


class Factor(Protocol):
    """A second secret that is at hand. ``public`` is what the slot keeps of it, which is no secret."""

    @property
    def kind(self) -> str: ...

    def secret(self, public: Mapping[str, Any]) -> bytes:
        """32 bytes for this slot; :class:`FactorRefused` when it is not there or not the right one."""
        ...


@dataclass(frozen=True)
class Second:
    """A second secret for a new slot. ``public`` goes into the header, ``secret`` (32 bytes) does not."""

    kind: str
    public: Mapping[str, Any]
    secret: bytes = field(repr=False)


def missing(kinds: list[str]) -> FactorRefused:
    """What to say when nothing at hand fits any slot."""
    words = " or ".join(sorted({WORDS[kind] for kind in kinds}))
    return FactorRefused(
        f"Besides the passphrase this needs your {words}.",
        "Choose the file on your key stick, or plug in your security key, and try again.",
    )
