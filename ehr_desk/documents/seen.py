"""Clients' signatures on papers, held against who confirmed that they saw them."""

from __future__ import annotations

import io
from collections.abc import Container

from ehr_desk.chart.entries.witnessing import Seen, Witness, witnesses
from ehr_desk.documents.signature_rows import SignatureRow
from ehr_desk.vault.certificates import load
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.timekeeping import ALLOWANCE
from ehr_desk.vault.trust import trusted_people


class Witnesses:
    """The confirmations in the record, read once."""

    def __init__(self, sitting: Sitting) -> None:
        register = sitting.certificates()
        devices = [one for one in register if one.kind == "device"]
        self._devices = {f"{load(one.pem).serial_number:X}": one.fingerprint for one in devices}
        with sitting.read() as session:
            trusted = trusted_people(sitting.root_certificate_pem, register)
            self._by_document = witnesses(session, sitting.vault_id, trusted)
        self._ended = sitting.authority.ended()
        self._revoked = {one.certificate.fingerprint: one for one in sitting.authority.revocations()}

    def sealed_on(self, pdf: bytes) -> list[tuple[str, str]]:
        """The signatures of the clinic's devices on a stored paper: the certificate's serial number, and the words."""
        if not self._devices:
            return []
        from pyhanko.pdf_utils.reader import PdfFileReader

        from ehr_desk.documents.limits import DECODING, check_bytes

        check_bytes(pdf)
        signatures = PdfFileReader(io.BytesIO(pdf), decode_limits=DECODING).embedded_regular_signatures
        told = [(f"{each.signer_cert.serial_number:X}", str(each.sig_object.get("/Reason", ""))) for each in signatures]
        return [(serial, meaning) for serial, meaning in told if serial in self._devices]

    def saw(
        self, document_id: str, serial: str, meaning: str, papers: Container[str], *, strictly: bool = False
    ) -> bool:
        """Whether whom a device's signature names as witness confirmed it, with a key that was in use by the order of
        the log; ``papers``: hashes of the states that may be the ones it ended. ``strictly``: nor was it revoked
        afterwards, as of a time before it (``verify`` says so, a record is not unsound for it)."""
        device = self._devices.get(serial, "")
        return any(
            one.paper in papers
            and one.stands_for(Seen(document_id, one.paper, device, meaning))
            and self._counts(one, strictly=strictly)
            for one in self._by_document.get(document_id, ())
        )

    def _counts(self, one: Witness, *, strictly: bool) -> bool:
        """As a paper's signature of the same person is judged (``certificate_states``)."""
        revoked, ended = self._revoked.get(one.certificate), self._ended.get(one.certificate, one.seq)
        if ended < one.seq or (revoked is not None and revoked.entered is not None and revoked.entered[0] < one.seq):
            return False
        if revoked is None or revoked.entered is None or revoked.at >= revoked.entered[1] - ALLOWANCE:
            return True
        return not strictly or one.at < revoked.at

    def is_devices(self, row: SignatureRow) -> bool:
        """Whether a signature is one of the clinic's devices."""
        return row.kind == "signature" and row.serial in self._devices
