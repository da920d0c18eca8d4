"""Signing: the only way the clinical record changes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.body import BodyParts, build
from ehr_desk.chart.entries.derived import hashes_told
from ehr_desk.chart.entries.drafts import DraftService
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.growing import place_addendum
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.late import is_late, said
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.paper import EarlierPaper, MadePaper, Paper, SignsData, Told
from ehr_desk.chart.entries.paper_reader import newest_paper
from ehr_desk.chart.entries.preparing import Incomplete, Pending, entries_in, prepare
from ehr_desk.chart.entries.reader import effects_of_client, last_seq, revision_of, versions_of
from ehr_desk.chart.entries.reused import from_kept
from ehr_desk.chart.entries.rows import DraftRow, Prepared, Signed, VersionRow
from ehr_desk.chart.entries.store import add_paper, add_paper_state, append_version, into_the_file, refold, rewrite_line
from ehr_desk.chart.entries.tables import Draft
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.audit import head_of
from ehr_desk.vault.sitting import Sitting

_TRIES = 3


@dataclass(frozen=True)
class _Ready:
    """A signed body with its paper, made before the write transaction opens."""

    pending: Pending
    body: dict[str, Any]
    body_bytes: bytes
    body_hash: str
    signature: bytes
    certificate_pem: str
    paper: MadePaper | None
    before: EarlierPaper | None = None
    """The entry's newest paper, where this amends the entry."""


@dataclass(frozen=True)
class _Bodied:
    """A body before it is signed. ``told``: what a paper that is made anew for an addendum tells."""

    pending: Pending
    body: dict[str, Any]
    before: EarlierPaper | None
    told: tuple[Told, ...] = ()


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
        self._demonstration = demonstration

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
            body = self._body(session, pending, self._clock.local(), "PREVIEW")
        return self._paper.preview(body, pending.filled.form)

    def sign(self, draft_ids: Sequence[str], passphrase: str, *, seen: Sequence[Prepared] = ()) -> Signed:
        """Sign drafts, all or none, with one passphrase.

        ``seen``: what the signer was shown; where the record has moved on so that signing would state something else,
        it is refused. Raises ``Incomplete`` where something that must be there is missing. If anything fails,
        nothing happened and every draft is as it was.
        """
        drafts = self._drafts.signable(draft_ids)
        with self._sitting.read() as session:
            self._complete(self._pending(session, drafts, {}))
        with self._sitting.signer(passphrase) as signer:
            return self.sign_with(draft_ids, signer, seen=seen)

    def sign_with(self, draft_ids: Sequence[str], signer: SignsData, *, seen: Sequence[Prepared] = ()) -> Signed:
        """Sign drafts, all or none, with a signing handle that is already open."""
        entry_ids: dict[str, list[str]] = {}
        for _ in range(_TRIES):
            drafts = self._drafts.signable(draft_ids)
            with self._sitting.read() as session:
                pending = self._pending(session, drafts, entry_ids)
                self._complete(pending)
                _refuse_unseen(pending, seen)
                bodies = self._bodies(session, pending)
            ready = [self._make_ready(one, signer) for one in bodies]
            with suppress(_RecordMoved):
                signed = self._store(ready)
                into_the_file(self._sitting)
                return signed
        raise UserError("The record changed while you were signing.", "Nothing was signed; please sign again.")

    def _pending(self, session: Session, drafts: Sequence[DraftRow], entry_ids: dict[str, list[str]]) -> list[Pending]:
        found: list[Pending] = []
        at, author = self._clock.local(), self._drafts.author(session)
        for draft in drafts:
            form = definitions.kept(session, draft.form_hash)
            count = entries_in(draft, form)
            ids = entry_ids.setdefault(draft.id, [self._ids.new() for _ in range(count)])
            found += prepare(session, draft, form, self._heart, author, at.date(), ids, found, now=f"{at:%H:%M}")
        hours = read_clinic(session).late_entry_hours
        return [_marked_late(one, at, hours) for one in found]

    def _complete(self, pending: Sequence[Pending]) -> None:
        shown = [one.shown() for one in pending]
        if not all(one.complete for one in shown):
            raise Incomplete(shown)

    def _bodies(self, session: Session, pending: Sequence[Pending]) -> list[_Bodied]:
        at = self._clock.local()
        made: list[_Bodied] = []
        for one in pending:
            form = one.filled.form
            body = self._body(session, one, at, self._number() if form.paper else "")
            before, told = self._before(session, one), None
            if before is not None and not body["document_id"]:
                # Of several addenda signed at once the paper takes the first; what it tells later has all of them.
                if all(earlier.body["entry_id"] != body["entry_id"] for earlier in made):
                    told = place_addendum(session, self._paper, body, form, before, self._number)
                before = None if told is None else before
            made.append(_Bodied(one, body, before, told or ()))
        return made

    def _number(self) -> str:
        """A number for a new document."""
        return f"D-{self._ids.new()[:12].upper()}"

    def _before(self, session: Session, one: Pending) -> EarlierPaper | None:
        """The paper that an amendment adds to or takes the place of."""
        if not one.draft.amends or one.draft.kind == "entered_in_error":
            return None
        return newest_paper(session, one.draft.amends)

    def _body(self, session: Session, one: Pending, at: datetime, document_id: str) -> dict[str, Any]:
        earlier = versions_of(session, one.draft.amends) if one.draft.amends else []
        content_kept = one.draft.kind in ("addendum", "entered_in_error")
        return build(
            BodyParts(
                entry_id=one.filled.entry_id,
                version=len(earlier) + 1,
                kind=one.kind,
                reason=one.draft.reason,
                previous=earlier[-1].body_hash if earlier else "",
                client=one.filled.client,
                episode_id=_episode(one, earlier),
                session_id=one.draft.session_id,
                form=one.filled.form,
                effective_on=one.filled.effective_on,
                answers=one.filled.answers,
                scores=one.filled.scores,
                effects=() if content_kept else one.effects,
                author=one.filled.author,
                signed_at=stamp(at),
                signed_local=at.isoformat(timespec="seconds"),
                needs_cosignature=one.needs_cosignature,
                document_id=document_id,
                demonstration=self._demonstration,
                log=head_of(session),
                group=_group(one, earlier),
                confirmed=one.confirmed,
                ground=one.draft.ground,
            )
        )

    def _make_ready(self, bodied: _Bodied, signer: SignsData) -> _Ready:
        one, body, before = bodied.pending, bodied.body, bodied.before
        body_bytes, form, author = canonical(body), one.filled.form, one.filled.author
        at = datetime.fromisoformat(body["signed_local"])
        paper: MadePaper | None = None
        if before is not None and bodied.told:
            paper = self._paper.continued(bodied.told, signer, author, at, before)
        elif body["document_id"]:
            paper = self._paper.make(body, form, signer, author, at, before)
        elif before is not None and body.get("on_paper"):
            paper = self._paper.addendum(before.pdf, body, form, signer, author, at)
        return _Ready(
            pending=one,
            body=body,
            body_bytes=body_bytes,
            body_hash=sha256_hex(body_bytes),
            signature=signer.sign(body_bytes),
            certificate_pem=signer.certificate_pem,
            paper=paper,
            before=before,
        )

    def _store(self, ready: Sequence[_Ready]) -> Signed:
        with self._sitting.write() as unit:
            session = unit.session
            self._refuse_moved(session, ready)
            seq = last_seq(session)
            for one in ready:
                seq += 1
                append_version(
                    session,
                    seq=seq,
                    body=one.body,
                    body_bytes=one.body_bytes,
                    body_hash=one.body_hash,
                    signature=one.signature,
                    certificate_pem=one.certificate_pem,
                )
                self._keep_paper(session, one, seq)
                kinds = self._refold(session, one)
                rewrite_line(session, one.body["entry_id"])
                unit.record(
                    "entry.signed",
                    entity="entry",
                    entity_id=one.body["entry_id"],
                    client_id=one.body["client"]["id"],
                    detail={
                        "seq": seq,
                        "form": one.body["form"]["id"],
                        "kind": one.body["kind"],
                        "body_hash": one.body_hash,
                        "paper": one.paper.sha256 if one.paper else "",
                        "derived": hashes_told(
                            session, one.body["entry_id"], one.body["client"]["id"], self._heart.folds, kinds
                        ),
                    },
                )
            for draft_id in dict.fromkeys(one.pending.draft.id for one in ready):
                session.delete(session.get_one(Draft, draft_id))
        return Signed(
            entry_ids=tuple(one.body["entry_id"] for one in ready),
            client_ids=tuple(dict.fromkeys(one.body["client"]["id"] for one in ready)),
            document_ids=tuple(one.body["document_id"] for one in ready if one.paper),
        )

    def _refuse_moved(self, session: Session, ready: Sequence[_Ready]) -> None:
        """The bodies were made from a state of chart and draft that must still be the present one."""
        for one in ready:
            draft = session.get(Draft, one.pending.draft.id)
            moved = (
                draft is None
                # The time of saving alone would not do: on some computers the clock stands still for 15 ms.
                or (draft.saved_at, draft.answers) != (one.pending.draft.saved_at, one.pending.draft.answers)
                or draft.confirmed != one.pending.draft.confirmed
                or from_kept(draft.reused) != tuple(one.pending.draft.reused)
                or revision_of(session, one.pending.filled.client.id) != one.pending.revision
            )
            if moved or self._paper_moved(session, one):
                raise _RecordMoved

    def _paper_moved(self, session: Session, one: _Ready) -> bool:
        """Whether somebody signed on the paper that this one adds to or takes the place of."""
        if one.before is None:
            return False
        now = newest_paper(session, one.body["entry_id"])
        return now is None or now.sha256 != one.before.sha256

    def _refold(self, session: Session, one: _Ready) -> set[str]:
        """Fold again; answers the effect kinds that were touched."""
        client_id = one.body["client"]["id"]
        kinds = {effect["kind"] for effect in one.body["effects"]}
        if one.pending.draft.amends:
            kinds |= {
                effect.kind
                for effect in effects_of_client(session, client_id)
                if effect.entry_id == one.pending.draft.amends
            }
        refold(session, client_id, self._heart.folds, kinds)
        return kinds

    def _keep_paper(self, session: Session, one: _Ready, seq: int) -> None:
        if one.paper is None:
            return
        grown = one.before if one.body.get("on_paper") else None
        if grown is None:
            continued = one.before.kind if one.before and one.body.get("continues") else ""
            add_paper(session, one.body, seq, continued or one.body["form"]["paper"], one.paper)
        else:
            add_paper_state(session, grown.document_id, one.paper, one.body["signed_at"], upon=grown.revision)


def _marked_late(one: Pending, at: datetime, hours: int) -> Pending:
    """An entry that is signed long after its service says so; an amendment is marked as an amendment."""
    filled = one.filled
    if one.draft.kind != "original" or not is_late(filled.form, filled.answers, filled.effective_on, at, hours):
        return one
    return replace(one, late=True, findings=(*one.findings, said(hours)))


def _group(one: Pending, earlier: Sequence[VersionRow]) -> str:
    """What the charts of one group note have in common: the first draft's id, which says nothing of anybody."""
    if earlier:
        return str(earlier[0].body.get("group", ""))
    return one.draft.id if one.filled.form.scope == "session" else ""


def _episode(one: Pending, earlier: Sequence[VersionRow]) -> str:
    """The episode an entry belongs to: an amended entry stays in its own, unless it moves to another day."""
    if not earlier:
        return one.episode_id
    body = content_version(earlier).body
    moved = one.draft.kind in CONTENT_KINDS and body["effective_on"] != one.filled.effective_on.isoformat()
    return one.episode_id if moved else str(body["episode_id"])


def _refuse_unseen(pending: Sequence[Pending], seen: Sequence[Prepared]) -> None:
    if seen and [one.shown().digest for one in pending] != [one.digest for one in seen]:
        raise UserError(
            "What this would state is no longer what you were shown: the draft or the chart has changed since.",
            "Nothing was signed. Look at it again, then sign.",
        )


class _RecordMoved(Exception):
    """The chart or the draft changed between preparing and storing."""
