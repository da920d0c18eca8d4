"""What all rooms together hand to the heart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.fold import Fold
from ehr_desk.chart.entries.rooms import Check, EffectSource, Filled, Prefill, ResultCheck, Room, Rows
from ehr_desk.common.canonical import Json
from ehr_desk.common.errors import OurError

Part = TypeVar("Part")


@dataclass(frozen=True)
class Heart:
    """The folds, sources, checks and prefills of every room, and how an entry finds its episode.

    ``planned`` tells the facts of a planned session (see ``PrefillContext.session``). ``stay_of`` tells the stay that
    an entry closes in the rows given, else the one named, in which it was signed. ``as_signed`` puts into the rows of a
    fold which of them rest on an entry that waits for the client's signature on the screen.
    """

    rooms: tuple[Room, ...]
    episode_of: Callable[[Filled], str]
    planned: Callable[[Session, str], Mapping[str, Json]] = lambda session, session_id: {}
    stay_of: Callable[[Rows, str, str], str] = lambda rows, entry_id, signed_in: signed_in
    as_signed: Callable[[str, Sequence[Any], Collection[str]], Sequence[Any]] = lambda fold, rows, undrawn: rows

    @cached_property
    def fold_by_name(self) -> Mapping[str, Fold]:
        """Every fold by its name."""
        return _unique((fold.name, fold) for room in self.rooms for fold in room.folds)

    @cached_property
    def source_by_name(self) -> Mapping[str, EffectSource]:
        """Every effect source by the name that forms use in ``states``."""
        return _unique((source.name, source) for room in self.rooms for source in room.sources)

    @cached_property
    def prefills(self) -> Mapping[str, Prefill]:
        """Every prefill by the name that items use."""
        return _unique(pair for room in self.rooms for pair in room.prefills.items())

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The checks of every room."""
        return tuple(check for room in self.rooms for check in room.checks)

    @cached_property
    def results(self) -> tuple[ResultCheck, ...]:
        """The checks of every room over what the record would come to."""
        return tuple(check for room in self.rooms for check in room.results)

    @property
    def folds(self) -> tuple[Fold, ...]:
        """Every fold."""
        return tuple(self.fold_by_name.values())


def _unique(pairs: Iterable[tuple[str, Part]]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for name, part in pairs:
        if name in found:
            raise OurError(f"two rooms offer the name {name}")
        found[name] = part
    return found
