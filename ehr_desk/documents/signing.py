"""Signing PDFs: PAdES B-B through pyHanko, with a key that only ever answers ``sign(data)``.

The author certifies (DocMDP, later changes limited to filling in what was reserved), a supervisor approves in the field
that was reserved for it. ``sign_author`` and ``countersign`` return the complete new file; they hold no state.
"""

from __future__ import annotations

import asyncio
import io
import logging
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.stamp.static import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ehr_desk.common.errors import OurError, UserError
from ehr_desk.documents.certificates import facts_of
from ehr_desk.documents.model import AUTHOR_FIELD, SUPERVISOR_FIELD
from ehr_desk.documents.render import Press
from ehr_desk.documents.shaping import clean
from ehr_desk.documents.stamp import BlockText, draw_block

Result = TypeVar("Result")
_RESERVED = 6144
"""Room for the CMS container in bytes; given, so that pyHanko need not sign twice to find out."""


class SignerHandle(Protocol):
    """One person's key for one act. The private key never leaves whoever stands behind it.

    ``sign`` returns an ECDSA signature with SHA-256 over the data in DER; ``chain_pem`` holds the issuing
    certificates (issuing authority, root) as concatenated PEM.
    """

    @property
    def certificate_pem(self) -> bytes: ...

    @property
    def chain_pem(self) -> bytes: ...

    @property
    def display_name(self) -> str: ...

    @property
    def credential(self) -> str: ...

    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True)
class _Act:
    """What is signed, where and when."""

    field: str
    meaning: str
    reason: str
    at: datetime
    certify: bool


def sign_author(
    pdf: bytes,
    signer: SignerHandle,
    *,
    meaning: str,
    at: datetime,
    reason: str = "",
    field: str = AUTHOR_FIELD,
    press: Press | None = None,
) -> bytes:
    """The PDF certified by its author; afterwards only reserved fields may be filled (DocMDP P=2).

    ``at`` is the time that is claimed and printed, aware and in the desk's zone. ``meaning`` ("I am the author ...") is
    what readers show as the reason; a ``reason`` is added to it. Raises ``UserError`` when the file
    cannot take the signature.
    """
    return _sign(pdf, signer, _Act(field, meaning, reason, at, certify=True), press)


def countersign(
    pdf: bytes,
    signer: SignerHandle,
    *,
    meaning: str,
    at: datetime,
    reason: str = "",
    field: str = SUPERVISOR_FIELD,
    press: Press | None = None,
) -> bytes:
    """The signed PDF with an approval in a reserved field; the author's signature stays valid."""
    return _sign(pdf, signer, _Act(field, meaning, reason, at, certify=False), press)


def _sign(pdf: bytes, signer: SignerHandle, act: _Act, press: Press | None) -> bytes:
    if act.at.tzinfo is None:
        raise OurError("signing needs an aware time")
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # It logs object paths of whole files.
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        width, height = _field_size(writer.prev, act.field)
        style = _style(press or Press(), signer, act, width, height)
        output = io.BytesIO()
        pdf_signer = _AtSigner(_metadata(signer, act), _HandleSigner(signer), style, act.at)
        work = pdf_signer.async_sign_pdf(writer, existing_fields_only=True, bytes_reserved=_RESERVED, output=output)
        run_to_end(work)
    except (PdfError, SigningError, ValueError) as error:
        raise UserError(
            "This document cannot take the signature.", "Make the document again and sign it then."
        ) from error
    return output.getvalue()


def run_to_end(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of a coroutine, also when called under a running event loop (then on a thread of its own)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    results: list[Result] = []
    errors: list[BaseException] = []

    def body() -> None:
        try:
            results.append(asyncio.run(work))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=body, name="paper")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def load_certificates(bundle: bytes) -> list[asn1_x509.Certificate]:
    """The certificates of concatenated PEM (or one DER) as pyHanko wants them."""
    if not pem.detect(bundle):
        return [asn1_x509.Certificate.load(bundle)] if bundle else []
    return [asn1_x509.Certificate.load(der) for _, _, der in pem.unarmor(bundle, multiple=True)]


class _HandleSigner(Signer):
    """Lets pyHanko build the container while the handle makes the signature."""

    def __init__(self, handle: SignerHandle) -> None:
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        chain.register_multiple(load_certificates(handle.chain_pem))
        super().__init__(
            signing_cert=load_certificates(handle.certificate_pem)[0],
            cert_registry=chain,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self._handle = handle

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(72) if dry_run else self._handle.sign(data)


class _AtSigner(PdfSigner):
    """A signer whose claimed time is handed in, and which leaves the file at PDF 1.7."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: Signer, style: StaticStampStyle, at: datetime) -> None:
        super().__init__(metadata, signer, stamp_style=style)
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self._at
        return session

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        # For P-256 pyHanko would also raise the file to PDF 2.0, which PDF/A-3 does not allow.
        pdf_out.register_extension(ESIC_EXTENSION_1)


class _Appearance(PdfContent):
    """The first page of a PDF in memory as the content of a stamp."""

    def __init__(self, pdf: bytes, width: float, height: float) -> None:
        super().__init__(box=BoxConstraints(width=width, height=height))
        self._pdf = pdf

    def render(self) -> bytes:
        imported = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/Block"] = imported
        return b"/Block Do"


def _metadata(signer: SignerHandle, act: _Act) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=act.field,
        md_algorithm="sha256",
        reason=clean(f"{act.meaning}: {act.reason}" if act.reason else act.meaning),
        name=clean(f"{signer.display_name}, {signer.credential}" if signer.credential else signer.display_name),
        certify=act.certify,
        subfilter=SigSeedSubFilter.PADES,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )


def _style(press: Press, signer: SignerHandle, act: _Act, width: float, height: float) -> StaticStampStyle:
    certificate = facts_of(signer.certificate_pem)
    text = BlockText(
        signer.display_name, signer.credential, act.meaning, act.at, certificate.serial, certificate.issuer
    )
    drawn = draw_block(press, text, width, height)
    layout = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, margins=Margins(0, 0, 0, 0))
    return StaticStampStyle(border_width=0, background=_Appearance(drawn, width, height), background_layout=layout)


def _field_size(reader: PdfFileReader, name: str) -> tuple[float, float]:
    for found, value, reference in enumerate_sig_fields(reader):
        if found == name:
            if value is not None:
                raise UserError(
                    f"The place \u201c{name}\u201d is signed already.", "Sign in another place or make a new version."
                )
            left, bottom, right, top = (float(part) for part in reference.get_object()["/Rect"])
            return abs(right - left), abs(top - bottom)
    raise UserError(f"This document has no place \u201c{name}\u201d for a signature.", "Make the document again.")
