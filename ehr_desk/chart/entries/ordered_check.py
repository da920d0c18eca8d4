"""Papers made to order against the audit log, which keeps the hash of each when it is made."""

from __future__ import annotations

from sqlalchemy import select

from ehr_desk.chart.entries.checking import events_of
from ehr_desk.chart.entries.ordering import MADE
from ehr_desk.chart.entries.replay import Fault, readable
from ehr_desk.chart.entries.tables import PaperToOrder
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.vault.sitting import Sitting


def check_ordered(sitting: Sitting) -> list[Fault]:
    """Every paper made to order is there, unchanged, and nothing else is."""
    faults: list[Fault] = []
    logged: dict[str, str] = {}
    for event in events_of(sitting, MADE):
        with readable(faults, "an event of the audit log about this document cannot be read", event.entity_id):
            logged[event.entity_id] = str(event.detail["sha256"])
    with sitting.read() as session:
        stored = dict.fromkeys(session.scalars(select(PaperToOrder.document_id)))
        for number in stored:
            row = session.get_one(PaperToOrder, number)
            pdf = row.pdf
            if sha256_hex(pdf) != logged.get(number) or row.sha256 != logged.get(number):
                faults.append(Fault("a stored paper was changed", number))
            session.expunge(row)
    faults += [Fault("a stored paper is missing", number) for number in sorted(logged.keys() - stored.keys())]
    return faults


def order_stands(sitting: Sitting, number: str) -> bool:
    """Whether a paper made to order is still the one and whose the audit log says; true of any other paper."""
    with sitting.read() as session:
        row = session.get(PaperToOrder, number)
        if row is None:
            return True
        stored = row.client_id, row.sha256
    made = [event for event in events_of(sitting, MADE) if event.entity_id == number]
    return [(event.client_id, event.detail.get("sha256")) for event in made] == [stored]
