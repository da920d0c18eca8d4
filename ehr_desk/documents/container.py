"""Whether the container of a signature is as a signer writes it, also where the signature itself does not reach.

The signature covers the file around the container. Inside, padding, copies of issuing certificates and lists of
algorithms are covered by nothing: they are compared with each other here, so that a change there is noticed as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

_HEX = re.compile(rb"<(?:[0-9a-f]+|[0-9A-F]+)>")


def container_is_sound(
    pdf: bytes, byte_range: Sequence[int], *, strict: bool, roots: Sequence[x509.Certificate] = ()
) -> bool:
    """Check the bytes between the two stretches that a signature covers. Never raises.

    ``strict`` is for containers of trusted authorities: canonical DER with the whole chain inside, at most without one
    of the trusted ``roots``. Other programs write looser ones.
    """
    try:
        raw = pdf[int(byte_range[1]) : int(byte_range[2])]
        if not _HEX.fullmatch(raw):
            return False
        data = bytes.fromhex(raw[1:-1].decode("ascii"))
        info = cms.ContentInfo.load(data)
        encoded = info.dump()
        if data[: len(encoded)] != encoded or any(data[len(encoded) :]):
            return False
        if strict and not _is_canonical(encoded):
            return False
        return _agrees_with_itself(info["content"], strict, roots)
    except Exception:  # Whatever the parsers make of it, it is not as a signer writes it.
        return False


def _is_canonical(encoded: bytes) -> bool:
    """Whether a container, written anew from what was read of it, comes to the same bytes."""
    info = cms.ContentInfo.load(encoded, strict=True)
    _settle(info["content"])
    return bool(info.dump(force=True) == encoded)


def _settle(signed: cms.SignedData) -> None:
    """What a container leaves out because it is the default counts as changed in asn1crypto, and so does all that holds
    it: at every level it would be written several times over, a hundred milliseconds of work. It is the same bytes."""
    for signer in signed["signer_infos"]:
        for attribute in signer["signed_attrs"]:
            if attribute["type"].native == "signing_certificate_v2":
                for told in (one for value in attribute["values"] for one in value["certs"]):
                    told["hash_algorithm"].dump()
                    told["hash_algorithm"]._mutated = False
        for attribute in signer["unsigned_attrs"]:
            if attribute["type"].native == "signature_time_stamp_token":
                for token in attribute["values"]:
                    _settle(token["content"])


def _agrees_with_itself(signed: cms.SignedData, strict: bool, roots: Sequence[x509.Certificate]) -> bool:
    signers = list(signed["signer_infos"])
    stated = {each["algorithm"].native for each in signed["digest_algorithms"]}
    if not signers or stated != {signer["digest_algorithm"]["algorithm"].native for signer in signers}:
        return False
    if strict and {signed["version"].native, *(signer["version"].native for signer in signers)} != {"v1"}:
        return False
    certificates = [x509.load_der_x509_certificate(each.dump()) for each in signed["certificates"]]
    return all(_issued_as_it_says(each, [*certificates, *roots], strict) for each in certificates)


def _issued_as_it_says(certificate: x509.Certificate, others: Sequence[x509.Certificate], strict: bool) -> bool:
    """Whether an embedded issuer of its name signed the certificate; without one only a loose container passes."""
    issuers = [other for other in others if other.subject == certificate.issuer]
    for issuer in issuers:
        try:
            certificate.verify_directly_issued_by(issuer)
        except InvalidSignature:
            continue
        except (UnsupportedAlgorithm, TypeError, ValueError):
            return not strict  # An algorithm this library does not know proves nothing either way.
        return True
    return not issuers and not strict
