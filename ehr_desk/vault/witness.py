"""The highest audit head this computer has seen of each vault, kept outside the vault in the user's profile.

Inside one folder a whole older state looks whole: somebody outside has to remember how far the log once went.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
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
    """One small file for each vault, in it a head for each folder in which the record was opened: a copy that was
    restored to try it out has a history of its own. Unreadable or missing files count as nothing seen.

    ``size`` and ``root`` at the top are the highest of them: what a file without folders, and a program that knows
    none, goes by.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def seen(self, vault_id: str) -> Head | None:
        """The highest head this computer has kept of a vault, whichever copy of it that was."""
        return max(self.heads(vault_id).values(), key=lambda head: head.size, default=None)

    def heads(self, vault_id: str) -> dict[str, Head]:
        """The heads by place (:func:`place_of`); of a place that nobody knew by then under an empty name."""
        try:
            value = json.loads(self._path(vault_id).read_bytes())
            kept = value["places"].items() if "places" in value else [("", value)]
            found = {str(place): Head(int(head["size"]), str(head["root"])) for place, head in kept}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}
        return {place: head for place, head in found.items() if _sound(head)}

    def keep(self, vault_id: str, head: Head, place: str = "", gone: Collection[str] = ()) -> bool:
        """Remember a head of the record in one place, and no longer those of the places that it goes on from.
        ``False`` where the profile cannot be written: nobody's work stops for that."""
        path = self._path(vault_id)
        heads = {known: old for known, old in self.heads(vault_id).items() if known not in gone} | {place: head}
        value = asdict(max(heads.values(), key=lambda one: one.size))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            places = {known: asdict(one) for known, one in heads.items()}
            write_file(fresh, json.dumps(value | {"places": places}).encode())
            fresh.replace(path)
        except OSError:
            return False
        return True

    def _path(self, vault_id: str) -> Path:
        # The id comes from a header that nobody has authenticated yet: it never names a path itself.
        return self._folder / f"{sha256(vault_id.encode()).hexdigest()[:32]}.json"


def place_of(folder: Path) -> str:
    """A folder as a witness remembers it: by a hash, since a path can name people."""
    try:
        whole = folder.resolve()
    except OSError:
        whole = folder.absolute()
    return sha256(os.path.normcase(whole).encode()).hexdigest()[:32]


def _sound(head: Head) -> bool:
    return head.size > 0 and len(head.root) == 64 and _HEX.issuperset(head.root)


def default_witnesses() -> Witnesses:
    """Where this user's witnesses lie on this system."""
    return Witnesses(platformdirs.user_state_path("ehr-desk", appauthor=False) / FOLDER)
