"""A second secret in a file on a stick. Who finds the stick has no passphrase, who copies the vault has no stick."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ehr_desk.common.errors import UserError
from ehr_desk.vault.factors import KEY_STICK, FactorRefused, Second
from ehr_desk.vault.headerfile import write_fault, write_file
from ehr_desk.vault.kdf import KEY_BYTES

_FORMAT = "ehr-desk key stick 1"
_LARGEST = 4096


class KeyStick:
    """The file on a stick. It is read again for every act and never kept: without the stick nothing is signed."""

    kind = KEY_STICK

    def __init__(self, path: Path) -> None:
        self._path = path

    def secret(self, public: Mapping[str, Any]) -> bytes:
        """The file's secret, if it is the file this slot was made with."""
        secret = read_stick(self._path)
        if not hmac.compare_digest(_mark(secret), str(public.get("mark", ""))):
            raise FactorRefused("This key stick is not the one for this person.", "Choose the file on your own stick.")
        return secret


def read_stick(path: Path) -> bytes:
    """The secret in a key stick's file; :class:`FactorRefused` when it cannot be read or is none."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError
        value = json.loads(path.read_bytes())
        secret = base64.b64decode(value["secret"], validate=True)
        if value["format"] != _FORMAT or len(secret) != KEY_BYTES:
            raise ValueError
    except OSError as error:
        raise FactorRefused("The key stick is not there.", "Put it in and try again.") from error
    except (ValueError, TypeError, KeyError) as error:
        raise FactorRefused("This file is no key stick.", "Choose the file that was made for you.") from error
    return secret


def make_stick(path: Path) -> Second:
    """Write a new file (never over one that is there) and read it back before anything depends on it."""
    if path.exists():
        raise UserError("There is a file of this name already.", "Choose another name; nothing is written over.")
    secret = secrets.token_bytes(KEY_BYTES)
    text = json.dumps({"format": _FORMAT, "secret": base64.b64encode(secret).decode()}, indent=1)
    try:
        write_file(path, text.encode() + b"\n")
    except OSError as error:
        raise write_fault(error) from error
    if not hmac.compare_digest(read_stick(path), secret):
        raise UserError("The key stick could not be read back.", "Use another stick.")
    return Second(KEY_STICK, {"mark": _mark(secret)}, secret)


def _mark(secret: bytes) -> str:
    """Tells one file from another without telling anything of its secret (a hash of 256 random bits)."""
    return hashlib.sha256(b"ehr-desk key stick mark" + secret).hexdigest()[:32]
