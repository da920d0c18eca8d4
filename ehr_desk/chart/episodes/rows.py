"""What readers get of episodes and follow-up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from ehr_desk.common.canonical import Json
from ehr_desk.common.days import days_from_to


@dataclass(frozen=True)
class LevelRow:
    """A level of care of a stay and the days on which it held, both included; ``until`` is None while nothing ended it.
    ``reason``: why it changed, empty for the level at admission; ``entry_id``: the entry that says so;
    ``signed_from``: the level that this entry was signed as a change from."""

    level_of_care: str
    track: str
    planned_hours: str
    since: date
    until: date | None
    reason: str
    entry_id: str
    signed_from: str = ""


@dataclass(frozen=True)
class EpisodeRow:
    """One stay in the program. ``episode_id`` is the id of the admission entry that opened it.

    ``level_of_care``, ``track`` and ``planned_hours`` (decimal text, hours a week) are the last ones signed, which may
    count from a day ahead: those of a day are in :meth:`level_on`. ``levels`` has all of them from the admission on,
    and is empty while nothing has changed (read :meth:`stages`). ``areas`` are the
    ratings of the last level-of-care review. ``step_decision`` is a decision to step that no change has followed yet.
    ``discharge_reason`` is the coded reason (TEDS-D), ``discharge_detail`` the program's own words.
    """

    episode_id: str
    admitted_on: date
    program: str
    level_of_care: str
    track: str
    referral: str
    presenting_problem: str
    planned_hours: str
    primary_counselor: str
    projected_discharge: date | None
    discharged_on: date | None
    discharge_reason: str
    discharge_detail: str
    disposition: str
    opened_by_entry: str
    closed_by_entry: str
    levels: list[dict[str, Json]] = field(default_factory=list)
    areas: list[dict[str, Json]] = field(default_factory=list)
    level_reviewed_on: date | None = None
    level_review_due: date | None = None
    step_decision: str = ""
    step_decided_on: date | None = None
    step_decided_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the client has not been discharged from it."""
        return self.discharged_on is None

    def covers(self, day: date) -> bool:
        """Whether the day lies in the episode, both ends included."""
        return self.admitted_on <= day and (self.discharged_on is None or day <= self.discharged_on)

    def days(self, until: date) -> int:
        """Length of stay in days: from admission to discharge, or until a day while open. The day of admission is 1."""
        return days_from_to(self.admitted_on, self.discharged_on or until)

    def stages(self) -> tuple[LevelRow, ...]:
        """The levels of care of the stay, from the one at admission on."""
        if not self.levels:
            terms = self.level_of_care, self.track, self.planned_hours
            return (LevelRow(*terms, self.admitted_on, self.discharged_on, "", self.opened_by_entry),)
        days = [date.fromisoformat(one["since"]) for one in self.levels]
        ends = [*(day - timedelta(days=1) for day in days[1:]), self.discharged_on]
        return tuple(
            LevelRow(
                one["level_of_care"],
                one["track"],
                one["planned_hours"],
                since,
                until,
                one["reason"],
                one["entry_id"],
                one.get("signed_from", ""),
            )
            for one, since, until in zip(self.levels, days, ends, strict=True)
        )

    def level_on(self, day: date) -> LevelRow:
        """The level in force on a day of the stay; before its first day the one at admission."""
        stages = self.stages()
        return next((one for one in reversed(stages) if one.since <= day), stages[0])


@dataclass(frozen=True)
class CallAgreementRow:
    """What the client said of calls after discharge: whether they want them, and on which ``days``: ISO dates by the
    days after discharge ("7", "30", "90")."""

    on: date
    agreed: bool
    days: dict[str, str]
    entry_id: str


@dataclass(frozen=True)
class FollowUpCallRow:
    """One call or try. ``milestone``: 7, 30 or 90 days after discharge, 0 for another time; ``reached`` in the words of
    the form, small; ``next_on``: when to call again."""

    on: date
    milestone: int
    reached: str
    next_on: date | None
    entry_id: str


@dataclass(frozen=True)
class FollowupRow:
    """One appointment after discharge. ``when`` is local time as ISO text (``2026-11-21T09:00``)."""

    when: str
    service: str
    provider: str
    place: str
    contact: str
    entry_id: str
