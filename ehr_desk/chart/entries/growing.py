"""Where an addendum goes: into a place reserved on the entry's paper, onto a new version of it, or the record alone.

Pages cannot be added to a signed file. What does not fit into its place is printed on the paper made anew, below what
was signed before; the signed predecessor travels inside, since nothing that stands on it is taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.paper import EarlierPaper, Paper, Told
from ehr_desk.chart.entries.reader import cosigned_seqs, versions_of
from ehr_desk.forms import Form


def place_addendum(
    session: Session, papers: Paper, body: dict[str, Any], form: Form, before: EarlierPaper, number: Callable[[], str]
) -> tuple[Told, ...] | None:
    """Note in the body of an addendum where it goes: ``on_paper`` or ``continues``, the latter with a ``number``.

    Gives what the new version of the paper tells, oldest first; nothing where the addendum goes into its place, and
    ``None`` where it stays in the record: nothing is added to a letter that left.
    """
    # A trainee's addendum needs a place for its co-signature as well: one that is signed already covers nothing later.
    cosignable = not body["needs_cosignature"] or papers.awaits(before.pdf)
    if cosignable and papers.takes(before.pdf, body, form):
        body["on_paper"] = before.document_id
        return ()
    if not papers.continues(before.kind):
        return None
    versions = versions_of(session, str(body["entry_id"]))
    content, cosigned = content_version(versions), cosigned_seqs(session, str(body["entry_id"]))
    counts = [one for one in versions if one is content or (one.kind == "addendum" and one.seq > content.seq)]
    body["document_id"], body["continues"] = number(), before.document_id
    if any(one.body["needs_cosignature"] and one.seq not in cosigned for one in counts):
        # The new paper shows what still waits too, so it needs a place for that co-signature.
        body["cosign_required"] = True
    told = (Told(one.body, definitions.kept(session, one.body["form"]["hash"])) for one in counts)
    return (*told, Told(body, form))
