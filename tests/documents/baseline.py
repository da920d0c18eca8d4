"""The rules of EN 319 142-1 clause 6.3 (PAdES baseline) that can be read from a file, checked without pyHanko."""

from __future__ import annotations

import io
import re

import pikepdf
from asn1crypto import cms, tsp

_MOMENT = re.compile(r"D:\d{14}(?:Z|[+-]\d\d'\d\d'?)")


def faults(pdf: bytes, level: str = "B-B") -> list[str]:
    """Every rule that a signature of the file breaks, in words; none for a file that follows the profile."""
    found: list[str] = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fields = [field for field in opened.Root.AcroForm.Fields if "/V" in field and field.FT == "/Sig"]
        signatures = [field.V for field in fields if field.V.get("/Type") != "/DocTimeStamp"]
        stamps = [field.V for field in fields if field.V.get("/Type") == "/DocTimeStamp"]
        for signature in signatures:
            found += _dictionary(signature, pdf)
            found += _container(bytes(signature.Contents), timestamped=level != "B-B")
        for stamp in stamps:
            found += _timestamp(stamp, pdf)
        if level in ("B-LT", "B-LTA"):
            found += _security_store(opened)
        if level == "B-LTA" and not stamps:
            found.append("B-LTA without a document timestamp")
    return found


def _dictionary(signature: pikepdf.Object, pdf: bytes) -> list[str]:
    found = []
    if signature.get("/SubFilter") != "/ETSI.CAdES.detached":
        found.append("SubFilter is not ETSI.CAdES.detached")
    if "/Filter" not in signature:
        found.append("Filter is missing")
    if "/Cert" in signature:
        found.append("Cert is there")
    if not _MOMENT.fullmatch(str(signature.get("/M", ""))):
        found.append("M is missing or no date")
    return found + _range(signature, pdf)


def _range(signature: pikepdf.Object, pdf: bytes) -> list[str]:
    start, first, second, rest = (int(part) for part in signature.ByteRange)
    gap = pdf[first:second]
    right = start == 0 and second + rest <= len(pdf) and gap[:1] == b"<" and gap[-1:] == b">"
    return [] if right else ["ByteRange does not cover everything but the container"]


def _container(data: bytes, *, timestamped: bool) -> list[str]:
    found = []
    content = cms.ContentInfo.load(data)
    if content["content_type"].native != "signed_data":
        return ["the container is no SignedData"]
    signed = content["content"]
    if len(signed["signer_infos"]) != 1:
        found.append("not exactly one signer")
    if signed["encap_content_info"]["content"].native is not None:
        found.append("the container holds content of its own")
    (signer,) = signed["signer_infos"]
    kinds = [attribute["type"].native for attribute in signer["signed_attrs"]]
    for wanted in ("content_type", "message_digest"):
        if kinds.count(wanted) != 1:
            found.append(f"{wanted} is not there exactly once")
    content_type = next(a["values"][0].native for a in signer["signed_attrs"] if a["type"].native == "content_type")
    if content_type != "data":
        found.append("content-type is not id-data")
    if "signing_certificate_v2" not in kinds:
        found.append("signing-certificate-v2 is missing")
    for banned in ("signing_time", "commitment_type", "signing_certificate", "content_hints"):
        if banned in kinds:
            found.append(f"{banned} is there")
    if signer["digest_algorithm"]["algorithm"].native in ("md5", "sha1"):
        found.append("a weak digest")
    certificate_ids = {each.chosen.issuer_serial for each in signed["certificates"]}
    sid = signer["sid"].chosen
    identity = sid["issuer"].hashable + ":" + str(sid["serial_number"].native)
    if not any(identity.encode() == each or _same(each, sid) for each in certificate_ids):
        found.append("the signer's certificate is not embedded")
    unsigned = [] if signer["unsigned_attrs"].native is None else [a["type"].native for a in signer["unsigned_attrs"]]
    if timestamped and "signature_time_stamp_token" not in unsigned:
        found.append("the signature timestamp is missing")
    return found


def _same(issuer_serial: bytes, sid: cms.IssuerAndSerialNumber) -> bool:
    return issuer_serial.endswith(b":" + str(sid["serial_number"].native).encode())


def _timestamp(stamp: pikepdf.Object, pdf: bytes) -> list[str]:
    found = [] if stamp.get("/SubFilter") == "/ETSI.RFC3161" else ["a timestamp's SubFilter is not ETSI.RFC3161"]
    token = cms.ContentInfo.load(bytes(stamp.Contents))["content"]["encap_content_info"]
    if not isinstance(token["content"].parsed, tsp.TSTInfo):
        found.append("a document timestamp holds no token")
    return found + _range(stamp, pdf)


def _security_store(opened: pikepdf.Pdf) -> list[str]:
    store = opened.Root.get("/DSS")
    if store is None:
        return ["DSS is missing"]
    return [f"DSS has no {name}" for name in ("/Certs", "/CRLs") if not len(store.get(name, []))]
