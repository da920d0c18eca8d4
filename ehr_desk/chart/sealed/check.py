"""Whether the sealed notes are what their authors signed, without opening any."""

from __future__ import annotations

from sqlalchemy import select

from ehr_desk.chart.entries.checking import events_of
from ehr_desk.chart.entries.replay import Fault, readable
from ehr_desk.chart.sealed.service import SIGNED
from ehr_desk.common.canonical import parse, sha256_hex
from ehr_desk.vault.certificates import ec_public_key, load, verify_with_key
from ehr_desk.vault.sealed_tables import SEALED_NOTE
from ehr_desk.vault.sitting import Sitting


def check_sealed(sitting: Sitting) -> list[Fault]:
    """Each note's signature, its plain facts, the hash of what is sealed, and the audit log's event about it."""
    faults: list[Fault] = []
    logged: dict[str, str] = {}
    for event in events_of(sitting, SIGNED):
        if event.action == SIGNED:
            with readable(faults, "an event of the audit log about this sealed note cannot be read", event.entity_id):
                logged[event.entity_id] = str(event.detail["statement"])
    register = {one.fingerprint: one for one in sitting.certificates()}
    with sitting.read() as session:
        rows = list(session.execute(select(SEALED_NOTE)))
    for row in rows:
        with readable(faults, "a sealed note cannot be read as one", row.id):
            facts, signer = parse(row.statement), register.get(row.signed_by)
            plain = (facts["id"], facts["client"], facts["author"]["id"], facts["compartment"])
            if plain != (row.id, row.client_id, row.author_id, row.compartment_id):
                faults.append(Fault("a sealed note is listed differently from what was signed", row.id))
            if sha256_hex(row.sealed) != facts["sealed"]:
                faults.append(Fault("a sealed note was changed", row.id))
            key = ec_public_key(load(signer.pem)) if signer and signer.staff_id == row.author_id else None
            if key is None or not verify_with_key(key, row.statement, row.signature):
                faults.append(Fault("a sealed note was not signed by its author", row.id))
            if logged.pop(row.id, "") != sha256_hex(row.statement):
                faults.append(Fault("the audit log knows nothing of this sealed note", row.id))
    return faults + [Fault("a sealed note is gone that the audit log knows", note) for note in sorted(logged)]
