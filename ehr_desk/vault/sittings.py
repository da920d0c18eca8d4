"""What binds a sitting's key to a person: a statement signed at unlock, kept in the audit log."""

from __future__ import annotations

import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.common.canonical import canonical
from ehr_desk.vault.audit import Pending, Signatory
from ehr_desk.vault.certificates import public_key_der
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.seal import b64

OPENED = "sitting.opened"
ANCHOR_STATE = "anchors"
"""In the detail of that event: how ``anchors.log`` was found."""
HEADER_STATE = "header"
"""In the detail of that event: the hash of the header that it went on with."""


def statement(signatory: Signatory, public: str) -> bytes:
    """The bytes an opener signs: this key, in this sitting, on this computer, is mine."""
    return canonical(
        {
            "device": signatory.device,
            "purpose": "sitting key",
            "public": public,
            "sitting": signatory.sitting_id,
            "staff": signatory.staff_id,
            "vault": signatory.vault_id,
        }
    )


def new_sitting(
    vault_id: str, opener: Opener, extra: dict[str, Any]
) -> tuple[Signatory, ec.EllipticCurvePrivateKey, Pending]:
    """A fresh sitting key and the event that introduces it."""
    key = ec.generate_private_key(ec.SECP256R1())
    signatory = Signatory(vault_id, secrets.token_hex(16), opener.staff_id, opener.device)
    public = b64(public_key_der(key.public_key()))
    detail = {
        **extra,
        "public": public,
        "signature": b64(opener.sign(statement(signatory, public))),
        "signed_by": opener.signed_by,
    }
    return signatory, key, Pending(OPENED, "sitting", signatory.sitting_id, detail=detail)
