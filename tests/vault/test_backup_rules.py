from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ehr_desk.common.clock import stamp
from ehr_desk.vault.backup_manifest import REGULAR, Manifest
from ehr_desk.vault.backup_rules import is_due, is_overdue, to_keep

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
ONE = Manifest("", "v", "", REGULAR, "", "", 1, 1, 1, 1, "", "", "", 0, True)


def _made(at: datetime, purpose: str = REGULAR) -> Manifest:
    return replace(ONE, backup_id=stamp(at), made=stamp(at), purpose=purpose)


def test_seven_days_four_weeks_and_twelve_months_stay() -> None:
    every_day = [_made(NOW - timedelta(days=number)) for number in range(800)]
    kept = to_keep(every_day)
    days = sorted(datetime.fromisoformat(one).date() for one in kept)
    newest = [NOW.date() - timedelta(days=number) for number in range(7)]
    assert set(newest) <= set(days)
    assert len({day.isocalendar()[:2] for day in days}) >= 4
    assert len({(day.year, day.month) for day in days}) == 12
    assert len(kept) <= 7 + 4 + 12


def test_of_one_day_the_newest_two_stay() -> None:
    hours = [_made(NOW - timedelta(hours=number)) for number in range(8)]
    assert to_keep(hours) == {hours[0].backup_id, hours[1].backup_id}


def test_the_last_three_before_a_change_of_form_stay_and_count_for_no_day() -> None:
    special = [_made(NOW - timedelta(days=number), "before 0002") for number in range(5)]
    regular = [_made(NOW - timedelta(days=9))]
    assert to_keep([*special, *regular]) == {one.backup_id for one in [*special[:3], *regular]}


def test_a_copy_of_an_unsound_record_never_pushes_out_a_sound_one() -> None:
    unsound = [replace(_made(NOW - timedelta(hours=number)), sound=False) for number in range(5)]
    sound = [_made(NOW - timedelta(hours=6))]
    assert to_keep([*unsound, *sound]) == {unsound[0].backup_id, unsound[1].backup_id, sound[0].backup_id}


def test_a_clinic_that_was_closed_for_months_keeps_what_it_has() -> None:
    seldom = [_made(NOW - timedelta(days=70 * number)) for number in range(5)]
    assert to_keep(seldom) == {one.backup_id for one in seldom}


@pytest.mark.parametrize(
    ("last", "due", "overdue"),
    [
        (None, True, True),
        (NOW, False, False),
        (NOW - timedelta(hours=3, minutes=59), False, False),
        (NOW - timedelta(hours=4), True, False),
        (NOW - timedelta(hours=24), True, True),
        (NOW + timedelta(days=2), True, True),
    ],
)
def test_due_and_overdue(last: datetime | None, due: bool, overdue: bool) -> None:
    assert (is_due(last, NOW, 4), is_overdue(last, NOW, 4)) == (due, overdue)


def test_with_a_long_interval_overdue_comes_after_twice_of_it() -> None:
    assert not is_overdue(NOW - timedelta(hours=47), NOW, 24)
    assert is_overdue(NOW - timedelta(hours=48), NOW, 24)
