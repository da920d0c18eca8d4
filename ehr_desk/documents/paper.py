"""The paper floor as the record sees it: make, preview and countersign the paper of an entry."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.paths import resources_dir
from ehr_desk.documents.kinds.choice import describe
from ehr_desk.documents.kinds.frame import NoticeText
from ehr_desk.documents.kinds.summary import Scales
from ehr_desk.documents.model import Document, Letterhead
from ehr_desk.forms import Form

if TYPE_CHECKING:
    from ehr_desk.documents.render import Press

MEANING_AUTHOR = "I am the author of this entry."
MEANING_SUPERVISOR = "I have reviewed this entry and concur."
SourceWords = Callable[[Collection[str]], Mapping[str, str]]
"""What to print for entries named as sources, by entry id: ``DAP note, 2026-08-14, D. Whitlock``."""


class Person(Protocol):
    """Who signs: name and credential as they stand at that moment."""

    @property
    def name(self) -> str: ...

    @property
    def credential(self) -> str: ...


class Key(Protocol):
    """A person's signing handle, open for one act. Certificates are PEM."""

    @property
    def certificate_pem(self) -> str: ...

    @property
    def chain_pem(self) -> tuple[str, ...]: ...

    def sign(self, data: bytes) -> bytes: ...


class PaperMaker:
    """Makes papers. ``letterhead`` is asked anew for each one, so a changed address is on the next paper.

    Not for two threads at once; meant to live on the paper thread.
    """

    def __init__(
        self,
        letterhead: Callable[[], Letterhead],
        *,
        press: Press | None = None,
        scales: Scales | None = None,
        source_words: SourceWords | None = None,
        notice_file: Path | None = None,
    ) -> None:
        self._letterhead = letterhead
        self._given = press
        self._scales = scales or {}
        self._source_words = source_words
        self._notice_file = notice_file
        self._notice: NoticeText | None = None

    @property
    def press(self) -> Press:
        """The press; made, and reportlab loaded, when the first paper is made."""
        if self._given is None:
            from ehr_desk.documents.render import Press

            self._given = Press()
        return self._given

    def make(self, body: Mapping[str, Any], form: Form, signer: Key, author: Person, at: datetime) -> MadePaper:
        """Render the body and sign it as its author. ``at``: aware, in the zone in which it is printed."""
        from ehr_desk.documents.signing import sign_author

        rendered = self.press.print(self.describe(body, form, at))
        meaning = str(body.get("meaning") or MEANING_AUTHOR)
        signed = sign_author(rendered.pdf, _Handle(signer, author), meaning=meaning, at=at, press=self.press)
        return MadePaper(signed, sha256_hex(signed), rendered.pages, 1)

    def countersign(self, pdf: bytes, signer: Key, cosigner: Person, at: datetime) -> MadePaper:
        """Add the co-signer's approval to a stored paper."""
        from ehr_desk.documents.inspecting import count_pages, count_signatures
        from ehr_desk.documents.signing import countersign

        signed = countersign(pdf, _Handle(signer, cosigner), meaning=MEANING_SUPERVISOR, at=at, press=self.press)
        return MadePaper(signed, sha256_hex(signed), count_pages(signed), count_signatures(signed))

    def preview(self, body: Mapping[str, Any], form: Form) -> bytes:
        """Render without a signature, marked as a draft on every page."""
        at = datetime.fromisoformat(str(body["signed_local"]))
        return self.press.render(self.describe(body, form, at, draft=True))

    def describe(self, body: Mapping[str, Any], form: Form, at: datetime, *, draft: bool = False) -> Document:
        """What the paper of a body says."""
        return describe(
            self._with_words(body, form),
            form,
            letterhead=self._letterhead(),
            prepared_at=at,
            notice=self.notice(),
            scales=self._scales,
            draft=draft,
        )

    def notice(self) -> NoticeText:
        """The wording of 42 CFR 2.32 as the program ships it."""
        if self._notice is None:
            path = self._notice_file or resources_dir() / "notices" / "part2_2_32.toml"
            data = tomllib.loads(path.read_text("utf-8"))
            full, short = (str(data[name]["text"]).strip() for name in ("statement_1", "statement_2"))
            self._notice = NoticeText(full, short)
        return self._notice

    def _with_words(self, body: Mapping[str, Any], form: Form) -> Mapping[str, Any]:
        if self._source_words is None or body.get("sources"):
            return body
        entries = {entry for entry in _source_entries(body.get("answers", {}), form) if entry}
        return {**body, "sources": dict(self._source_words(entries))} if entries else body


@dataclass(frozen=True)
class _Handle:
    """A key and the person it belongs to, as signing wants them."""

    key: Key
    person: Person

    @property
    def certificate_pem(self) -> bytes:
        return self.key.certificate_pem.encode()

    @property
    def chain_pem(self) -> bytes:
        return "\n".join(self.key.chain_pem).encode()

    @property
    def display_name(self) -> str:
        return self.person.name

    @property
    def credential(self) -> str:
        return self.person.credential

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data)


def _source_entries(answers: Mapping[str, Any], form: Form) -> list[str]:
    """The entries named in the form's tables of sources."""
    found: list[str] = []
    for item in form.walk():
        if item.role == "sources" and item.is_group:
            column = next((child.id for child in item.items if child.role == "entry"), "")
            found += [str(row.get(column, "")) for row in answers.get(item.id, [])]
    return found
