"""Live marks in the grid: which response says the same as another one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ehr_desk.chart.entries.likeness import likeness
from ehr_desk.forms import Form
from ehr_desk.ui.dialogs.pair import Mark


def marks(
    form: Form, clients: Mapping[str, Mapping[str, Any]], names: Mapping[str, str], last: Mapping[str, str]
) -> dict[str, Mark]:
    """The mark of each response that has one, the closest text first. Pure."""
    item = form.by_role("response")
    if item is None:
        return {}
    texts = {client_id: str(answers.get(item.id) or "").strip() for client_id, answers in clients.items()}
    found = {}
    for client_id, text in texts.items():
        mark = _closest(client_id, text, texts, names, last.get(client_id, ""))
        if mark is not None:
            found[client_id] = mark
    return found


def _closest(client_id: str, text: str, texts: Mapping[str, str], names: Mapping[str, str], last: str) -> Mark | None:
    if not text:
        return None
    own = names.get(client_id, "")
    around: list[tuple[str, str, tuple[str, ...]]] = [
        (other, names.get(each, "another one"), (own, names.get(each, "")))
        for each, other in texts.items()
        if each != client_id and other
    ]
    around += [(last, "last time", (own,))] if last else []
    compared = [Mark(likeness(text, other, both), whose, text, other, both) for other, whose, both in around]
    near = [one for one in compared if one.found.near]
    return max(near, key=lambda one: (one.found.identical, one.found.share), default=None)
