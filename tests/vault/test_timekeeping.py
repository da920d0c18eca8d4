"""A clock that lies behind the log: told at unlock, nothing signed before an answer, every place named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ehr_desk.vault.audit import AuditEvent
from ehr_desk.vault.timekeeping import ClockBehind, Times
from tests.vault.clinic import ADA_WORDS, Clinic

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def _times(*minutes: int, answered: int = -1) -> list[tuple[int, int, bool]]:
    times = Times()
    for seq, minute in enumerate(minutes, start=1):
        at = NOON + timedelta(minutes=minute)
        action = "clock.gone_on" if seq == answered else "x"
        times.see(AuditEvent(seq, at, "ada", "desk-1", "s", action, "", "", "", {}))
    return [(place.seq, place.until, place.answered) for place in times.places()]


def test_computers_that_differ_by_minutes_are_no_place_where_time_runs_back() -> None:
    assert _times(0, 5, -4, 6, -4) == []


@pytest.mark.parametrize(
    ("minutes", "places"),
    [
        ((0, 100, 50, 60, 95, 101), [(3, 4, False)]),
        ((0, 100, 50), [(3, 3, False)]),
        ((0, 9, 4, 9, -2), [(5, 5, False)]),  # in small steps, each within the allowance
        ((0, 100, 50, 20, 45, 60, 200), [(3, 6, False), (4, 4, False)]),
    ],
)
def test_each_place_is_named_up_to_where_time_has_caught_up(
    minutes: tuple[int, ...], places: list[tuple[int, int, bool]]
) -> None:
    assert _times(*minutes) == places


def test_an_answer_is_told_and_hides_nothing() -> None:
    assert _times(0, 100, 50, 51, 52, answered=4) == [(3, 5, True)]


def test_nothing_is_signed_on_a_clock_behind_the_log_before_somebody_answers(clinic: Clinic) -> None:
    clinic.clock.advance(timedelta(days=30))
    sitting = clinic.unlock()
    assert sitting.behind is None
    sitting.lock()
    clinic.clock.advance(-timedelta(days=20))
    for _ in range(2):  # an unlock that was given up is no answer
        sitting = clinic.unlock()
        assert sitting.behind is not None
        assert sitting.behind.sentence() == (
            "This computer says 11 Sep 2026, 09:00, but the record's last entry was written on 1 Oct 2026, 09:00."
        )
        with pytest.raises(ClockBehind, match="1 Oct 2026"), sitting.signer(ADA_WORDS):
            pass
        sitting.lock()
    sitting = clinic.unlock()
    sitting.go_on()
    with sitting.signer(ADA_WORDS):
        pass
    sitting.lock()
    sitting = clinic.unlock()
    assert sitting.behind is None
    report = sitting.check()
    assert report.ok
    assert [(place.answered, place.before) for place in report.set_back] == [
        (True, datetime(2026, 10, 1, 9, 0, tzinfo=UTC))
    ]
    assert [len(sitting.audit.events(action=f"clock.{what}")) for what in ("behind", "gone_on")] == [3, 1]
    sitting.lock()


def test_a_clock_set_back_within_a_sitting_signs_nothing_until_it_is_right_or_somebody_answers(clinic: Clinic) -> None:
    clinic.clock.advance(timedelta(days=30, minutes=9))
    sitting = clinic.unlock()
    clinic.clock.advance(-timedelta(minutes=9))
    with sitting.signer(ADA_WORDS):
        pass
    clinic.clock.advance(-timedelta(days=30))
    with pytest.raises(ClockBehind, match="1 Oct 2026"), sitting.signer(ADA_WORDS):
        pass
    clinic.clock.advance(timedelta(days=30))
    with sitting.signer(ADA_WORDS):
        pass
    clinic.clock.advance(-timedelta(days=30))
    sitting.lock()
    sitting = clinic.unlock()
    assert sitting.behind is not None
    sitting.go_on()
    with sitting.signer(ADA_WORDS):
        pass
    sitting.lock()


def test_the_right_time_needs_no_answer(clinic: Clinic) -> None:
    clinic.unlock().lock()
    clinic.clock.advance(-timedelta(days=20))
    clinic.unlock().lock()
    clinic.clock.advance(timedelta(days=20))
    sitting = clinic.unlock()
    assert sitting.behind is None
    sitting.lock()
