"""One signature through pyHanko, with a key that only ever answers ``sign(data)``: the parts that know the library."""

from __future__ import annotations

import asyncio
import io
import logging
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from asn1crypto import cms, core
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.attributes import CMSAttributeProvider
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError, simple_cms_attribute
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp.static import StaticStampStyle
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ehr_desk.common.errors import OurError, UserError
from ehr_desk.documents.shaping import clean
from ehr_desk.documents.signing_trust import Stamper, context_of, load_certificates
from ehr_desk.documents.timestamps import RESERVED, Level, TrustServices

Result = TypeVar("Result")
Draw = Callable[[float, float], bytes]
"""Draws the visible block for a width and height in points: a one-page PDF."""
_RESERVED = 6144
"""Room for the container in hexadecimal digits, with three small certificates; pyHanko need not sign twice to learn."""


class SignerHandle(Protocol):
    """One person's key for one act. The private key never leaves whoever stands behind it.

    ``sign`` returns a signature with SHA-256 over the data: ECDSA in DER, or RSA PKCS#1 v1.5, as the certificate's key
    is. ``chain_pem`` holds the issuing certificates (issuing authority, root) as concatenated PEM.
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
class Act:
    """What is signed, where and when. ``at`` is the claimed time: aware, in the zone in which it is printed."""

    field: str
    reason: str
    at: datetime
    certify: bool = False


def put_signature(
    pdf: bytes,
    signer: SignerHandle,
    act: Act,
    draw: Draw,
    services: TrustServices | None = None,
    fill: Callable[[IncrementalPdfFileWriter], None] | None = None,
    passphrase: str = "",
) -> bytes:
    """The PDF with one more signature, at the best level that can be reached now; ``fill`` changes it before.
    ``passphrase`` opens a file that is under one.

    Raises ``UserError`` when the file cannot take the signature or the certificate was revoked.
    """
    if act.at.tzinfo is None:
        raise OurError("signing needs an aware time")
    quiet()
    wanted = services or TrustServices()
    tries = list(wanted.attempts())
    while True:
        level = tries.pop(0)
        try:
            return _sign_once(_opened(pdf, passphrase), signer, act, draw, wanted, level, fill)
        except OSError:
            if wanted.server is None or level == "B-B":
                raise
            wanted.server.was_silent()
            tries = ["B-B"]
        except (PdfError, SigningError, PathError, ValidationError, ValueError) as error:
            if isinstance(error.__cause__, RevokedError):
                raise UserError(
                    "This certificate was revoked; nothing can be signed with it.",
                    "An administrator can issue a new one.",
                ) from error
            if not tries:
                raise UserError(
                    "This document cannot take the signature.", "Make the document again and sign it then."
                ) from error


def _opened(pdf: bytes, passphrase: str) -> IncrementalPdfFileWriter:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if passphrase:
        writer.encrypt(passphrase)  # type: ignore[no-untyped-call]
    return writer


def _sign_once(
    writer: IncrementalPdfFileWriter,
    signer: SignerHandle,
    act: Act,
    draw: Draw,
    services: TrustServices,
    level: Level,
    fill: Callable[[IncrementalPdfFileWriter], None] | None,
) -> bytes:
    width, height = field_size(writer.prev, act.field)
    # A field without a size shows nothing.
    style = style_of(draw(width, height), width, height) if width and height else None
    if fill is not None:
        fill(writer)
    output = io.BytesIO()
    stamper = Stamper(services.server) if services.server is not None and level != "B-B" else None
    handle = _HandleSigner(signer)
    metadata = _metadata(signer, act, services, level)
    pdf_signer = _AtSigner(metadata, handle, style, act.at, stamper)
    room = max(_RESERVED, 2 * handle.certificates_size + 2600) + (RESERVED if stamper else 0)
    run_to_end(pdf_signer.async_sign_pdf(writer, existing_fields_only=True, bytes_reserved=room, output=output))
    if stamper is not None and services.server is not None:
        services.server.answered()
    return output.getvalue()


def quiet() -> None:
    """pyHanko logs object paths of whole files: none of that may reach a log."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


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


class _HandleSigner(Signer):
    """Lets pyHanko build the container while the handle makes the signature."""

    def __init__(self, handle: SignerHandle) -> None:
        certificate = load_certificates(handle.certificate_pem)[0]
        issuers = load_certificates(handle.chain_pem)
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        chain.register_multiple(issuers)
        rsa = certificate.public_key.algorithm == "rsa"
        super().__init__(
            signing_cert=certificate,
            cert_registry=chain,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_rsa" if rsa else "sha256_ecdsa"}),
        )
        self._handle = handle
        self._length = certificate.public_key.byte_size if rsa else 110
        self.certificates_size = sum(len(each.dump()) for each in (certificate, *issuers))

    # What asn1crypto has made it writes anew, with all that is in it, whenever its bytes are asked for: often
    # within one signature. What was read from bytes keeps them.

    def _signed_attr_providers(self, *given: Any, **named: Any) -> list[CMSAttributeProvider]:
        return [_Settled(each) for each in super()._signed_attr_providers(*given, **named)]

    async def signed_attrs(self, *given: Any, **named: Any) -> cms.CMSAttributes:
        return cms.CMSAttributes.load((await super().signed_attrs(*given, **named)).dump())

    def signer_info(self, *given: Any, **named: Any) -> cms.SignerInfo:
        return cms.SignerInfo.load(super().signer_info(*given, **named).dump())

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(self._length) if dry_run else self._handle.sign(data)


class _Settled(CMSAttributeProvider):
    """What another provider gives, read from its bytes."""

    def __init__(self, inner: CMSAttributeProvider) -> None:
        self._inner = inner

    async def get_attribute(self, dry_run: bool = False) -> cms.CMSAttribute | None:
        value = await self._inner.build_attr_value(dry_run=dry_run)  # type: ignore[no-untyped-call]
        if value is None:
            return None
        if isinstance(value, core.Sequence):
            value = type(value).load(value.dump())
        whole = simple_cms_attribute(self._inner.attribute_type, value)  # type: ignore[no-untyped-call]
        return cms.CMSAttribute.load(whole.dump())


class _AtSigner(PdfSigner):
    """A signer whose claimed time is handed in, and which leaves the file at PDF 1.7."""

    def __init__(
        self,
        metadata: PdfSignatureMetadata,
        signer: Signer,
        style: StaticStampStyle | None,
        at: datetime,
        stamper: TimeStamper | None,
    ) -> None:
        super().__init__(metadata, signer, stamp_style=style, timestamper=stamper)
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self._at
        return session

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        # For P-256 pyHanko would also raise the file to PDF 2.0, which PDF/A-3 does not allow.
        pdf_out.register_extension(ESIC_EXTENSION_1)


class Appearance(PdfContent):
    """The first page of a PDF in memory as the content of a stamp."""

    def __init__(self, pdf: bytes, width: float, height: float) -> None:
        super().__init__(box=BoxConstraints(width=width, height=height))
        self._pdf = pdf

    def render(self) -> bytes:
        imported = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/Block"] = imported
        return b"/Block Do"


def style_of(drawn: bytes, width: float, height: float) -> StaticStampStyle:
    """A stamp that shows the drawn page and nothing else."""
    layout = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, margins=Margins(0, 0, 0, 0))
    return StaticStampStyle(border_width=0, background=Appearance(drawn, width, height), background_layout=layout)


def _metadata(signer: SignerHandle, act: Act, services: TrustServices, level: Level) -> PdfSignatureMetadata:
    long_term = level in ("B-LT", "B-LTA")
    return PdfSignatureMetadata(
        field_name=act.field,
        md_algorithm="sha256",
        reason=clean(act.reason),
        name=clean(f"{signer.display_name}, {signer.credential}" if signer.credential else signer.display_name),
        certify=act.certify,
        subfilter=SigSeedSubFilter.PADES,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        embed_validation_info=long_term,
        use_pades_lta=level == "B-LTA",
        validation_context=context_of(services, act.at, signer.chain_pem) if long_term else None,
    )


def field_size(reader: PdfFileReader, name: str) -> tuple[float, float]:
    """Width and height of an empty signature field in points; ``UserError`` when it is signed or missing."""
    for found, value, reference in enumerate_sig_fields(reader):
        if found == name:
            if value is not None:
                raise UserError(
                    f"The place \u201c{name}\u201d is signed already.", "Sign in another place or make a new version."
                )
            left, bottom, right, top = (float(part) for part in reference.get_object()["/Rect"])
            return abs(right - left), abs(top - bottom)
    raise UserError(f"This document has no place \u201c{name}\u201d for a signature.", "Make the document again.")
