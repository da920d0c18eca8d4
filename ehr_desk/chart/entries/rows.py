"""What readers get of entries and drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ehr_desk.chart.entries.reused import Passage
from ehr_desk.forms import Finding

STATES = ("signed", "co-sign pending", "entered in error")


@dataclass(frozen=True)
class EntryRow:
    """One entry as a line of a list. ``state`` is one of ``STATES``; ``amended`` says that a later version exists.

    ``late``: it was signed long after its service (a late entry). ``group_id`` is the same in every chart that one
    group note went to, empty for other entries. ``returned``: it waits for a co-signature, but was handed back to its
    author and has no new version since; told by readers of the record, no part of what replay computes.
    """

    entry_id: str
    client_id: str
    episode_id: str
    session_id: str
    form_id: str
    title: str
    category: str
    effective_on: date
    start: str
    author_id: str
    author_name: str
    author_credential: str
    signed_at: str
    seq: int
    version: int
    state: str
    amended: bool
    excerpt: str
    document_id: str
    late: bool = False
    group_id: str = ""
    returned: bool = False


@dataclass(frozen=True)
class VersionRow:
    """One signed version with its body, as read from the record."""

    seq: int
    entry_id: str
    version: int
    kind: str
    body: Mapping[str, Any]
    body_hash: str
    signature: bytes
    certificate_pem: str


@dataclass(frozen=True)
class CosignatureRow:
    """A co-signature as shown under an entry."""

    entry_id: str
    seq: int
    name: str
    credential: str
    meaning: str
    signed_at: str


@dataclass(frozen=True)
class ReturnNote:
    """A version that was handed back instead of being co-signed: by whom, when (UTC stamp), and what has to change."""

    seq: int
    name: str
    returned_at: str
    comment: str


@dataclass(frozen=True)
class EntryView:
    """An entry with all its versions, oldest first, its co-signatures, and the times it was handed back.
    ``authors_gone``: of whom ``author_ids`` names nobody has access any more, in a role that writes the form."""

    line: EntryRow
    versions: Sequence[VersionRow]
    cosignatures: Sequence[CosignatureRow]
    returns: Sequence[ReturnNote] = ()
    authors_gone: bool = False

    @property
    def author_ids(self) -> frozenset[str]:
        """Who wrote the entry: whoever signed it first, and whoever signed the text that stands."""
        return frozenset({str(self.versions[0].body["author"]["staff_id"]), self.line.author_id})


@dataclass(frozen=True)
class DraftRow:
    """A draft as its author sees it. ``attendees`` are client ids where the form is written once for a session.

    ``confirmed``: reasons of the author by the key of a finding (see ``forms.Finding.confirm``). ``amended``: where the
    shared text of a signed group note is amended, the entry in each client's chart. ``ground``: of a correction
    (``grounds.GROUNDS``). ``reused``: what was carried forward from earlier entries. ``upon``: of each entry that is
    amended, the signing number of the text that stood when the draft was started.
    """

    id: str
    author_id: str
    form_id: str
    form_hash: str
    title: str
    client_id: str
    session_id: str
    kind: str
    amends: str
    reason: str
    attendees: Sequence[str]
    answers: Mapping[str, Any]
    created_at: str
    saved_at: str
    carried: Mapping[str, Any]
    confirmed: Mapping[str, str] = field(default_factory=dict)
    amended: Mapping[str, str] = field(default_factory=dict)
    ground: str = ""
    reused: Sequence[Passage] = ()
    upon: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PaperInfo:
    """A stored paper without its bytes. ``title`` is that of the form it shows. ``taken_home``: the form says that
    clients take it home, so that large print of it can be made. In lists also: ``on``, the day the entry is about;
    ``version``, that of the entry; ``replaced_by``: the version whose paper took its place, 0 for none.
    """

    document_id: str
    revision: int
    entry_id: str
    client_id: str
    kind: str
    made_at: str
    sha256: str
    signatures: int
    pages: int
    title: str
    taken_home: bool = False
    on: date | None = None
    version: int = 0
    replaced_by: int = 0


@dataclass(frozen=True)
class Prepared:
    """One entry ready for signing: for whom, with which findings, and what it will state, in words.

    ``digest`` stands for what was shown (answers and sentences): handed back when signing, nothing else is signed.
    ``undoes`` says what falls away, where an entry is marked as entered in error. ``meaning``: of the signature
    (``meanings``). ``on``: the day that it is about; ``start``, ``end``: the times of its session, where it has some.
    ``why``: the ground and the reason of a change, in words.
    """

    draft_id: str
    client_id: str
    client_name: str
    title: str
    findings: Sequence[Finding]
    sentences: Sequence[str]
    needs_cosignature: bool
    digest: str
    undoes: Sequence[str] = ()
    meaning: str = ""
    on: date | None = None
    start: str = ""
    end: str = ""
    why: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing that must be there is missing."""
        return all(finding.level != "must" for finding in self.findings)


@dataclass(frozen=True)
class Signed:
    """What a signing brought: the new versions and the papers made."""

    entry_ids: Sequence[str]
    client_ids: Sequence[str]
    document_ids: Sequence[str]
