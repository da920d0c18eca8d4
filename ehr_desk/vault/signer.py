"""Signing as a person: the key is there for one act or one batch, then it is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.vault.faults import SittingClosed


def sign_with(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """ECDSA with SHA-256, DER."""
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


@dataclass(frozen=True)
class OpenedPaperKey:
    """A certificate from elsewhere that a person signs papers with. ``secret`` opens its key; ``kind``: file, token.

    ``pin`` is a token's as it was typed in this sitting, empty where it was not; ``pin_refused`` is to be called when
    the token refuses it: a few wrong ones lock the token.
    """

    kind: str
    certificate_pem: str
    chain_pem: str
    secret: bytes = field(repr=False)
    pin: str = field(default="", repr=False)
    pin_refused: Callable[[], None] = field(default=lambda: None, repr=False)


class PersonSigner:
    """A person's signature. ``chain_pem`` is issuing, then root. ``paper``: what they chose to sign papers with
    instead; entries are always signed with the key the clinic gave them."""

    def __init__(
        self,
        staff_id: str,
        certificate_pem: str,
        chain_pem: tuple[str, str],
        key: ec.EllipticCurvePrivateKey,
        paper: OpenedPaperKey | None = None,
    ) -> None:
        self.staff_id = staff_id
        self.certificate_pem = certificate_pem
        self.chain_pem = chain_pem
        self.paper = paper
        self._key: ec.EllipticCurvePrivateKey | None = key

    def sign(self, data: bytes) -> bytes:
        """ECDSA P-256 with SHA-256 over ``data``, DER; :class:`SittingClosed` after the act has ended."""
        if self._key is None:
            raise SittingClosed
        return sign_with(self._key, data)

    def drop(self) -> None:
        """Forget the keys."""
        self._key = None
        self.paper = None
