"""Replay: everything that is stored for reading is computed again from the signed bodies, and compared.

Somebody with the record's key may have written anything anywhere: what cannot be read is a fault like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.body import effects_of
from ehr_desk.chart.entries.definitions import definition_hash, kept
from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.entries.fold import Fold, VersionMark, counting_versions, in_force
from ehr_desk.chart.entries.line import content_version, line_of
from ehr_desk.chart.entries.reader import effects_of_client, to_row, to_version
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.chart.entries.tables import Cosignature, EntryLine, EntryVersion, PaperRow
from ehr_desk.common.canonical import parse, sha256_hex
from ehr_desk.common.errors import OurError

Verifies = Callable[[str, bytes, bytes], bool]
"""Checks a signature: certificate (PEM), data, signature."""

KnownCertificate = Callable[[str, str], bool]
"""Whether a certificate (PEM) stands in the register for a staff member."""


@dataclass(frozen=True)
class Fault:
    """Something that does not agree. ``where`` names entry or document by id, never by content."""

    what: str
    where: str


UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    StopIteration,
    ArithmeticError,
    RecursionError,
    OurError,
)


@contextmanager
def readable(faults: list[Fault], what: str, where: str) -> Iterator[None]:
    """Turns a failure to make sense of stored values into a fault; failures of the vault pass."""
    try:
        yield
    except UNREADABLE:
        faults.append(Fault(what, where))


def check_record(
    session: Session, folds: Sequence[Fold], verifies: Verifies, known: KnownCertificate, *, replayed: bool = True
) -> list[Fault]:
    """Check every signature, every chain of versions, every stored row and every paper of the record.

    Not ``replayed``: another program wrote lines and folded rows with words and rules of its own (see ``derived``).
    """
    by_client: dict[str, list[VersionRow]] = defaultdict(list)
    by_seq: dict[int, VersionRow] = {}
    faults: list[Fault] = []
    for stored in session.scalars(select(EntryVersion).order_by(EntryVersion.seq)):
        with readable(faults, "the signed text cannot be read", stored.entry_id):
            version = to_version(stored)
            faults += _check_version(stored, version, verifies, known)
            by_client[stored.client_id].append(version)
            by_seq[stored.seq] = version
    cosigned = _check_cosignatures(session, by_seq, verifies, known, faults)
    forms = _KeptForms(session)
    for client_id, versions in by_client.items():
        faults += _check_client(session, forms, client_id, versions, cosigned, folds if replayed else None)
    faults += _strays(session, set(by_client), folds)
    return faults + _check_papers(session, by_seq)


def _check_version(
    stored: EntryVersion, version: VersionRow, verifies: Verifies, known: KnownCertificate
) -> list[Fault]:
    faults: list[Fault] = []
    body = version.body
    signed = _as_stored(stored.body)
    if sha256_hex(signed) != stored.body_hash:
        faults.append(Fault("the signed text was changed", stored.entry_id))
    if not verifies(stored.certificate_pem, signed, _as_stored(stored.signature)):
        faults.append(Fault("the signature does not fit the signed text", stored.entry_id))
    if not known(stored.certificate_pem, body["author"]["staff_id"]):
        faults.append(Fault("the signer's certificate is not in the register", stored.entry_id))
    told = (body["entry_id"], body["version"], body["kind"], body["client"]["id"], body["form"]["hash"])
    row = (stored.entry_id, stored.version, stored.kind, stored.client_id, stored.form_hash)
    signing = (body["author"]["staff_id"], body["signed_at"])
    if told != row or signing != (stored.author_id, stored.signed_at):
        faults.append(Fault("the row does not agree with its signed text", stored.entry_id))
    return faults


def _as_stored(body: object) -> bytes:
    """Somebody who edits the file may have put text where bytes belong."""
    return body if isinstance(body, bytes) else str(body).encode()


def _check_cosignatures(
    session: Session,
    versions: Mapping[int, VersionRow],
    verifies: Verifies,
    known: KnownCertificate,
    faults: list[Fault],
) -> dict[str, set[int]]:
    cosigned: dict[str, set[int]] = defaultdict(set)
    for stored in session.scalars(select(Cosignature)):
        cosigned[stored.entry_id].add(stored.seq)
        with readable(faults, "a co-signature cannot be read", stored.entry_id):
            faults += _check_cosignature(stored, versions.get(stored.seq), verifies, known)
    return cosigned


def _check_cosignature(
    stored: Cosignature, version: VersionRow | None, verifies: Verifies, known: KnownCertificate
) -> list[Fault]:
    faults: list[Fault] = []
    signed = _as_stored(stored.statement)
    statement = parse(signed)
    if not verifies(stored.certificate_pem, signed, _as_stored(stored.signature)):
        faults.append(Fault("a co-signature does not fit what it signed", stored.entry_id))
    if not known(stored.certificate_pem, statement["signer"]["staff_id"]):
        faults.append(Fault("a co-signer's certificate is not in the register", stored.entry_id))
    told = (statement["seq"], statement["body_hash"], statement["entry_id"])
    if version is None or told != (stored.seq, version.body_hash, stored.entry_id):
        faults.append(Fault("a co-signature belongs to another text", stored.entry_id))
    elif (statement["signer"]["staff_id"], statement["signed_at"], version.body["client"]["id"]) != (
        stored.signer_id,
        stored.signed_at,
        stored.client_id,
    ):
        faults.append(Fault("a co-signature's row does not agree with what was signed", stored.entry_id))
    return faults


class _KeptForms:
    """The kept forms of one check: each is hashed once, however many entries were written on it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._hashes: dict[str, str] = {}

    def hash_of(self, form_hash: str) -> str:
        """The hash of what is kept under this one. What cannot be read fails for each entry that names it."""
        if form_hash not in self._hashes:
            self._hashes[form_hash] = definition_hash(self._session, form_hash)
        return self._hashes[form_hash]


def _check_client(
    session: Session,
    forms: _KeptForms,
    client_id: str,
    versions: Sequence[VersionRow],
    cosigned: dict[str, set[int]],
    folds: Sequence[Fold] | None,
) -> list[Fault]:
    faults: list[Fault] = []
    by_entry: dict[str, list[VersionRow]] = defaultdict(list)
    for version in versions:
        by_entry[version.entry_id].append(version)
    for entry_id, chain in by_entry.items():
        with readable(faults, "the entry cannot be put together from its signed texts", entry_id):
            faults += _check_chain(forms, entry_id, chain)
            faults += _check_line(session, entry_id, chain, cosigned.get(entry_id, set())) if folds is not None else []
    effects: list[SignedEffect] = []
    with readable(faults, "the signed effects cannot be read", client_id):
        effects = [effect for version in versions for effect in effects_of(version.body, version.seq)]
    with readable(faults, "the stored effects cannot be read", client_id):
        if _sorted(effects) != _sorted(effects_of_client(session, client_id)):
            faults.append(Fault("the stored effects differ from the signed ones", client_id))
    counting = counting_versions(VersionMark(version.entry_id, version.seq, version.kind) for version in versions)
    for fold in folds or ():
        mine = [effect for effect in effects if effect.kind in fold.kinds]
        with readable(faults, f"the stored {fold.name} cannot be read", client_id):
            if fold.fold(in_force(mine, counting)) != fold.load(session, client_id):
                faults.append(Fault(f"the stored {fold.name} differ from what the signed entries come to", client_id))
    return faults


def _check_chain(forms: _KeptForms, entry_id: str, chain: Sequence[VersionRow]) -> list[Fault]:
    faults: list[Fault] = []
    previous = ""
    for place, version in enumerate(chain, start=1):
        if version.version != place or version.body["previous"] != previous:
            faults.append(Fault("a version is missing or out of order", entry_id))
        previous = version.body_hash
    for form_hash in {version.body["form"]["hash"] for version in chain}:
        if forms.hash_of(form_hash) != form_hash:
            faults.append(Fault("the kept form is not the one that was filled in", entry_id))
    return faults


def _check_line(session: Session, entry_id: str, chain: Sequence[VersionRow], cosigned: set[int]) -> list[Fault]:
    form = kept(session, content_version(chain).body["form"]["hash"])
    stored = session.get(EntryLine, entry_id)
    if stored is None or to_row(stored) != line_of(chain, cosigned, form):
        return [Fault("the entry's line differs from its signed text", entry_id)]
    return []


def _strays(session: Session, clients: set[str], folds: Sequence[Fold]) -> list[Fault]:
    """Lines and folded rows without any signed version behind them."""
    versions = set(session.scalars(select(EntryVersion.entry_id)))
    lines = set(session.scalars(select(EntryLine.entry_id)))
    faults = [Fault("a line has no signed entry", entry_id) for entry_id in sorted(lines - versions, key=str)]
    for fold in folds:
        strays = sorted(fold.holders(session) - clients, key=str)
        faults += [Fault(f"{fold.name} are stored without any signed entry", client_id) for client_id in strays]
    return faults


def _check_papers(session: Session, versions: Mapping[int, VersionRow]) -> list[Fault]:
    faults: list[Fault] = []
    revisions: dict[str, list[int]] = defaultdict(list)
    stored = session.execute(select(PaperRow.document_id, PaperRow.kind).distinct())
    kinds = {str(number): str(kind) for number, kind in stored}
    of, before = "", b""
    for row in session.scalars(select(PaperRow).order_by(PaperRow.document_id, PaperRow.revision)):
        revisions[row.document_id].append(row.revision)
        pdf = _as_stored(row.pdf)
        if sha256_hex(pdf) != row.sha256:
            faults.append(Fault("a stored paper was changed", row.document_id))
        # Nothing that was signed is ever written anew: every state begins with the bytes of the one before.
        if row.document_id == of and not pdf.startswith(before):
            faults.append(Fault("a stored paper does not go on from its state before", row.document_id))
        of, before = row.document_id, pdf
        version = versions.get(row.seq)
        if version is None or not _belongs(row, version, kinds):
            faults.append(Fault("a stored paper does not belong to its entry", row.document_id))
    for version in versions.values():
        document_id = version.body["document_id"]
        found = revisions.get(document_id, [])
        if document_id and (not found or found != list(range(1, len(found) + 1))):
            faults.append(Fault("a stored paper is missing", document_id))
    return faults


def _belongs(row: PaperRow, version: VersionRow, kinds: Mapping[str, str]) -> bool:
    body = version.body
    # A paper that was made anew for an addendum is of the kind of the one it continues.
    kind = kinds.get(body["continues"], "") if body.get("continues") else body["form"]["paper"]
    told = (body["document_id"], body["entry_id"], body["client"]["id"], kind)
    # Every signature added a revision, the author's the first one; a late timestamp adds one without a signature.
    made = row.signatures == 1 and row.made_at == body["signed_at"] if row.revision == 1 else True
    counted = 1 <= row.signatures <= row.revision
    return told == (row.document_id, row.entry_id, row.client_id, row.kind) and counted and made


def _sorted(effects: Sequence[SignedEffect]) -> list[SignedEffect]:
    return sorted(effects, key=lambda effect: (effect.seq, effect.ordinal))
