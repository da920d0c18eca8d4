"""What holds for every answer, however wild, on forms of every shape."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.common.canonical import canonical, parse
from ehr_desk.forms import (
    AnswerError,
    Form,
    FormError,
    check,
    flat,
    normalise,
    place,
    read_form,
    readable,
    response,
    scores,
    visible,
)
from tests.forms.making import ALL_TYPES, FULL, HEAD, NAME, NESTED, item, make

FORMS = {"all types": make(ALL_TYPES), "nested": make(NESTED)}
IDS = sorted({one.id for form in FORMS.values() for one in form.walk()})

WILD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["other", "substance use", "Alpha", "Several days", "2026-05-31", "09:30", "0.50", "x "]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["_id", *IDS]), inner, max_size=5),
    max_leaves=12,
)
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["_id", "kind", "goal", "last_use", "meeting", "steps"]), WILD), max_size=2
)
ANSWERS = st.dictionaries(st.sampled_from([*IDS, "nowhere"]), WILD | ROWS, max_size=10)

TEXTS = st.text(max_size=12)
GOALS = st.lists(
    st.fixed_dictionaries({}, optional={"goal": TEXTS, "last_use": st.sampled_from(["2026-01-01", ""])}), max_size=2
)
PROBLEMS = st.lists(
    st.fixed_dictionaries(
        {}, optional={"kind": st.sampled_from(["other", "substance use"]), "other_kind": TEXTS, "goals": GOALS}
    ),
    max_size=3,
)
DECENT = st.fixed_dictionaries({}, optional={"wanted": st.booleans(), "problems": PROBLEMS, "extra": TEXTS})


def with_ids(answers: Any) -> Any:
    """The same answers with an id in every row."""
    if isinstance(answers, list):
        return [{"_id": f"r{number}", **with_ids(row)} for number, row in enumerate(answers)]
    return {name: with_ids(one) if isinstance(one, list) else one for name, one in answers.items()}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(derandomize=True, deadline=None, max_examples=150)
@given(answers=ANSWERS)
def test_nothing_raises_on_any_answers_but_normalise_in_words(form: Form, answers: dict[str, Any]) -> None:
    visible(form, answers)
    scores(form, answers)
    found = readable(form, answers)
    canonical(response(form, answers))
    flat(form, answers)
    texts = [finding.text for finding in check(form, answers)]
    if found.problems:
        with pytest.raises(AnswerError):
            normalise(form, answers)
        assert {problem.text for problem in found.problems} <= set(texts)
    else:
        assert normalise(form, answers) == found.answers


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(derandomize=True, deadline=None, max_examples=150)
@given(answers=ANSWERS | DECENT.map(with_ids))
def test_normalising_twice_changes_nothing_more(form: Form, answers: dict[str, Any]) -> None:
    try:
        once = normalise(form, answers)
    except AnswerError:
        return
    saved = parse(canonical(once))
    assert saved == once
    assert normalise(form, saved) == once
    assert list(normalise(form, saved)) == list(once)
    assert visible(form, once) == visible(form, answers)
    assert scores(form, once) == scores(form, answers)


def places_of(form: Form, answers: dict[str, Any], rows: tuple[str, ...] = ()) -> set[str]:
    found: set[str] = set()
    for name, value in answers.items():
        if name == "_id":
            continue
        found.add(place(name, rows))
        if form.item(name).is_group:
            for row in value:
                found |= places_of(form, row, (*rows, row["_id"]))
    return found


@settings(derandomize=True, deadline=None, max_examples=200)
@given(DECENT.map(with_ids))
def test_hidden_items_never_reach_the_canonical_answers(answers: dict[str, Any]) -> None:
    form = FORMS["nested"]
    kept = normalise(form, answers)
    assert places_of(form, kept) <= visible(form, answers)
    for row in kept.get("problems", []):
        assert kept["wanted"] is True
        assert "other_kind" not in row or row["kind"] == "other"
        assert all("last_use" not in goal or row["kind"] == "substance use" for goal in row.get("goals", []))


@settings(derandomize=True, deadline=None)
@given(st.sets(st.sampled_from(sorted(FULL))), st.sets(st.sampled_from(sorted(FULL))))
def test_an_answer_is_kept_whatever_stands_beside_it(given_ids: set[str], wrong: set[str]) -> None:
    form = FORMS["all types"]
    answers = {name: {"broken": True} if name in wrong else FULL[name] for name in given_ids}
    kept = readable(form, answers).answers
    shown = visible(form, answers)
    assert kept == {name: FULL[name] for name in FULL if name in given_ids - wrong and name in shown}


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(1, 12), st.data())
def test_a_circle_is_always_refused(length: int, data: st.DataObject) -> None:
    names = [f"n{number}" for number in range(length)]
    order = data.draw(st.permutations(names))
    free = data.draw(st.integers(0, 3))
    condition = data.draw(
        st.sampled_from(["{} == true", "not {} == true", "answered({})", "f0 == true or answered({})"])
    )
    waits = {name: names[(number + 1) % length] for number, name in enumerate(names)}
    body = "".join(item(f"f{number}", "yesno") for number in range(max(free, 1)))
    body += "".join(item(name, "yesno", f'show_if = "{condition.format(waits[name])}"') for name in order)
    with pytest.raises(FormError, match="circle") as caught:
        read_form(HEAD + body, NAME)
    assert (HEAD + body).splitlines()[caught.value.line - 1].startswith("show_if")


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(2, 12), st.data())
def test_a_form_without_a_circle_is_accepted_in_any_order(length: int, data: st.DataObject) -> None:
    names = [f"n{number}" for number in range(length)]
    body = ""
    for name in data.draw(st.permutations(names)):
        before = names[: names.index(name)]
        on = data.draw(st.sampled_from(before)) if before else ""
        body += item(name, "yesno", f'show_if = "{on} == true"' if on else "")
    form = read_form(HEAD + body, NAME)
    assert visible(form, dict.fromkeys(names, True)) == set(names)
    assert Form.from_definition(parse(canonical(form.definition()))) == form


LABELS = st.lists(
    st.text(alphabet="abcdé '#]=", min_size=1, max_size=5).map(str.strip).filter(bool), min_size=1, max_size=5
)


@settings(derandomize=True, deadline=None)
@given(LABELS, st.booleans())
def test_labels_keep_their_order_or_are_refused_as_equal(labels: list[str], scored: bool) -> None:
    if scored:
        written = "{ " + ", ".join(f'"{label}" = {points}' for points, label in enumerate(labels)) + " }"
    else:
        written = "[" + ", ".join(f'"{label}"' for label in labels) + "]"
    body = item("one", "choice", f"choices = {written}")
    if len({label.casefold() for label in labels}) < len(labels):
        with pytest.raises(FormError):
            read_form(HEAD + body, NAME)
        return
    form = read_form(HEAD + body, NAME)
    assert [choice.label for choice in form.item("one").choices] == labels
    assert Form.from_definition(parse(canonical(form.definition()))).hash == form.hash
    for label in labels:
        assert normalise(form, {"one": label}) == {"one": label}
