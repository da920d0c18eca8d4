"""Who saw a client sign: what a witness confirms with their own key, and what the audit log says of it.

A device's key is open to any sitting, so the drawn signature by itself proves no witness. The event of it holds the
hash of what stands in the signature, and the witness's own signature over that.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.staff.reader import credentials_ever
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.vault.audit import AuditEvent, event_of
from ehr_desk.vault.certificates import Certificate, verify_signature
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.seal import unb64
from ehr_desk.vault.tables import AUDIT_EVENT
from ehr_desk.vault.trust import Trust, really_wrote, trusted_people

ACKNOWLEDGED = "entry.acknowledged"
_BETWEEN_NAMES = " acknowledged this document in the presence of "


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
    return f"{client}{_BETWEEN_NAMES}{witness}."


def says_so(meaning: str) -> bool:
    """Whether a signature's words are those of a client's."""
    return _BETWEEN_NAMES in meaning


def statement(vault_id: str, staff_id: str, facts: str) -> bytes:
    """The bytes that a witness signs. ``facts``: :meth:`Seen.hash`."""
    return canonical({"facts": facts, "purpose": "witness", "staff": staff_id, "vault": vault_id})


@dataclass(frozen=True)
class Witness:
    """Who confirmed that they saw a client sign a document. ``name``: as their certificate has it; empty where their
    own signature does not stand behind the event. ``credentials``: what the paper may name them with, all that they
    ever held: a certificate has the one of the day it was made. ``certificate``: its fingerprint; ``seq`` and ``at``:
    number and time of the event."""

    paper: str
    device: str
    facts: str
    name: str
    certificate: str
    seq: int
    at: datetime
    credentials: frozenset[str] = frozenset()

    def stands_for(self, seen: Seen, clients: Collection[str]) -> bool:
        """Whether this is the confirmation of that signature, by the person it names, of one of these ``clients``."""
        if not self.name or (self.paper, self.device, self.facts) != (seen.paper, seen.device, seen.hash()):
            return False
        client, _, witness = seen.meaning.rpartition(_BETWEEN_NAMES)
        of_the_client = _plain(client) in {_plain(one) for one in clients}
        return of_the_client and self._is_named(_plain(witness.removesuffix(".")))

    def _is_named(self, named: str) -> bool:
        name, credentials = _plain(self.name), {_plain(one) for one in self.credentials}
        if any(named == shown(name, one) for one in credentials):
            return True
        # A certificate shortens a very long name.
        if not (name.endswith("\u2026") and named.startswith(name[:-1])):
            return False
        # Who holds none is named without any.
        alone = "" in credentials and ", " not in named[len(name) - 1 :]
        return alone or any(one and named.endswith(shown("", one)) for one in credentials)


def _plain(name: str) -> str:
    """A name without what nobody sees, composed: paper and certificate write the same one in different ways."""
    seen = (one for one in unicodedata.normalize("NFC", name) if unicodedata.category(one) not in ("Cc", "Cf"))
    return " ".join("".join(seen).split())


def witnesses(session: Session, vault_id: str, trusted: Mapping[str, Certificate]) -> dict[str, list[Witness]]:
    """By document: every confirmation in the log. ``trusted``: people's certificates, by fingerprint."""
    found: dict[str, list[Witness]] = {}
    held = defaultdict(set, credentials_ever(session))
    for one in trusted.values():
        held[one.staff_id].add(one.credential)
    for event in _events(session):
        # One that says too little confirms nothing.
        with suppress(KeyError, TypeError, ValueError):
            witness = replace(_witness(event, vault_id, trusted), credentials=frozenset(held[event.staff_id]))
            found.setdefault(str(event.detail["document"]), []).append(witness)
    return found


@dataclass(frozen=True)
class Confirmed:
    """That a client signed a paper on the screen. ``paper``: the hash of its bytes with that signature."""

    document_id: str
    paper: str
    at: datetime


def confirmed(session: Session, client_id: str, trust: Trust) -> Iterator[Confirmed]:
    """What witnesses confirmed of one client, in the order of the log: with their own signature, in a sitting that they
    opened. Anybody at the desk can make an event that says so, and enter a colleague's once more."""
    events = list(_events(session, client_id))
    trusted = trusted_people(trust.root_pem, all_certificates(session)) if events else {}
    for event in events:
        with suppress(KeyError, TypeError, ValueError):
            witness = _witness(event, trust.vault_id, trusted)
            if witness.name and really_wrote(session, trust, trusted, event):
                yield Confirmed(str(event.detail["document"]), witness.paper, event.at)


def _events(session: Session, client_id: str = "") -> Iterator[AuditEvent]:
    query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == ACKNOWLEDGED).order_by(AUDIT_EVENT.c.seq)
    if client_id:
        query = query.where(AUDIT_EVENT.c.client_id == client_id)
    for body in session.scalars(query):
        # One that cannot be read says nothing, and the check of the log names it.
        with suppress(KeyError, TypeError, ValueError):
            yield event_of(body)


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
