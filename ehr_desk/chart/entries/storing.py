"""Writing what was signed: versions, papers, folds, lines and audit events, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.attested import last_number
from ehr_desk.chart.entries.bodying import Bodied
from ehr_desk.chart.entries.derived import hashes_told
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.paper_reader import newest_paper
from ehr_desk.chart.entries.reader import effects_of_client, revision_of
from ehr_desk.chart.entries.reused import from_kept
from ehr_desk.chart.entries.rows import Signed
from ehr_desk.chart.entries.store import add_paper, add_paper_state, append_version, refold, rewrite_line
from ehr_desk.chart.entries.tables import Draft
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit


@dataclass(frozen=True)
class Ready:
    """A signed body with its paper, made before the write transaction opens."""

    bodied: Bodied
    body_bytes: bytes
    body_hash: str
    signature: bytes
    certificate_pem: str
    paper: MadePaper | None

    @property
    def entry_id(self) -> str:
        """The entry that is signed."""
        return str(self.bodied.body["entry_id"])

    @property
    def client_id(self) -> str:
        """The client it is about."""
        return str(self.bodied.body["client"]["id"])


class RecordMoved(Exception):
    """The chart or the draft changed between preparing and storing."""


def store(sitting: Sitting, heart: Heart, ready: Sequence[Ready]) -> Signed:
    """Write them all and take their drafts away. :class:`RecordMoved`, and nothing written, where a draft or a chart is
    no longer what the bodies were made from."""
    with sitting.write() as unit:
        session = unit.session
        if any(_moved(session, one) for one in ready):
            raise RecordMoved
        for seq, one in enumerate(ready, last_number(session) + 1):
            _store_one(unit, heart, one, seq)
        for draft_id in dict.fromkeys(one.bodied.pending.draft.id for one in ready):
            session.delete(session.get_one(Draft, draft_id))
    return Signed(
        entry_ids=tuple(one.entry_id for one in ready),
        client_ids=tuple(dict.fromkeys(one.client_id for one in ready)),
        document_ids=tuple(one.bodied.body["document_id"] for one in ready if one.paper),
    )


def _store_one(unit: Unit, heart: Heart, one: Ready, seq: int) -> None:
    session, body = unit.session, one.bodied.body
    append_version(
        session,
        seq=seq,
        body=body,
        body_bytes=one.body_bytes,
        body_hash=one.body_hash,
        signature=one.signature,
        certificate_pem=one.certificate_pem,
    )
    _keep_paper(session, one, seq)
    kinds = _refold(session, heart, one)
    rewrite_line(session, one.entry_id)
    unit.record(
        "entry.signed",
        entity="entry",
        entity_id=one.entry_id,
        client_id=one.client_id,
        detail={
            "seq": seq,
            # What is needed to say which entry it was, should the file be damaged one day.
            "day": body["effective_on"],
            **({"session": body["session_id"]} if body["session_id"] else {}),
            "form": body["form"]["id"],
            "kind": body["kind"],
            "body_hash": one.body_hash,
            "paper": one.paper.sha256 if one.paper else "",
            "derived": hashes_told(session, one.entry_id, one.client_id, heart.folds, kinds),
        },
    )


def _moved(session: Session, one: Ready) -> bool:
    """The body was made from a state of chart and draft that must still be the present one."""
    was = one.bodied.pending
    draft = session.get(Draft, was.draft.id)
    return (
        draft is None
        # The time of saving alone would not do: on some computers the clock stands still for 15 ms.
        or (draft.saved_at, draft.answers) != (was.draft.saved_at, was.draft.answers)
        or draft.confirmed != was.draft.confirmed
        or from_kept(draft.reused) != tuple(was.draft.reused)
        or revision_of(session, was.filled.client.id) != was.revision
        or _paper_moved(session, one)
    )


def _paper_moved(session: Session, one: Ready) -> bool:
    """Whether somebody signed on the paper that this one adds to or takes the place of."""
    if one.bodied.before is None:
        return False
    now = newest_paper(session, one.entry_id)
    return now is None or now.sha256 != one.bodied.before.sha256


def _refold(session: Session, heart: Heart, one: Ready) -> set[str]:
    """Fold again; answers the effect kinds that were touched."""
    amends = one.bodied.pending.draft.amends
    kinds = {effect["kind"] for effect in one.bodied.body["effects"]}
    if amends:
        kinds |= {effect.kind for effect in effects_of_client(session, one.client_id) if effect.entry_id == amends}
    refold(session, one.client_id, heart.folds, kinds)
    return kinds


def _keep_paper(session: Session, one: Ready, seq: int) -> None:
    if one.paper is None:
        return
    body, before = one.bodied.body, one.bodied.before
    grown = before if body.get("on_paper") else None
    if grown is None:
        continued = before.kind if before and body.get("continues") else ""
        add_paper(session, body, seq, continued or body["form"]["paper"], one.paper)
    else:
        add_paper_state(session, grown.document_id, one.paper, body["signed_at"], upon=grown.revision)
