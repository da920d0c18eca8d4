"""A security key in software: speaks CTAP2 with hmac-secret, so that the real client library is tested against it."""

# mypy: disable-error-code="no-untyped-call"
# The library's own key agreement is not annotated.

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from threading import Event
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.client import DefaultClientDataCollector, Fido2Client, WebAuthnClient
from fido2.cose import ES256, CoseKey
from fido2.ctap import STATUS, CtapDevice, CtapError
from fido2.ctap2.extensions import HmacSecretExtension
from fido2.ctap2.pin import PinProtocolV2
from fido2.hid import CAPABILITY, CTAPHID
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData

from ehr_desk.vault.security_key_devices import ORIGIN

_MAKE, _ASSERT, _INFO, _PIN = 1, 2, 4, 6
_TOUCHED, _ATTESTED, _EXTENDED = 0x01, 0x40, 0x80


class SoftwareKey(CtapDevice):
    """Keeps credentials in memory. ``hmac_secret`` False: an older key; ``touched`` False: nobody touches it."""

    def __init__(self, *, hmac_secret: bool = True) -> None:
        self.hmac_secret = hmac_secret
        self.touched = True
        self.asked = 0
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._credentials: dict[bytes, tuple[ec.EllipticCurvePrivateKey, bytes]] = {}

    @property
    def capabilities(self) -> int:
        return CAPABILITY.CBOR

    def call(
        self,
        cmd: int,
        data: bytes = b"",
        event: Event | None = None,
        on_keepalive: Callable[[STATUS], None] | None = None,
    ) -> bytes:
        assert cmd == CTAPHID.CBOR
        question = cbor.decode(data[1:]) if len(data) > 1 else {}
        answers = {_INFO: self._info, _PIN: self._agree, _MAKE: self._make, _ASSERT: self._assert}
        try:
            assert isinstance(question, Mapping)
            return b"\0" + cbor.encode(answers[data[0]](question))
        except CtapError as error:
            return bytes([error.code])

    @classmethod
    def list_devices(cls) -> Iterator[CtapDevice]:
        return iter(())

    def close(self) -> None:
        pass

    def _info(self, _question: Mapping[Any, Any]) -> dict[int, Any]:
        extensions = ["hmac-secret"] if self.hmac_secret else []
        return {1: ["FIDO_2_0"], 2: extensions, 3: bytes(16), 4: {"up": True, "clientPin": False}, 6: [2]}

    def _agree(self, _question: Mapping[Any, Any]) -> dict[int, Any]:
        public = ES256.from_cryptography_key(self._private.public_key())
        return {1: {**public, 3: -25}}

    def _make(self, question: Mapping[Any, Any]) -> dict[int, Any]:
        self._touch()
        key, credential = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(32)
        self._credentials[credential] = (key, secrets.token_bytes(32))
        attested = AttestedCredentialData.create(
            Aaguid(bytes(16)), credential, ES256.from_cryptography_key(key.public_key())
        )
        extensions = {"hmac-secret": True} if "hmac-secret" in question.get(6, {}) else None
        flags = _TOUCHED | _ATTESTED | (_EXTENDED if extensions else 0)
        rp = sha256(question[2]["id"].encode()).digest()
        data = AuthenticatorData.create(rp, AuthenticatorData.FLAG(flags), 1, bytes(attested), extensions)
        return {1: "none", 2: bytes(data), 3: {}}

    def _assert(self, question: Mapping[Any, Any]) -> dict[int, Any]:
        allowed = [one["id"] for one in question.get(3, []) if one["id"] in self._credentials]
        if not allowed:
            raise CtapError(CtapError.ERR.NO_CREDENTIALS)
        if question.get(5, {}).get("up", True):
            self._touch()
        key, inner = self._credentials[allowed[0]]
        wanted = question.get(4, {}).get("hmac-secret")
        extensions = {"hmac-secret": self._answer(wanted, inner)} if wanted else None
        flags = AuthenticatorData.FLAG(_TOUCHED | (_EXTENDED if extensions else 0))
        data = AuthenticatorData.create(sha256(question[1].encode()).digest(), flags, 2, b"", extensions)
        signature = key.sign(bytes(data) + question[2], ec.ECDSA(hashes.SHA256()))
        return {1: {"id": allowed[0], "type": "public-key"}, 2: bytes(data), 3: signature}

    def _answer(self, wanted: Mapping[int, Any], inner: bytes) -> bytes:
        protocol = PinProtocolV2()
        peer = CoseKey.parse(dict(wanted[1]))
        x, y = (int.from_bytes(peer[part], "big") for part in (-2, -3))
        shared = protocol.kdf(
            self._private.exchange(ec.ECDH(), ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key())
        )
        if not hmac.compare_digest(protocol.authenticate(shared, wanted[2]), wanted[3]):
            raise CtapError(CtapError.ERR.PIN_AUTH_INVALID)
        salt = protocol.decrypt(shared, wanted[2])
        return bytes(protocol.encrypt(shared, hmac.new(inner, salt, sha256).digest()))

    def _touch(self) -> None:
        self.asked += 1
        if not self.touched:
            raise CtapError(CtapError.ERR.USER_ACTION_TIMEOUT)


def finder(device: SoftwareKey) -> Any:
    """What ``SecurityKey`` opens instead of a plugged-in device."""

    @contextmanager
    def find() -> Iterator[WebAuthnClient]:
        secret = HmacSecretExtension(allow_hmac_secret=True)
        yield Fido2Client(device, DefaultClientDataCollector(ORIGIN), extensions=[secret])

    return find
