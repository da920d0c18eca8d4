"""Effects: the typed facts that a signed entry states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehr_desk.common.canonical import Json


@dataclass(frozen=True)
class Effect:
    """One fact that signing an entry adds to the record.

    ``kind`` is the fact's name (``medication.started``), ``effective_on`` the day it counts from,
    ``data`` plain JSON, ``sentence`` what the signer is shown.
    """

    kind: str
    effective_on: date
    data: Mapping[str, Json]
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """The form in which the signature covers the effect."""
        return {
            "kind": self.kind,
            "effective_on": self.effective_on.isoformat(),
            "data": dict(self.data),
            "sentence": self.sentence,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Effect:
        """The inverse of :meth:`to_json`."""
        return cls(value["kind"], date.fromisoformat(value["effective_on"]), value["data"], value["sentence"])


@dataclass(frozen=True)
class SignedEffect:
    """An effect together with the signed entry that states it.

    ``seq`` is the signing number of the version (the record's own order), ``ordinal`` the effect's place in it.
    """

    kind: str
    effective_on: date
    data: Mapping[str, Json]
    sentence: str
    entry_id: str
    seq: int
    ordinal: int
    author_name: str
    author_id: str

    @property
    def order(self) -> tuple[date, int, int]:
        """The order in which folds read effects, as long as no entry was corrected (``fold.in_force``)."""
        return (self.effective_on, self.seq, self.ordinal)
