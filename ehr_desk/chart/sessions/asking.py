"""What checks of a note ask of the schedule and of other notes, read where the record is: in the snapshot that the note
is checked against, what several charts ask once."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.sessions.author_times import Led, LedBy
from ehr_desk.chart.sessions.census import MostInGroup
from ehr_desk.chart.sessions.held import PlannedOf
from ehr_desk.chart.sessions.reader import held_by, one_session, weekly
from ehr_desk.chart.sessions.roster_fit import ProgramRows
from ehr_desk.chart.sessions.rows import PlannedSessionRow, WeeklyRow
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.snapshot import once


def schedule_of(sitting: Sitting) -> PlannedOf:
    """How checks of a note look up the planned session it documents."""

    def planned_of(session_id: str) -> PlannedSessionRow:
        with sitting.read_on() as session:
            return once(session, (one_session, session_id), lambda: one_session(session, session_id))

    return planned_of


def led_by_of(sitting: Sitting) -> LedBy:
    """How the check of an author's hours looks up what they documented on a day."""

    def led_by(staff_id: str, on: date) -> list[Led]:
        with sitting.read_on() as session:
            return once(session, (held_by, staff_id, on), lambda: held_by(session, staff_id, on))

    return led_by


def most_in_group_of(sitting: Sitting) -> MostInGroup:
    """How the check of a group's size looks up the clinic's largest group."""

    def most() -> int:
        with sitting.read_on() as session:
            return read_clinic(session).group_size

    return most


def program_rows_of(sitting: Sitting) -> ProgramRows:
    """How the check of a change of level looks up the weekly program."""

    def program_rows() -> list[WeeklyRow]:
        with sitting.read_on() as session:
            return once(session, weekly, lambda: weekly(session))

    return program_rows
