"""Clients' signatures on papers, held against who confirmed that they saw them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from sqlalchemy import select

from ehr_desk.chart.entries.tables import EntryVersion, PaperRow
from ehr_desk.chart.entries.witnessing import Seen, Witness, says_so, witnesses
from ehr_desk.common.canonical import parse
from ehr_desk.documents.model import CLIENT_FIELD
from ehr_desk.documents.signature_rows import SignatureRow
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.timekeeping import ALLOWANCE
from ehr_desk.vault.trust import trusted_people


@dataclass(frozen=True)
class Put:
    """A signature on a paper: its place, its words and the fingerprint of the certificate that made it."""

    field: str
    meaning: str
    certificate: str


class Witnesses:
    """The confirmations in the record, read once."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        register, never = sitting.certificates(), sitting.authority.never_added()
        self._devices = {one.fingerprint for one in register if one.kind == "device"}
        self._added = self._devices - never.keys()
        with sitting.read() as session:
            trusted = trusted_people(sitting.root_certificate_pem, register)
            self._by_document = witnesses(session, sitting.vault_id, trusted)
        self._ended = sitting.authority.ended()
        self._revoked = {one.certificate.fingerprint: one for one in sitting.authority.revocations()}

    def is_clients(self, put: Put) -> bool:
        """Whether a signature is a client's: it stands in the client's place, says so, or one of the clinic's devices
        made it. Whoever else made it with whatever key, somebody has to have seen the client sign."""
        return put.field == CLIENT_FIELD or says_so(put.meaning) or put.certificate in self._devices

    def saw(self, document_id: str, put: Put, papers: Container[str], *, strictly: bool = False) -> bool:
        """Whether a client's signature is sealed by a device that an administrator added, and whom it names as witness
        confirmed it, with a key that was in use by the order of the log; ``papers``: hashes of the states that may be
        the ones it ended. ``strictly``: nor was it revoked afterwards, as of a time before it (``verify`` says so, a
        record is not unsound for it)."""
        confirmed = [one for one in self._by_document.get(document_id, ()) if one.paper in papers]
        if put.certificate not in self._added or not confirmed:
            return False
        clients = self._clients(document_id)
        return any(
            one.stands_for(Seen(document_id, one.paper, put.certificate, put.meaning), clients)
            and self._counts(one, strictly=strictly)
            for one in confirmed
        )

    def _clients(self, document_id: str) -> set[str]:
        """The names of a paper's client, as the versions of its entry have them."""
        from ehr_desk.documents.shaping import clean

        entry = select(PaperRow.entry_id).where(PaperRow.document_id == document_id)
        with self._sitting.read() as session:
            bodies = list(session.scalars(select(EntryVersion.body).where(EntryVersion.entry_id.in_(entry))))
        return {clean(str(parse(body)["client"]["name"])) for body in bodies}

    def _counts(self, one: Witness, *, strictly: bool) -> bool:
        """As a paper's signature of the same person is judged (``certificate_states``)."""
        revoked, ended = self._revoked.get(one.certificate), self._ended.get(one.certificate, one.seq)
        if ended < one.seq or (revoked is not None and revoked.entered is not None and revoked.entered[0] < one.seq):
            return False
        if revoked is None or revoked.entered is None or revoked.at >= revoked.entered[1] - ALLOWANCE:
            return True
        return not strictly or one.at < revoked.at


def put_of(row: SignatureRow) -> Put:
    """A signature that was verified, as it is held against witnesses."""
    return Put(row.field, row.meaning, row.fingerprint)
