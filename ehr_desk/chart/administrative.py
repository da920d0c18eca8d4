"""Clinic settings and schedule against the audit log, as for clients, staff and the ledger.

Drafts are not among them: they are saved as somebody types, belong to nobody's record, and are not audited by design.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from ehr_desk.chart.clinic.hashes import CHANGED, settings_hash
from ehr_desk.chart.entries.checking import events_of
from ehr_desk.chart.entries.replay import Fault, readable
from ehr_desk.chart.sessions.hashes import closed_hashes, session_hashes, weekly_hashes
from ehr_desk.vault.sitting import Sitting


def check_clinic(sitting: Sitting) -> list[Fault]:
    """Compare the stored settings with the last change that the audit log knows."""
    faults: list[Fault] = []
    logged: list[tuple[int, str]] = []
    for event in events_of(sitting, CHANGED):
        with readable(faults, "an event of the audit log about the clinic's settings cannot be read", ""):
            logged.append((event.seq, str(event.detail["row"])))
    with readable(faults, "the clinic's settings cannot be read", ""), sitting.read() as session:
        stored = settings_hash(session)
        if not logged or max(logged)[1] != stored:
            faults.append(Fault("the clinic's settings were changed past the program", "clinic"))
    return faults


def check_schedule(sitting: Sitting) -> list[Fault]:
    """Compare planned sessions, the weekly program (both with their rosters) and the closed days with the last act on
    each that the audit log knows."""
    return [
        *_compare(sitting, "session", "planned_session", "planned session", session_hashes),
        *_compare(sitting, "program", "weekly_session", "session of the weekly program", weekly_hashes),
        *_compare(sitting, "program", "closed_day", "closed day", closed_hashes),
    ]


def _compare(
    sitting: Sitting, action: str, entity: str, noun: str, hashes: Callable[[Session], dict[str, str]]
) -> list[Fault]:
    faults: list[Fault] = []
    logged: dict[str, str] = {}
    for event in sorted(events_of(sitting, action), key=lambda one: one.seq):
        if event.entity == entity and not event.client_id:
            with readable(faults, f"an event of the audit log about this {noun} cannot be read", event.entity_id):
                logged[event.entity_id] = str(event.detail["row"])
    stored: dict[str, str] = {}
    with readable(faults, "the schedule cannot be read", ""), sitting.read() as session:
        stored = hashes(session)
    gone = [Fault(f"a {noun} is gone that the audit log knows", key) for key in logged.keys() - stored]
    strange = [Fault(f"the audit log knows nothing of this {noun}", key) for key in stored.keys() - logged]
    changed = [
        Fault(f"a {noun} was changed past the program", key)
        for key in stored.keys() & logged
        if stored[key] != logged[key]
    ]
    return faults + sorted(gone + strange + changed, key=lambda fault: fault.where)
