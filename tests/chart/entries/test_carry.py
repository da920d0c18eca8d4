"""Which answers a form takes from earlier entries."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ehr_desk.chart.entries.carry import Earlier, carry
from ehr_desk.forms import Form, FormError, FormLibrary, read_form

HEAD = """
[form]
id = "own"
title = "Own"
version = 1
category = "note"
scope = "client"
authors = ["therapist"]
"""


def form(*items: str) -> Form:
    return read_form(HEAD + "".join(f"\n[[item]]\n{one}\n" for one in items), Path("own.toml"))


def carried(made: Form, earlier: Mapping[str, Mapping[str, Any]], **answers: Any) -> dict[str, Any]:
    last = {form_id: Earlier(f"e-{form_id}", said) for form_id, said in earlier.items()}
    return carry(made, answers, lambda form_id: last.get(form_id, Earlier()), lambda: "new").answers


def test_the_first_source_that_has_something_answers() -> None:
    made = form('id = "goal"\ntext = "Goal"\ntype = "text"\ncarry_forward = [".", "other.hope"]')
    assert carried(made, {"own": {"goal": "Mine"}, "other": {"hope": "Theirs"}}) == {"goal": "Mine"}
    assert carried(made, {"other": {"hope": "Theirs"}}) == {"goal": "Theirs"}
    assert carried(made, {}) == {}
    assert carried(made, {"own": {"goal": "Mine"}}, goal="Typed") == {"goal": "Typed"}


def test_a_choice_that_the_form_does_not_offer_is_asked_anew() -> None:
    made = form(
        'id = "home"\ntext = "Home"\ntype = "choice"\nchoices = ["Own", "Shelter"]\ncarry_forward = "other.home"'
    )
    assert carried(made, {"other": {"home": "Shelter"}}) == {"home": "Shelter"}
    assert carried(made, {"other": {"home": "With friends"}}) == {}


@pytest.mark.parametrize("value", ["1", '"nothing"', '["other.hope", 3]', '"Other.Hope"'])
def test_a_source_that_is_none_is_refused_with_what_to_write(value: str) -> None:
    with pytest.raises(FormError, match="carry_forward"):
        form(f'id = "goal"\ntext = "Goal"\ntype = "text"\ncarry_forward = {value}')


def test_a_source_that_the_named_form_does_not_have_is_refused_with_the_library(tmp_path: Path) -> None:
    other = HEAD.replace('"own"', '"other"') + '\n[[item]]\nid = "hope"\ntext = "Hope"\ntype = "text"\n'
    own = HEAD + '\n[[item]]\nid = "goal"\ntext = "Goal"\ntype = "text"\ncarry_forward = "other.hopes"\n'
    (tmp_path / "other.toml").write_text(other, "utf-8")
    (tmp_path / "own.toml").write_text(own, "utf-8")
    with pytest.raises(FormError, match="no such item"):
        FormLibrary.load(tmp_path)
    kept = FormLibrary.load(tmp_path, tolerant=True)
    assert ([form.id for form in kept.all()], len(kept.refused)) == (["other"], 1)
