"""Whether a certificate was revoked, and when: lists of revoked certificates are believed only from their issuer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from ehr_desk.common.days import in_words


def load_list(data: bytes) -> x509.CertificateRevocationList | None:
    """A list (CRL) in PEM or DER; ``None`` for what is none."""
    try:
        if data.lstrip().startswith(b"-----"):
            return x509.load_pem_x509_crl(data)
        return x509.load_der_x509_crl(data)
    except (ValueError, UnsupportedAlgorithm):
        return None


def revoked_on(
    certificate: x509.Certificate,
    issuers: Iterable[x509.Certificate],
    lists: Sequence[x509.CertificateRevocationList],
) -> datetime | None:
    """The moment from which the certificate is worth nothing, by the lists its issuer signed (RFC 5280, 5).

    The earliest one counts: a later list that names it no more takes nothing back.
    """
    found: list[datetime] = []
    for issuer in issuers:
        if not _issued(certificate, issuer):
            continue
        for one in lists:
            entry = one.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and one.issuer == issuer.subject and _signed_by(one, issuer):
                found.append(entry.revocation_date_utc)
    return min(found, default=None)


def lists_told(
    signers: Iterable[x509.Certificate],
    issuers: Sequence[x509.Certificate],
    lists: Sequence[x509.CertificateRevocationList],
) -> list[str]:
    """Of when the lists are by which signers were judged, and who issued a certificate without one, in words. An issuer
    is told by its key: an authority that was renewed has the same name, and its list cannot name what the earlier one
    issued."""
    by_key: dict[tuple[x509.Name, bytes], list[x509.Certificate]] = {}
    for signer in dict.fromkeys(signers):
        keys = [_key(each) for each in issuers if _issued(signer, each)]
        by_key.setdefault((signer.issuer, keys[0] if keys else b""), []).append(signer)
    told: list[str] = []
    for (name, _), issued in by_key.items():
        of = [each for each in issuers if _issued(issued[0], each)]
        own = [one for one in lists if one.issuer == name and any(_signed_by(one, each) for each in of)]
        said, whose = _common_name(name), ", ".join(_common_name(each.subject) for each in issued)
        if own:
            day = in_words(max(one.last_update_utc for one in own).date())
            told.append(f"What {said} revoked is judged by its list of {day}; only the clinic has the newest.")
        else:
            told.append(
                f"NOT CHECKED: none of the lists given is one of {said} that issued the certificate of {whose}: what "
                "it revoked is not known here. Ask the clinic for all of its lists."
            )
    return told


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _key(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError, ValueError, UnsupportedAlgorithm):
        return False
    return True


def _signed_by(one: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return one.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError, UnsupportedAlgorithm):
        return False
