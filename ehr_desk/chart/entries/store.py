"""Writing a signed version, and refolding what it touches. Called inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.body import effects_of
from ehr_desk.chart.entries.definitions import kept
from ehr_desk.chart.entries.fold import Fold, counting_versions, in_force
from ehr_desk.chart.entries.line import content_version, line_of
from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.reader import cosigned_seqs, effects_of_client, marks_of, versions_of
from ehr_desk.chart.entries.tables import EffectRow, EntryLine, EntryVersion, PaperRow
from ehr_desk.common.errors import UserError
from ehr_desk.vault.sitting import Sitting


def append_version(
    session: Session,
    *,
    seq: int,
    body: Mapping[str, Any],
    body_bytes: bytes,
    body_hash: str,
    signature: bytes,
    certificate_pem: str,
) -> None:
    """Append one version with its effects."""
    session.add(
        EntryVersion(
            seq=seq,
            entry_id=body["entry_id"],
            version=body["version"],
            kind=body["kind"],
            client_id=body["client"]["id"],
            author_id=body["author"]["staff_id"],
            signed_at=body["signed_at"],
            form_hash=body["form"]["hash"],
            body=body_bytes,
            body_hash=body_hash,
            signature=signature,
            certificate_pem=certificate_pem,
        )
    )
    session.flush()
    stated = effects_of(body, seq)
    if stated:
        session.execute(
            insert(EffectRow),
            [
                asdict(effect) | {"effective_on": effect.effective_on.isoformat(), "client_id": body["client"]["id"]}
                for effect in stated
            ],
        )


def add_paper(session: Session, body: Mapping[str, Any], seq: int, kind: str, made: MadePaper) -> None:
    """Keep a paper of a version that was just appended, in its first state."""
    session.add(
        PaperRow(
            document_id=body["document_id"],
            revision=1,
            entry_id=body["entry_id"],
            client_id=body["client"]["id"],
            seq=seq,
            kind=kind,
            made_at=body["signed_at"],
            **_as_made(made),
        )
    )


def add_paper_state(session: Session, document_id: str, made: MadePaper, made_at: str, *, upon: int) -> None:
    """Keep the next state of a stored paper: everything but the bytes stays as it is. ``made_at``: a stamp (UTC).

    ``upon``: the revision that was grown. Raises ``UserError`` where there is a newer one: it would be lost.
    """
    last = newest_state(session, document_id)
    if last.revision != upon:
        raise UserError(
            "This paper got a signature or a timestamp just now.", "Nothing was signed. Open it again, then sign."
        )
    session.add(
        PaperRow(
            document_id=document_id,
            revision=last.revision + 1,
            entry_id=last.entry_id,
            client_id=last.client_id,
            seq=last.seq,
            kind=last.kind,
            made_at=made_at,
            **_as_made(made),
        )
    )


def newest_state(session: Session, document_id: str) -> PaperRow:
    """The newest stored state of a paper of an entry."""
    query = select(PaperRow).where(PaperRow.document_id == document_id).order_by(PaperRow.revision.desc()).limit(1)
    return session.scalars(query).one()


def _as_made(made: MadePaper) -> dict[str, Any]:
    return {"sha256": made.sha256, "signatures": made.signatures, "pages": made.pages, "pdf": made.pdf}


def rewrite_line(session: Session, entry_id: str) -> None:
    """Compute an entry's line again."""
    versions = versions_of(session, entry_id)
    form = kept(session, content_version(versions).body["form"]["hash"])
    row = line_of(versions, cosigned_seqs(session, entry_id), form)
    values = asdict(row) | {"effective_on": row.effective_on.isoformat()}
    del values["returned"]  # read from the returns themselves, never stored
    session.merge(EntryLine(**values))
    session.flush()


def refold(session: Session, client_id: str, folds: Iterable[Fold], kinds: Iterable[str]) -> None:
    """Fold again whatever reads one of the effect kinds, and store the rows."""
    touched = frozenset(kinds)
    concerned = [fold for fold in folds if fold.kinds & touched]
    wanted = frozenset[str]().union(*(fold.kinds for fold in concerned))
    counting = counting_versions(marks_of(session, client_id))
    effects = in_force(effects_of_client(session, client_id, wanted), counting) if concerned else []
    for fold in concerned:
        fold.store(session, client_id, fold.fold([effect for effect in effects if effect.kind in fold.kinds]))


def into_the_file(sitting: Sitting) -> None:
    """Move a signature that is stored into the database file: in the write-ahead log alone it could be cut off unseen.

    It stands already; where the disk has no room to move it, the next checkpoint does, and nobody may be told that
    the signing failed.
    """
    with suppress(UserError):
        sitting.checkpoint()
