"""Stored facts of entries. ``APPEND_ONLY`` names the tables that no one may change or shorten."""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base

APPEND_ONLY = ("entry_version", "cosignature", "cosign_return", "form_definition", "paper", "paper_to_order")


class FormDefinition(Base):
    """The exact form an entry was filled in with, by content hash."""

    __tablename__ = "form_definition"

    hash: Mapped[str] = mapped_column(primary_key=True)
    form_id: Mapped[str]
    version: Mapped[int]
    definition: Mapped[dict[str, Any]]


class EntryVersion(Base):
    """One signed version of an entry. ``seq`` is the signing number: the record's own order."""

    __tablename__ = "entry_version"
    __table_args__ = (UniqueConstraint("entry_id", "version"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    kind: Mapped[str]
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), index=True)
    author_id: Mapped[str] = mapped_column(index=True)
    signed_at: Mapped[str]
    form_hash: Mapped[str] = mapped_column(ForeignKey("form_definition.hash"))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    body_hash: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    certificate_pem: Mapped[str]


class Cosignature(Base):
    """A co-signature over one version's body."""

    __tablename__ = "cosignature"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(ForeignKey("entry_version.seq"), index=True)
    entry_id: Mapped[str] = mapped_column(index=True)
    client_id: Mapped[str] = mapped_column(index=True)
    signer_id: Mapped[str]
    signed_at: Mapped[str]
    statement: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    certificate_pem: Mapped[str]


class CosignReturn(Base):
    """An entry handed back to its author instead of co-signed. ``seq`` is the newest version of that moment."""

    __tablename__ = "cosign_return"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(ForeignKey("entry_version.seq"), index=True)
    entry_id: Mapped[str] = mapped_column(index=True)
    client_id: Mapped[str] = mapped_column(index=True)
    author_id: Mapped[str] = mapped_column(index=True)
    returned_by: Mapped[str]
    returned_at: Mapped[str]
    comment: Mapped[str]


class EntryLine(Base):
    """An entry as lists show it: computed from its versions and co-signatures, checked by replay."""

    __tablename__ = "entry_line"

    entry_id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), index=True)
    episode_id: Mapped[str]
    session_id: Mapped[str] = mapped_column(index=True)
    form_id: Mapped[str]
    title: Mapped[str]
    category: Mapped[str]
    effective_on: Mapped[str] = mapped_column(index=True)
    start: Mapped[str]
    author_id: Mapped[str] = mapped_column(index=True)
    author_name: Mapped[str]
    author_credential: Mapped[str]
    signed_at: Mapped[str]
    seq: Mapped[int]
    version: Mapped[int]
    state: Mapped[str] = mapped_column(index=True)
    amended: Mapped[bool]
    late: Mapped[bool]
    excerpt: Mapped[str]
    document_id: Mapped[str]
    group_id: Mapped[str] = mapped_column(index=True)


class EffectRow(Base):
    """The effects of every signed version, laid out for folding; the signed body is the truth."""

    __tablename__ = "effect"

    seq: Mapped[int] = mapped_column(ForeignKey("entry_version.seq"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str]
    client_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    effective_on: Mapped[str]
    data: Mapped[dict[str, Any]]
    sentence: Mapped[str]
    author_id: Mapped[str]
    author_name: Mapped[str]


class SignedPaper:
    """Mixin: the signed bytes of a paper, and what is told of them."""

    kind: Mapped[str]
    made_at: Mapped[str]
    sha256: Mapped[str]
    signatures: Mapped[int]
    pages: Mapped[int]
    packed: Mapped[bytes] = mapped_column("pdf", LargeBinary)

    @property
    def pdf(self) -> bytes:
        """The signed bytes."""
        return _unpacked(self.packed)

    @pdf.setter
    def pdf(self, signed: bytes) -> None:
        self.packed = zlib.compress(signed, 9)


class PaperRow(SignedPaper, Base):
    """The signed bytes of a paper: made once at signing, handed out as they are. A co-signature adds a revision."""

    __tablename__ = "paper"

    document_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(index=True)
    client_id: Mapped[str] = mapped_column(index=True)
    seq: Mapped[int] = mapped_column(ForeignKey("entry_version.seq"))


class PaperToOrder(SignedPaper, Base):
    """The signed bytes of a paper that somebody asked for (a whole chart, large print), certified by who made it.

    ``entry_id``: the entry it shows, empty for a whole chart. ``scope``: what a consent must name for it.
    ``known_by``: the chart's last signing number when it was read for this paper.
    """

    __tablename__ = "paper_to_order"

    document_id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), index=True)
    entry_id: Mapped[str]
    title: Mapped[str]
    scope: Mapped[str]
    known_by: Mapped[int]
    made_by: Mapped[str]


class PaperLevel(Base):
    """The PAdES level of a stored paper, noted so that the bytes are read for it once; may be dropped at any time."""

    __tablename__ = "paper_level"

    document_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[str]


class Draft(Base):
    """What somebody is typing. Not part of the record, never signed, never lost."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    author_id: Mapped[str] = mapped_column(index=True)
    form_id: Mapped[str]
    form_hash: Mapped[str] = mapped_column(ForeignKey("form_definition.hash"))
    client_id: Mapped[str]
    session_id: Mapped[str]
    kind: Mapped[str]
    amends: Mapped[str]
    reason: Mapped[str]
    ground: Mapped[str]
    attendees: Mapped[list[str]]
    answers: Mapped[dict[str, Any]]
    created_at: Mapped[str]
    saved_at: Mapped[str]
    carried: Mapped[dict[str, Any]]
    confirmed: Mapped[dict[str, Any]]
    amended: Mapped[dict[str, Any]]
    reused: Mapped[list[Any]] = mapped_column(default=list)
    upon: Mapped[dict[str, Any]] = mapped_column(default=dict)


def _unpacked(stored: Any) -> bytes:
    """Papers lie packed (a note takes 46 instead of 67 kB). What was meddled with comes as it lies: checks find it."""
    try:
        return zlib.decompress(stored)
    except (zlib.error, TypeError):
        return stored if isinstance(stored, bytes) else b""
