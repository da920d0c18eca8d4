"""Stored papers whose signer was revoked as of a time before: nobody changed them, but they count for less.

``verify`` says so of one paper; here all of them are found. Of a paper nearly nothing is read for it: a signature holds
its certificate in plain hexadecimal digits, so the bytes tell whether a revoked one is there at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.replay import Fault
from ehr_desk.chart.entries.tables import PaperRow, PaperToOrder
from ehr_desk.common.clock import from_stamp
from ehr_desk.common.days import in_words
from ehr_desk.documents.verdict import Verification
from ehr_desk.vault.certificates import load
from ehr_desk.vault.order import first_naming
from ehr_desk.vault.revocations import Revocation
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.timekeeping import ALLOWANCE

REVOKED_BEFORE = "a paper was signed with a certificate after it had been revoked"


@dataclass(frozen=True)
class _Bearing:
    """A paper with the certificate of a revoked signer on it. ``entered``: the log's event of the first state that has
    it; ``made_at`` of that state (stamp); ``pdf``: its newest state."""

    document_id: str
    revocation: Revocation
    entered: int
    made_at: str
    pdf: bytes

    @property
    def late(self) -> bool:
        """Whether by the log's order it was signed after the revocation was entered: this program never does that."""
        event = self.revocation.entered
        return event is not None and self.entered > event[0]


def signed_after(sitting: Sitting) -> list[Fault]:
    """Papers that were signed with a certificate after it had been revoked."""
    found = (Fault(REVOKED_BEFORE, one.document_id) for one in _bearing(sitting) if one.late)
    return list(dict.fromkeys(found))


def revoked_as_of_before(sitting: Sitting, verify: Callable[[bytes], Verification]) -> list[Fault]:
    """Papers whose signer's certificate was revoked later, as of a time before the signature."""
    faults: list[Fault] = []
    for one in _bearing(sitting):
        if one.late or one.revocation.at > from_stamp(one.made_at) + ALLOWANCE:
            continue
        revoked = [row.fingerprint for row in verify(one.pdf).signatures if row.certificate_state == "revoked"]
        if one.revocation.certificate.fingerprint in revoked:
            day = in_words(one.revocation.at.date())
            name = one.revocation.certificate.name
            what = f"the certificate of {name} was revoked as of {day}, before this paper was signed with it"
            faults.append(Fault(what, one.document_id))
    return faults


def _bearing(sitting: Sitting) -> Iterator[_Bearing]:
    marks = [
        (load(one.certificate.pem).public_bytes(Encoding.DER).hex().encode(), one)
        for one in sitting.authority.revocations()
    ]
    if not marks:
        return
    with sitting.read() as session:
        for number, states in groupby(_stored(session), key=lambda row: row.document_id):
            first: dict[int, PaperRow | PaperToOrder] = {}
            newest = b""
            for row in states:
                newest = row.pdf
                plain = newest.lower()
                for at, (mark, _) in enumerate(marks):
                    if at not in first and mark in plain:
                        first[at] = row
                session.expunge(row)
            for at, row in first.items():
                entered = first_naming(session, row.client_id, {row.sha256}).get(row.sha256, 0)
                yield _Bearing(number, marks[at][1], entered, row.made_at, newest)


def _stored(session: Session) -> Iterable[PaperRow | PaperToOrder]:
    yield from session.scalars(select(PaperRow).order_by(PaperRow.document_id, PaperRow.revision))
    yield from session.scalars(select(PaperToOrder).order_by(PaperToOrder.document_id))
