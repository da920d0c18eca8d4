"""The one small language of conditions, for ``show_if`` and ``alert.when``.

condition  = one { "or" one }          one    = part { "and" part }
part       = "not" part | "(" condition ")" | "answered(" item ")" | "declined(" item ")" | item op literal
item       = an item id, score.<id>, or least.<id>: the least that a score can be
op         = == != > >= < <= contains
literal    = "label" | 'label' | 12 | 0.5 | true | false | yes | no
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ehr_desk.forms.errors import ConditionError

Literal = str | bool | Decimal

MAX_LENGTH: Final = 2_000
MAX_NESTING: Final = 40
OPERATORS: Final = ("==", "!=", ">=", "<=", ">", "<", "contains")
_BOOLEANS: Final = {"true": True, "yes": True, "false": False, "no": False}
_EXAMPLE: Final = 'Write it like this: cravings >= 5 and not answered(plan), or mode == "video".'

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
      | (?P<word>[a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)?(?![\w.]))
      | (?P<sign>==|!=|>=|<=|>|<|\(|\))
    )""",
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Compare:
    """``name op literal``. ``name`` is an item id, or a score id where ``is_score``. ``least``: the least that the
    score can be, whatever was declined."""

    name: str
    op: str
    literal: Literal
    is_score: bool = False
    least: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """``answered(name)``."""

    name: str


@dataclass(frozen=True, slots=True)
class Declined:
    """``declined(name)``: the client was asked and did not answer. Of a score: at least one of its questions."""

    name: str
    is_score: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """``not part``."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]


Node = Compare | Answered | Declined | Not | And | Or


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


def parse(text: str) -> Node:
    """The condition as a tree. Raises :class:`ConditionError` that says where and what to write."""
    if len(text) > MAX_LENGTH:
        raise ConditionError("The condition is too long.", f"Keep it under {MAX_LENGTH} characters.")
    return _Parser(list(_tokens(text))).whole()


def leaves(node: Node) -> Iterator[Compare | Answered | Declined]:
    """Every comparison, every ``answered`` and ``declined`` in a condition, from left to right."""
    if isinstance(node, Compare | Answered | Declined):
        yield node
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        for part in node.parts:
            yield from leaves(part)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            column = at + len(text[at:]) - len(text[at:].lstrip()) + 1
            raise ConditionError(f"The condition cannot be read at character {column}.", _EXAMPLE, column)
        kind = match.lastgroup or ""
        yield _Token(kind, match[kind], match.start(kind) + 1)
        at = match.end()
    yield _Token("end", "", len(text) + 1)


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._any()
        if self._next.kind != "end":
            raise self._error("Something is left over", "Join two comparisons with and, or or.")
        return node

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        if token.kind != "end":
            self._at += 1
        return token

    def _takes(self, kind: str, text: str) -> bool:
        if self._next.kind == kind and self._next.text == text:
            self._at += 1
            return True
        return False

    def _error(self, what: str, remedy: str = _EXAMPLE) -> ConditionError:
        token = self._next
        where = "at the end" if token.kind == "end" else f"at character {token.column} ({token.text})"
        return ConditionError(f"{what} {where} of the condition.", remedy, token.column)

    def _any(self) -> Node:
        parts = [self._all()]
        while self._takes("word", "or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Node:
        parts = [self._part()]
        while self._takes("word", "and"):
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _part(self) -> Node:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise self._error("There are too many parentheses", "Say it with fewer of them.")
        try:
            if self._takes("word", "not"):
                return Not(self._part())
            if self._takes("sign", "("):
                node = self._any()
                self._close()
                return node
            if self._takes("word", "answered"):
                return Answered(self._named("answered"))
            if self._takes("word", "declined"):
                prefix, dot, score = self._named("declined", scores=True).partition(".")
                return Declined(score if dot else prefix, is_score=bool(dot))
            return self._compare()
        finally:
            self._depth -= 1

    def _close(self) -> None:
        if not self._takes("sign", ")"):
            raise self._error("A closing parenthesis is missing", "Close every parenthesis that is opened.")

    def _named(self, word: str, *, scores: bool = False) -> str:
        """The name in parentheses after a word."""
        if not self._takes("sign", "("):
            raise self._error(f"A parenthesis is missing after {word}", f"Write {word}(item).")
        prefix, dot, _ = self._next.text.partition(".")
        if self._next.kind != "word" or (dot and not (scores and prefix == "score")):
            raise self._error("An item id is missing", f"Write {word}(item).")
        name = self._take().text
        self._close()
        return name

    def _compare(self) -> Compare:
        if self._next.kind != "word":
            raise self._error("An item id is missing")
        first = self._next
        name = self._take().text
        prefix, dot, score = name.partition(".")
        if dot and prefix not in ("score", "least"):
            self._at -= 1
            raise self._error("Only score.<id> may hold a full stop; this stands", "Write the item id alone.")
        if self._next.text not in OPERATORS or self._next.kind not in ("sign", "word"):
            raise ConditionError(
                f"{first.text} is not compared with anything.",
                f"Write {first.text} == true for a yes/no item, or answered({first.text}).",
                first.column,
            )
        op = self._take().text
        least = bool(dot) and prefix == "least"
        return Compare(score if dot else name, op, self._literal(), is_score=bool(dot), least=least)

    def _literal(self) -> Literal:
        token = self._next
        if token.kind == "string":
            self._at += 1
            return unicodedata.normalize("NFC", re.sub(r"\\(.)", r"\1", token.text[1:-1]))
        if token.kind == "number":
            self._at += 1
            return Decimal(token.text)
        if token.kind == "word" and token.text in _BOOLEANS:
            self._at += 1
            return _BOOLEANS[token.text]
        raise self._error("A value is missing", "Compare with a number, true or false, or a label in quotation marks.")
