"""A client's state: as stored now, or folded again for any day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.effects import Effect, SignedEffect
from ehr_desk.chart.entries.fold import Fold, VersionMark, counting_versions, in_force
from ehr_desk.chart.entries.reader import effects_of_client, marks_of
from ehr_desk.chart.entries.rooms import Author, ChartState, Rows


class StoredState:
    """The rows as they are stored, read when first asked for; where several charts are asked ``together``, for all of
    them at once. Lives only inside its session."""

    def __init__(
        self, session: Session, client_id: str, folds: Mapping[str, Fold], together: StoredStates | None = None
    ) -> None:
        self._session = session
        self._client_id = client_id
        self._folds = folds
        self._together = together
        self._read: dict[str, Sequence[Any]] = {}
        self._past: Past | None = None
        self._days: dict[date, FoldedState] = {}

    def rows(self, fold: str) -> Sequence[Any]:
        """The rows of a fold by its name."""
        if self._together is not None:
            return self._together.rows(self._client_id, fold)
        if fold not in self._read:
            self._read[fold] = self._folds[fold].load(self._session, self._client_id)
        return self._read[fold]

    def as_of(self, day: date, before: str = "") -> ChartState:
        """The state at the end of a day, or before an entry of it, folded from everything that is known by now."""
        if self._past is None:
            self._past = past_of(self._session, self._client_id)
        if day not in self._days:
            self._days[day] = self._past.state(self._folds, effective_by=day)
        return self._days[day].as_of(day, before) if before else self._days[day]


class StoredStates:
    """The stored rows of many clients: each fold is read with one query when it is first asked for.

    Lives only inside its session.
    """

    def __init__(self, session: Session, client_ids: Collection[str], folds: Mapping[str, Fold]) -> None:
        self._session = session
        self._client_ids = client_ids
        self._folds = folds
        self._read: dict[str, Mapping[str, Sequence[Any]]] = {}

    def of(self, client_id: str) -> Rows:
        """The rows of one of the clients."""
        return _OneOfMany(self, client_id)

    def rows(self, client_id: str, fold: str) -> Sequence[Any]:
        """The rows of a fold of one of the clients."""
        if fold not in self._read:
            self._read[fold] = self._folds[fold].load_many(self._session, self._client_ids)
        return self._read[fold][client_id]


@dataclass(frozen=True)
class _OneOfMany:
    states: StoredStates
    client_id: str

    def rows(self, fold: str) -> Sequence[Any]:
        return self.states.rows(self.client_id, fold)


class FoldedState:
    """The rows that a list of effects comes to, folded when first asked for."""

    def __init__(self, effects: Sequence[SignedEffect], folds: Mapping[str, Fold]) -> None:
        self._effects = effects
        self._folds = folds
        self._done: dict[str, Sequence[Any]] = {}
        self._days: dict[tuple[date, str], FoldedState] = {}

    def rows(self, fold: str) -> Sequence[Any]:
        """The rows of a fold by its name."""
        if fold not in self._done:
            chosen = self._folds[fold]
            self._done[fold] = chosen.fold([effect for effect in self._effects if effect.kind in chosen.kinds])
        return self._done[fold]

    def as_of(self, day: date, before: str = "") -> ChartState:
        """The state at the end of a day, or before an entry of it."""
        if (day, before) not in self._days:
            by_then = [effect for effect in self._effects if effect.effective_on <= day]
            places = [place for place, one in enumerate(by_then) if (one.entry_id, one.effective_on) == (before, day)]
            self._days[day, before] = FoldedState(by_then[: min(places, default=len(by_then))], self._folds)
        return self._days[day, before]


class LaterState:
    """A state that is worked out when first asked for. Lives only inside its session."""

    def __init__(self, make: Callable[[], ChartState]) -> None:
        self._make = make
        self._made: ChartState | None = None

    def rows(self, fold: str) -> Sequence[Any]:
        """The rows of a fold by its name."""
        return self._state().rows(fold)

    def as_of(self, day: date, before: str = "") -> ChartState:
        """The state at the end of a day, or before an entry of it."""
        return self._state().as_of(day, before)

    def _state(self) -> ChartState:
        if self._made is None:
            self._made = self._make()
        return self._made


@dataclass(frozen=True)
class Past:
    """Everything ever signed in a client's chart."""

    marks: Sequence[VersionMark]
    effects: Sequence[SignedEffect]

    def state(
        self,
        folds: Mapping[str, Fold],
        *,
        effective_by: date | None = None,
        known_by: int | None = None,
        without_entry: str = "",
    ) -> FoldedState:
        """The state on a day, as known at a signing number, without one entry where it is being amended."""
        counting = counting_versions(self._without(without_entry), known_by=known_by)
        return FoldedState(in_force(self.effects, counting, effective_by=effective_by), folds)

    def before(self, folds: Mapping[str, Fold], entry_id: str, day: date) -> FoldedState:
        """The state that an entry of a day is read upon: what comes before it in the order of the folds."""
        place = min((mark.seq for mark in self.marks if mark.entry_id == entry_id), default=self.next_seq)
        counting = counting_versions(self._without(entry_id))
        earlier = [
            effect
            for effect in in_force(self.effects, counting, effective_by=day)
            if effect.effective_on < day or counting[effect.seq] < place
        ]
        return FoldedState(earlier, folds)

    def with_entry(self, entry_id: str, kind: str, effects: Sequence[Effect], author: Author) -> Past:
        """The same with one more version, which is about to be signed."""
        seq = self.next_seq
        stated = [
            SignedEffect(
                **vars(effect),
                entry_id=entry_id,
                seq=seq,
                ordinal=place,
                author_name=author.name,
                author_id=author.staff_id,
            )
            for place, effect in enumerate(effects)
        ]
        return Past([*self.marks, VersionMark(entry_id, seq, kind)], [*self.effects, *stated])

    @property
    def next_seq(self) -> int:
        """A signing number after every one of the chart."""
        return max((mark.seq for mark in self.marks), default=0) + 1

    def _without(self, entry_id: str) -> list[VersionMark]:
        return [mark for mark in self.marks if mark.entry_id != entry_id]


def past_of(session: Session, client_id: str) -> Past:
    """What was signed for a client so far."""
    return Past(marks_of(session, client_id), effects_of_client(session, client_id))
