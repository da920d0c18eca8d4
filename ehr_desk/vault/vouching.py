"""Whose a certificate from elsewhere is: the name on it, and an administrator's signed word in the audit log.

Anybody can make a certificate with anybody's name on it. So the clinic believes the name of none by itself: it has to
be the staff member's own, must not claim this clinic as its issuer, and signs papers only after an administrator of
that moment has said that it is theirs.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from ehr_desk.common.canonical import canonical
from ehr_desk.vault.certificates import load
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.seal import b64

VOUCHED = "paper_key.vouched"
_NAMES = (NameOID.COMMON_NAME, NameOID.GIVEN_NAME, NameOID.SURNAME)
_ISSUERS = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)


def made_out_to(pem: str) -> str:
    """The name on a certificate as its issuer wrote it."""
    return " ".join(_values(load(pem).subject, _NAMES))


def is_made_out_to(pem: str, staff_name: str) -> bool:
    """Whether the certificate bears the staff member's name: first and last word of it, however they are written."""
    wanted, found = _words(staff_name), set(_words(made_out_to(pem)))
    return bool(wanted) and {wanted[0], wanted[-1]} <= found


def claims_issuer(pem: str, *own: str) -> bool:
    """Whether the certificate says that it was issued by one of these certificates' owners (the clinic's own)."""
    names = {tuple(_words(value)) for each in own for value in _values(load(each).subject, _ISSUERS)}
    certificate = load(pem)
    issuers = _values(certificate.issuer, _ISSUERS)
    return any(tuple(_words(value)) in names for value in issuers)


def vouching_statement(vault_id: str, detail: dict[str, Any], staff_id: str) -> bytes:
    """What an administrator signs: this certificate is this person's."""
    return canonical(
        {"certificate": detail["certificate"], "purpose": "paper key", "staff": staff_id, "vault": vault_id}
    )


def vouching_detail(vault_id: str, print_of: str, staff_id: str, opener: Opener) -> dict[str, Any]:
    """The detail of the event, with the signature of whoever vouches."""
    detail: dict[str, Any] = {"certificate": print_of}
    signature = opener.sign(vouching_statement(vault_id, detail, staff_id))
    return {**detail, "signature": b64(signature), "signed_by": opener.signed_by}


def _values(name: x509.Name, wanted: tuple[x509.ObjectIdentifier, ...]) -> list[str]:
    return [str(each.value) for oid in wanted for each in name.get_attributes_for_oid(oid)]


def _words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"[^\W\d_]+", plain.casefold())
