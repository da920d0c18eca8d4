"""Whether a PDF of this program is as it was signed: one signature over the whole file, and only permitted growth.

And what stands in its signatures, for whoever holds them against the audit log.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import SignatureCoverageLevel

from ehr_desk.documents.limits import DECODING, check_bytes, check_fields
from ehr_desk.documents.model import AUTHOR_FIELD
from ehr_desk.documents.seen import Put
from ehr_desk.vault.certificates import fingerprint

_NAMED = re.compile(rb"/T[\s(<]")
_OF_AUTHOR = f"/T ({AUTHOR_FIELD})".encode()
_END = b"%%EOF"
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")


def last_signer(pdf: bytes) -> str | None:
    """The fingerprint of whose signature is over the whole file, mathematically right; ``None`` where none is, or it is
    made otherwise."""
    ranges = [tuple(int(part) for part in found.groups()) for found in _RANGE.finditer(pdf)]
    if not ranges:
        return None
    start, first, second, last = ranges[-1]
    if start != 0 or second + last != len(pdf) or not 0 < first < second:
        return None
    signed = cms.ContentInfo.load(bytes.fromhex(pdf[first + 1 : second - 1].decode("ascii")))["content"]
    (signer,) = signed["signer_infos"]
    told = {each["type"].native: each["values"] for each in signer["signed_attrs"]}
    if signer["digest_algorithm"]["algorithm"].native != "sha256" or signed["encap_content_info"]["content"].native:
        return None
    if told["message_digest"][0].native != hashlib.sha256(pdf[:first] + pdf[second:]).digest():
        return None
    data, signature = signer["signed_attrs"].untag().dump(), signer["signature"].native
    number = signer["sid"].chosen["serial_number"].native
    for each in signed["certificates"]:
        certificate = x509.load_der_x509_certificate(each.dump())
        if certificate.serial_number == number and _signed(certificate, data, signature):
            return fingerprint(certificate)
    return None


def ends_signed(pdf: bytes) -> bool:
    """Whether a signature is over the whole file. What cannot be read ends with none."""
    try:
        return last_signer(pdf) is not None
    except Exception:  # Somebody who edits the record may have put anything there.
        return False


def _signed(certificate: x509.Certificate, data: bytes, signature: bytes) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def authors_alone(pdf: bytes) -> bool:
    """Whether the bytes of a paper say plainly that nothing but the author's place is signed, as this program writes
    it. Of nearly every paper they do, and what is written in another way is parsed."""
    update = pdf[pdf.rfind(_END, 0, max(pdf.rfind(_END), 0)) :]
    return (
        pdf.count(b"/ByteRange") == 1
        and len(_NAMED.findall(update)) == 1
        and _OF_AUTHOR in update
        and b"/ObjStm" not in update
    )


def signatures_on(pdf: bytes) -> tuple[Put, ...]:
    """The signatures of people and devices, in the order in which they were made; timestamps are none."""
    return _put(_reader(pdf).embedded_signatures)


def grown(pdf: bytes) -> tuple[Put, ...] | None:
    """The signatures of a paper to which nothing was added but what each one before permits; ``None`` of any other.
    The last one covers the file."""
    return grown_through([pdf])[0]


def grown_through(states: Sequence[bytes], *, reviewed: bool = False) -> list[tuple[Put, ...] | None]:
    """The signatures of each of the ``states`` of one paper, as ``grown`` tells them, by judging the last of them only.

    What each signature permits was asked of every later update then, so a state follows of which the last one is an
    exact continuation, and which ends where a signature's update ends. ``None`` of any state that does not follow: it
    has to be judged by itself. ``reviewed``: every signature of the last one was verified already.
    """
    newest = states[-1]
    try:
        reader = _reader(newest)
        signatures = list(reader.embedded_signatures)
        if not signatures or not all(_permits(each, reviewed=reviewed) for each in signatures):
            return [None] * len(states)
        return [_put(signatures) if pdf == newest else _put_by(reader, signatures, newest, pdf) for pdf in states]
    except Exception:  # Whatever the parser makes of it, this program did not write it.
        return [None] * len(states)


def _put_by(reader: PdfFileReader, signatures: Sequence[Any], newest: bytes, pdf: bytes) -> tuple[Put, ...] | None:
    """The signatures of an earlier state, where it is the very file that ended with one of them."""
    ending = [each for each in signatures if int(each.byte_range[2]) + int(each.byte_range[3]) == len(pdf)]
    if len(ending) != 1 or not newest.startswith(pdf):
        return None
    revision = int(ending[0].signed_revision)
    tables = [reader.xrefs.get_xref_data(number).standard_xrefs for number in range(revision + 1)]
    if any(place >= len(pdf) for table in tables for _, place in table.values()):
        return None  # Read by itself it would lack what comes behind it only.
    signed = [each for each in signatures if int(each.signed_revision) <= revision]
    filled = enumerate_sig_fields(reader.get_historical_resolver(revision), filled_status=True)
    there = sorted(str(name) for name, _, _ in filled)
    return _put(signed) if there == sorted(str(each.field_name) for each in signed) else None


def _reader(pdf: bytes) -> PdfFileReader:
    check_bytes(pdf)
    reader = PdfFileReader(io.BytesIO(pdf), decode_limits=DECODING)
    check_fields(reader)
    return reader


def _put(signatures: Iterable[Any]) -> tuple[Put, ...]:
    return tuple(
        Put(
            str(each.field_name),
            str(each.sig_object.get("/Reason", "")),
            hashlib.sha256(each.signer_cert.dump()).hexdigest(),
        )
        for each in signatures
        if each.sig_object_type == "/Sig"
    )


def _permits(signature: Any, *, reviewed: bool) -> bool:
    signature.compute_integrity_info(skip_diff=reviewed)
    found = signature.summarise_integrity_info()
    if found["coverage"] == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    whole = bool(found["coverage"] == SignatureCoverageLevel.ENTIRE_REVISION)
    if reviewed:  # what is neither kind is no row of a verification
        return whole and signature.sig_object_type in ("/Sig", "/DocTimeStamp")
    level = getattr(signature.diff_result, "modification_level", ModificationLevel.OTHER)
    return whole and bool(found["docmdp_ok"]) and bool(level <= ModificationLevel.FORM_FILLING)
