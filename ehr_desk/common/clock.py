"""The only source of time: every part that needs "now" is handed a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol


class Clock(Protocol):
    """Tells the time. ``now`` is aware and in UTC; ``local`` is aware and in the desk's own zone."""

    def now(self) -> datetime: ...

    def local(self) -> datetime: ...

    def today(self) -> date: ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def local(self) -> datetime:
        return datetime.now().astimezone()

    def today(self) -> date:
        return self.local().date()


class SettableClock:
    """A clock that stands still until it is moved: for tests and for building the demonstration clinic."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._zone: tzinfo = at.tzinfo
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def local(self) -> datetime:
        return self._at.astimezone(self._zone)

    def today(self) -> date:
        return self.local().date()

    def move_to(self, at: datetime) -> None:
        """Set the clock to an aware time."""
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self._at += by


def stamp(at: datetime) -> str:
    """An aware time as canonical UTC text with microseconds, e.g. ``2026-11-21T15:58:03.000000Z`` (RFC 3339)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_stamp(text: str) -> datetime:
    """The inverse of :func:`stamp`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
