from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.forms.conditions import evaluate
from ehr_desk.forms.errors import ConditionError
from ehr_desk.forms.grammar import And, Answered, Compare, Not, Or, parse


def test_and_binds_more_than_or_and_not_most() -> None:
    node = parse("a == 1 or not b == 2 and answered(c)")
    assert node == Or(
        (
            Compare("a", "==", Decimal(1)),
            And((Not(Compare("b", "==", Decimal(2))), Answered("c"))),
        )
    )


def test_parentheses_change_the_order() -> None:
    assert isinstance(parse("(a == 1 or b == 2) and c == 3"), And)


def test_literals_are_text_number_and_truth() -> None:
    assert parse(r'a == "say \"so\""') == Compare("a", "==", 'say "so"')
    assert parse("a == 'single'") == Compare("a", "==", "single")
    assert parse("a >= -0.5") == Compare("a", ">=", Decimal("-0.5"))
    assert parse("a != yes") == Compare("a", "!=", True)
    assert parse("score.total < 3") == Compare("total", "<", Decimal(3), is_score=True)
    assert parse('a contains "b"') == Compare("a", "contains", "b")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("a", 1),
        ("a ==", 5),
        ("a = 1", 3),
        ("a == 1 b == 2", 8),
        ("(a == 1", 8),
        ("a == 1)", 7),
        ("answered a", 10),
        ("answered(score.x)", 10),
        ("a == 1 && b == 2", 8),
        ("a == 'open", 6),
        ("other.x == 1", 1),
        ("1 == a", 1),
        ("a == b", 6),
        ("a == 1abc", 6),
        ("not", 4),
    ],
)
def test_a_condition_that_is_none_is_refused_with_its_place(text: str, column: int) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert caught.value.column == column
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text", ["(" * 200 + "a == 1" + ")" * 200, "not " * 300 + "a == 1", "a == 1 or " * 300 + "a == 1"]
)
def test_a_monstrous_condition_is_refused_and_not_a_crash(text: str) -> None:
    with pytest.raises(ConditionError):
        parse(text)


ANSWERS = {
    "n": 5,
    "d": "2.5",
    "t": "Hello there",
    "y": False,
    "m": ["a", "b"],
    "c": "b",
    "day": "2026-05-31",
    "blank": "  \u200f",
    "none": None,
}


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("n >= 5 and n <= 5", True),
        ("n > 5 or n < 5", False),
        ("d == 2.50", True),
        ("d > 2", True),
        ("y == false", True),
        ("y != true", True),
        ("y == no", True),
        ("m contains 'a'", True),
        ("m contains 'c'", False),
        ("t contains 'hello'", True),
        ("c != 'a'", True),
        ("day < '2026-06-01'", True),
        ("answered(n) and answered(y) and answered(m)", True),
        ("answered(blank) or answered(none) or answered(nowhere)", False),
        ("nowhere == 1 or nowhere != 1", False),
        ("not nowhere == 1", True),
        ("t > 3", False),
        ("m == 'a'", False),
        ("y > 0", False),
        ("score.s >= 10", True),
        ("score.open >= 0", False),
        ("score.nowhere >= 0", False),
        ("", True),
    ],
)
def test_conditions_are_evaluated(text: str, truth: bool) -> None:
    assert evaluate(text, ANSWERS, {"s": 12, "open": None}) is truth


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
LEAVES = st.sampled_from(
    ["a == 1", "b != 'x'", "c contains 'x'", "a > 0.5", "b < '2026-01-01'", "c == true", "answered(a)", "score.s >= 1"]
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda a, b: f"({a} and {b})", inner, inner)
        | st.builds(lambda a, b: f"({a} or {b})", inner, inner)
        | inner.map("not {}".format)
    ),
    max_leaves=6,
)


@settings(derandomize=True, deadline=None)
@given(CONDITIONS, st.dictionaries(st.sampled_from("abc"), ANYTHING), st.none() | st.integers())
def test_a_condition_never_raises_on_any_answers(text: str, answers: dict[str, object], score: int | None) -> None:
    assert evaluate(text, answers, {"s": score}) in (True, False)


def column_of(text: str) -> int:
    try:
        parse(text)
    except ConditionError as error:
        return error.column
    return 1


@settings(derandomize=True, deadline=None)
@given(st.text(alphabet="ab not()=<>'\"1.and", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert 1 <= column_of(text) <= len(text) + 1
