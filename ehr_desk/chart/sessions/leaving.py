"""Who left the program, and which sessions of the schedule are theirs no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.fold import Fold
from ehr_desk.chart.entries.state import StoredStates
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.sessions.rows import PlannedSessionRow

NOBODY_LEFT = "Everybody on its roster has left the program."


@dataclass(frozen=True)
class Parting:
    """A session of the schedule, and who stays on its roster; nobody: it is cancelled."""

    session: PlannedSessionRow
    client_ids: tuple[str, ...]


def left_program(session: Session, clients: Collection[str], folds: Mapping[str, Fold]) -> dict[str, date]:
    """The day on which clients were discharged, where no stay is open."""
    states = StoredStates(session, clients, folds)
    found = {}
    for client_id in clients:
        episodes: list[EpisodeRow] = list(states.of(client_id).rows("episodes"))
        if episodes and not any(one.is_open for one in episodes):
            found[client_id] = max(one.discharged_on for one in episodes if one.discharged_on)
    return found


def partings(planned: Iterable[PlannedSessionRow], left: Mapping[str, date], now: datetime) -> list[Parting]:
    """The coming sessions on whose roster somebody is who left before. Pure.

    Sessions made from the weekly program and not changed by hand follow their own roster, but for who makes up for a
    missed session in them. One planned by itself for
    somebody who had left already (``by_hand``), as a call in aftercare, stays.
    """
    found = []
    for one in planned:
        follows, wanted_so = bool(one.slot_id) and not one.by_hand, not one.slot_id and one.by_hand
        if one.cancelled or one.starts_at <= now or wanted_so:
            continue
        day = one.starts_at.date()
        gone = {client for client in one.client_ids if client in left and day > left[client]}
        gone &= set(one.makes_up) if follows else gone
        staying = tuple(client for client in one.client_ids if client not in gone)
        if staying != one.client_ids:
            found.append(Parting(one, staying))
    return found
