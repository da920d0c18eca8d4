"""What can go wrong with a vault, in words for the person at the desk. No message carries a value of the record."""

from __future__ import annotations

from ehr_desk.common.errors import UserError

RESTORE = (
    "Restore the record from a backup: “Restore from a backup…” on the unlock screen, or the command ehr-desk restore."
)
"""What helps where a file of the record is gone or damaged. Copying files out of a backup does not: the database in it
has a key of its own."""


class NotAVault(UserError):
    """The folder holds no readable vault."""


class WrongPassphrase(UserError):
    """The passphrase does not open this person's slot; ``seconds`` is how long the next try has to wait."""

    seconds = 0

    def __init__(self) -> None:
        super().__init__(
            "That passphrase does not open the record.",
            "Check Caps Lock and the keyboard layout, then type it again.",
        )


class WeakPassphrase(UserError):
    """A new passphrase is too short or too long."""


class HeaderChanged(UserError):
    """The header was damaged, or edited by someone who does not hold the vault key."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The vault header has been changed: {what}",
            f"Nothing was opened. {RESTORE}",
        )


class RolledBack(UserError):
    """The header is older than the database: an earlier copy was put back."""

    def __init__(self, header: int, database: int) -> None:
        super().__init__(
            f"The vault header is an older copy (number {header}, the record expects {database}).",
            f"Nothing was opened. Put back the newest vault.hdr if you have it. {RESTORE}",
        )


class DatabaseRefused(UserError):
    """The database is missing, damaged, not ours or not encrypted; or the engine cannot encrypt."""


class AlreadyOpen(UserError):
    """Another program has this vault open."""

    def __init__(self, host: str = "", pid: int = 0) -> None:
        where = f" on {host} (process {pid})" if host else ""
        super().__init__(
            f"This record is already open in another window{where}.",
            "Use that window, or lock it there first.",
        )
        self.host = host
        self.pid = pid


class DiskFull(UserError):
    """The disk had no room for a write; the write was taken back completely."""

    def __init__(self) -> None:
        super().__init__(
            "The disk is full, so this could not be saved. Everything saved before is intact.",
            "Free some space on the disk that holds the record, then do it again.",
        )


class VaultBusy(UserError):
    """Another writer held the database for too long."""

    def __init__(self) -> None:
        super().__init__("The record was busy for too long, so this was not saved.", "Do it again in a moment.")


class SittingClosed(UserError):
    """The desk was locked; the sitting's keys are gone."""

    def __init__(self) -> None:
        super().__init__("The desk is locked.", "Unlock it with your passphrase.")
