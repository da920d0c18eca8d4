"""The record links: answers that are lists of records of the chart, each with a fixed shape.

``diagnosis``, ``medication``, ``objective`` and ``participant`` read and write the chart; which record they
name is for the chart to check, here only keys, types and closed lists are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

TEXT, FLAG, DATE, DECIMAL, ID = "text", "flag", "date", "decimal", "id"


@dataclass(frozen=True, slots=True)
class LinkField:
    """One key of a link: what it is called for people, its type, its closed list, whether it may stay empty. An
    ``optional`` key is left out of the row while it is empty."""

    text: str
    type: str = TEXT
    allowed: tuple[str, ...] = ()
    needed: bool = False
    optional: bool = False


# How far a session moved an objective: the mark that is kept, and what people read.
PROGRESS: Final[Mapping[str, str]] = {
    "regressed": "set back",
    "none": "no progress",
    "some": "some progress",
    "met": "met",
}

DIAGNOSIS: Final[Mapping[str, LinkField]] = {
    "_id": LinkField("Id", ID, needed=True),
    "code": LinkField("Code"),
    "text": LinkField("Diagnosis", needed=True),
    "kind": LinkField("Kind", allowed=("substance use", "mental health", "medical", "social"), needed=True),
    "rank": LinkField("Rank", allowed=("primary", "secondary"), needed=True),
    "status": LinkField(
        "Status", allowed=("active", "in early remission", "in sustained remission", "resolved"), needed=True
    ),
    "note": LinkField("Note"),
}
MEDICATION: Final[Mapping[str, LinkField]] = {
    "_id": LinkField("Id", ID, needed=True),
    "event": LinkField(
        "Order", allowed=("start", "change", "hold", "resume", "stop", "reconcile", "continue"), needed=True
    ),
    "name": LinkField("Medication", needed=True),
    "form": LinkField("Form"),
    "dose": LinkField("Dose", DECIMAL),
    "unit": LinkField("Unit"),
    "route": LinkField("Route"),
    "frequency": LinkField("Frequency"),
    "as_needed": LinkField("As needed", FLAG),
    "indication": LinkField("Indication"),
    "prescriber": LinkField("Prescriber"),
    "reason_code": LinkField("Reason"),
    "reason": LinkField("Reason in words"),
    "starts_on": LinkField("From", DATE),
    "pharmacy": LinkField("Pharmacy", optional=True),
    "quantity": LinkField("Quantity", optional=True),
    "days_supply": LinkField("Days' supply", DECIMAL, optional=True),
    "refills": LinkField("Refills", DECIMAL, optional=True),
    "external": LinkField("Prescribed elsewhere", FLAG, optional=True),
}
OBJECTIVE: Final[Mapping[str, LinkField]] = {
    "objective_id": LinkField("Objective", ID, needed=True),
    "progress": LinkField("Progress", allowed=tuple(PROGRESS), needed=True),
    "evidence": LinkField("Evidence"),
}
PARTICIPANT: Final[Mapping[str, LinkField]] = {
    "_id": LinkField("Id", ID, needed=True),
    "name": LinkField("Name", needed=True),
    "relationship": LinkField("Relationship", needed=True),
    "age_band": LinkField("Age", allowed=("adult", "minor")),
    "presence": LinkField("Presence", allowed=("in person", "video", "phone", "absent"), needed=True),
    "consent_id": LinkField("Consent", ID),
    "acknowledged": LinkField("Acknowledged", FLAG),
}
LINKS: Final[Mapping[str, Mapping[str, LinkField]]] = {
    "diagnosis": DIAGNOSIS,
    "medication": MEDICATION,
    "objective": OBJECTIVE,
    "participant": PARTICIPANT,
}


def link_key(kind: str) -> str:
    """The key that tells the rows of a link apart."""
    return "objective_id" if kind == "objective" else "_id"
