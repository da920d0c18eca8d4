"""The one place that names the encrypting database module."""

from __future__ import annotations

import importlib
from typing import Any


def cipher_module() -> Any:
    """The DB-API module that encrypts; loaded at the first unlock, not before."""
    return importlib.import_module("sqlcipher3.dbapi2")
