"""What the heart asks of the paper floor; implemented in ``ehr_desk.documents``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.chart.entries.rows import EntryView
from ehr_desk.forms import Form


class SignsData(Protocol):
    """A person's signing handle, open for one act: private keys never leave the vault."""

    @property
    def certificate_pem(self) -> str: ...

    @property
    def chain_pem(self) -> tuple[str, ...]: ...

    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True)
class MadePaper:
    """The signed bytes of a paper and what the register keeps of them. ``words``: of a client's signature, what it says
    as it stands on the paper, where nothing hidden is printed."""

    pdf: bytes
    sha256: str
    pages: int
    signatures: int
    words: str = ""


@dataclass(frozen=True)
class EarlierPaper:
    """The newest stored state of a paper of the same entry. ``seq``: the signing number of what it shows; ``stays``: it
    is not put inside another paper, since it is handed out no more (see ``withheld``) or shows what no supervisor
    answered for and the other one shows no more."""

    document_id: str
    revision: int
    version: int
    seq: int
    kind: str
    sha256: str
    pdf: bytes
    stays: bool = False


@dataclass(frozen=True)
class Told:
    """A signed body with the exact form it was made with."""

    body: Mapping[str, Any]
    form: Form


@dataclass(frozen=True)
class ToldOn:
    """What a stored paper has to tell. ``made``: what was signed with it; ``content``: the text on it, another one only
    where an addendum made the paper anew; ``added``: earlier addenda that are printed on it; ``written``: those that
    were put into its places later, ``lost``: perhaps not all of them; ``replaces``: it took the place of a paper that
    the record holds."""

    made: Told
    content: Told
    added: tuple[Told, ...]
    written: tuple[Told, ...]
    replaces: bool
    lost: bool = False


@dataclass(frozen=True)
class Ordered:
    """A paper to order: its number, whose it is, and when it is made (aware, in the zone in which it is printed)."""

    document_id: str
    client: ClientRow
    at: datetime


@dataclass(frozen=True)
class ChartPart:
    """One entry of a whole chart. ``forms``: the exact form of each version, by signing number; ``not_printed``: of
    which only author, time and hash are told, each with why."""

    view: EntryView
    forms: Mapping[int, Form]
    not_printed: Mapping[int, str] = field(default_factory=dict)


class Paper(Protocol):
    """Renders a signed body and puts PDF signatures on it."""

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
        """Render and sign as the author; ``before``: the paper that this one takes the place of; ``added``: addenda to
        an earlier version that stay with it, oldest first."""
        ...

    def takes(self, pdf: bytes, body: Mapping[str, Any], form: Form) -> bool:
        """Whether an addendum fits into a place reserved for one on a stored paper."""
        ...

    def addendum(
        self, pdf: bytes, body: Mapping[str, Any], form: Form, signer: SignsData, author: Author, at: datetime
    ) -> MadePaper:
        """The stored paper with the addendum written into its place and signed there."""
        ...

    def continues(self, kind: str) -> bool:
        """Whether a paper of a kind is made anew with an addendum for which it has no room."""
        ...

    def continued(
        self, told: Sequence[Told], signer: SignsData, author: Author, at: datetime, before: EarlierPaper
    ) -> MadePaper:
        """The paper made anew: the content, earlier addenda, and last the addendum that ``author`` signs."""
        ...

    def countersign(self, pdf: bytes, signer: SignsData, cosigner: Author, at: datetime) -> MadePaper:
        """Add the co-signer's signature to a stored paper."""
        ...

    def says(self, pdf: bytes, told: ToldOn) -> bool:
        """Whether a stored paper in its newest state says what it has to tell."""
        ...

    def awaits(self, pdf: bytes) -> bool:
        """Whether a stored paper has a place for a co-signature that nobody has signed."""
        ...

    def preview(self, body: Mapping[str, Any], form: Form, added: Sequence[Told] = ()) -> bytes:
        """Render without a signature, marked as a draft."""
        ...
