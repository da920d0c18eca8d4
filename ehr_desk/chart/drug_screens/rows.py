"""What readers get of drug screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehr_desk.common.canonical import Json

GIVEN = "given"
_REFUTED = "not confirmed"
_ON_THE_WAY = "sent, not back yet"
_NOT_CHECKED = "not checked"
_UNFIT = ("dilute", "out of the expected range")


@dataclass(frozen=True)
class DrugScreenRow:
    """One drug screen that was asked for.

    ``given``: given, refused, could not give; ``specimen``, ``reason`` and ``validity`` in the words of the form, in
    small letters. ``results``: substance, result, prescribed (bool) and confirmed, one for each substance.
    """

    on: date
    given: str
    specimen: str
    reason: str
    validity: str
    results: list[dict[str, Any]]
    entry_id: str

    @property
    def found(self) -> list[str]:
        """Substances that were found, are not prescribed, and that no laboratory has refuted."""
        return [
            str(one["substance"])
            for one in self.results
            if one["result"] == "positive" and not one["prescribed"] and one["confirmed"] != _REFUTED
        ]

    @property
    def absent(self) -> list[str]:
        """Prescribed substances that were not found, or that a laboratory has refuted."""
        return [str(one["substance"]) for one in self.results if one["prescribed"] and _not_there(one)]

    @property
    def open(self) -> list[str]:
        """Substances of which the result is not back yet."""
        return [str(one["substance"]) for one in self.results if one["result"] == "not back yet"]

    @property
    def on_the_way(self) -> list[str]:
        """Substances for which a laboratory's word is not back yet."""
        return [str(one["substance"]) for one in self.results if one["confirmed"] == _ON_THE_WAY]

    @property
    def invalid(self) -> list[str]:
        """Substances whose test gave no valid result: none will follow."""
        return [str(one["substance"]) for one in self.results if one["result"] == "invalid"]

    @property
    def unfit(self) -> str:
        """What was wrong with the specimen, in words; empty where nothing was noticed."""
        return f"specimen {self.validity}" if self.validity in _UNFIT else ""

    @property
    def unchecked(self) -> bool:
        """Whether nobody looked at whether the specimen can be relied on."""
        return self.given == GIVEN and self.validity == _NOT_CHECKED

    @property
    def unexpected(self) -> bool:
        """Whether any result was not to be expected from what is prescribed."""
        return bool(self.found or self.absent)


def _not_there(one: Mapping[str, Any]) -> bool:
    refuted = one["result"] == "positive" and one["confirmed"] == _REFUTED
    return bool(one["result"] == "negative" or refuted)


def row_of(on: date, data: Mapping[str, Json], entry_id: str) -> DrugScreenRow:
    """The row that an effect's data say."""
    names = ("given", "specimen", "reason", "validity")
    results = [dict(one) for one in data.get("results") or []]
    return DrugScreenRow(on, **{name: str(data.get(name) or "") for name in names}, results=results, entry_id=entry_id)
