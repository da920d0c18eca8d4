"""Who saw a client sign: what a witness confirms with their own key, and what the audit log says of it.

A device's key is open to any sitting, so the drawn signature by itself proves no witness. The event of it holds the
hash of what stands in the signature, and the witness's own signature over that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.vault.audit import AuditEvent, event_of
from ehr_desk.vault.certificates import Certificate, verify_signature
from ehr_desk.vault.seal import unb64
from ehr_desk.vault.tables import AUDIT_EVENT

ACKNOWLEDGED = "entry.acknowledged"
_BEFORE_NAME = " in the presence of "


@dataclass(frozen=True)
class Seen:
    """What stands in a client's signature on a paper. ``paper``: the hash of the bytes that it is the last one of;
    ``device``: fingerprint of the certificate that seals it; ``meaning``: its words, with client and witness."""

    document_id: str
    paper: str
    device: str
    meaning: str

    def hash(self) -> str:
        """The hash that the event of it holds."""
        words = {"device": self.device, "document": self.document_id, "meaning": self.meaning, "paper": self.paper}
        return sha256_hex(canonical(words))


def shown(name: str, credential: str) -> str:
    """A witness as the paper names them."""
    return f"{name}, {credential}" if credential else name


def said(client: str, witness: str) -> str:
    """What a client's signature says."""
    return f"{client} acknowledged this document{_BEFORE_NAME}{witness}."


def statement(vault_id: str, staff_id: str, facts: str) -> bytes:
    """The bytes that a witness signs. ``facts``: :meth:`Seen.hash`."""
    return canonical({"facts": facts, "purpose": "witness", "staff": staff_id, "vault": vault_id})


@dataclass(frozen=True)
class Witness:
    """Who confirmed that they saw a client sign a document. ``name``: as their certificate has it; empty where their
    own signature does not stand behind the event. ``certificate``: its fingerprint; ``seq`` and ``at``: number and time
    of the event."""

    paper: str
    device: str
    facts: str
    name: str
    certificate: str
    seq: int
    at: datetime

    def stands_for(self, seen: Seen) -> bool:
        """Whether this is the confirmation of that signature, by the person it names."""
        if not self.name or (self.paper, self.device, self.facts) != (seen.paper, seen.device, seen.hash()):
            return False
        named = seen.meaning.rpartition(_BEFORE_NAME)[2].removesuffix(".")
        # A certificate shortens a very long name.
        cut = self.name.endswith("\u2026") and named.startswith(self.name[:-1])
        return cut or named == self.name or named.startswith(f"{self.name}, ")


def witnesses(session: Session, vault_id: str, trusted: Mapping[str, Certificate]) -> dict[str, list[Witness]]:
    """By document: every confirmation in the log. ``trusted``: people's certificates, by fingerprint."""
    found: dict[str, list[Witness]] = {}
    query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == ACKNOWLEDGED).order_by(AUDIT_EVENT.c.seq)
    for body in session.scalars(query):
        try:
            event = event_of(body)
            number, witness = str(event.detail["document"]), _witness(event, vault_id, trusted)
        except (KeyError, TypeError, ValueError):
            continue  # it confirms nothing, and the check of the log names one that was meddled with
        found.setdefault(number, []).append(witness)
    return found


def _witness(event: AuditEvent, vault_id: str, trusted: Mapping[str, Certificate]) -> Witness:
    detail = event.detail
    facts, signer = str(detail["facts"]), trusted.get(detail["signed_by"])
    good = (
        signer is not None
        and signer.staff_id == event.staff_id
        and verify_signature(signer.pem, statement(vault_id, event.staff_id, facts), unb64(detail["signature"]))
    )
    name, by = signer.name if signer and good else "", str(detail["signed_by"])
    return Witness(str(detail["paper"]), str(detail["device"]), facts, name, by, event.seq, event.at)
