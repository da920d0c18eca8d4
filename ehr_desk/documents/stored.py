"""The PDF signatures of the papers a record holds: judged in ``check``, and once more before one leaves.

Of nearly every paper there is one state with one signature over the whole of it, which is judged without a PDF parser
in a millisecond. Where something was added to a signed paper, what was added is judged as a reader of the file would;
and whatever is not as this program makes it is verified like a file from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cryptography import x509
from sqlalchemy import select

from ehr_desk.chart.entries.replay import Fault, readable
from ehr_desk.chart.entries.tables import EntryVersion, PaperRow, PaperToOrder
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.documents.seen import Witnesses
from ehr_desk.documents.stored_revoked import revoked_as_of_before, signed_after
from ehr_desk.documents.verdict import Verification
from ehr_desk.vault.certificates import load
from ehr_desk.vault.sitting import Sitting

_WRONG = frozenset({"changed", "appended", "unsigned", "unreadable", "encrypted"})
NOT_AS_SIGNED = "a stored paper is not what its signatures are for"
NO_WITNESS = "nobody whom the paper names as witness confirmed that they saw the client sign"


class StoredPapers:
    """Judges them. What was found good in this sitting is not judged again: the same bytes, by their hash."""

    def __init__(self, sitting: Sitting, verify: Callable[[bytes], Verification]) -> None:
        self._sitting = sitting
        self._verify = verify
        self._good: set[str] = set()

    def sound(self, pdf: bytes) -> bool:
        """Whether a paper is what was signed, by people whom the register knows: everything is looked at."""
        found = self._verify(pdf)
        if found.outcome in _WRONG:
            return False
        serials = {f"{load(one.pem).serial_number:X}" for one in self._sitting.certificates()}
        signers = [row for row in found.signatures if row.kind == "signature"]
        if any(row.not_added for row in signers):
            return False
        return all(row.certificate_state != "unknown" or row.serial in serials for row in signers)

    def check(self, _sitting: Sitting) -> list[Fault]:
        """Every state of every stored paper; names the documents that are not as they were signed."""
        from ehr_desk.documents.signing_engine import quiet

        quiet()
        faults: list[Fault] = []
        never = self._sitting.authority.never_added()
        register = self._sitting.certificates()
        known = {load(one.pem): one.staff_id for one in register if one.fingerprint not in never}
        witnesses, held = Witnesses(self._sitting), dict[str, int]()
        for number, pdf, author in self._papers():
            with readable(faults, NOT_AS_SIGNED, number):
                if not self._judged(pdf, author, known):
                    faults.append(Fault(NOT_AS_SIGNED, number))
                # First states too: a device seals none of ours, and one that does says that somebody saw it.
                sealed, before = witnesses.sealed_on(pdf), held.get(number, 0)
                held[number] = len(sealed)
                if any(not witnesses.saw(number, *each, (sha256_hex(pdf),)) for each in sealed[before:]):
                    faults.append(Fault(NO_WITNESS, number))
        with readable(faults, NOT_AS_SIGNED, ""):
            faults += signed_after(self._sitting)
        return list(dict.fromkeys(faults))

    def revoked(self, _sitting: Sitting) -> list[Fault]:
        """Papers that are as they were signed, by somebody whose certificate was revoked later, as of before that."""
        return revoked_as_of_before(self._sitting, self._verify)

    def _papers(self) -> Iterator[tuple[str, bytes, str]]:
        """Number, bytes and, of a first state, who has to have signed it."""
        with self._sitting.read() as session:
            authors = {seq: who for seq, who in session.execute(select(EntryVersion.seq, EntryVersion.author_id))}  # noqa: C416
            for row in session.scalars(select(PaperRow).order_by(PaperRow.document_id, PaperRow.revision)):
                yield row.document_id, row.pdf, authors.get(row.seq, "") if row.revision == 1 else ""
                session.expunge(row)
            for ordered in session.scalars(select(PaperToOrder)):
                yield ordered.document_id, ordered.pdf, ordered.made_by
                session.expunge(ordered)

    def _judged(self, pdf: bytes, author: str, known: Mapping[x509.Certificate, str]) -> bool:
        from ehr_desk.documents.stored_judging import last_signer, only_grown

        digest = sha256_hex(pdf)
        if digest in self._good:
            return True
        signer = last_signer(pdf)
        if signer is None or signer not in known:
            good = self.sound(pdf)
        else:
            good = known[signer] == author if author else only_grown(pdf)
        if good:
            self._good.add(digest)
        return good
