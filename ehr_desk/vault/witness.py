"""The highest audit head this computer has seen of each vault, kept outside the vault in the user's profile.

Inside one folder a whole older state looks whole: somebody outside has to remember how far the log once went.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import platformdirs

from ehr_desk.vault.headerfile import write_file

FOLDER = "witnesses"
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Head:
    """How far an audit log went: events counted, root of the Merkle tree over them (64 hexadecimal digits)."""

    size: int
    root: str


class Witnesses:
    """One small file for each vault. Unreadable or missing files count as nothing seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def seen(self, vault_id: str) -> Head | None:
        """The highest head this computer has kept of a vault."""
        try:
            value = json.loads(self._path(vault_id).read_bytes())
            head = Head(int(value["size"]), str(value["root"]))
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return head if head.size > 0 and len(head.root) == 64 and _HEX.issuperset(head.root) else None

    def keep(self, vault_id: str, head: Head) -> bool:
        """Remember a head. ``False`` where the profile cannot be written: nobody's work stops for that."""
        path = self._path(vault_id)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            write_file(fresh, json.dumps({"size": head.size, "root": head.root}).encode())
            fresh.replace(path)
        except OSError:
            return False
        return True

    def _path(self, vault_id: str) -> Path:
        # The id comes from a header that nobody has authenticated yet: it never names a path itself.
        return self._folder / f"{sha256(vault_id.encode()).hexdigest()[:32]}.json"


def default_witnesses() -> Witnesses:
    """Where this user's witnesses lie on this system."""
    return Witnesses(platformdirs.user_state_path("ehr-desk", appauthor=False) / FOLDER)
