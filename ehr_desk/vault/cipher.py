"""The one place that names the encrypting database module."""

from __future__ import annotations

from typing import Any


def cipher_module() -> Any:
    """The DB-API module that encrypts; loaded at the first unlock, not before."""
    from sqlcipher3 import dbapi2

    return dbapi2
