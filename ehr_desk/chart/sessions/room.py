"""The session room as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source
from ehr_desk.chart.sessions import effects, fold, prefills, rules
from ehr_desk.chart.sessions.author_times import LedBy, author_check
from ehr_desk.chart.sessions.census import MostInGroup, census_check
from ehr_desk.chart.sessions.client_times import OwedIn, check_length, client_check
from ehr_desk.chart.sessions.facilitators import other_leaders
from ehr_desk.chart.sessions.held import PlannedOf, held_check
from ehr_desk.chart.sessions.roster_fit import ProgramRows, roster_check
from ehr_desk.chart.sessions.rows import AttendanceRow
from ehr_desk.chart.sessions.tables import AttendanceTable


def room(
    planned_of: PlannedOf = lambda session_id: None,
    led_by: LedBy = lambda staff_id, on: (),
    most_in_group: MostInGroup = lambda: 0,
    program_rows: ProgramRows = lambda: (),
    owed_in: OwedIn = lambda client_id, first, last: (),
) -> Room:
    """Fold ``attendance``; sources ``attendance`` and ``absence``. ``planned_of`` reads the schedule, ``led_by`` what
    an author documented, ``most_in_group`` the clinic's largest group, ``program_rows`` the weekly program,
    ``owed_in`` a client's sessions without a note: for what is signed."""
    return Room(
        name="sessions",
        folds=(TableFold("attendance", fold.KINDS, fold.fold_attendance, AttendanceRow, AttendanceTable),),
        sources=(Source("attendance", effects.attendance), Source("absence", effects.absence)),
        checks=(
            rules.check_times,
            rules.check_next_appointment,
            client_check(owed_in, planned_of),
            check_length,
            rules.check_documented,
            rules.check_absence,
            held_check(planned_of),
            author_check(led_by),
            census_check(most_in_group),
            roster_check(program_rows),
        ),
        prefills={**prefills.prefills(), "session.facilitators": other_leaders},
    )
