"""Who a staff member is, as far as the vault cares (the role lives in the chart)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class StaffIdentity:
    """One staff member: stable id, name typed at unlock, name, credential and license number as they stand in the
    certificate."""

    staff_id: str
    login: str
    display_name: str
    credential: str
    licence: str = ""


class PersonEntry(NamedTuple):
    """One line of the unlock screen. ``provisional``: has not set a passphrase of their own yet."""

    staff_id: str
    login: str
    display_name: str
    retired: bool
    provisional: bool = False
