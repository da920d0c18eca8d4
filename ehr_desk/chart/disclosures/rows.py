"""What goes into a disclosure and what readers get of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PROTECTED = "save protected"
"""As a copy under a passphrase, for a way on which others may read along."""
HOW = ("save", "print", PROTECTED)

RECIPIENT_KINDS = (
    "client",
    "personal representative",
    "treating provider",
    "health plan or payer",
    "family member",
    "staff of this program",
    "service organization",
    "medical personnel",
    "court, probation or parole",
    "regulator or auditor",
    "researcher",
    "law enforcement",
    "child protective services",
    "other",
)

STARTED = "started"
"""Entered before anything leaves. Where it stays so, the program was cut off: the paper may have left."""
RELEASED = "released"
NOT_COMPLETED = "not completed"
MAY_HAVE_LEFT = "may have left"
"""A print job that failed on the way: pages may be out, so it counts as handed out wherever that matters."""


@dataclass(frozen=True)
class DisclosureRequest:
    """What somebody wants to hand out, to whom, why and by which right.

    ``basis`` is the key of a legal basis (``bases.BASES``); ``how`` one of ``HOW``; ``recipient_kind`` one of
    ``RECIPIENT_KINDS``. ``reference`` names the agreement, protocol or report where the basis asks for one.
    """

    document_id: str
    recipient: str
    recipient_kind: str
    purpose: str
    basis: str
    how: str
    consent_id: str = ""
    emergency_personnel: str = ""
    emergency_affiliation: str = ""
    emergency_nature: str = ""
    court_order: str = ""
    subpoena: str = ""
    reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class DocumentFacts:
    """What the door has to know of a stored paper.

    ``scope`` is the part of the record that a consent must name for it; ``shows_more``: what it shows besides, in
    words, where a consent for ``scope`` does not describe all of it. ``entered_in_error``, ``superseded`` (a later
    version of the entry has a paper of its own), ``addenda`` (added after this paper was made) and
    ``cosignature_pending`` (something that it shows waits for it) are as of now. ``never_cosigned``: what it shows was
    replaced before it was co-signed. ``signed_since``: how much was signed in the chart since a whole chart was
    made of it. ``taken_back``: why its text was taken back since, in words. ``sources_in_error`` and
    ``sources_corrected``: the entries it was assembled from that fell away or got another content since, in words;
    ``in_error_before``: they fell away before it was signed; ``newer``: the version to hand out instead, 0 for none.
    ``words_taken_back``: what stands on it and was taken back elsewhere, quoted. ``addressed_to``: of a letter.
    ``kind`` of a paper made to order of one entry is that of the entry's own paper. ``third_party``: a note in it is
    marked as holding sensitive information about somebody else. ``client_unsigned``: it says that the client signed on
    the screen, and nobody drew there.
    """

    document_id: str
    revision: int
    kind: str
    title: str
    client_id: str
    scope: str
    sha256: str
    entered_in_error: bool = False
    superseded: bool = False
    addenda: int = 0
    cosignature_pending: bool = False
    never_cosigned: bool = False
    signed_since: int = 0
    taken_back: str = ""
    sources_in_error: tuple[str, ...] = ()
    in_error_before: bool = False
    newer: int = 0
    sources_corrected: tuple[str, ...] = ()
    words_taken_back: tuple[str, ...] = ()
    addressed_to: str = ""
    third_party: bool = False
    client_unsigned: bool = False
    shows_more: str = ""


@dataclass(frozen=True)
class DisclosureRow:
    """One line of the ledger. ``outcome`` is "started", "released" or "not completed": the last that was entered."""

    id: str
    at: datetime
    staff_id: str
    staff_name: str
    client_id: str
    document_id: str
    revision: int
    document_kind: str
    sha256: str
    recipient: str
    recipient_kind: str
    purpose: str
    basis: str
    consent_id: str
    how: str
    emergency_personnel: str
    emergency_affiliation: str
    emergency_nature: str
    court_order: str
    subpoena: str
    reference: str
    note: str
    notice_version: str
    cover_sha256: str
    outcome: str
