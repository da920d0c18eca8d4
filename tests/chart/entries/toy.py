"""A toy concept and toy forms: enough to exercise the heart without any clinical room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import DeclarativeBase, Mapped

from ehr_desk.chart.base import FoldedRow
from ehr_desk.chart.entries.effects import Effect, SignedEffect
from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.paper import EarlierPaper, MadePaper, SignsData, Told, ToldOn
from ehr_desk.chart.entries.rooms import Author, Filled, Room, Source
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.forms import Form, FormLibrary, read_form

NOTE = """
[form]
id = "toy_note"
version = 1
title = "Toy note"
category = "note"
scope = "client"
authors = ["therapist", "supervisor"]
states = ["safety"]

[[item]]
id = "on"
text = "Date of service"
type = "date"
role = "effective_on"

[[item]]
id = "text"
text = "What happened"
type = "note"
required = true

[[item]]
id = "tokens"
text = "Tokens"
type = "integer"
role = "tokens"
"""

PAPER_NOTE = NOTE.replace('"toy_note"', '"toy_paper"').replace('category = "note"', 'category = "note"\npaper = "form"')

GROUP = """
[form]
id = "toy_group"
version = 1
title = "Toy group"
category = "group"
scope = "session"
authors = ["therapist"]
states = ["safety"]

[[item]]
id = "on"
text = "Date of service"
type = "date"
role = "effective_on"
per = "session"

[[item]]
id = "topic"
text = "Topic"
type = "text"
required = true
per = "session"

[[item]]
id = "response"
text = "Response"
type = "note"
required = true
per = "client"

[[item]]
id = "tokens"
text = "Tokens"
type = "integer"
role = "tokens"
per = "client"
"""

ADDENDUM = """
[form]
id = "addendum"
version = 1
title = "Addendum"
category = "admin"
scope = "client"
authors = ["therapist", "supervisor"]

[[item]]
id = "on"
text = "Date"
type = "date"
role = "effective_on"

[[item]]
id = "text"
text = "Text"
type = "note"
required = true
"""

IN_ERROR = ADDENDUM.replace('"addendum"', '"entered_in_error"').replace("Addendum", "Entered in error")


@dataclass(frozen=True)
class TokenRow:
    """Tokens so far."""

    total: int
    entry_id: str


class ToyBase(DeclarativeBase):
    """The toy's own tables: they never become part of the real schema."""


class TokenTable(FoldedRow, ToyBase):
    """Stored tokens."""

    __tablename__ = "toy_tokens"

    total: Mapped[int]
    entry_id: Mapped[str]


def fold_tokens(effects: Sequence[SignedEffect]) -> list[TokenRow]:
    """A running total, one row for each effect."""
    rows: list[TokenRow] = []
    for effect in effects:
        total = (rows[-1].total if rows else 0) + int(effect.data["tokens"])
        rows.append(TokenRow(total, effect.entry_id))
    return rows


def state_tokens(filled: Filled) -> list[Effect]:
    """One effect where tokens were given."""
    tokens = filled.value("tokens")
    if tokens is None:
        return []
    return [Effect("toy.tokens", filled.effective_on, {"tokens": tokens}, f"{tokens} tokens given.")]


def toy_heart() -> Heart:
    """The heart with only the toy room."""
    fold = TableFold("tokens", frozenset({"toy.tokens"}), fold_tokens, TokenRow, TokenTable)
    room = Room("toy", folds=(fold,), sources=(Source("safety", state_tokens),))
    return Heart((room,), lambda filled: "")


def toy_library() -> FormLibrary:
    """The toy forms."""
    texts = (NOTE, PAPER_NOTE, GROUP, ADDENDUM, IN_ERROR)
    return FormLibrary([read_form(text, Path("toy.toml")) for text in texts])


class PlainPaper:
    """A paper that is the canonical text of the body with the signer's signature behind it: no rendering."""

    def make(
        self,
        body: Mapping[str, Any],
        form: Form,
        signer: SignsData,
        author: Author,
        at: datetime,
        before: EarlierPaper | None = None,
        added: Sequence[Told] = (),
    ) -> MadePaper:
        pdf = canonical(dict(body)) + signer.sign(canonical(dict(body)))
        return MadePaper(pdf, sha256_hex(pdf), pages=1, signatures=1)

    def takes(self, pdf: bytes, body: Mapping[str, Any], form: Form) -> bool:
        return False

    def addendum(
        self, pdf: bytes, body: Mapping[str, Any], form: Form, signer: SignsData, author: Author, at: datetime
    ) -> MadePaper:
        raise NotImplementedError

    def continues(self, kind: str) -> bool:
        return False

    def continued(
        self, told: Sequence[Told], signer: SignsData, author: Author, at: datetime, before: EarlierPaper
    ) -> MadePaper:
        raise NotImplementedError

    def says(self, pdf: bytes, told: ToldOn) -> bool:
        return True

    def awaits(self, pdf: bytes) -> bool:
        return False

    def countersign(self, pdf: bytes, signer: SignsData, cosigner: Author, at: datetime) -> MadePaper:
        both = pdf + signer.sign(pdf)
        return MadePaper(both, sha256_hex(both), pages=1, signatures=2)

    def preview(self, body: Mapping[str, Any], form: Form, added: Sequence[Told] = ()) -> bytes:
        return canonical(dict(body))
