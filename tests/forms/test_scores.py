from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.forms import Form, FormError, ScoreResult, score_range, scores
from tests.forms.making import item, make

LABELS = ["Never", "Sometimes", "Often", "Always"]
CHOICES = 'choices = { "Never" = 0, "Sometimes" = 1, "Often" = 2, "Always" = 3 }'
REVERSED = 'choices = { "Never" = 3, "Sometimes" = 2, "Often" = 1, "Always" = 0 }'


def measure(score: str, count: int = 4) -> Form:
    members = "".join(item(f"m{number}", "choice", CHOICES) for number in range(count))
    names = ", ".join(f'"m{number}"' for number in range(count))
    return make(members + f'[[score]]\nid = "s"\n{score.replace("ALL", names)}\n')


def given_answers(points: list[int | None]) -> dict[str, str]:
    return {f"m{number}": LABELS[one] for number, one in enumerate(points) if one is not None}


def result(score: str, points: list[int | None]) -> ScoreResult:
    return scores(measure(score, len(points)), given_answers(points))["s"]


BANDS = 'bands = [{ from = 0, label = "low" }, { from = 5, to = 9, label = "middle" }, { from = 10, label = "high" }]'


@pytest.mark.parametrize(
    ("points", "value", "band"),
    [
        ([0, 0, 0, 0], 0, "low"),
        ([1, 1, 1, 1], 4, "low"),
        ([2, 1, 1, 1], 5, "middle"),
        ([3, 3, 3, 0], 9, "middle"),
        ([3, 3, 3, 1], 10, "high"),
        ([3, 3, 3, 3], 12, "high"),
    ],
)
def test_a_sum_falls_into_its_band_at_the_cut_offs(points: list[int | None], value: int, band: str) -> None:
    assert result(f"sum = [ALL]\n{BANDS}", points) == ScoreResult(value, 12, band, True)


def test_a_score_with_a_missing_answer_is_refused_and_says_so() -> None:
    found = result(f"sum = [ALL]\n{BANDS}", [3, None, 3, None])
    assert found == ScoreResult(None, 12, note="No score: 2 of 4 answers are missing.")
    assert result("sum = [ALL]", [3, None]).note == "No score: 1 of 2 answers is missing."


def test_a_sum_is_prorated_when_enough_is_answered() -> None:
    score = 'sum = [ALL]\nmissing = "prorate"\nminimum = 3'
    found = result(score, [3, 2, 2, None])
    assert (found.value, found.complete) == (9, False)  # 7 * 4 / 3 = 9.33
    assert found.note == "Prorated from 3 of 4 answers."
    assert result(score, [3, None, 2, None]).value is None


def test_halves_are_rounded_up() -> None:
    assert result("mean = [ALL]", [0, 1]).value == 1
    assert result("mean = [ALL]", [0, 0, 1]).value == 0
    assert result("mean = [ALL]", [3, 2]).maximum == 3


def test_a_count_counts_the_answers_at_or_above_its_threshold() -> None:
    assert result("count = [ALL]\nat_least = 2", [0, 1, 2, 3]) == ScoreResult(2, 4, "", True)
    assert result("count = [ALL]", [0, 1, 2, 3]).value == 3


def test_a_reversed_item_reverses_through_its_own_list() -> None:
    form = make(
        item("a", "choice", CHOICES) + item("b", "choice", REVERSED) + '[[score]]\nid = "s"\nsum = ["a", "b"]\n'
    )
    assert scores(form, {"a": "Always", "b": "Always"})["s"].value == 3


def test_every_scored_type_has_its_points() -> None:
    form = make(
        item("relapse", "yesno")
        + item("number", "integer", "min = -2\nmax = 5")
        + item("many", "multi", 'choices = { "a" = 1, "b" = 2, "none" = 0 }')
        + '[[score]]\nid = "s"\nsum = ["relapse", "number", "many"]\n'
    )
    assert scores(form, {"relapse": True, "number": -2, "many": ["a", "b"]})["s"].value == 2
    assert scores(form, {"relapse": False, "number": 5})["s"].value is None
    assert score_range(form, form.scores[0]) == (-2, 9)


def test_a_score_can_build_on_scores() -> None:
    form = make(
        "".join(item(name, "choice", CHOICES) for name in "abc")
        + '[[score]]\nid = "all"\nsum = ["score.part", "c"]\n[[score]]\nid = "part"\nsum = ["a", "b"]\n'
    )
    found = scores(form, {"a": "Often", "b": "Often", "c": "Always"})
    assert (found["all"].value, found["all"].maximum, found["part"].value) == (7, 9, 4)
    assert scores(form, {"a": "Often", "c": "Always"})["all"].value is None
    assert list(found) == ["all", "part"]


def test_the_rule_of_reliable_change_is_kept() -> None:
    short = measure("sum = [ALL]\nreliable_change = 5").scores[0].change
    long = measure('sum = [ALL]\nreliable_change = { points = 2, better = "higher", source = "Example 2020" }').scores[
        0
    ]
    assert short is not None
    assert (short.points, short.better) == (5, "lower")
    assert long.change is not None
    assert (long.change.better, long.change.source) == ("higher", "Example 2020")


POINTS = st.lists(st.none() | st.integers(0, 3), min_size=1, max_size=12)


@settings(derandomize=True, deadline=None)
@given(POINTS)
def test_a_sum_equals_a_simple_sum(points: list[int | None]) -> None:
    found = result("sum = [ALL]", points)
    simple = None
    for one in points:
        if one is None:
            simple = None
            break
        simple = (simple or 0) + one
    assert found.value == simple
    assert found.maximum == 3 * len(points)
    assert found.complete is (simple is not None)


@settings(derandomize=True, deadline=None)
@given(POINTS, st.integers(1, 12))
def test_a_prorated_sum_stays_within_its_range(points: list[int | None], minimum: int) -> None:
    minimum = min(minimum, len(points))
    found = result(f'sum = [ALL]\nmissing = "prorate"\nminimum = {minimum}', points)
    answered = [one for one in points if one is not None]
    if len(answered) < minimum:
        assert found.value is None
    else:
        assert found.value is not None
        assert 0 <= found.value <= found.maximum
        assert abs(found.value * len(answered) - sum(answered) * len(points)) * 2 <= len(answered)


def test_no_item_of_a_sum_counts_for_more_than_its_most() -> None:
    found = result(f"sum = [ALL]\nmost = 2\n{BANDS.replace('10', '8').replace('to = 9, ', '')}", [3, 1, 2, 0])
    assert (found.value, found.maximum) == (5, 8)
    with pytest.raises(FormError, match="most belongs to a sum"):
        measure("count = [ALL]\nmost = 2")
