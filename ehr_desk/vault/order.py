"""What came before what, by the order of the log: clocks differ and are set, the numbers of events are neither."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from ehr_desk.vault.tables import AUDIT_EVENT


def first_naming(session: Session, client_id: str, prints: Collection[str]) -> dict[str, int]:
    """The number of the first event about a client that names each of these hashes (hexadecimal): what it is the hash
    of was there by then."""
    found: dict[str, int] = {}
    if not prints:
        return found
    named = or_(*(func.instr(AUDIT_EVENT.c.body, literal(each.encode())) > 0 for each in sorted(prints)))
    about = select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.client_id == client_id, named)
    for seq, body in session.execute(about.order_by(AUDIT_EVENT.c.seq)):
        for each in prints:
            if each.encode() in body:
                found.setdefault(each, seq)
    return found
