"""Reading a TOML table strictly: each key is taken once with its type, what is left over is refused with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from ehr_desk.forms.errors import FormError
from ehr_desk.forms.lines import Key, key_lines, line_of
from ehr_desk.forms.words import NAME

_TOML_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\s*$")
_TWICE = ("Cannot overwrite", "Duplicate inline table key", "Cannot declare", "Cannot mutate")


class Source:
    """One TOML text with its lines. Raises :class:`FormError` if it is not TOML."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        text = self._text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        try:
            self.data: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise self._not_toml(text, str(error)) from None
        except RecursionError:
            raise FormError(path, 1, "brackets lie too deep in one another.", "Write it with fewer of them.") from None

    def _not_toml(self, text: str, message: str) -> FormError:
        at = _TOML_AT.search(message)
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        what = _TOML_AT.sub("", message)
        if what.startswith(_TWICE):
            return FormError(
                self.path, line, "the same key, table or label is written twice.", "Keep one, or rename one."
            )
        return FormError(
            self.path,
            line,
            f"this is not TOML: {what}.",
            "Look at quotation marks, brackets and equal signs here and in the line above.",
        )

    @cached_property
    def lines(self) -> Mapping[Key, int]:
        """The line of every key. Only a refusal asks for it, and finding lines takes longer than reading the file."""
        return key_lines(self._text)

    def line(self, key: Key) -> int:
        """The line of a key, or of the nearest table around it."""
        return line_of(self.lines, key)

    def fail(self, key: Key, message: str, remedy: str) -> NoReturn:
        """Refuses the file at a key."""
        raise FormError(self.path, self.line(key), message, remedy)

    def table(self, key: Key, data: Any, name: str) -> Table:
        """A value that has to be a table."""
        if not isinstance(data, dict):
            self.fail(key, f"{name} has to be a table.", f"Write its keys under a [{name}] line or inside {{ }}.")
        return Table(self, key, data, name)


class Table:
    """One table of a source. ``done()`` refuses every key that nobody asked for."""

    def __init__(self, source: Source, key: Key, data: Mapping[str, Any], name: str) -> None:
        self.source = source
        self.key = key
        self.name = name
        self._data = data
        self._asked: set[str] = set()

    def has(self, name: str) -> bool:
        """Whether the key is written at all."""
        return name in self._data

    def take(self, name: str) -> Any:
        """The raw value or ``None``; marks the key as known."""
        self._asked.add(name)
        return self._data.get(name)

    def fail(self, name: str, message: str, remedy: str) -> NoReturn:
        """Refuses the file at a key of this table."""
        self.source.fail((*self.key, name) if name else self.key, message, remedy)

    def text(self, name: str, default: str | None = None) -> str:
        """A text, NFC-normalised and without outer white space. Needed if there is no default."""
        value = self.take(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value.strip()):
            missing = "" if self.has(name) else "is missing and "
            self.fail(name, f"{name} of {self.name} {missing}has to be text.", f'Write {name} = "...".')
        return unicodedata.normalize("NFC", value).strip()

    def name_of(self, name: str, default: str | None = None, pattern: re.Pattern[str] = NAME) -> str:
        """An id: small letters, digits and underscores, beginning with a letter."""
        value = self.text(name, default)
        if value != default and not pattern.fullmatch(value):
            self.fail(
                name,
                f"{name} = {value!r} is not a possible name.",
                "Use small letters a-z, digits and underscores, a letter first, at most 64 characters.",
            )
        return value

    def one_of(self, name: str, allowed: Sequence[str], default: str | None = None) -> str:
        """A text out of a closed list."""
        value = self.text(name, default)
        if value not in allowed:
            self.fail(name, f"{name} = {value!r} is not known.", _choose(value, allowed))
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """true or false."""
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fail(name, f"{name} has to be true or false.", f"Write {name} = true, without quotation marks.")
        return value

    def number(self, name: str, default: int | None = None, lowest: int | None = None) -> int:
        """A whole number. Needed if there is no default."""
        value = self.take(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self.fail(
                name, f"{name} of {self.name} has to be a whole number.", f"Write {name} = 1, without quotation marks."
            )
        if lowest is not None and value < lowest:
            self.fail(name, f"{name} = {value} is too small.", f"Write at least {lowest}.")
        return value

    def texts(self, name: str, allowed: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of different texts, out of a closed list where one is given."""
        value = self.take(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fail(name, f"{name} has to be a list of texts.", f'Write {name} = ["...", "..."].')
        for position, one in enumerate(value):
            if allowed and one not in allowed:
                self.source.fail((*self.key, name, position), f"{one!r} is not known in {name}.", _choose(one, allowed))
            if one in value[:position]:
                self.source.fail((*self.key, name, position), f"{one!r} stands twice in {name}.", "Keep one of them.")
        return tuple(value)

    def names(self, name: str) -> tuple[str, ...]:
        """A list of ids, each perhaps with ``score.`` before it."""
        values = self.texts(name)
        for position, one in enumerate(values):
            if not NAME.fullmatch(one.removeprefix("score.")):
                self.source.fail(
                    (*self.key, name, position),
                    f"{one!r} in {name} is not an id.",
                    "Use the id of an item: small letters, digits, underscores.",
                )
        return values

    def done(self, known: Iterable[str] = ()) -> None:
        """Refuses the first key that is not known."""
        names = self._asked | set(known)
        for name in self._data:
            if name not in names:
                self.fail(name, f"{name!r} is not a key of {self.name}.", _choose(name, sorted(names)))


def _choose(value: str, allowed: Sequence[str]) -> str:
    near = difflib.get_close_matches(value, allowed, 1)
    meant = f"Did you mean {near[0]!r}? " if near else ""
    return f"{meant}Possible: {', '.join(one or 'nothing' for one in allowed)}."
