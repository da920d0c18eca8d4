"""Words that an entry said and does not say any more, found again elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ehr_desk.chart.entries.reused import passages_in, span, standing
from ehr_desk.forms import Form

ENOUGH = 3
"""Words from which on a text is known again inside of another one."""


def written(form: Form, answers: Mapping[str, Any]) -> Iterator[str]:
    """What somebody wrote into a form, without what was chosen from a list."""
    names = {item.id for item in form.walk() if item.type in ("text", "note")}
    return _texts(answers, names)


def taken_words(before: Iterable[str], now: Mapping[str, Any], here: Mapping[str, Any]) -> bool:
    """Whether a paragraph of the texts ``before`` that the answers ``now`` do not have stands in the answers ``here``,
    word for word or with next to nothing changed."""
    said = list(_texts(now))
    parts = {part for text in before for part in passages_in(text) if len(part.split()) >= ENOUGH}
    gone = [part for part in parts if not _said(part, said)]
    return any(_stands(part, text, said) for part in gone for text in _texts(here))


def _stands(part: str, text: str, said: Collection[str]) -> bool:
    at = standing(part, text)
    return at is not None and not _said(text[at[0] : at[1]], said)


def _said(part: str, said: Collection[str]) -> bool:
    return any(span(part, one) is not None for one in said)


def _texts(value: Any, names: Collection[str] | None = None, name: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if names is None or name in names:
            yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, names, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, names, name)
