"""Which line of a TOML text holds which key: ``tomllib`` does not say, and a refusal without a line is no help.

The text has been accepted by ``tomllib`` before, so this scanner only has to find its way, not to judge.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping

Key = tuple[str | int, ...]
"""The way to a value: table names, keys and, in arrays, positions from 0. ``("item", 3, "show_if")``."""

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def key_lines(text: str) -> Mapping[Key, int]:
    """The line (from 1) of every table, key, array element and inline key of a valid TOML text."""
    return _Scanner(text).run()


def line_of(lines: Mapping[Key, int], key: Key) -> int:
    """The line of a key, or of the nearest table around it, or 1."""
    while key:
        if key in lines:
            return lines[key]
        key = key[:-1]
    return 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0] + [i + 1 for i, char in enumerate(text) if char == "\n"]
        self._arrays: dict[Key, int] = {}
        self._lines: dict[Key, int] = {}

    def run(self) -> Mapping[Key, int]:
        table: Key = ()
        while self._skip_blank():
            before = self._at
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
            if self._at == before:  # never stand still, whatever the text is
                self._at += 1
        return self._lines

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _note(self, key: Key) -> None:
        self._lines.setdefault(key, bisect_right(self._starts, self._at))

    def _skip_blank(self) -> bool:
        """Passes white space, line ends and comments. False at the end of the text."""
        while char := self._peek():
            if char == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            elif char in " \t\r\n":
                self._at += 1
            else:
                return True
        return False

    def _skip_spaces(self) -> None:
        while self._peek() in (" ", "\t"):
            self._at += 1

    def _header(self) -> Key:
        start = self._at
        double = self._text.startswith("[[", start)
        self._at += 2 if double else 1
        names = self._dotted()
        key: Key = ()
        for name in names[:-1]:
            key = self._inside((*key, name))
        key = (*key, *names[-1:])
        if double:
            count = self._arrays.get(key, 0)
            self._arrays[key] = count + 1
            key = (*key, count)
        after, self._at = self._at, start
        self._note(key)
        self._at = after
        while self._peek() in ("]", " ", "\t"):
            self._at += 1
        return key

    def _inside(self, key: Key) -> Key:
        """A name inside a header means the newest element where it is an array of tables."""
        return (*key, self._arrays[key] - 1) if key in self._arrays else key

    def _dotted(self) -> tuple[str, ...]:
        names: list[str] = []
        while True:
            self._skip_spaces()
            names.append(self._name())
            self._skip_spaces()
            if self._peek() != ".":
                return tuple(names)
            self._at += 1

    def _name(self) -> str:
        start = self._at
        if self._peek() in ('"', "'"):
            self._string()
            return str(tomllib.loads(f"k = {self._text[start : self._at]}")["k"])
        while self._peek() in _BARE and self._peek():
            self._at += 1
        return self._text[start : self._at]

    def _pair(self, table: Key) -> None:
        start = self._at
        names = self._dotted()
        key = (*table, *names)
        after, self._at = self._at, start
        for count in range(1, len(names) + 1):
            self._note((*table, *names[:count]))
        self._at = after
        if self._peek() == "=":
            self._at += 1
        self._skip_spaces()
        self._value(key)

    def _value(self, key: Key) -> None:
        char = self._peek()
        if char == "[":
            self._array(key)
        elif char == "{":
            self._inline(key)
        elif char in ('"', "'") and char:
            self._string()
        else:
            while self._peek() not in ("", ",", "]", "}", "\n", "#"):
                self._at += 1

    def _array(self, key: Key) -> None:
        self._at += 1
        position = 0
        while self._skip_blank() and self._peek() != "]":
            before = self._at
            self._note((*key, position))
            self._value((*key, position))
            position += 1
            self._comma(before)
        self._at += 1

    def _inline(self, key: Key) -> None:
        self._at += 1
        while self._skip_blank() and self._peek() != "}":
            before = self._at
            self._pair(key)
            self._comma(before)
        self._at += 1

    def _comma(self, before: int) -> None:
        self._skip_blank()
        if self._peek() == "," or self._at == before:
            self._at += 1

    def _string(self) -> None:
        quote = self._peek()
        triple = self._text.startswith(quote * 3, self._at)
        end = quote * 3 if triple else quote
        self._at += len(end)
        while self._at < len(self._text) and not self._text.startswith(end, self._at):
            self._at += 2 if quote == '"' and self._peek() == "\\" else 1
        self._at += len(end)
        while triple and self._peek() == quote:  # up to two quotes may stand before the closing three
            self._at += 1
