"""A timestamp on a whole signed paper: for those whose server was silent when they were signed."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import datetime

from asn1crypto import pem
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from ehr_desk.chart.entries.stamping import ServerSilent
from ehr_desk.common.errors import UserError
from ehr_desk.documents.signing_engine import run_to_end
from ehr_desk.documents.signing_trust import Stamper, context_of
from ehr_desk.documents.timestamps import RESERVED, TimestampServer, TrustServices


def add_timestamp(pdf: bytes, services: TrustServices, at: datetime) -> bytes:
    """The signed PDF with a document timestamp, and revocation data where the level asks for them.

    For papers whose server was silent when they were signed, and to renew an archive timestamp. Every signature
    stays valid. Where nothing shows that the certificates of the server were not revoked, the paper gets the timestamp
    alone, as at signing (``TrustServices.attempts``). Raises ``ServerSilent`` when the server is silent still,
    ``UserError`` with the reason when this file takes none.
    """
    server = services.server
    if server is None or not server.answers:
        raise ServerSilent("No timestamp server answers now.", "The paper waits; try again later.")
    long_term = services.level in ("B-LT", "B-LTA")
    try:
        made = _provable(pdf, services, server, at) if long_term else None
        made = made or _stamped(pdf, server)
    except OSError as error:
        server.was_silent()
        raise ServerSilent("The timestamp server does not answer.", "The paper waits; try again later.") from error
    except (PdfError, SigningError, PathError, ValidationError, ValueError) as error:
        raise UserError(
            f"This paper cannot take a timestamp: {str(error).rstrip('.') or type(error).__name__}.",
            "Check the timestamp authority's certificate in the settings.",
        ) from error
    server.answered()
    return made


def _provable(pdf: bytes, services: TrustServices, server: TimestampServer, at: datetime) -> bytes | None:
    """The file with revocation data and the timestamp; nothing where none can be had of the server's certificates."""
    data = _with_revocation_data(pdf, services, at)
    with suppress(PathError, ValidationError):
        return _stamped(data, server, context_of(services, at))
    return None


def _stamped(pdf: bytes, server: TimestampServer, context: ValidationContext | None = None) -> bytes:
    output = io.BytesIO()
    work = PdfTimeStamper(Stamper(server)).async_timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        "sha256",
        validation_context=context,
        bytes_reserved=RESERVED,
        output=output,
    )
    run_to_end(work)
    return output.getvalue()


def _with_revocation_data(pdf: bytes, services: TrustServices, at: datetime) -> bytes:
    """The file with what shows that its signers' certificates were not revoked, as far as that can be had.

    Of a certificate from elsewhere there may be nothing: the paper must not wait for its timestamp for ever.
    Nothing says which data is for which signature (/VRI, optional): to write a signature's entry anew, at the next
    renewal, is a change of what the timestamps before cover.
    """
    data = pdf
    for number in range(len(list(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures))):
        signature = list(PdfFileReader(io.BytesIO(data)).embedded_regular_signatures)[number]
        output = io.BytesIO()
        with suppress(SigningError, PathError, ValidationError):
            context = context_of(services, at, _issuers(signature))
            run_to_end(async_add_validation_info(signature, context, add_vri_entry=False, output=output))
            data = output.getvalue()
    return data


def _issuers(signature: EmbeddedPdfSignature) -> bytes:
    """The certificates that came with a signature, as PEM."""
    return b"".join(pem.armor("CERTIFICATE", each.dump()) for each in signature.other_embedded_certs)
