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


def there(minutes: int, entry_id: str, session_id: str = "p1") -> SignedEffect:
    data = {**GROUP.data, "status": "attended", "minutes": minutes, "session_id": session_id}
    return replace(GROUP, kind=ATTENDED, data=data, entry_id=entry_id)


def test_two_notes_of_one_session_credit_it_once_with_the_longest_time() -> None:
    for notes in ([there(120, "e-1"), there(180, "e-2")], [there(180, "e-2"), there(120, "e-1"), there(180, "e-3")]):
        (row,) = fold_attendance(notes)
        assert (row.minutes, row.entry_id) == (180, "e-2")
    apart = fold_attendance([there(180, "e-1"), there(180, "e-2", "p2"), there(60, "e-3", ""), there(60, "e-4", "")])
    assert sum(row.minutes for row in apart) == 480


def test_who_was_there_by_one_note_of_a_session_did_not_miss_it() -> None:
    for notes in ([GROUP, there(180, "e-1")], [there(180, "e-1"), GROUP]):
        (row,) = fold_attendance(notes)
        assert (row.status, row.minutes, row.entry_id) == ("attended", 180, "e-1")
