"""The computer's clock against the log: at unlock, and at every place of the log where time ran backwards.

A clock that is wrong is an accident more often than a lie, and nobody can take it back: it is told, entered into the
log and named by every check, but it makes no record unsound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from ehr_desk.common.clock import from_stamp
from ehr_desk.common.days import in_words
from ehr_desk.common.errors import UserError
from ehr_desk.vault.audit import AuditEvent
from ehr_desk.vault.tables import AUDIT_EVENT

ALLOWANCE = timedelta(minutes=10)
"""How far a clock may lie behind the log: computers of one clinic never agree to the minute."""

BEHIND, GONE_ON = "clock.behind", "clock.gone_on"
"""Events: an unlock found the computer's clock behind the log; the person said that the clock was wrong before."""


@dataclass(frozen=True)
class Behind:
    """The computer says ``now``, the log had come to ``last`` (both aware)."""

    now: datetime
    last: datetime

    def sentence(self) -> str:
        """What is wrong, in the zone of the computer."""
        zone = self.now.tzinfo
        return (
            f"This computer says {moment_in_words(self.now)}, but the record's last entry was written on "
            f"{moment_in_words(self.last.astimezone(zone))}."
        )


class ClockBehind(UserError):
    """Nothing is signed and nothing handed out before somebody said which clock was wrong."""

    def __init__(self, behind: Behind) -> None:
        super().__init__(behind.sentence(), "Lock the desk, set the clock, then unlock again.")


@dataclass(frozen=True)
class SetBack:
    """Event ``seq`` is dated ``at``, although ``before`` stands further up; up to event ``until`` the clock had not
    come to ``before`` again. ``answered``: somebody said that the clock was wrong before, in the sitting with the id
    ``answered_in``, whose last event is ``answered_until``; without an answer that is ``until``."""

    seq: int
    until: int
    at: datetime
    before: datetime
    staff_id: str
    device: str
    answered_in: str = ""
    answered_until: int = 0

    @property
    def answered(self) -> bool:
        return bool(self.answered_in)

    def up_to(self, event: AuditEvent) -> SetBack:
        """The same place, after one more event."""
        by = self.answered_in or (event.sitting if event.action == GONE_ON else "")
        last = event.seq if by in ("", event.sitting) else self.answered_until
        return replace(self, until=event.seq, answered_in=by, answered_until=last)


class Times:
    """One pass over the events of a log, in their order."""

    def __init__(self) -> None:
        self._latest: datetime | None = None
        self._open: list[SetBack] = []
        self._closed: list[SetBack] = []

    def see(self, event: AuditEvent) -> None:
        """The next event."""
        if self._latest is not None and event.at < self._latest - ALLOWANCE:
            self._open.append(SetBack(event.seq, event.seq, event.at, self._latest, event.staff_id, event.device))
            self._latest = event.at
        self._latest = max(event.at, self._latest or event.at)
        self._closed += [place for place in self._open if event.at >= place.before - ALLOWANCE]
        self._open = [place.up_to(event) for place in self._open if event.at < place.before - ALLOWANCE]

    def places(self) -> tuple[SetBack, ...]:
        """Every place where time ran backwards by more than the allowance."""
        return tuple(sorted((*self._closed, *self._open), key=lambda place: place.seq))


def behind(connection: Connection, now: datetime) -> Behind | None:
    """Whether ``now`` lies before the latest time of the log. What was written before somebody said that the clock had
    been wrong counts no more."""
    answered = connection.scalar(select(func.max(AUDIT_EVENT.c.seq)).where(AUDIT_EVENT.c.action == GONE_ON)) or 0
    query = select(AUDIT_EVENT.c.at).order_by(AUDIT_EVENT.c.at.desc()).limit(1)
    if answered:
        # A sum keeps the engine on the index of times: it would sort the whole log else.
        query = query.where(AUDIT_EVENT.c.seq + 0 >= answered)
    try:
        last = from_stamp(str(connection.scalar(query)))
    except ValueError:  # somebody edited it: the check names that
        return None
    return Behind(now, last) if now < last - ALLOWANCE else None


def moment_in_words(at: datetime) -> str:
    """Day and minute, in the zone it comes with."""
    return f"{in_words(at.date())}, {at:%H:%M}"
