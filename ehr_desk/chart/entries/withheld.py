"""What of a signed entry is handed out no more: entered in error, taken back, or resting on what was.

The door asks this of every paper, a new version of a paper before it takes the earlier one along, and a whole chart of
every version that it prints. The record and its screens keep all of it. 42 CFR 2.13(a): what was written for another
client, or must stay private, is nobody's to hand on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.gone import gone_in
from ehr_desk.chart.entries.grounds import (
    ALL_PRIVATE,
    CLINICAL,
    PRIVACY,
    SEALED,
    WRONG_CLIENT,
    taken_back_by,
    takes_addenda,
)
from ehr_desk.chart.entries.line import content_version, standing_addenda
from ehr_desk.chart.entries.quoting import in_words_of
from ehr_desk.chart.entries.reader import cosigned_seqs
from ehr_desk.chart.entries.returning import addenda_handed_back
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.chart.entries.tracing import Tracing
from ehr_desk.chart.entries.withdrawals import TakenBack, held_in, withdrawals

_IN_ERROR = "entered_in_error"
_WORDS = {
    WRONG_CLIENT: "it was written for the wrong client",
    PRIVACY: "it holds what must stay private",
    ALL_PRIVATE: "it holds what must stay private",
    SEALED: "it holds what belongs into a sealed note",
}


_GONE = "a later version of the entry is lost or damaged, and nobody knows what it took back"

_RETURNED = "it was returned to its author before it was co-signed"


@dataclass(frozen=True)
class Against:
    """What stands against handing on what a version says. ``taken_back``: why its text was taken back, in words.
    ``sources``: what it, or an earlier version inside its paper, was assembled from and that fell away, ``before`` it
    was signed or since;
    ``corrected``: what has another content since. Each entry as its title and day. ``words``: what stands on its paper
    and was taken back elsewhere, quoted, with where: somebody has to look whether it may leave."""

    taken_back: str = ""
    sources: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    before: bool = False

    @property
    def forbids(self) -> bool:
        """Whether the door refuses it as it is."""
        return bool(self.taken_back or self.sources or self.words)


def against(session: Session, versions: Sequence[VersionRow], seq: int, *, inside: bool = True) -> Against:
    """What stands against the paper of the version with the signing number ``seq``, as of now.

    ``versions``: all of the entry, oldest first. ``inside``: the paper holds the earlier ones that it took the place of
    (``_carried``); large print does not.
    """
    signed_by_then = [version for version in versions if version.seq <= seq]
    if not signed_by_then:
        return Against()
    shown = content_version(signed_by_then)  # an addendum without room makes the paper of the content anew
    tracing = Tracing(session)
    traced = tracing.of(shown)
    gone = traced.fallen
    fell = dict(gone)
    sources = in_words_of(session, gone)
    earlier = _carried(session, signed_by_then) if inside else []
    if earlier:
        held = _fallen_inside(tracing, [*earlier, shown])
        fell |= held
        sources += tuple(
            f"{one} (in the earlier version inside)" for one in in_words_of(session, held.keys() - gone.keys())
        )
    entry_id, client_id = shown.entry_id, shown.body["client"]["id"]
    back = taken_back(versions, seq) or (_GONE if gone_in(session, client_id).get(entry_id, 0) > seq else "")
    words = dict.fromkeys(_words_on(signed_by_then, withdrawals(session, client_id), earlier))
    before = bool(fell) and all(at < seq for at in fell.values())
    return Against(back, sources, in_words_of(session, traced.corrected), tuple(words), before)


def _carried(session: Session, versions: Sequence[VersionRow]) -> list[VersionRow]:
    """The earlier texts whose papers lie inside that of the newest, oldest first: those that it took the place of on a
    clinical ground, unless a co-signature was missing on them (see ``bodying``)."""
    *earlier, after = (one for one in versions if one.kind in CONTENT_KINDS)
    cosigned = cosigned_seqs(session, after.entry_id) if earlier else frozenset()
    found: list[VersionRow] = []
    while earlier and after.body.get("ground") == CLINICAL:
        after = earlier.pop()
        if after.body["needs_cosignature"] and after.seq not in cosigned:
            break
        found.insert(0, after)
    return found


def _words_on(
    versions: Sequence[VersionRow], taken: Sequence[TakenBack], earlier: Sequence[VersionRow]
) -> Iterator[str]:
    """Words taken back that the paper of the newest of these versions shows: in its content, in what was added to it,
    and in the ``earlier`` ones that lie inside. What held them when the next paper was signed lies in none."""
    shown = content_version(versions)
    on_paper = [(one, 0) for one in (shown, *standing_addenda(versions))]
    on_paper += [(one, after.seq) for one, after in pairwise((*earlier, shown))]
    for version, since in on_paper:
        if held := held_in(version, [one for one in taken if one.seq > since]):
            yield f"{held.by.source}: “{held.quote}”"


def taken_back(versions: Sequence[VersionRow], seq: int, *, apart: bool = False) -> str:
    """Why what was signed under a number was taken back by a later version, in words; empty where it was not.
    ``apart``: the words of an addendum alone, which some grounds leave as they are."""
    later = (taken_back_by(version) for version in versions if version.seq > seq)
    ground = next((ground for ground in later if ground and (takes_addenda(ground) or not apart)), "")
    return _WORDS.get(ground, ground)


class KeptBack:
    """What of a chart a whole chart names without its text; what was taken back in it is read once."""

    def __init__(self, session: Session, client_id: str) -> None:
        self._session = session
        self._tracing = Tracing(session)
        self._taken = withdrawals(session, client_id)
        self._gone = gone_in(session, client_id)

    def of(self, versions: Sequence[VersionRow]) -> dict[int, str]:
        """The versions of an entry that are not printed, by signing number, each with why."""
        error = next((version for version in versions if version.kind == _IN_ERROR), None)
        if error is not None:
            kind = str(error.body["answers"].get("error_kind") or "")
            words = f"the entry was marked as entered in error{f' ({kind})' if kind else ''}"
            return {one.seq: words for one in versions}
        found = {version.seq: self._why(version, versions) for version in versions}
        back = {one.version for one in addenda_handed_back(self._session, versions)}
        back |= {number for version in versions for number in version.body.get("handed_back", ())}
        found |= {version.seq: _RETURNED for version in versions if version.version in back}
        return {seq: why for seq, why in found.items() if why}

    def _why(self, version: VersionRow, versions: Sequence[VersionRow]) -> str:
        if words := taken_back(versions, version.seq, apart=version.kind == "addendum"):
            return words
        if version.seq < self._gone.get(version.entry_id, 0):
            return _GONE
        fallen = self._tracing.of(version).fallen if version.kind in CONTENT_KINDS else {}
        if fallen:
            sources = "; ".join(in_words_of(self._session, fallen))
            return f"it rests on what was taken back or entered in error: {sources}"
        held = held_in(version, self._taken)
        return f"it holds words that were taken back with {held.by.source}" if held else ""


def _fallen_inside(tracing: Tracing, contents: Sequence[VersionRow]) -> Mapping[str, int]:
    """What the papers inside that of the last of these were assembled from and that fell away, with the signing number
    of what did it. A paper that could not be handed out any more when the next one was signed is in none."""
    *earlier, shown = contents
    if not earlier or shown.body.get("ground") != CLINICAL:
        return {}
    gone = {**_fallen_inside(tracing, earlier), **tracing.of(earlier[-1]).fallen}
    return {} if any(at < shown.seq for at in gone.values()) else gone
