from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ehr_desk.forms import scores, visible
from ehr_desk.forms.state import State
from tests.forms.making import NESTED, item, make


def test_an_item_without_a_condition_is_visible() -> None:
    assert visible(make(item("one")), {}) == {"one"}


def test_a_condition_on_points_uses_the_answer_list() -> None:
    form = make(
        '[choices.f]\n"Not at all" = 0\n"Several days" = 1\n'
        + item("nine", "choice", 'choices = "f"')
        + item("action", "note", 'show_if = "nine > 0"')
    )
    assert visible(form, {"nine": "Several days"}) == {"nine", "action"}
    assert visible(form, {"nine": "Not at all"}) == {"nine"}
    assert visible(form, {}) == {"nine"}


def test_a_hidden_answer_counts_as_not_given() -> None:
    form = make(
        item("one", "yesno")
        + item("two", "yesno", 'show_if = "one == true"')
        + item("three", more='show_if = "two == true"')
        + item("four", more='show_if = "not answered(two)"')
    )
    assert visible(form, {"one": False, "two": True}) == {"one", "four"}
    assert visible(form, {"one": True, "two": True}) == {"one", "two", "three"}


def test_the_order_of_items_in_the_form_does_not_matter() -> None:
    form = make(item("first", more='show_if = "second == true"') + item("second", "yesno"))
    assert visible(form, {"second": True}) == {"first", "second"}


def test_what_lies_in_a_hidden_group_is_hidden() -> None:
    form = make(
        item("one", "yesno")
        + item("box", "group", "show_if = 'one == true'\n[[item.item]]\nid = 'two'\ntext = 't'\ntype = 'yesno'")
        + item("three", more='show_if = "answered(box)"')
    )
    assert visible(form, {"one": False, "two": True}) == {"one"}
    assert visible(form, {"one": True}) == {"one", "box", "two"}
    assert visible(form, {"one": True, "two": False}) == {"one", "box", "two", "three"}


def test_each_row_decides_for_itself_by_its_own_and_the_outer_answers() -> None:
    rows = [{"_id": "a", "kind": "other", "goals": [{"_id": "g"}]}, {"_id": "b", "kind": "substance use"}]
    seen = visible(make(NESTED), {"wanted": True, "problems": rows})
    assert {"a/kind", "a/other_kind", "a/goals", "a/g/goal", "b/kind", "b/goals", "extra"} <= seen
    assert {"b/other_kind", "a/g/last_use"}.isdisjoint(seen)


def test_a_score_can_open_an_item() -> None:
    form = make(
        item("one", "scale", "min = 0\nmax = 4")
        + item("two", "scale", "min = 0\nmax = 4")
        + item("plan", "note", 'show_if = "score.total >= 5"')
        + '[[score]]\nid = "total"\nsum = ["one", "two"]\n'
    )
    assert "plan" in visible(form, {"one": 4, "two": 1})
    assert "plan" not in visible(form, {"one": 4, "two": 0})
    assert "plan" not in visible(form, {"one": 4})


def test_a_hidden_answer_is_not_scored() -> None:
    form = make(
        item("one", "scale", "min = 0\nmax = 4")
        + item("two", "scale", 'min = 0\nmax = 4\nshow_if = "one > 0"')
        + '[[score]]\nid = "total"\nsum = ["one", "two"]\n'
    )
    assert scores(form, {"one": 1, "two": 4})["total"].value == 5
    assert scores(form, {"one": 0, "two": 4})["total"].value is None


class CountedAnswers(Mapping[str, Any]):
    """Counts how often an answer is looked at."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers
        self.looks = 0

    def __getitem__(self, name: str) -> Any:
        self.looks += 1
        return self._answers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


def looks_for(count: int) -> int:
    chain = [item("i0", "yesno")]
    chain += [item(f"i{number}", "yesno", f'show_if = "i{number - 1} == true"') for number in range(1, count)]
    form = make("".join(reversed(chain)))
    answers = CountedAnswers({f"i{number}": True for number in range(count)})
    assert len(State(form, answers).visible) == count
    return answers.looks


def test_the_work_grows_with_the_form_and_not_with_its_square() -> None:
    assert looks_for(200) <= 2 * looks_for(100) + 10


def test_a_change_touches_only_what_depends_on_it() -> None:
    form = make(
        "".join(item(f"free{number}") for number in range(200))
        + item("one", "yesno")
        + item("two", "yesno", 'show_if = "one == true"')
        + item("three", more='show_if = "two == true"')
    )
    assert form.plan.affected("one") == {"two", "three"}
    assert form.plan.affected("free7") == frozenset()
