"""Keys that never leave a card or stick: PKCS#11. The library of the card's maker is loaded when it is first used.

Signing hashes here and lets the token sign the hash: many cards know no other way for elliptic curves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ehr_desk.common.errors import UserError
from ehr_desk.documents.imported_keys import ImportedKey, KeyRefused, ordered, require_fit

_SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""DigestInfo of SHA-256 (RFC 8017, 9.2): what a token that signs bare hashes has to be given for RSA."""


@dataclass(frozen=True)
class TokenKey:
    """A certificate on a token whose key is there too, and whether it may sign papers (``refused`` says why not)."""

    token: str
    label: str
    name: str
    valid_until: datetime
    key: ImportedKey
    refused: str = ""


def list_keys(module: str, pin: str, now: datetime) -> list[TokenKey]:
    """Every certificate with a key on every token that the PIN opens. Raises ``UserError``."""
    found: list[TokenKey] = []
    with _faults():
        slots = [slot for slot in _library(module).get_slots(token_present=True) if _initialised(slot.get_token())]
        if not slots:
            raise UserError("There is no card or stick.", "Insert it, wait a moment, then try again.")
        for slot in slots:
            token = slot.get_token()
            with token.open(user_pin=pin) as session:
                found += _keys_of(session, token, module, now)
    return sorted(found, key=lambda each: (each.token, each.label))


class PinRefused(UserError):
    """The token does not take this PIN."""


class TokenSigner:
    """A key on a token; each signature opens the token anew, so that pulling it out stops everything.

    ``secret`` says where the key is, never the PIN. ``refused`` is called when the token does not take the PIN.
    """

    def __init__(self, secret: bytes, pin: str, refused: Callable[[], None] = lambda: None) -> None:
        self._where: dict[str, str] = json.loads(secret)["pkcs11"]
        self._pin = pin
        self._refused = refused

    def sign(self, data: bytes) -> bytes:
        """SHA-256 with ECDSA (DER) or RSA PKCS#1 v1.5. Raises ``UserError`` when the token or its PIN is not there."""
        if not self._pin:
            raise UserError(
                "Your card or stick asks for its PIN.", "Sign again and type it; it is asked once a sitting."
            )
        try:
            return self._sign(data)
        except PinRefused:
            self._refused()
            raise

    def _sign(self, data: bytes) -> bytes:
        from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
        from pkcs11.util.ec import encode_ecdsa_signature

        digest = hashlib.sha256(data).digest()
        with _faults():
            token = _token(_library(self._where["module"]), self._where["serial"])
            with token.open(user_pin=self._pin) as session:
                wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: bytes.fromhex(self._where["id"])}
                key = next(iter(session.get_objects(wanted)), None)
                if key is None:
                    raise UserError("The key is not on this card or stick any more.", "Choose your key anew.")
                if key[Attribute.KEY_TYPE] == KeyType.EC:
                    signed: bytes = encode_ecdsa_signature(key.sign(digest, mechanism=Mechanism.ECDSA))
                else:
                    signed = key.sign(_SHA256_INFO + digest, mechanism=Mechanism.RSA_PKCS)
        return signed


def _keys_of(session: Any, token: Any, module: str, now: datetime) -> Iterator[TokenKey]:
    from pkcs11 import Attribute, ObjectClass

    private = {bytes(key[Attribute.ID]) for key in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})}
    certificates: list[tuple[bytes, str, x509.Certificate]] = []
    for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        certificate = x509.load_der_x509_certificate(bytes(each[Attribute.VALUE]))
        certificates.append((bytes(each[Attribute.ID]), str(each[Attribute.LABEL]), certificate))
    others = [certificate for _, _, certificate in certificates]
    for identifier, label, certificate in certificates:
        if identifier in private:
            where = {"module": module, "serial": _serial(token), "id": identifier.hex()}
            yield _described(certificate, others, label, str(token.label).strip(), {"pkcs11": where}, now)


def _described(
    certificate: x509.Certificate,
    others: list[x509.Certificate],
    label: str,
    token: str,
    secret: dict[str, Any],
    now: datetime,
) -> TokenKey:
    from ehr_desk.documents.certificates import facts_of

    chain = ordered(certificate, others)
    pem = certificate.public_bytes(Encoding.PEM)
    bundle = b"".join(each.public_bytes(Encoding.PEM) for each in chain)
    try:
        require_fit(certificate, chain, now)
        refused = ""
    except KeyRefused as error:
        refused = error.message
    facts = facts_of(pem)
    key = ImportedKey(pem, bundle, json.dumps(secret).encode())
    return TokenKey(token, label, facts.name, facts.valid_until, key, refused)


def _library(module: str) -> Any:
    import pkcs11

    if not Path(module).is_file():
        raise UserError(
            "The library of the card's maker is not there.", "Install the card's software, then choose its library."
        )
    return pkcs11.lib(module)


def _initialised(token: Any) -> bool:
    from pkcs11 import TokenFlag

    return bool(token.flags & TokenFlag.TOKEN_INITIALIZED)


def _serial(token: Any) -> str:
    serial = token.serial
    return serial.decode("ascii", "replace").strip() if isinstance(serial, bytes) else str(serial).strip()


def _token(library: Any, serial: str) -> Any:
    for slot in library.get_slots(token_present=True):
        token = slot.get_token()
        if _initialised(token) and _serial(token) == serial:
            return token
    raise UserError("Your card or stick is not there.", "Insert it, wait a moment, then sign again.")


@contextmanager
def _faults() -> Iterator[None]:
    """What a token says, in words."""
    from pkcs11 import exceptions

    try:
        yield
    except (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange) as error:
        raise PinRefused("The PIN is wrong.", "Type it again; after a few wrong ones the card locks itself.") from error
    except (exceptions.PinLocked, exceptions.PinExpired) as error:
        raise UserError("The card is locked.", "Unlock it with its maker's software and the PUK.") from error
    except (exceptions.DeviceRemoved, exceptions.TokenNotPresent, exceptions.NoSuchToken) as error:
        raise UserError("Your card or stick is not there.", "Insert it, wait a moment, then sign again.") from error
    except (exceptions.PKCS11Error, RuntimeError, OSError, ValueError) as error:
        raise UserError(
            "The card or stick did not do what it was asked.", "Take it out, insert it again, then try once more."
        ) from error
