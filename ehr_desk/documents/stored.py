"""The PDF signatures of the papers a record holds: judged in ``check``, and once more before one leaves.

Of nearly every paper there is one state with one signature over the whole of it, which is judged without a PDF parser
in a millisecond. Where something was added to a signed paper, what was added is judged as a reader of the file would,
and has to be what the audit log says was added, signed by whom it names; and whatever is not as this program makes it
is verified like a file from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.paper_states import Entered, entering_acts
from ehr_desk.chart.entries.replay import Fault, readable
from ehr_desk.chart.entries.tables import EntryVersion, PaperRow, PaperToOrder
from ehr_desk.chart.entries.witnessing import says_so
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.documents.model import ADDENDUM_SLOTS, AUTHOR_FIELD, CLIENT_FIELD, SUPERVISOR_FIELD
from ehr_desk.documents.seen import Put, Witnesses
from ehr_desk.documents.stored_revoked import revoked_as_of_before, signed_after
from ehr_desk.documents.verdict import Verification
from ehr_desk.vault.certificates import Certificate
from ehr_desk.vault.sitting import Sitting

_WRONG = frozenset({"changed", "appended", "unsigned", "unreadable", "encrypted"})
NOT_AS_SIGNED = "a stored paper is not what its signatures are for"
NOT_ENTERED = "a stored paper got a signature or timestamp that is not the one the audit log tells of"
NO_WITNESS = "nobody whom the paper names as witness confirmed that they saw the client sign"
_PLACES = {
    "addendum": frozenset(slot.field for slot in ADDENDUM_SLOTS),
    "client's signature": frozenset({CLIENT_FIELD}),
    "co-signature": frozenset({SUPERVISOR_FIELD}),
}


@dataclass(frozen=True)
class _State:
    """One stored state of a paper. ``author``: of a first state, who has to have signed it; ``entry_id`` is empty for
    a paper made to order of a whole chart."""

    number: str
    first: bool
    entry_id: str
    author: str
    pdf: bytes

    @cached_property
    def sha256(self) -> str:
        return sha256_hex(self.pdf)


class _Paper:
    """The states of one paper, oldest first. ``verified``: the hash of one that is known to be good."""

    def __init__(self, states: Sequence[_State], verified: str) -> None:
        self.states = states
        self.verified = verified
        self._found: dict[str, tuple[Put, ...]] | None = None

    def grown(self, state: _State) -> tuple[Put, ...] | None:
        """The signatures of a state that ends with one, told by the newest such state; by itself where it does not
        follow from that, so that another state's fault neither hides its own nor becomes it."""
        from ehr_desk.documents.stored_judging import grown

        if self._found is None:
            self._found = self._told_by_newest()
        digest = state.sha256
        return self._found[digest] if digest in self._found else grown(state.pdf)

    def _told_by_newest(self) -> dict[str, tuple[Put, ...]]:
        from ehr_desk.documents.stored_judging import ends_signed, grown_through

        at = next((at for at, state in enumerate(self.states) if state.sha256 == self.verified), None)
        judged = [one for one in self.states if ends_signed(one.pdf)] if at is None else self.states[: at + 1]
        told = grown_through([state.pdf for state in judged], reviewed=at is not None) if judged else []
        return {state.sha256: found for state, found in zip(judged, told, strict=True) if found is not None}


class StoredPapers:
    """Judges them. What was found good in this sitting is not read again: the same bytes, by their hash."""

    def __init__(self, sitting: Sitting, verify: Callable[[bytes], Verification]) -> None:
        self._sitting = sitting
        self._verify = verify
        self._read: dict[str, tuple[Put, ...]] = {}

    def sound(self, pdf: bytes) -> bool:
        """Whether a paper is what was signed, by people whom the register knows: everything is looked at, and of one
        that is stored every state of it too. ``OtherWords`` is raised for one that does not say what its entry says."""
        from ehr_desk.documents.same_words import say_the_same

        known, digest = self._known(), sha256_hex(pdf)
        with self._sitting.read() as session:
            number = _number_of(session, digest)
        sound = self._verified(pdf, known) and not (number and self._faults(known, number, digest))
        return sound and say_the_same(self._sitting, number, pdf)

    def check(self, _sitting: Sitting) -> list[Fault]:
        """Every state of every stored paper; names the documents that are not as they were signed, and those that were
        signed with other words than their entry."""
        from ehr_desk.documents.same_words import other_words

        faults = self._faults(self._known())
        named = {fault.where for fault in faults}
        faults += [fault for fault in other_words(self._sitting) if fault.where not in named]
        with readable(faults, NOT_AS_SIGNED, ""):
            faults += signed_after(self._sitting)
        return list(dict.fromkeys(faults))

    def revoked(self, _sitting: Sitting) -> list[Fault]:
        """Papers that are as they were signed, by somebody whose certificate was revoked later, as of before that."""
        return revoked_as_of_before(self._sitting, self._verify)

    def _faults(self, known: Mapping[str, Certificate], number: str = "", verified: str = "") -> list[Fault]:
        """Of the states of every paper, or of one. ``verified``: the hash of a state that was found good just now."""
        from ehr_desk.documents.signing_engine import quiet

        quiet()
        faults: list[Fault] = []
        witnesses = cache(partial(Witnesses, self._sitting))
        acts: Mapping[str, Sequence[Entered]] | None = None
        ended: Mapping[str, int] | None = None
        for _, states in groupby(self._states(number), key=lambda state: state.number):
            paper = _Paper(list(states), verified)
            before: tuple[Put, ...] | None = ()
            for state in paper.states:
                with readable(faults, NOT_AS_SIGNED, state.number):
                    before, earlier = None, () if state.first else before
                    signatures = self._signatures(state, paper, known)
                    if signatures is None:
                        faults.append(Fault(NOT_AS_SIGNED, state.number))
                        continue
                    before = signatures
                    if earlier is None:  # nothing is known of what came before it
                        continue
                    if not state.first and acts is None:
                        with self._sitting.read() as session:
                            acts = entering_acts(session, state.entry_id if number else "")
                    if not state.first and ended is None:
                        ended = self._sitting.authority.ended()
                    told = (acts or {}).get(state.sha256, ())
                    entered = [one for one in told if _in_use(signatures, one, ended or {})]
                    if not _entered(state, earlier, signatures, known, entered):
                        faults.append(Fault(NOT_ENTERED, state.number))
                    # First states too: nobody seals a client's place in them, and who does says that somebody saw it.
                    new = [put for put in signatures[len(earlier) :] if not _is_staffs(put, known)]
                    by_hand = [put for put in new if witnesses().is_clients(put)]
                    if any(not witnesses().saw(state.number, put, (state.sha256,)) for put in by_hand):
                        faults.append(Fault(NO_WITNESS, state.number))
        return faults

    def _known(self) -> dict[str, Certificate]:
        """The certificates that somebody with the right put into the register, by fingerprint."""
        never = self._sitting.authority.never_added()
        return {one.fingerprint: one for one in self._sitting.certificates() if one.fingerprint not in never}

    def _verified(self, pdf: bytes, known: Mapping[str, Certificate]) -> bool:
        """Whether a paper is what was signed, by people whom the register knows, as a file from anywhere is judged."""
        found = self._verify(pdf)
        signers = [row for row in found.signatures if row.kind == "signature"]
        strange = [row for row in signers if row.certificate_state == "unknown" and row.fingerprint not in known]
        return not strange and not _is_wrong(found)

    def _signatures(self, state: _State, paper: _Paper, known: Mapping[str, Certificate]) -> tuple[Put, ...] | None:
        """The signatures on a paper that is as it was signed; ``None`` where it is not."""
        digest = state.sha256
        if digest not in self._read:
            found = self._judged(state, paper, known)
            if found is None:
                return None
            self._read[digest] = found
        return self._read[digest]

    def _judged(self, state: _State, paper: _Paper, known: Mapping[str, Certificate]) -> tuple[Put, ...] | None:
        from ehr_desk.documents.stored_judging import authors_alone, last_signer, signatures_on

        signer = last_signer(state.pdf)
        if signer is None:
            good = state.sha256 == paper.verified or self._verified(state.pdf, known)
            return signatures_on(state.pdf) if good else None
        if signer not in known:
            return None
        if state.first and authors_alone(state.pdf):
            return (Put(AUTHOR_FIELD, "", signer),)
        return paper.grown(state)

    def _states(self, number: str) -> Iterator[_State]:
        papers = select(PaperRow).order_by(PaperRow.document_id, PaperRow.revision)
        to_order, signed = select(PaperToOrder), select(EntryVersion.seq, EntryVersion.author_id)
        if number:
            papers = papers.where(PaperRow.document_id == number)
            to_order = to_order.where(PaperToOrder.document_id == number)
            signed = signed.where(EntryVersion.seq.in_(papers.with_only_columns(PaperRow.seq).order_by(None)))
        with self._sitting.read() as session:
            authors = {seq: who for seq, who in session.execute(signed)}  # noqa: C416
            for row in session.scalars(papers):
                author = authors.get(row.seq, "") if row.revision == 1 else ""
                yield _State(row.document_id, row.revision == 1, row.entry_id, author, row.pdf)
                session.expunge(row)
            for ordered in session.scalars(to_order):
                yield _State(ordered.document_id, True, ordered.entry_id, ordered.made_by, ordered.pdf)
                session.expunge(ordered)


def _is_wrong(found: Verification) -> bool:
    """Whether what a paper shows is not what was signed. A state before the newest, as a file, would be one that was
    cut back; the record holds it by right."""
    if found.register is not None and found.register.match == "cut back":
        return any(row.coverage in _WRONG for row in found.signatures)
    return found.outcome in _WRONG


def _number_of(session: Session, sha256: str) -> str:
    """The number of the paper that was stored with these bytes; empty where none was."""
    queries = (select(table.document_id).where(table.sha256 == sha256) for table in (PaperRow, PaperToOrder))
    return next((found for query in queries if (found := session.scalar(query.limit(1)))), "")


def _entered(
    state: _State,
    before: tuple[Put, ...],
    signatures: tuple[Put, ...],
    known: Mapping[str, Certificate],
    acts: Sequence[Entered],
) -> bool:
    """Whether what a state adds to the one before is what the log tells of. ``acts``: what it says of these bytes."""
    if [put.certificate for put in before] != [put.certificate for put in signatures[: len(before)]]:
        return False
    added = signatures[len(before) :]
    if state.first:
        return [put.field for put in added] == [AUTHOR_FIELD] and _signed(added[0], state.author, known)
    if not added:
        return any((one.act, one.entry_id) == ("timestamp", state.entry_id) for one in acts)
    return len(added) == 1 and any(_is_act(added[0], one, state, known) for one in acts)


def _is_staffs(put: Put, known: Mapping[str, Certificate]) -> bool:
    """Whether a signature is plainly a staff member's own: nobody has to be asked who saw it (``is_clients``)."""
    owner = known.get(put.certificate)
    clients = put.field == CLIENT_FIELD or says_so(put.meaning)
    return owner is not None and owner.kind != "device" and not clients


def _in_use(signatures: tuple[Put, ...], act: Entered, ended: Mapping[str, int]) -> bool:
    """Whether the key of the last signature was still in use when the log entered it. ``ended``: event by certificate.
    What was entered later was signed later, whatever time it claims."""
    end = ended.get(signatures[-1].certificate, 0) if signatures and act.act != "timestamp" else 0
    return not end or act.seq < end


def _is_act(put: Put, act: Entered, state: _State, known: Mapping[str, Certificate]) -> bool:
    if act.entry_id != state.entry_id or put.field not in _PLACES.get(act.act, ()):
        return False
    if act.act == "co-signature":  # one act may add to several papers of an entry
        return _signed(put, act.who, known)
    if act.document != state.number:
        return False
    return put.certificate == act.device if act.act == "client's signature" else _signed(put, act.who, known)


def _signed(put: Put, who: str, known: Mapping[str, Certificate]) -> bool:
    owner = known.get(put.certificate)
    return bool(who) and owner is not None and owner.staff_id == who
