"""A missed session is missed once, whoever says so, and says whether somebody called."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.sessions.effects import ATTENDED, MISSED
from ehr_desk.chart.sessions.fold import fold_attendance

GROUP = SignedEffect(
    MISSED,
    date(2026, 11, 20),
    {
        "service": "group",
        "title": "Evening group",
        "start": "17:30",
        "planned_minutes": 180,
        "status": "no-show",
        "session_id": "p1",
    },
    "Group session missed, not excused.",
    entry_id="e-group",
    seq=1,
    ordinal=0,
    author_name="Dana",
    author_id="s-dana",
)
CALLED = replace(
    GROUP,
    data={
        "service": "group",
        "planned_minutes": 180,
        "status": "excused",
        "reason": "Illness",
        "session_id": "p1",
        "contact": "Reached by phone",
    },
    entry_id="e-absence",
    seq=2,
)


def test_an_absence_written_after_the_group_note_completes_it() -> None:
    (row,) = fold_attendance([GROUP, CALLED])
    assert (row.title, row.start, row.planned_minutes) == ("Evening group", "17:30", 180)
    assert (row.status, row.reason, row.contact, row.entry_id) == (
        "excused",
        "Illness",
        "Reached by phone",
        "e-absence",
    )


def test_what_the_later_word_leaves_open_is_kept() -> None:
    (row,) = fold_attendance([CALLED, replace(GROUP, seq=3)])
    assert (row.status, row.reason, row.contact) == ("no-show", "Illness", "Reached by phone")


def test_sessions_of_their_own_stay_apart() -> None:
    other = replace(CALLED, data={**CALLED.data, "session_id": "p2"})
    loose = replace(CALLED, data={**CALLED.data, "session_id": ""})
    assert len(fold_attendance([GROUP, other, loose, loose])) == 4
    there = replace(GROUP, kind=ATTENDED, data={**GROUP.data, "status": "attended", "minutes": 180})
    assert len(fold_attendance([there, there])) == 2
