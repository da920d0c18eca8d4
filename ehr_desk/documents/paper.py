"""The paper floor as the record sees it: make, preview and countersign the paper of an entry."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehr_desk.chart.entries.meanings import CO_SIGNATURE, MADE_FROM_RECORD, meaning_of
from ehr_desk.chart.entries.paper import EarlierPaper, MadePaper, Told, ToldOn
from ehr_desk.chart.entries.witnessing import shown
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.paths import resources_dir
from ehr_desk.documents.handles import Key, Person, device_handle, handle_of
from ehr_desk.documents.kinds.choice import LETTERS, composer_of, describe
from ehr_desk.documents.kinds.continued import words_of
from ehr_desk.documents.kinds.frame import NoticeText
from ehr_desk.documents.kinds.generic import EntryComposer
from ehr_desk.documents.kinds.summary import Scales
from ehr_desk.documents.model import CLIENT_FIELD, SUPERVISOR_FIELD, Document, Letterhead
from ehr_desk.documents.timestamps import SigningTerms
from ehr_desk.forms import Form

if TYPE_CHECKING:
    from ehr_desk.documents.render import Press
    from ehr_desk.documents.stamp import Strokes

SourceWords = Callable[[Collection[str]], Mapping[str, str]]
"""What to print for entries named as sources, by entry id: ``DAP note, 2026-08-14, D. Whitlock``."""
Step = Callable[[float], None]
"""Is told how much is done, from 0 to 1; raises to give up."""


def _unheard(_done: float) -> None:
    """Nobody asks how much is done."""


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
        terms: Callable[[], SigningTerms] = SigningTerms,
    ) -> None:
        self._letterhead = letterhead
        self._terms = terms
        self._given = press
        self._scales = scales or {}
        self._source_words = source_words
        self._notice_file = notice_file
        self._notice: NoticeText | None = None

    def apart(self) -> PaperMaker:
        """A maker for another thread: the same letterhead and terms, a press of its own."""
        return PaperMaker(
            self._letterhead,
            scales=self._scales,
            source_words=self._source_words,
            notice_file=self._notice_file,
            terms=self._terms,
        )

    @property
    def press(self) -> Press:
        """The press; made, and reportlab loaded, when the first paper is made."""
        if self._given is None:
            from ehr_desk.documents.render import Press

            self._given = Press()
        return self._given

    def make(
        self,
        body: Mapping[str, Any],
        form: Form,
        signer: Key,
        author: Person,
        at: datetime,
        before: EarlierPaper | None = None,
        added: Sequence[Told] = (),
    ) -> MadePaper:
        """Render the body and sign it as its author. ``at``: aware, in the zone in which it is printed.

        ``before``: the paper that this one takes the place of; named on the new one, and attached where it may be.
        ``added``: addenda to an earlier version, signed by then, that stand below the text.
        """
        from ehr_desk.documents.signing_versions import amendment_box, carries

        document, inside = self.describe(body, form, at, added=added), None
        if before is not None:
            document = replace(document, blocks=(amendment_box(body, before, len(added)), *document.blocks))
            inside = before if carries(body, before) else None
        return self._signed_new(document, signer, author, meaning_in(body), at, inside)

    def _signed_new(
        self,
        document: Document,
        signer: Key,
        author: Person,
        meaning: str,
        at: datetime,
        inside: EarlierPaper | None = None,
        step: Step = _unheard,
    ) -> MadePaper:
        """A new paper, signed by its author, with the paper that it takes the place of attached where there is one."""
        from ehr_desk.documents.signing import sign_author
        from ehr_desk.documents.signing_versions import embed_predecessor

        rendered, terms = self.press.print(document, step=step), self._terms()
        signed = sign_author(
            rendered.pdf,
            handle_of(signer, author),
            meaning=meaning,
            at=at,
            certify=terms.certify,
            press=self.press,
            services=terms.services,
            fill=None if inside is None else lambda writer: embed_predecessor(writer, inside, at),
        )
        return MadePaper(signed, sha256_hex(signed), rendered.pages, 1)

    def countersign(self, pdf: bytes, signer: Key, cosigner: Person, at: datetime) -> MadePaper:
        """Add the co-signer's approval to a stored paper."""
        from ehr_desk.documents.signing import countersign

        handle, services = handle_of(signer, cosigner), self._terms().services
        return _made(countersign(pdf, handle, meaning=CO_SIGNATURE, at=at, press=self.press, services=services))

    def takes(self, pdf: bytes, body: Mapping[str, Any], form: Form) -> bool:
        """Whether an addendum fits into a place reserved for one on a stored paper."""
        from ehr_desk.documents.signing_slots import fits

        return fits(pdf, words_of(body, form), press=self.press)

    def addendum(
        self, pdf: bytes, body: Mapping[str, Any], form: Form, signer: Key, author: Person, at: datetime
    ) -> MadePaper:
        """The stored paper with the addendum written into its place and signed there."""
        from ehr_desk.documents.signing_slots import add_addendum

        handle, services = handle_of(signer, author), self._terms().services
        words = words_of(body, form)
        return _made(
            add_addendum(pdf, handle, words, meaning=meaning_in(body), at=at, press=self.press, services=services)
        )

    def continues(self, kind: str) -> bool:
        """Whether a paper is made anew with an addendum for which it has no room; nothing is added to a letter."""
        return kind not in LETTERS

    def continued(
        self, told: Sequence[Told], signer: Key, author: Person, at: datetime, before: EarlierPaper
    ) -> MadePaper:
        """The paper made anew with an addendum, the one that it takes the place of inside."""
        from ehr_desk.documents.kinds.continued import describe_continued

        content, *added = told
        document = describe_continued(
            [Told(self._with_words(content.body, content.form), content.form), *added],
            before,
            letterhead=self._letterhead(),
            prepared_at=at,
            notice=self.notice(),
            scales=self._scales,
            compose=self.compose,
        )
        # Nothing on the predecessor is taken back by an addendum, so it may travel inside if it may travel at all.
        inside = None if before.stays else before
        return self._signed_new(document, signer, author, meaning_in(added[-1].body), at, inside)

    def says(self, pdf: bytes, told: ToldOn) -> bool:
        """Whether a stored paper in its newest state says what its entry says."""
        from ehr_desk.documents.same_words import says

        return says(pdf, told)

    def awaits(self, pdf: bytes) -> bool:
        """Whether a stored paper has a place for a co-signature that nobody has signed."""
        from ehr_desk.documents.inspecting import is_free

        return is_free(pdf, SUPERVISOR_FIELD)

    def awaits_client(self, pdf: bytes) -> bool:
        """Whether a stored paper has a place for the client that nobody has signed."""
        from ehr_desk.documents.inspecting import is_free

        return is_free(pdf, CLIENT_FIELD)

    def acknowledge(
        self, pdf: bytes, device: Key, client_name: str, witness: Person, drawn: Strokes, at: datetime
    ) -> MadePaper:
        """Add the client's drawn signature to a stored paper, under the certificate of the device."""
        from ehr_desk.documents.shaping import clean
        from ehr_desk.documents.signing import Acknowledgement, acknowledge

        given = Acknowledgement(client_name, shown(witness.name, witness.credential), drawn)
        handle = device_handle(device)
        services = self._terms().services
        made = _made(acknowledge(pdf, handle, given, at=at, press=self.press, services=services))
        return replace(made, words=clean(given.meaning))

    def wanted_level(self) -> str:
        """The PAdES level that papers of this clinic shall have in the end."""
        services = self._terms().services
        return services.level if services.server is not None else "B-B"

    def level(self, pdf: bytes) -> str:
        """The level that a stored paper has."""
        from ehr_desk.documents.inspecting import level_of

        return level_of(pdf)

    def add_timestamp(self, pdf: bytes, at: datetime) -> MadePaper:
        """A stored paper with a timestamp on the whole file. Raises ``UserError`` when the server is silent."""
        from ehr_desk.documents.timestamps_late import add_timestamp

        return _made(add_timestamp(pdf, self._terms().services, at))

    def preview(self, body: Mapping[str, Any], form: Form, added: Sequence[Told] = ()) -> bytes:
        """Render without a signature, marked as a draft on every page."""
        at = datetime.fromisoformat(str(body["signed_local"]))
        return self.press.render(self.describe(body, form, at, draft=True, added=added))

    def describe(
        self,
        body: Mapping[str, Any],
        form: Form,
        at: datetime,
        *,
        draft: bool = False,
        added: Sequence[Told] = (),
    ) -> Document:
        """What the paper of a body says, with what was added to it before."""
        from ehr_desk.documents.kinds.continued import addenda, waiting_in

        return describe(
            self._with_words(body, form),
            form,
            letterhead=self._letterhead(),
            prepared_at=at,
            notice=self.notice(),
            scales=self._scales,
            draft=draft,
            added=addenda(added, self.compose, waiting_in(body)),
        )

    def letterhead(self) -> Letterhead:
        """The clinic as it signs its letters now."""
        return self._letterhead()

    def compose(self, body: Mapping[str, Any], form: Form) -> EntryComposer:
        """What turns a body into blocks, with the words the record has for its sources."""
        return composer_of(self._with_words(body, form), form, self._scales)

    def certify(self, document: Document, signer: Key, person: Person, step: Step = _unheard) -> MadePaper:
        """Render a document made to order and certify it as the person who asked for it."""
        return self._signed_new(document, signer, person, MADE_FROM_RECORD, document.prepared_at, step=step)

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


def meaning_in(body: Mapping[str, Any]) -> str:
    """What the signature under a body means: its own words, which were shown and signed."""
    return str(body.get("meaning") or meaning_of(str(body.get("kind", "original"))))


def _made(signed: bytes) -> MadePaper:
    from ehr_desk.documents.inspecting import count_pages, count_signatures

    return MadePaper(signed, sha256_hex(signed), count_pages(signed), count_signatures(signed))


def _source_entries(answers: Mapping[str, Any], form: Form) -> list[str]:
    """The entries named in the form's tables of sources."""
    found: list[str] = []
    for item in form.walk():
        if item.role == "sources" and item.is_group:
            column = next((child.id for child in item.items if child.role == "entry"), "")
            found += [str(row.get(column, "")) for row in answers.get(item.id, [])]
    return found
