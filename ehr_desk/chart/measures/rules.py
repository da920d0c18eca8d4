"""What must hold for measures. Pure; asked before signing.

That an alarming answer needs a recorded action (PHQ-9 item 9) is said by the form itself and checked by its engine.
"""

from __future__ import annotations

from textwrap import shorten

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding, Item, is_declined

_NAMED = 9
"""Declined questions that are named one by one; all of the longest published list would be a wall."""
_SHORT = 60
"""Letters of a question that tell it from the others of its list."""
_FEWEST_WORDS = 3
_FEWEST_LETTERS = 6
"""For scripts that set no spaces between words."""


def check_complete(filled: Filled) -> list[Finding]:
    """A measure is scored, unless the client declined questions of it."""
    if "measure" not in filled.form.states:
        return []
    required = {item.id for item in filled.form.walk() if item.required}
    return [
        Finding("must", _first_open(filled, score.items), f"{score.text or filled.form.title} cannot be computed yet.")
        for score in filled.form.scores
        # Where every item of the score is required, the form asks for each of them by name.
        if filled.scores[score.id].value is None
        and not filled.scores[score.id].declined
        and not set(score.items) <= required
    ]


def check_declined(filled: Filled) -> list[Finding]:
    """A measure that was declined as a whole says why: nothing else is in it."""
    questions = [item for item in filled.form.walk() if item.may_decline and item.required]
    asked = [filled.answers[item.id] for item in questions if item.id in filled.answers]
    if not asked or not all(is_declined(one) for one in asked) or filled.text("declined_why").strip():
        return []
    item = next((one.id for one in filled.items("declined_why")), questions[0].id)
    return [Finding("must", item, "Every question was declined: say why, and when it is asked again.")]


def tell_declined(filled: Filled) -> list[Finding]:
    """Which questions were declined: a total says only that some were, and one key sets the mark by mistake, too."""
    asked = [item for item in filled.form.walk() if item.may_decline and item.id in filled.answers]
    declined = [item for item in asked if is_declined(filled.answers[item.id])]
    if not declined:
        return []
    if len(declined) == len(asked) > 1:
        return [Finding("tip", "", "The client declined every question.")]
    named = [_short(filled, item) for item in declined[:_NAMED]]
    more = [f"{len(declined) - _NAMED} more"] if len(declined) > _NAMED else []
    return [Finding("tip", "", f"The client declined to answer: {'; '.join([*named, *more])}.")]


def check_action(filled: Filled) -> list[Finding]:
    """What was done about a risk is told in a few words at least: somebody else acts upon it next."""
    text = filled.text("safety_action").strip()
    if not text or len(text.split()) >= _FEWEST_WORDS or (not text.isascii() and len(text) >= _FEWEST_LETTERS):
        return []
    item = next((one.id for one in filled.items("safety_action")), "")
    words = "Say in a sentence what was done: who was asked or told, what was agreed, when it is looked at again."
    return [Finding("must", item, words)]


def _short(filled: Filled, item: Item) -> str:
    number = filled.form.number_of(item)
    words = shorten(item.text.rstrip(" .:?"), _SHORT, placeholder="…")
    return f"“{number}. {words}”" if number else f"“{words}”"


def _first_open(filled: Filled, items: tuple[str, ...]) -> str:
    return next((item for item in items if item not in filled.answers and not item.startswith("score.")), "")
