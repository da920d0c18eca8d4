"""Signing: the only way the clinical record changes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.bodying import Bodied, Bodies
from ehr_desk.chart.entries.client_signs import undrawn
from ehr_desk.chart.entries.drafts import DraftService
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.late import is_late, said
from ehr_desk.chart.entries.paper import MadePaper, Paper, SignsData
from ehr_desk.chart.entries.pending import Incomplete, Pending
from ehr_desk.chart.entries.preparing import entries_in, prepare
from ehr_desk.chart.entries.rows import DraftRow, Prepared, Signed
from ehr_desk.chart.entries.store import into_the_file
from ehr_desk.chart.entries.storing import Ready, RecordMoved, store
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.sitting import Sitting

_TRIES = 3


@dataclass(frozen=True)
class _Look:
    """What was found of drafts, and when: as long as nothing was written and the clock shows the same minute, another
    look finds the same."""

    written: int
    minute: datetime
    drafts: Sequence[DraftRow]
    found: Sequence[Pending]


class SigningService:
    """Check drafts, show what they will state, and sign them."""

    def __init__(
        self,
        sitting: Sitting,
        drafts: DraftService,
        heart: Heart,
        paper: Paper,
        clock: Clock,
        ids: Ids,
        *,
        demonstration: bool = False,
    ) -> None:
        self._sitting = sitting
        self._drafts = drafts
        self._heart = heart
        self._paper = paper
        self._clock = clock
        self._ids = ids
        self._bodies = Bodies(paper, clock, ids, demonstration=demonstration)

    def prepare(self, draft_id: str) -> list[Prepared]:
        """What signing the draft would do, in words, and what is still missing."""
        draft = self._drafts.open_one(draft_id)
        with self._sitting.read() as session:
            return [pending.shown() for pending in self._pending(session, [draft], {})]

    def preview(self, draft_id: str, client_id: str = "") -> bytes:
        """The draft as a paper (PDF), marked as not signed; of a group note the one for ``client_id``, else the first.

        Raises ``UserError`` for somebody it is not written for (any more).
        """
        draft = self._drafts.open_one(draft_id)
        with self._sitting.read() as session:
            found = self._pending(session, [draft], {})
            pending = next((one for one in found if client_id in ("", one.filled.client.id)), None)
            if pending is None:
                raise UserError("This note is not written for that client.", "Choose somebody who attended.")
            shown = self._bodies.preview(session, pending)
        return self._paper.preview(shown.body, pending.filled.form, shown.added)

    def sign(self, draft_ids: Sequence[str], passphrase: str, *, seen: Sequence[Prepared] = ()) -> Signed:
        """Sign drafts, all or none, with one passphrase.

        ``seen``: what the signer was shown; where the record has moved on so that signing would state something else,
        it is refused. Raises ``Incomplete`` where something that must be there is missing. If anything fails,
        nothing happened and every draft is as it was.
        """
        drafts = self._drafts.signable(draft_ids)
        written = self._sitting.written
        entry_ids: dict[str, list[str]] = {}
        with self._sitting.read() as session:
            look = self._look(session, drafts, entry_ids, written)
        with self._sitting.signer(passphrase) as signer:
            return self._sign(draft_ids, signer, seen, entry_ids, look)

    def sign_with(self, draft_ids: Sequence[str], signer: SignsData, *, seen: Sequence[Prepared] = ()) -> Signed:
        """Sign drafts, all or none, with a signing handle that is already open."""
        return self._sign(draft_ids, signer, seen, {}, None)

    def _sign(
        self,
        draft_ids: Sequence[str],
        signer: SignsData,
        seen: Sequence[Prepared],
        entry_ids: dict[str, list[str]],
        look: _Look | None,
    ) -> Signed:
        for _ in range(_TRIES):
            drafts, written = self._drafts.signable(draft_ids), self._sitting.written
            with self._sitting.read() as session:
                if look is None or not self._holds(look, drafts, written):
                    look = self._look(session, drafts, entry_ids, written)
                pending = look.found
                _refuse_unseen(pending, seen)
                bodies = self._bodies.of(session, pending)
            ready = [self._make_ready(one, signer) for one in bodies]
            with suppress(RecordMoved):
                signed = self._store(ready)
                into_the_file(self._sitting)
                return signed
            look = None
        raise UserError("The record changed while you were signing.", "Nothing was signed; please sign again.")

    def _look(
        self, session: Session, drafts: Sequence[DraftRow], entry_ids: dict[str, list[str]], written: int
    ) -> _Look:
        minute = _minute(self._clock.local())
        found = self._pending(session, drafts, entry_ids)
        self._complete(found)
        return _Look(written, minute, drafts, found)

    def _holds(self, look: _Look, drafts: Sequence[DraftRow], written: int) -> bool:
        return (look.written, look.minute, look.drafts) == (written, _minute(self._clock.local()), drafts)

    def _pending(self, session: Session, drafts: Sequence[DraftRow], entry_ids: dict[str, list[str]]) -> list[Pending]:
        found: list[Pending] = []
        at, author = self._clock.local(), self._drafts.author(session)
        for draft in drafts:
            form = definitions.kept(session, draft.form_hash)
            count = entries_in(draft, form)
            ids = entry_ids.setdefault(draft.id, [self._ids.new() for _ in range(count)])
            found += prepare(
                session,
                draft,
                form,
                self._heart,
                author,
                at.date(),
                ids,
                found,
                now=f"{at:%H:%M}",
                undrawn=lambda client_id: undrawn(session, client_id, self._sitting.trust),
            )
        hours = read_clinic(session).late_entry_hours
        return [_marked_late(one, at, hours) for one in found]

    def _complete(self, pending: Sequence[Pending]) -> None:
        shown = [one.shown() for one in pending]
        if not all(one.complete for one in shown):
            raise Incomplete(shown)

    def _make_ready(self, bodied: Bodied, signer: SignsData) -> Ready:
        one, body, before = bodied.pending, bodied.body, bodied.before
        body_bytes, form, author = canonical(body), one.filled.form, one.filled.author
        at = datetime.fromisoformat(body["signed_local"])
        paper: MadePaper | None = None
        if before is not None and bodied.told:
            paper = self._paper.continued(bodied.told, signer, author, at, before)
        elif body["document_id"]:
            paper = self._paper.make(body, form, signer, author, at, before, bodied.added)
        elif before is not None and body.get("on_paper"):
            paper = self._paper.addendum(before.pdf, body, form, signer, author, at)
        return Ready(
            bodied=bodied,
            body_bytes=body_bytes,
            body_hash=sha256_hex(body_bytes),
            signature=signer.sign(body_bytes),
            certificate_pem=signer.certificate_pem,
            paper=paper,
        )

    def _store(self, ready: Sequence[Ready]) -> Signed:
        return store(self._sitting, self._heart, ready)


def _marked_late(one: Pending, at: datetime, hours: int) -> Pending:
    """An entry that is signed long after its service says so; an amendment is marked as an amendment."""
    filled = one.filled
    if one.draft.kind != "original" or not is_late(filled.form, filled.answers, filled.effective_on, at, hours):
        return one
    return replace(one, late=True, findings=(*one.findings, said(hours)))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _refuse_unseen(pending: Sequence[Pending], seen: Sequence[Prepared]) -> None:
    if seen and [one.shown().digest for one in pending] != [one.digest for one in seen]:
        raise UserError(
            "What this would state is no longer what you were shown: the draft or the chart has changed since.",
            "Nothing was signed. Look at it again, then sign.",
        )
