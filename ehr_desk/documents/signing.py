"""Signing PDFs: PAdES signatures with the levels and places that the clinic's papers have.

The author certifies (DocMDP, later changes limited to filling in what was reserved) or, where the clinic chose so,
approves; a supervisor and the client's device approve in the places reserved for them. Each function returns the
complete new file; they hold no state. ``services`` adds timestamps and revocation data where the clinic has them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ehr_desk.chart.entries.witnessing import said
from ehr_desk.documents.certificates import facts_of
from ehr_desk.documents.model import AUTHOR_FIELD, CLIENT_FIELD, SUPERVISOR_FIELD
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing_engine import Act, Draw, SignerHandle, put_signature
from ehr_desk.documents.stamp import BlockText, Strokes, draw_block
from ehr_desk.documents.timestamps import TrustServices

DEVICE = "Device: "
"""How the common name of a device's certificate begins: it must be no person's."""

__all__ = ["Acknowledgement", "SignerHandle", "acknowledge", "countersign", "sign_author"]


@dataclass(frozen=True)
class Acknowledgement:
    """A client who signed by hand on a device, and who saw it.

    ``drawn``: the lines of the signature as points between (0, 0), upper left, and (1, 1), lower right.
    """

    client_name: str
    witness: str
    drawn: Strokes

    @property
    def meaning(self) -> str:
        """What the signature says."""
        return said(self.client_name, self.witness)


def sign_author(
    pdf: bytes,
    signer: SignerHandle,
    *,
    meaning: str,
    at: datetime,
    reason: str = "",
    field: str = AUTHOR_FIELD,
    certify: bool = True,
    press: Press | None = None,
    services: TrustServices | None = None,
    fill: Callable[[IncrementalPdfFileWriter], None] | None = None,
) -> bytes:
    """The PDF certified by its author; afterwards only reserved fields may be filled (DocMDP P=2).

    ``at`` is the time that is claimed and printed, aware and in the desk's zone. ``meaning`` ("I am the author ...") is
    what readers show as the reason; a ``reason`` is added to it. ``certify=False``: an approval instead, since some
    readers call a certified file changed once an archive timestamp is added. ``fill`` changes the file in the same
    update. Raises ``UserError`` when the file
    cannot take the signature.
    """
    act = Act(field, _reason(meaning, reason), at, certify)
    return put_signature(pdf, signer, act, block_of(signer, meaning, at, press), services, fill)


def countersign(
    pdf: bytes,
    signer: SignerHandle,
    *,
    meaning: str,
    at: datetime,
    reason: str = "",
    field: str = SUPERVISOR_FIELD,
    press: Press | None = None,
    services: TrustServices | None = None,
) -> bytes:
    """The signed PDF with an approval in a reserved field; the author's signature stays valid."""
    act = Act(field, _reason(meaning, reason), at)
    return put_signature(pdf, signer, act, block_of(signer, meaning, at, press), services)


def acknowledge(
    pdf: bytes,
    device: SignerHandle,
    given: Acknowledgement,
    *,
    at: datetime,
    field: str = CLIENT_FIELD,
    press: Press | None = None,
    services: TrustServices | None = None,
) -> bytes:
    """The signed PDF with the client's drawn signature, sealed with the certificate of the device it was drawn on.

    Nobody at the clinic holds a key in a client's name: the certificate says that it is a device.
    """
    certificate = facts_of(device.certificate_pem)

    def draw(width: float, height: float) -> bytes:
        text = BlockText(
            given.client_name,
            "",
            f"Acknowledged in the presence of {given.witness}",
            at,
            certificate.serial,
            certificate.issuer,
            how=f"Drawn by hand on {certificate.name.removeprefix(DEVICE)}",
        )
        return draw_block(press or Press(), text, width, height, drawn=given.drawn)

    return put_signature(pdf, device, Act(field, given.meaning, at), draw, services)


def block_of(signer: SignerHandle, meaning: str, at: datetime, press: Press | None) -> Draw:
    """The visible block of a staff member's signature."""
    certificate = facts_of(signer.certificate_pem)
    text = BlockText(signer.display_name, signer.credential, meaning, at, certificate.serial, certificate.issuer)
    return lambda width, height: draw_block(press or Press(), text, width, height)


def _reason(meaning: str, reason: str) -> str:
    return f"{meaning}: {reason}" if reason else meaning
