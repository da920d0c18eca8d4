"""Canonical text: what is hashed and signed (RFC 8785, JSON Canonicalization Scheme)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

Json = Any


def canonical(value: Mapping[str, Json] | Sequence[Json]) -> bytes:
    """The RFC 8785 bytes of a JSON value. Raises ``ValueError`` where JSON cannot hold the value."""
    return rfc8785.dumps(value)


def parse(data: bytes) -> Json:
    """The value of canonical bytes."""
    return json.loads(data)


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal characters."""
    return hashlib.sha256(data).hexdigest()
