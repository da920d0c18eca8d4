"""One answer as it is kept. Each type has its one canonical form; whatever cannot become it is refused in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ehr_desk.forms.items import Item
from ehr_desk.forms.links import DATE, DECIMAL, FLAG, ID, LINKS, LinkField
from ehr_desk.forms.numbers import MAX_DIGITS, decimal_text
from ehr_desk.forms.texts import is_blank, one_line, plain_text

Json = Any
ROW_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


def declined() -> dict[str, Json]:
    """What is kept where the client was asked and declined to answer: no label and no number can be taken for it."""
    return {"declined": True}


def is_declined(value: Json) -> bool:
    """Whether a value says that the client declined to answer."""
    return isinstance(value, Mapping) and dict(value) == declined()


class UnfitError(Exception):
    """A value does not fit. The text says what is wanted, never what was given."""


def clean_value(item: Item, value: Json) -> Json | None:
    """The canonical value, ``None`` for no answer. Raises :class:`UnfitError`. Not for groups and links."""
    if value is None or value == []:
        return None
    if isinstance(value, str) and is_blank(value):
        return None
    if item.may_decline and is_declined(value):
        return declined()
    cleaner = _CLEANERS.get(item.type)
    return None if cleaner is None else cleaner(item, value)


def clean_link(kind: str, row: Json) -> dict[str, Json]:
    """A row of a record link with its keys in order, optional ones where they say something.

    Raises :class:`UnfitError`.
    """
    shape = LINKS[kind]
    if not isinstance(row, Mapping) or not set(row) <= set(shape):
        raise UnfitError("this line is not complete; remove it and add it again.")
    cleaned = {name: _clean_field(field, row.get(name)) for name, field in shape.items()}
    return {name: value for name, value in cleaned.items() if value or not shape[name].optional}


def _clean_field(field: LinkField, value: Json) -> Json:
    if field.type == FLAG:
        if value not in (None, "") and not isinstance(value, bool):
            raise UnfitError(f"{field.text} has to be yes or no.")
        return value is True
    if value is None or value == "":
        return ""
    if field.type == DECIMAL:
        return _decimal(value)
    if not isinstance(value, str):
        raise UnfitError(f"{field.text} has to be text.")
    if is_blank(value):
        return ""
    if field.type == DATE:
        return _date(value)
    text = plain_text(value).strip()
    if field.type == ID and not ROW_ID.fullmatch(text):
        raise UnfitError("this line has lost its id; remove it and add it again.")
    if field.allowed and text not in field.allowed:
        raise UnfitError(f"{field.text} has to be one of: {', '.join(field.allowed)}.")
    return text


def _text(_: Item, value: Json) -> str:
    return one_line(_string(value))


def _note(_: Item, value: Json) -> str:
    return plain_text(_string(value))


def _string(value: Json) -> str:
    if not isinstance(value, str):
        raise UnfitError("write it as text.")
    return value


def _whole(_: Item, value: Json) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 10**MAX_DIGITS:
        raise UnfitError("write a whole number in digits, such as 12.")
    return value


def _decimal_answer(_: Item, value: Json) -> str:
    return _decimal(value)


def _decimal(value: Json) -> str:
    plain = None
    if isinstance(value, str):
        plain = decimal_text(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        plain = decimal_text(str(value)) if abs(value) < 10**MAX_DIGITS else None
    if plain is None:
        raise UnfitError("write a number with a point and without thousands signs, such as 1000 or 0.5.")
    return plain


def _date_answer(_: Item, value: Json) -> str:
    return _date(value)


def _date(value: Json) -> str:
    text = value.strip() if isinstance(value, str) else ""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        raise UnfitError("give a date of the calendar, such as 31 May 2026.") from None
    return text


def _time(_: Item, value: Json) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not _TIME.fullmatch(text):
        raise UnfitError("give a time from 00:00 to 23:59.")
    return text


def _datetime(item: Item, value: Json) -> str:
    day, _, time = (value.strip() if isinstance(value, str) else "").partition("T")
    return f"{_date(day)}T{_time(item, time)}"


def _yesno(_: Item, value: Json) -> bool:
    if not isinstance(value, bool):
        raise UnfitError("answer yes or no.")
    return value


def _choice(item: Item, value: Json) -> str:
    label = plain_text(value).strip() if isinstance(value, str) else ""
    if all(choice.label != label for choice in item.choices):
        raise UnfitError("choose one of the answers that the form offers now.")
    return label


def _multi(item: Item, value: Json) -> list[str]:
    if not isinstance(value, list):
        raise UnfitError("choose among the answers that the form offers now.")
    chosen = {_choice(item, label) for label in value}
    return [choice.label for choice in item.choices if choice.label in chosen]


_CLEANERS: Final = {
    "text": _text,
    "note": _note,
    "integer": _whole,
    "scale": _whole,
    "decimal": _decimal_answer,
    "date": _date_answer,
    "time": _time,
    "datetime": _datetime,
    "yesno": _yesno,
    "choice": _choice,
    "multi": _multi,
}
