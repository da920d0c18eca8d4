"""Who signs papers with what: the clinic's key of a person, a key from elsewhere, the key of a device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ehr_desk.vault.signer import OpenedPaperKey

if TYPE_CHECKING:
    from ehr_desk.documents.signing_engine import SignerHandle


class Person(Protocol):
    """Who signs: name and credential as they stand at that moment."""

    @property
    def name(self) -> str: ...

    @property
    def credential(self) -> str: ...


class Key(Protocol):
    """A person's signing handle, open for one act. Certificates are PEM."""

    @property
    def certificate_pem(self) -> str: ...

    @property
    def chain_pem(self) -> tuple[str, ...]: ...

    def sign(self, data: bytes) -> bytes: ...


@runtime_checkable
class _WithPaperKey(Protocol):
    """A signing handle of somebody who signs papers with a certificate from elsewhere."""

    @property
    def paper(self) -> OpenedPaperKey | None: ...


def handle_of(signer: Key, person: Person) -> SignerHandle:
    """What signs a paper for a person: a certificate from elsewhere where they chose one, else the clinic's."""
    opened = signer.paper if isinstance(signer, _WithPaperKey) else None
    return _Handle(signer, person) if opened is None else _handle_from_elsewhere(opened, person)


def device_handle(device: Key) -> SignerHandle:
    """What seals a client's drawn signature: a device signs as what its certificate calls it."""
    return _Handle(device, _Device(device.certificate_pem))


def _handle_from_elsewhere(opened: OpenedPaperKey, person: Person) -> SignerHandle:
    from ehr_desk.documents.imported_keys import SoftwareKey
    from ehr_desk.documents.tokens import TokenSigner

    token = opened.kind == "token"
    key = TokenSigner(opened.secret, opened.pin, opened.pin_refused) if token else SoftwareKey(opened.secret)
    return _Handle(_Elsewhere(opened.certificate_pem, (opened.chain_pem,), key), person)


class _Signs(Protocol):
    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True)
class _Elsewhere:
    """A key from elsewhere in the shape of the vault's own."""

    certificate_pem: str
    chain_pem: tuple[str, ...]
    key: _Signs

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data)


@dataclass(frozen=True)
class _Device:
    """A device as a signer: the name its certificate has."""

    pem: str

    @property
    def name(self) -> str:
        from ehr_desk.documents.certificates import facts_of

        return facts_of(self.pem.encode()).name

    @property
    def credential(self) -> str:
        return ""


@dataclass(frozen=True)
class _Handle:
    """A key and the person it belongs to, as signing wants them."""

    key: Key
    person: Person

    @property
    def certificate_pem(self) -> bytes:
        return self.key.certificate_pem.encode()

    @property
    def chain_pem(self) -> bytes:
        return "\n".join(self.key.chain_pem).encode()

    @property
    def display_name(self) -> str:
        return self.person.name

    @property
    def credential(self) -> str:
        return self.person.credential

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data)
