"""A copy of a stored paper under a passphrase (AES-256, PDF 2.0), for a way on which others may read along.

Encrypting writes every byte of a file anew, and a signature is for bytes: no signature of the paper can live in the
copy. So the copy shows the same pages, the person who hands it out certifies it, and the paper itself, byte for byte as
it was signed, is attached: whoever has the passphrase can take it out and check every signature on it. What stood in
the places for signatures is there to be seen; the places themselves are gone, so that nobody takes a picture for one.
"""

# pyHanko's writers are not annotated.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.embed import EmbeddedFileObject, EmbeddedFileParams, FileSpec
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from ehr_desk.common.errors import UserError
from ehr_desk.documents.limits import LARGEST_INSIDE
from ehr_desk.documents.signing_engine import Act, SignerHandle, put_signature, quiet
from ehr_desk.documents.timestamps import TrustServices

ORIGINAL = "signed-original.pdf"
"""The name under which the signed paper is attached to its copy."""
COPY_FIELD = "Copy"
MEANING = "This copy shows the attached paper as it is stored."
_FIXED, _SHOWN = 64 + 128, 2 + 4 + 32
"""Neither moved nor changed; and hidden, printed or not viewed as it was (ISO 32000-2, table 167)."""
_GONE = ("/Perms", "/DSS", "/AcroForm", "/Extensions")
_OF_A_FIELD = ("/FT", "/T", "/TU", "/V", "/DV", "/Ff", "/MK", "/DA", "/Q", "/Lock", "/SV", "/Parent", "/Kids", "/AA")


def protected_copy(
    pdf: bytes, passphrase: str, signer: SignerHandle, at: datetime, services: TrustServices | None = None
) -> bytes:
    """The paper under a passphrase, certified by whoever hands it out, the signed paper inside. ``at``: aware.

    Of ``services`` it gets a timestamp at most: what proves a signature for long is added to a file later, over the
    years, and this one leaves. The paper inside has its own.
    """
    if len(pdf) > LARGEST_INSIDE:
        raise UserError(
            "This document is too large for a copy under a passphrase.", "Hand it out on a medium that is encrypted."
        )
    quiet()
    closed = _closed(pdf, passphrase, at, original=pdf)
    act = Act(COPY_FIELD, MEANING, at, certify=True)
    if services is not None and services.level != "B-B":
        services = replace(services, level="B-T")
    return put_signature(closed, signer, act, lambda _width, _height: b"", services, passphrase=passphrase)


def protected_sheet(pdf: bytes, passphrase: str, at: datetime) -> bytes:
    """A cover sheet under the same passphrase: it names the client. Like every one, it is not signed."""
    quiet()
    return _closed(pdf, passphrase, at)


def _closed(pdf: bytes, passphrase: str, at: datetime, original: bytes = b"") -> bytes:
    """The pages under a passphrase; with ``original`` attached and a place for one signature that is not shown."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf)))
    root = writer.root
    for key in _GONE:
        root.pop(key, None)
    for page in _pages(root["/Pages"]):
        _draw_fields(page)
    _rewrite_description(writer)
    _forget_unused(writer)
    writer.output_version = (2, 0)
    writer.encrypt(passphrase, passphrase, pdf_mac=False)  # few readers know the MAC; the signature covers more
    if original:
        _attach(writer, original, at)
        append_signature_field(writer, SigFieldSpec(COPY_FIELD))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _pages(node: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    if "/Kids" not in node:
        yield node
        return
    for at in range(len(node["/Kids"])):
        yield from _pages(node["/Kids"][at])


def _draw_fields(page: generic.DictionaryObject) -> None:
    shown = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
    for at in range(len(shown)):
        one = shown[at]
        made = as_stamp(one)
        for key in set(one) - set(made):
            one.pop(key)
        for key in made:
            one[key] = made.raw_get(key)


def as_stamp(annotation: generic.DictionaryObject) -> generic.DictionaryObject:
    """An annotation as it stands in a copy: what a field shows becomes a stamp, there to be read, nothing to fill in
    or to sign; any other one stays."""
    kept = {key: annotation.raw_get(key) for key in annotation}
    if str(annotation["/Subtype"]) != "/Widget":
        return generic.DictionaryObject(kept)
    told = kept.get(pdf_name("/TU"), kept.get(pdf_name("/T"), generic.pdf_string("")))
    made = generic.DictionaryObject({key: value for key, value in kept.items() if key not in _OF_A_FIELD})
    made[pdf_name("/Subtype")] = pdf_name("/Stamp")
    made[pdf_name("/Contents")] = told
    flags = int(annotation["/F"]) if "/F" in annotation else 0
    made[pdf_name("/F")] = generic.NumberObject(_FIXED | flags & _SHOWN)
    return made


def _attach(writer: PdfFileWriter, original: bytes, at: datetime) -> None:
    """Beside the printed record, which is attached already."""
    params = EmbeddedFileParams(creation_date=at, modification_date=at)
    stream = EmbeddedFileObject.from_file_data(writer, original, params=params, mime_type="application/pdf")
    spec = FileSpec(
        file_spec_string=ORIGINAL,
        file_name=ORIGINAL,
        embedded_data=stream,
        description="The paper as it was signed",
        af_relationship=pdf_name("/Source"),
    )
    reference = writer.add_object(spec.as_pdf_object())
    root = writer.root
    names = root["/Names"]["/EmbeddedFiles"]
    old = names["/Names"]
    pairs = [(old[at], old.raw_get(at + 1)) for at in range(0, len(old), 2)]
    pairs = sorted([*pairs, (generic.pdf_string(ORIGINAL), reference)], key=lambda pair: str(pair[0]))
    names[pdf_name("/Names")] = generic.ArrayObject(each for pair in pairs for each in pair)
    root["/AF"].append(reference)


def _rewrite_description(writer: PdfFileWriter) -> None:
    """Title and author stay; what is under a passphrase follows no archival standard and must not claim one."""
    writer.root.pop("/Metadata", None)
    writer.document_meta.title = writer.document_meta_view.title
    writer.document_meta.author = writer.document_meta_view.author
    writer.document_meta.subject = writer.document_meta_view.subject


def _forget_unused(writer: PdfFileWriter) -> None:
    """The signatures of the paper and what proved them are in the file inside, and nowhere else."""
    used: set[tuple[int, int]] = set()
    waiting: list[generic.PdfObject] = [writer.trailer_view]
    while waiting:
        one = waiting.pop()
        if isinstance(one, generic.IndirectObject):
            key = (one.generation, one.idnum)
            if key not in used and key in writer.objects:
                used.add(key)
                waiting.append(writer.objects[key])
        elif isinstance(one, generic.DictionaryObject):
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, generic.ArrayObject):
            waiting += [one.raw_get(at) for at in range(len(one))]
    for key in [key for key in writer.objects if key not in used]:
        del writer.objects[key]
