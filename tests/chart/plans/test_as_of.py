"""The property that every room shares: the state of a day is the fold of what counts up to that day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.entries.fold import in_force
from tests.chart.plans.bench import heart
from tests.chart.plans.test_course import whole_course

SIGNED = whole_course().signed
ALL = frozenset(effect.seq for effect in SIGNED)
FIRST = date(2026, 9, 1)


@pytest.mark.parametrize("name", sorted(heart().fold_by_name))
@settings(derandomize=True, deadline=None, max_examples=40)
@given(days=st.integers(0, 140), kept=st.sets(st.sampled_from(sorted(ALL))), order=st.permutations(SIGNED))
def test_the_state_of_a_day_needs_only_the_effects_up_to_it(
    name: str, days: int, kept: set[int], order: list[SignedEffect]
) -> None:
    fold, day = heart().fold_by_name[name], FIRST + timedelta(days=days)
    counting = {seq: seq for seq in kept}
    as_of = fold.fold(in_force(order, counting, effective_by=day))
    prefix = [effect for effect in in_force(SIGNED, counting) if effect.effective_on <= day]
    assert as_of == fold.fold(prefix)


@pytest.mark.parametrize("name", sorted(heart().fold_by_name))
def test_a_fold_reads_effects_that_say_nothing(name: str) -> None:
    from tests.chart.plans.bench import stated

    fold = heart().fold_by_name[name]
    bare = [stated(kind, FIRST, {}, seq=seq) for seq, kind in enumerate(sorted(fold.kinds), start=1)]
    fold.fold(bare)
    fold.fold(bare[::-1])
