from __future__ import annotations

from typing import Any

import pytest

from ehr_desk.common.canonical import canonical
from ehr_desk.common.errors import OurError
from ehr_desk.forms import Form
from tests.forms.making import ALL_TYPES, NESTED, item, make

SMALL = make(item("one", "choice", 'choices = { "No" = 0, "Yes" = 1 }') + '[[score]]\nid = "s"\nsum = ["one"]\n')


def test_the_pinned_definition_holds_only_what_is_not_at_its_default() -> None:
    """A new field with a default must not change the hash of forms in use: this text is pinned for good."""
    assert canonical(SMALL.definition()) == (
        b'{"authors":["therapist"],"category":"note","format":1,"id":"trial","items":[{"choices":[{"label":"No",'
        b'"points":0},{"label":"Yes","points":1}],"id":"one","text":"Text of one","type":"choice"}],"scope":"client",'
        b'"scores":[{"id":"s","items":["one"],"method":"sum"}],"title":"Trial form","version":1}'
    )
    assert SMALL.hash == "431ed8af76eacdb544e76dc19523c3c945282d28a913d1d31e0e97f2f84b60ad"


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"colour": "red"},
        {"items": [{"id": "one", "text": "t", "type": "text", "colour": "red"}]},
        {"items": [{"id": "one"}]},
        {"items": ["one"]},
        {"scores": [{"id": "s", "method": "sum", "items": [], "bands": [{"from": 0}]}]},
    ],
)
def test_a_definition_of_another_shape_is_refused_without_showing_it(change: dict[str, Any]) -> None:
    with pytest.raises(OurError) as caught:
        Form.from_definition({**SMALL.definition(), **change})
    assert "red" not in str(caught.value)


def test_a_definition_without_a_head_is_refused() -> None:
    data = SMALL.definition()
    del data["title"]
    with pytest.raises(OurError):
        Form.from_definition(data)
    with pytest.raises(OurError):
        Form.from_definition({})


def test_items_and_scores_are_found_by_id() -> None:
    form = make(ALL_TYPES)
    assert form.item("meeting").text == "Meeting"
    assert form.score("total").bands[1].label == "high"
    with pytest.raises(OurError, match="no item nowhere"):
        form.item("nowhere")
    with pytest.raises(OurError, match="no score nowhere"):
        form.score("nowhere")


def test_items_are_found_by_role_in_the_whole_form_or_in_one_group() -> None:
    form = make(
        item("day", "date", 'role = "effective_on"')
        + item("rows", "table", "[[item.item]]\nid = 'text'\ntext = 't'\ntype = 'text'\nrole = 'goal_text'")
    )
    assert form.by_role("effective_on") == form.item("day")
    assert form.by_role("goal_text", inside="rows") == form.item("text")
    assert form.by_role("effective_on", inside="rows") is None


def test_walking_names_every_item_once_in_the_order_of_the_form() -> None:
    assert [one.id for one in make(NESTED).walk()] == [
        "wanted",
        "problems",
        "kind",
        "other_kind",
        "goals",
        "goal",
        "last_use",
        "extra",
    ]
