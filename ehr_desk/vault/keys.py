"""The keys derived from the vault key: one per purpose, none of them ever stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ehr_desk.vault.faults import SittingClosed
from ehr_desk.vault.kdf import KEY_BYTES


def new_key() -> bytes:
    """32 random bytes from the operating system."""
    return secrets.token_bytes(KEY_BYTES)


def derived(secret: bytes, purpose: str, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256 (RFC 5869) of ``secret`` for one purpose."""
    return HKDF(hashes.SHA256(), length, salt, b"ehr-desk/1/" + purpose.encode()).derive(secret)


class VaultKeys:
    """What a sitting holds: keys derived from the vault key, not the vault key itself."""

    def __init__(self, vault_key: bytes) -> None:
        self._keys: dict[str, bytearray] = {}
        self.become(vault_key)

    def _get(self, purpose: str) -> bytes:
        try:
            return bytes(self._keys[purpose])
        except KeyError:
            raise SittingClosed from None

    @property
    def database(self) -> bytes:
        """Raw key of ``vault.db``."""
        return self._get("database")

    @property
    def blobs(self) -> bytes:
        """Key for files kept beside the database."""
        return self._get("blobs")

    def backup(self, backup_id: str) -> bytes:
        """Raw key of one backup's database."""
        return derived(self._get("backup"), "backup", backup_id.encode())

    def backup_mac(self, backup_id: str, body: bytes) -> str:
        """HMAC-SHA256 over the canonical bytes that describe a backup, hexadecimal."""
        return hmac.new(
            derived(self._get("backup"), "backup mac", backup_id.encode()), body, hashlib.sha256
        ).hexdigest()

    def header_mac(self, body: bytes) -> str:
        """HMAC-SHA256 over the header's canonical bytes, hexadecimal."""
        return hmac.new(self._get("header mac"), body, hashlib.sha256).hexdigest()

    def become(self, vault_key: bytes) -> None:
        """From now on the keys of another vault key: whoever holds this object follows."""
        self.drop()
        self._keys = {
            purpose: bytearray(derived(vault_key, purpose)) for purpose in ("database", "header mac", "blobs", "backup")
        }

    def copy(self) -> VaultKeys:
        """The same keys on their own: they stay what they are, whatever becomes of these."""
        made = VaultKeys.__new__(VaultKeys)
        made._keys = {}
        made.same_as(self)
        return made

    def same_as(self, other: VaultKeys) -> None:
        """From now on what another one holds at this moment."""
        if not other._keys:
            raise SittingClosed
        self.drop()
        self._keys = {purpose: bytearray(key) for purpose, key in other._keys.items()}

    def drop(self) -> None:
        """Overwrite and forget every key. Copies inside the interpreter cannot be reached; see the manual."""
        for key in self._keys.values():
            key[:] = bytes(len(key))
        self._keys.clear()
