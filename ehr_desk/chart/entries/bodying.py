"""The bodies of entries about to be signed: what each says, and the paper that it goes onto. No writing here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.body import BodyParts, build
from ehr_desk.chart.entries.correctors import in_place_of
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.growing import addenda_kept, place_addendum
from ehr_desk.chart.entries.late import LATE
from ehr_desk.chart.entries.line import content_version, shown_on, standing_addenda
from ehr_desk.chart.entries.paper import EarlierPaper, Paper, Told
from ehr_desk.chart.entries.paper_reader import newest_paper
from ehr_desk.chart.entries.pending import Pending
from ehr_desk.chart.entries.reader import cosigned_seqs, versions_of
from ehr_desk.chart.entries.returning import addenda_handed_back
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.chart.entries.told_on import same_words
from ehr_desk.chart.entries.tracing import Tracing
from ehr_desk.chart.entries.withheld import against
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.ids import Ids
from ehr_desk.vault.audit import head_of
from ehr_desk.vault.snapshot import once

_IN_ERROR = "entered_in_error"


@dataclass(frozen=True)
class Bodied:
    """A body before it is signed. ``before``: the entry's newest paper, where this amends the entry; ``told``: what a
    paper that is made anew for an addendum tells; ``added``: addenda that stay with a corrected text."""

    pending: Pending
    body: dict[str, Any]
    before: EarlierPaper | None
    told: tuple[Told, ...] = ()
    added: tuple[Told, ...] = ()


class Bodies:
    """Builds bodies as of now, from what was prepared."""

    def __init__(self, paper: Paper, clock: Clock, ids: Ids, *, demonstration: bool) -> None:
        self._paper = paper
        self._clock = clock
        self._ids = ids
        self._demonstration = demonstration

    def of(self, session: Session, pending: Sequence[Pending]) -> list[Bodied]:
        """The bodies of entries that are signed together, with numbers for the papers they get."""
        at = self._clock.local()
        made: list[Bodied] = []
        for one in pending:
            form = one.filled.form
            body = self._body(session, one, at, self._number() if form.paper else "")
            before, told = self._before(session, one), None
            if before is not None and not body["document_id"]:
                # Of several addenda signed at once the paper takes the first; what it tells later has all of them.
                if all(earlier.body["entry_id"] != body["entry_id"] for earlier in made):
                    told = place_addendum(session, self._paper, body, form, before, self._number)
                before = None if told is None else before
            made.append(Bodied(one, body, before, told or (), self._added(session, one, body)))
        return made

    def preview(self, session: Session, one: Pending) -> Bodied:
        """What a paper that nobody signs tells."""
        body = self._body(session, one, self._clock.local(), "PREVIEW")
        return Bodied(one, body, None, added=self._added(session, one, body))

    def _before(self, session: Session, one: Pending) -> EarlierPaper | None:
        """The paper that an amendment adds to or takes the place of."""
        if not one.draft.amends or one.draft.kind == _IN_ERROR:
            return None
        before = newest_paper(session, one.draft.amends)
        if before is None:
            return None
        versions = versions_of(session, one.draft.amends)
        stays = against(session, versions, before.seq).forbids or _never_cosigned(session, one, versions, before)
        same = same_words(session, self._paper.says, before.document_id, before.pdf)
        return replace(before, stays=stays or not same)

    def _added(self, session: Session, one: Pending, body: dict[str, Any]) -> tuple[Told, ...]:
        if not one.draft.amends or not body["document_id"]:
            return ()
        return addenda_kept(session, self._paper, body, one.filled.form)

    def _number(self) -> str:
        """A number for a new document."""
        return f"D-{self._ids.new()[:12].upper()}"

    def _body(self, session: Session, one: Pending, at: datetime, document_id: str) -> dict[str, Any]:
        earlier = versions_of(session, one.draft.amends) if one.draft.amends else []
        content_kept = one.draft.kind in ("addendum", "entered_in_error")
        return build(
            BodyParts(
                entry_id=one.filled.entry_id,
                version=(earlier[-1].version if earlier else 0) + 1,
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
                log=once(session, head_of, lambda: head_of(session)),
                group=_group(one, earlier),
                confirmed=one.confirmed,
                ground=one.draft.ground,
                rests_on=_rests_on(session, one, earlier),
                in_place_of=in_place_of(one.draft.kind, earlier, one.filled.author.staff_id),
                late_entry=_late_entry(one, earlier),
                handed_back=[] if one.draft.kind == _IN_ERROR else _handed_back(session, earlier),
            )
        )


def _never_cosigned(session: Session, one: Pending, versions: Sequence[VersionRow], before: EarlierPaper) -> bool:
    """Whether a paper shows what a supervisor never answered for and what the new one shows no more: it may be just
    what the supervisor had taken out."""
    back = _handed_back(session, versions)
    stands = [version for version in standing_addenda(versions) if version.version not in back]
    if one.draft.kind not in CONTENT_KINDS:
        stands.append(content_version(versions))
    cosigned = cosigned_seqs(session, one.draft.amends)
    return any(
        version.body["needs_cosignature"] and version.seq not in cosigned and version not in stands
        for version in shown_on(versions, before.seq, before.document_id)
    )


def _rests_on(session: Session, one: Pending, earlier: Sequence[VersionRow]) -> tuple[str, ...]:
    """The entries that words were carried from. Whoever corrects an entry answers for it anew: of what it rested on
    those that fell away, or rest themselves on what did, go."""
    if not earlier:
        return one.rests_on
    return Tracing(session).still_counted(content_version(earlier))


def _handed_back(session: Session, earlier: Sequence[VersionRow]) -> list[int]:
    """The addenda that are with their author, by version: a supervisor refused them as they are."""
    return [version.version for version in addenda_handed_back(session, earlier)]


def _late_entry(one: Pending, earlier: Sequence[VersionRow]) -> str:
    """When the late entry that is corrected was signed first; empty for everything else."""
    late = one.draft.kind in CONTENT_KINDS and earlier and earlier[0].kind == LATE
    return str(earlier[0].body["signed_local"]) if late else ""


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
