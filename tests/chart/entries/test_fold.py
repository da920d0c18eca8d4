"""Which effects count, and in which order."""

from __future__ import annotations

from datetime import date

import pytest

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.entries.fold import VersionMark, counting_versions, in_force

CORRECTED_THEN_IN_ERROR = [
    VersionMark("a", 1, "original"),
    VersionMark("a", 2, "correction"),
    VersionMark("a", 3, "entered_in_error"),
]


def effect(seq: int, day: int, ordinal: int = 0, entry_id: str = "a") -> SignedEffect:
    return SignedEffect("toy.added", date(2026, 11, day), {"n": seq}, "", entry_id, seq, ordinal, "Dana", "s1")


def test_the_newest_content_version_of_an_entry_counts() -> None:
    marks = [VersionMark("a", 1, "original"), VersionMark("a", 4, "correction"), VersionMark("b", 2, "original")]
    assert counting_versions(marks) == {4: 1, 2: 2}


def test_an_addendum_leaves_the_effects_of_the_entry_in_force() -> None:
    assert counting_versions([VersionMark("a", 1, "original"), VersionMark("a", 2, "addendum")]) == {1: 1}


def test_an_entry_in_error_counts_for_nothing_even_when_it_was_corrected_before() -> None:
    assert counting_versions(CORRECTED_THEN_IN_ERROR) == {}


@pytest.mark.parametrize(("known_by", "expected"), [(1, {1: 1}), (2, {2: 1}), (3, {}), (None, {})])
def test_what_was_known_at_a_signing_number_leaves_out_everything_signed_later(
    known_by: int | None, expected: dict[int, int]
) -> None:
    assert counting_versions(CORRECTED_THEN_IN_ERROR, known_by=known_by) == expected


def test_effects_are_ordered_by_day_then_signing_number_then_place() -> None:
    late_entry_for_an_early_day = effect(9, day=1)
    effects = [effect(2, day=5, ordinal=1), late_entry_for_an_early_day, effect(2, day=5), effect(1, day=5)]
    ordered = in_force(effects, {1: 1, 2: 2, 9: 9})
    assert [(one.seq, one.ordinal) for one in ordered] == [(9, 0), (1, 0), (2, 0), (2, 1)]


def test_the_state_on_a_day_leaves_out_what_takes_effect_later() -> None:
    assert in_force([effect(1, day=5), effect(2, day=6)], {1: 1, 2: 2}, effective_by=date(2026, 11, 5)) == [
        effect(1, day=5)
    ]
