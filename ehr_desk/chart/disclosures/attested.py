"""The ledger against the audit log: each of its lines is entered there by its hash when it is written."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from ehr_desk.chart.base import stated
from ehr_desk.chart.disclosures.tables import Disclosure
from ehr_desk.chart.entries.checking import events_of
from ehr_desk.chart.entries.replay import Fault, readable
from ehr_desk.common.canonical import Json, canonical, sha256_hex
from ehr_desk.vault.sitting import Sitting

STARTED, RELEASED, NOT_COMPLETED = "disclosure.started", "disclosure.released", "disclosure.not_completed"
MAY_HAVE_LEFT = "disclosure.may_have_left"


def line_hash(line: Mapping[str, Json]) -> str:
    """What the audit log keeps of a line of the ledger."""
    return sha256_hex(canonical(stated(line)))


def check_ledger(sitting: Sitting) -> list[Fault]:
    """Compare the stored lines with those that the audit log knows."""
    faults: list[Fault] = []
    logged: dict[str, str] = {}
    for event in events_of(sitting, "disclosure"):
        with readable(faults, "an event of the audit log about this document cannot be read", event.entity_id):
            if event.action in (STARTED, RELEASED, NOT_COMPLETED, MAY_HAVE_LEFT):
                logged[str(event.detail["disclosure"])] = str(event.detail["line"])
    columns = Disclosure.__table__.columns
    stored: dict[str, str] = {}
    with sitting.read() as session:
        for row in session.execute(select(*columns)).mappings():
            with readable(faults, "a line of the ledger cannot be read", str(row["id"])):
                stored[str(row["id"])] = line_hash(dict(row))
    missing = [
        Fault("a disclosure is gone from the ledger that the audit log knows", key) for key in logged.keys() - stored
    ]
    unknown = [Fault("the audit log knows nothing of this disclosure", key) for key in stored.keys() - logged]
    changed = [
        Fault("the ledger's line is not the one that the audit log knows", key)
        for key in stored.keys() & logged
        if stored[key] != logged[key]
    ]
    return faults + sorted(missing + unknown + changed, key=lambda fault: fault.where)
