"""The program's calendar: twelve weeks of five days that end today. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

WEEKS = 12
WEEK = 5
TRACK_DAYS = {"Morning": (0, 2, 4), "Evening": (0, 1, 3)}
GROUP_TIMES = {"Morning": (time(9, 0), time(12, 0)), "Evening": (time(17, 30), time(20, 30))}
PRESCRIBER_DAYS = (1, 3)


@dataclass(frozen=True)
class Calendar:
    """Days of the program by number: day 0 is the first day of the first of ``WEEKS`` full weeks before this one.

    The program is open on five days of the week. Where today is a Saturday or Sunday these days end with it, so that
    a demonstration shown on a weekend has sessions today as well.
    """

    today: date

    @property
    def _shift(self) -> int:
        return max(0, self.today.weekday() - 4)

    @property
    def monday(self) -> date:
        """The first open day of this week."""
        return self.today - timedelta(days=self.today.weekday() - self._shift)

    def day(self, number: int) -> date:
        """The date of a day of the program."""
        week, place = divmod(number, WEEK)
        return self.monday + timedelta(days=7 * (week - WEEKS) + place)

    @property
    def now(self) -> int:
        """Today's number."""
        return WEEKS * WEEK + self.today.weekday() - self._shift

    def at(self, number: int, when: time) -> datetime:
        """A moment on a day of the program, by the clock on the wall."""
        return datetime.combine(self.day(number), when)

    def group_days(self, track: str, first: int, last: int) -> list[int]:
        """The days of a track's groups from one day to another, both included."""
        return [number for number in range(first, last + 1) if number % WEEK in TRACK_DAYS[track]]
