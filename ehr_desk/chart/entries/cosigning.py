"""Co-signing: a second person answers for what a trainee wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from ehr_desk.chart.clinic.cosign_rules import covered, from_text
from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.entries.additions import additions_waiting
from ehr_desk.chart.entries.body import cosign_statement
from ehr_desk.chart.entries.derived import hashes_told
from ehr_desk.chart.entries.general import credential_fault
from ehr_desk.chart.entries.line import awaiting_cosignature, content_version, shown_on
from ehr_desk.chart.entries.paper import MadePaper, Paper, SignsData
from ehr_desk.chart.entries.paper_reader import paper
from ehr_desk.chart.entries.reader import cosigned_seqs, lines_in_state, versions_of
from ehr_desk.chart.entries.returning import AUTHOR_GONE, WITHOUT_AUTHOR, ReturnedRow, add_return, returned
from ehr_desk.chart.entries.rooms import Author, author_of
from ehr_desk.chart.entries.rows import EntryRow, VersionRow
from ehr_desk.chart.entries.store import add_paper_state, into_the_file, rewrite_line
from ehr_desk.chart.entries.tables import Cosignature
from ehr_desk.chart.entries.told_on import require_same_words
from ehr_desk.chart.staff.gate import Gate
from ehr_desk.chart.staff.permissions import acts_with, may, refusal
from ehr_desk.chart.staff.reader import has_access, read_anew
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import canonical
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit

_RETURN_IT = "Nothing was co-signed. Return the entry: a correction makes a new paper. Tell an administrator."


@dataclass(frozen=True)
class _Countersigned:
    """The next state of a paper, grown upon a revision of it."""

    document_id: str
    revision: int
    made: MadePaper


class CosigningService:
    """The queue of entries that wait for a co-signature, and the act itself."""

    def __init__(self, sitting: Sitting, me: StaffRow, papers: Paper, clock: Clock) -> None:
        self._sitting = sitting
        self._me = me
        self._gate = Gate(sitting, me)
        self._papers = papers
        self._clock = clock

    def queue(self) -> list[EntryRow]:
        """Entries that wait for a co-signature of this role, oldest first: of other people, or what others added to
        one's own. Those handed back are not among them."""
        self._gate.require("co-sign")
        with self._sitting.read() as session:
            waiting = lines_in_state(session, "co-sign pending")
            added = additions_waiting(session, [line.entry_id for line in waiting if line.author_id == self._me.id])
            own = {line.entry_id for line in waiting if line.author_id == self._me.id} - {
                entry_id for entry_id, one in added.items() if one.body["author"]["staff_id"] != self._me.id
            }
            others = [line for line in waiting if line.entry_id not in own and not line.returned]
            return [line for line in others if self._me.role in acts_with(line.category).cosign]

    def returned(self) -> list[ReturnedRow]:
        """What the person at the desk signed last of an entry and was handed back, with no new version since, oldest
        first."""
        with self._sitting.read() as session:
            return [one for one in returned(session) if one.author_id == self._me.id]

    def give_back(self, entry_id: str, comment: str) -> None:
        """Hand an entry back to its author with a comment. A new version brings it into the queue again; it stays
        there where its author has no access any more."""
        self._gate.require("co-sign")
        if not comment.strip():
            raise UserError("An entry is returned with a comment.", "Write what has to change.")
        with self._gate.noting("co-sign", entry=entry_id), self._sitting.write() as unit:
            versions = self._waiting(unit.session, entry_id)
            self._require_author(unit.session, versions)
            at = stamp(self._clock.now())
            number, row = add_return(unit.session, versions, self._me.id, at, comment.strip())
            unit.record(
                "entry.returned",
                entity="entry",
                entity_id=entry_id,
                client_id=versions[-1].body["client"]["id"],
                detail={"seqs": [version.seq for version in versions], "return": number, "row": row},
            )

    def _require_author(self, session: Session, versions: Sequence[VersionRow]) -> None:
        """Nobody is asked who cannot answer."""
        author = versions[-1].body["author"]
        if not session.scalar(select(has_access(literal(author["staff_id"])))):
            raise UserError(AUTHOR_GONE.format(name=author["name"]), WITHOUT_AUTHOR)

    def cosign(self, entry_ids: Sequence[str], passphrase: str) -> None:
        """Co-sign entries, all or none, with one passphrase."""
        self._gate.require("co-sign")
        with self._gate.noting("co-sign", entry=entry_ids[0] if entry_ids else ""):
            self._cosign(entry_ids, passphrase)

    def _cosign(self, entry_ids: Sequence[str], passphrase: str) -> None:
        with self._sitting.read() as session:
            me = read_anew(session, self._me, self._clock.today())
        if not may(me, "co-sign"):
            raise refusal(me, "co-sign")
        author = author_of(me)
        fault = credential_fault(author, self._clock.today())
        if fault:
            raise Refused(fault, "Until then somebody else has to co-sign.")
        with self._sitting.signer(passphrase) as signer:
            at = self._clock.local()
            work = [self._work(entry_id, signer, author, at) for entry_id in entry_ids]
            with self._sitting.write() as unit:
                for versions, papers in work:
                    self._store(unit, versions, papers, signer, author, at)
        into_the_file(self._sitting)

    def _work(
        self, entry_id: str, signer: SignsData, author: Author, at: datetime
    ) -> tuple[list[VersionRow], list[_Countersigned]]:
        with self._sitting.read() as session:
            versions = self._waiting(session, entry_id)
            every = versions_of(session, entry_id)
            since = content_version(every).seq
            # Beside the papers of what waits, one that was made anew since and shows it too.
            showing = [
                str(made.body["document_id"])
                for made in every
                if made.seq >= since and made.body["document_id"]
                if any(one in versions for one in shown_on(every, made.seq, made.body["document_id"]))
            ]
            waiting = {version.body["document_id"] for version in versions}
            found = [paper(session, number) for number in showing]
            papers = [(info, pdf) for info, pdf in found if info.document_id in waiting or self._papers.awaits(pdf)]
            for info, pdf in papers:  # the supervisor read the entry
                require_same_words(session, self._papers.says, info.document_id, pdf, _RETURN_IT)
        return versions, [
            _Countersigned(info.document_id, info.revision, self._papers.countersign(pdf, signer, author, at))
            for info, pdf in papers
        ]

    def _waiting(self, session: Session, entry_id: str) -> list[VersionRow]:
        every = versions_of(session, entry_id)
        if any(version.kind == "entered_in_error" for version in every):
            raise UserError("This entry was marked as entered in error.", "It needs no co-signature any more.")
        versions = awaiting_cosignature(every, cosigned_seqs(session, entry_id))
        if not versions:
            raise UserError("This entry needs no co-signature any more.", "Somebody has co-signed it already.")
        if any(version.body["author"]["staff_id"] == self._me.id for version in versions):
            raise Refused("Nobody co-signs what they wrote themselves.", "Another supervisor can do it.")
        kind = content_version(every).body["form"]["category"]  # an addendum is of the kind of what it adds to
        self._gate.check_cosigning(kind)
        if covered(
            [one for one in from_text(read_clinic(session).cosign_rules) if one.credential],
            self._me.credential,
            kind,
            takes_cosignature=True,
        ):
            raise Refused("Your own entries of this kind wait for a co-signature.", "Somebody else has to co-sign it.")
        return versions

    def _store(
        self,
        unit: Unit,
        versions: Sequence[VersionRow],
        papers: Sequence[_Countersigned],
        signer: SignsData,
        author: Author,
        at: datetime,
    ) -> None:
        session = unit.session
        entry_id = versions[0].entry_id
        if [version.seq for version in self._waiting(session, entry_id)] != [version.seq for version in versions]:
            raise UserError("The entry changed just now.", "Look at it again before you co-sign it.")
        for version in versions:
            statement = canonical(
                cosign_statement(
                    entry_id=entry_id,
                    seq=version.seq,
                    body_hash=version.body_hash,
                    signer=author,
                    signed_at=stamp(at),
                    signed_local=at.isoformat(timespec="seconds"),
                )
            )
            session.add(
                Cosignature(
                    id=(session.scalar(select(func.max(Cosignature.id))) or 0) + 1,
                    seq=version.seq,
                    entry_id=entry_id,
                    client_id=version.body["client"]["id"],
                    signer_id=self._me.id,
                    signed_at=stamp(at),
                    statement=statement,
                    signature=signer.sign(statement),
                    certificate_pem=signer.certificate_pem,
                )
            )
            session.flush()
        for one in papers:
            add_paper_state(session, one.document_id, one.made, stamp(at), upon=one.revision)
        rewrite_line(session, entry_id)
        unit.record(
            "entry.cosigned",
            entity="entry",
            entity_id=entry_id,
            client_id=versions[0].body["client"]["id"],
            detail={
                "seqs": [version.seq for version in versions],
                "form": versions[0].body["form"]["id"],
                "paper": " ".join(one.made.sha256 for one in papers),
                "derived": hashes_told(session, entry_id),
            },
        )
