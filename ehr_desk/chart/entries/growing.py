"""Where an addendum goes: into a place reserved on the entry's paper, onto a new version of it, or the record alone.

Pages cannot be added to a signed file. What does not fit into its place is printed on the paper made anew, below what
was signed before; the signed predecessor travels inside, since nothing that stands on it is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.grounds import takes_addenda
from ehr_desk.chart.entries.line import awaiting_cosignature, content_version, standing_addenda
from ehr_desk.chart.entries.paper import EarlierPaper, Paper, Told
from ehr_desk.chart.entries.reader import cosigned_seqs, versions_of
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.chart.entries.tables import Cosignature
from ehr_desk.chart.entries.told_on import require_same_words
from ehr_desk.common.canonical import parse
from ehr_desk.forms import Form

_CORRECT_IT = "Nothing is added to it. Have the entry corrected first: that makes a new paper. Tell an administrator."


def place_addendum(
    session: Session, papers: Paper, body: dict[str, Any], form: Form, before: EarlierPaper, number: Callable[[], str]
) -> tuple[Told, ...] | None:
    """Note in the body of an addendum where it goes: ``on_paper`` or ``continues``, the latter with a ``number``.

    Gives what the new version of the paper tells, oldest first; nothing where the addendum goes into its place, and
    ``None`` where it stays in the record: nothing is added to a letter that left.
    """
    require_same_words(session, papers.says, before.document_id, before.pdf, _CORRECT_IT)
    # A trainee's addendum needs a place for its co-signature as well: one that is signed already covers nothing later.
    cosignable = not body["needs_cosignature"] or papers.awaits(before.pdf)
    versions = versions_of(session, str(body["entry_id"]))
    if cosignable and not body.get("handed_back") and papers.takes(before.pdf, body, form):
        body["on_paper"] = before.document_id
        return ()
    if not papers.continues(before.kind):
        return None
    counts = [content_version(versions), *_standing(body, versions)]
    body["document_id"], body["continues"] = number(), before.document_id
    if cosigned := _cosigned_by(session, counts[0]):
        body["text_cosigned"] = cosigned
    _note_waiting(session, body, versions, counts)
    return (*(_told(session, one) for one in counts), Told(body, form))


def addenda_kept(session: Session, papers: Paper, body: dict[str, Any], form: Form) -> tuple[Told, ...]:
    """What was added to an entry before and stays with its corrected text: its new paper shows it, oldest first.
    Nothing where the ground takes them along, and nothing is added to a letter."""
    if body["kind"] not in CONTENT_KINDS or takes_addenda(str(body.get("ground"))):
        return ()
    if not papers.continues(form.paper):
        return ()
    versions = versions_of(session, str(body["entry_id"]))
    added = _standing(body, versions)
    _note_waiting(session, body, versions, added)
    return tuple(_told(session, one) for one in added)


def _cosigned_by(session: Session, version: VersionRow) -> dict[str, str]:
    """Who co-signed a version and when (local time): the co-signature stays on the paper that it was put on."""
    query = select(Cosignature.statement).where(Cosignature.seq == version.seq).order_by(Cosignature.id.desc())
    statement = session.scalars(query.limit(1)).first()
    if statement is None:
        return {}
    told = parse(statement)
    return {**{name: told["signer"][name] for name in ("name", "credential")}, "signed_local": told["signed_local"]}


def _standing(body: dict[str, Any], versions: Sequence[VersionRow]) -> list[VersionRow]:
    """The addenda that a new paper shows: a supervisor refused those that are with their author as they are."""
    return [one for one in standing_addenda(versions) if one.version not in body.get("handed_back", ())]


def _note_waiting(
    session: Session, body: dict[str, Any], versions: Sequence[VersionRow], shown: Sequence[VersionRow]
) -> None:
    """A new paper that shows what still waits for its co-signature says so (``added_waiting``: numbers of versions) and
    has a place for it."""
    waiting = awaiting_cosignature(versions, cosigned_seqs(session, str(body["entry_id"])))
    found = [one for one in waiting if one in shown]
    if found:
        body["cosign_required"] = True
    if added := [one.version for one in found if one.kind == "addendum"]:
        body["added_waiting"] = added


def _told(session: Session, version: VersionRow) -> Told:
    return Told(version.body, definitions.kept(session, version.body["form"]["hash"]))
