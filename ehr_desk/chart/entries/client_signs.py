"""What a client signs on the screen: the answer that promises it, and the drawing on the paper, held together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.tables import EntryLine, EntryVersion, PaperRow
from ehr_desk.chart.entries.witnessing import confirmed
from ehr_desk.common.canonical import parse
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import OurError
from ehr_desk.forms import Form
from ehr_desk.vault.trust import Trust

ON_SCREEN = frozenset({"Signed on this screen", "On this screen"})
"""The answers that say a client signs on the screen, in the words of the forms."""
_PROMISES = tuple(words.encode() for words in ON_SCREEN)
_ANSWERED_IN = ("client_signature", "signed_how")
_SUBJECT = "recipient"


@dataclass(frozen=True)
class PaperStanding:
    """An entry's paper and its client's signature.

    ``on``: the day it is about; ``subject``: whom it is for, where the form names a recipient; ``made_at``: when it was
    signed first; ``drawn_at``: when the client signed it on a screen, else empty; ``promised``: its answer says that
    the client signs there; ``counts``: it is the newest paper of an entry that stands; ``damaged``: what is stored of
    the entry cannot be read, so only its line in lists is known.
    """

    document_id: str
    entry_id: str
    title: str
    on: date
    subject: str
    made_at: str
    drawn_at: str
    promised: bool
    counts: bool
    damaged: bool = False

    @property
    def waits(self) -> bool:
        """The answer says that the client signed on the screen, and nothing was drawn."""
        return self.counts and self.promised and not self.drawn_at


def standings(session: Session, client_id: str, trust: Trust) -> list[PaperStanding]:
    """How the client's papers stand, newest first; notes and measures are not told of. ``trust``: of the vault, for
    what the log says of the client's signatures."""
    papers = _papers(session, client_id)
    lines = {line.entry_id: line for line in session.scalars(select(EntryLine).filter_by(client_id=client_id))}
    wanted = {seq for _, _, seq, _ in papers} | {lines[entry].seq for _, entry, _, _ in papers}
    query = select(EntryVersion.seq, EntryVersion.kind, EntryVersion.body).where(EntryVersion.seq.in_(wanted))
    stored = {seq: (kind in CONTENT_KINDS, body) for seq, kind, body in session.execute(query)}
    drawn, found = _drawn(session, client_id, trust), []
    for document_id, entry_id, seq, made_at in papers:
        line = lines[entry_id]
        # An addendum for which there was no room made a paper of its own; what it holds is in the version before.
        about = _about(session, stored[seq][1] if stored[seq][0] else stored[line.seq][1])
        # What was drawn on the paper that an addendum continued is inside the new one.
        same = [each for each, of, at, _ in papers if of == entry_id and line.seq <= at <= seq] or [document_id]
        on, subject, promised = about or (date.fromisoformat(line.effective_on), "", False)
        found.append(
            PaperStanding(
                document_id,
                entry_id,
                line.title,
                on,
                subject,
                made_at,
                next((drawn[each] for each in [document_id, *same] if each in drawn), ""),
                promised,
                line.document_id == document_id and line.state != "entered in error",
                damaged=about is None,
            )
        )
    return found


def undrawn(session: Session, client_id: str, trust: Trust) -> frozenset[str]:
    """The client's entries whose newest paper promises a signature on the screen that nobody drew."""
    made_to_sign = select(PaperRow.entry_id).where(PaperRow.client_id == client_id, PaperRow.kind != "note")
    bodies = select(EntryVersion.body).join(EntryLine, EntryLine.seq == EntryVersion.seq)
    stored = session.scalars(bodies.where(EntryLine.client_id == client_id, EntryLine.entry_id.in_(made_to_sign)))
    # Asked for every chart that is opened, so the few bodies are not even parsed where no answer promises anything.
    if not any(words in body for body in stored for words in _PROMISES):
        return frozenset()
    return frozenset(one.entry_id for one in standings(session, client_id, trust) if one.waits)


def _about(session: Session, stored: bytes) -> tuple[date, str, bool] | None:
    """What a signed body says of its day, of whom it is for and of a signature on the screen; None where it, or the
    form it was filled in on, cannot be read."""
    try:
        body = parse(stored)
        form, answers = definitions.kept(session, body["form"]["hash"]), body["answers"]
        promised = any(_said(form, answers, role) in ON_SCREEN for role in _ANSWERED_IN)
        return date.fromisoformat(body["effective_on"]), _said(form, answers, _SUBJECT), promised
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OurError):
        return None


def _papers(session: Session, client_id: str) -> list[tuple[str, str, int, str]]:
    """Number, entry, signing number and first moment of each paper, newest first."""
    first = func.min(PaperRow.made_at)
    query = (
        select(PaperRow.document_id, PaperRow.entry_id, func.min(PaperRow.seq), first)
        .where(PaperRow.client_id == client_id, PaperRow.kind != "note")
        .group_by(PaperRow.document_id, PaperRow.entry_id)
        .order_by(first.desc())
    )
    return [(number, entry, seq, at) for number, entry, seq, at in session.execute(query)]


def _drawn(session: Session, client_id: str, trust: Trust) -> dict[str, str]:
    """By document: when its client signed it on a screen. It is so where a witness confirmed that they saw it, and the
    state of the paper that they confirmed is there."""
    states = select(PaperRow.document_id, PaperRow.sha256).where(PaperRow.client_id == client_id)
    known = {(number, paper) for number, paper in session.execute(states)}
    return {
        each.document_id: stamp(each.at)
        for each in confirmed(session, client_id, trust)
        if (each.document_id, each.paper) in known
    }


def _said(form: Form, answers: Mapping[str, Any], role: str) -> str:
    item = form.by_role(role)
    value = answers.get(item.id) if item is not None else None
    return value if isinstance(value, str) else ""
