"""Turns the engine's errors into words; what is not the user's concern passes unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from ehr_desk.common.errors import OurError, UserError
from ehr_desk.vault.cipher import cipher_module
from ehr_desk.vault.faults import RESTORE, DatabaseRefused, DiskFull, VaultBusy

_FULL = "database or disk is full"
_DISK = "disk i/o error"
_BUSY = ("database is locked", "database table is locked")
_DAMAGED = ("malformed", "file is not a database", "hmac check failed")


def explained(error: Exception, *, reading: bool) -> Exception | None:
    """The error to show instead, or ``None``."""
    said = str(getattr(error, "orig", None) or error).lower()
    if _FULL in said:
        return DiskFull()
    if _DISK in said:
        return UserError(
            "The disk reported an error, so this could not be done. Everything saved before is intact.",
            "Check the disk that holds the record, then do it again.",
        )
    if any(text in said for text in _BUSY):
        return VaultBusy()
    if any(text in said for text in _DAMAGED):
        return DatabaseRefused(
            "A part of the record's database is damaged, so this could not be done.",
            f"Lock the desk. {RESTORE}",
        )
    if "readonly database" in said and reading:
        return OurError("a reading session tried to write")
    if "readonly database" in said:  # also what SQLCipher answers on a connection that met a damaged page
        return DatabaseRefused(
            "The record's database cannot be written to, so this was not saved.",
            "Check that the folder may be written to; run the record check.",
        )
    return None


@contextmanager
def storage_faults(*, reading: bool = False) -> Iterator[None]:
    """Errors of the engine inside the block come out explained."""
    try:
        yield
    except (DBAPIError, cipher_module().Error) as error:
        shown = explained(error, reading=reading)
        if shown is None:
            raise
        raise shown from error
