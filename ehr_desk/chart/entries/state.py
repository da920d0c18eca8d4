"""A client's state: as stored now, or folded again for any day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.entries.fold import Fold, counting_versions, in_force
from ehr_desk.chart.entries.reader import effects_of_client, marks_of


class StoredState:
    """The rows as they are stored, read when first asked for. Lives only inside its session."""

    def __init__(self, session: Session, client_id: str, folds: Mapping[str, Fold]) -> None:
        self._session = session
        self._client_id = client_id
        self._folds = folds
        self._read: dict[str, Sequence[Any]] = {}

    def rows(self, fold: str) -> Sequence[Any]:
        """The rows of a fold by its name."""
        if fold not in self._read:
            self._read[fold] = self._folds[fold].load(self._session, self._client_id)
        return self._read[fold]


class FoldedState:
    """The rows that a list of effects comes to, folded when first asked for."""

    def __init__(self, effects: Sequence[SignedEffect], folds: Mapping[str, Fold]) -> None:
        self._effects = effects
        self._folds = folds
        self._done: dict[str, Sequence[Any]] = {}

    def rows(self, fold: str) -> Sequence[Any]:
        """The rows of a fold by its name."""
        if fold not in self._done:
            chosen = self._folds[fold]
            self._done[fold] = chosen.fold([effect for effect in self._effects if effect.kind in chosen.kinds])
        return self._done[fold]


def state_as_of(
    session: Session,
    client_id: str,
    folds: Mapping[str, Fold],
    *,
    effective_by: date | None = None,
    known_by: int | None = None,
    without_entry: str = "",
) -> FoldedState:
    """The state on a day, as known at a signing number, leaving out one entry where it is being corrected."""
    marks = [mark for mark in marks_of(session, client_id) if mark.entry_id != without_entry]
    counting = counting_versions(marks, known_by=known_by)
    return FoldedState(in_force(effects_of_client(session, client_id), counting, effective_by=effective_by), folds)
