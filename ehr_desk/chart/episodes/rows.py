"""What readers get of episodes and follow-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehr_desk.common.days import days_from_to


@dataclass(frozen=True)
class EpisodeRow:
    """One stay in the program. ``episode_id`` is the id of the admission entry that opened it.

    ``planned_hours`` is decimal text, hours a week as planned at admission. ``discharge_reason`` is the coded reason
    (TEDS-D), ``discharge_detail`` the program's own words.
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


@dataclass(frozen=True)
class FollowupRow:
    """One appointment after discharge. ``when`` is local time as ISO text (``2026-11-21T09:00``)."""

    when: str
    service: str
    provider: str
    place: str
    contact: str
    entry_id: str
