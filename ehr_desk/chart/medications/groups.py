"""Which substances belong together when an allergy is documented. Pure; the table is a resource.

Source: ``resources/codes/allergy_groups.toml``. A curated table, not complete, and no interaction checker.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class AllergyGroup:
    """One group: its name, every word that stands for one of it, and the groups that call for caution too."""

    name: str
    words: frozenset[str]
    near: frozenset[str]


@dataclass(frozen=True)
class AllergyGroups:
    """The groups of the table; without any, names are compared by themselves only."""

    groups: Sequence[AllergyGroup] = ()

    def shared(self, ordered: str, allergy: str) -> str:
        """The group that both names belong to, or "" where the table knows of none."""
        return next((one.name for one in self._of(allergy) if _named(one, ordered)), "")

    def near(self, ordered: str, allergy: str) -> str:
        """The group of what is ordered, where the labelling asks for caution after a reaction to the other."""
        close = {name for one in self._of(allergy) for name in one.near}
        return next((one.name for one in self._of(ordered) if one.name in close), "")

    def _of(self, name: str) -> list[AllergyGroup]:
        return [one for one in self.groups if _named(one, name)]


def load_allergy_groups(file: Path) -> AllergyGroups:
    """Read the table."""
    listed: list[Mapping[str, Any]] = tomllib.loads(file.read_text("utf-8"))["group"]
    return AllergyGroups(tuple(_group(one) for one in listed))


def _group(one: Mapping[str, Any]) -> AllergyGroup:
    names = [str(one["name"]), *map(str, one["also"]), *map(str, one["members"])]
    return AllergyGroup(str(one["name"]), frozenset(map(str.casefold, names)), frozenset(map(str, one["near"])))


def _named(group: AllergyGroup, name: str) -> bool:
    """Whether a word of the name, or the whole of it, stands for one of the group ("Penicillin V", "ACE inhibitor")."""
    plain = name.casefold()
    parts = "".join(letter if letter.isalpha() else " " for letter in plain).split()
    whole = " ".join(parts)
    return any(word in parts or (" " in word and word in whole) for word in group.words)
