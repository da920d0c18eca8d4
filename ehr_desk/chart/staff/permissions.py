"""Who may do what: one table of roles and acts, one of roles and kinds of forms. Every service reads them.

A role is a necessity, not the whole answer: a form may name fewer authors, and where the clinic limits charts to
caseloads, ``chart/access`` asks further.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.errors import Refused

Roles = frozenset[str]

CLINICAL: Roles = frozenset({"therapist", "psychiatrist", "case manager", "supervisor"})
_PRESCRIBER: Roles = frozenset({"psychiatrist"})
_SENIOR: Roles = frozenset({"supervisor", "psychiatrist"})
_SUPERVISOR: Roles = frozenset({"supervisor"})
_LEADING: Roles = frozenset({"supervisor", "administrator"})
_ADMINISTRATOR: Roles = frozenset({"administrator"})

# Act -> roles that may do it.
PERMISSIONS: dict[str, Roles] = {
    "read charts": CLINICAL,
    "write entries": CLINICAL,
    "co-sign": _SENIOR,
    "admit clients": CLINICAL,
    "change client facts": CLINICAL,
    "plan sessions": CLINICAL,
    "release documents": CLINICAL,
    "manage staff": _ADMINISTRATOR,
    "change the clinic": _LEADING,
    "assign staff to clients": _LEADING,
    "open charts in an emergency": CLINICAL,
    "review emergency access": _SUPERVISOR,
    "read the audit log": _LEADING,
    "export the audit log": _LEADING,
    "answer for the record": _LEADING,
}


@dataclass(frozen=True)
class FormActs:
    """Roles for one kind of form: who writes it, who co-signs it, who marks another's entry as entered in error."""

    write: Roles
    cosign: Roles = _SENIOR
    void: Roles = _SUPERVISOR


# Kind of form (its category) -> roles for each act with it. A prescriber's entries are a prescriber's matter.
FORMS: dict[str, FormActs] = {
    "intake": FormActs(write=CLINICAL),
    "note": FormActs(write=CLINICAL),
    "group": FormActs(write=CLINICAL),
    "family": FormActs(write=CLINICAL),
    "measure": FormActs(write=CLINICAL),
    "plan": FormActs(write=CLINICAL),
    "safety": FormActs(write=CLINICAL),
    "level_of_care": FormActs(write=CLINICAL),
    "medication": FormActs(write=_PRESCRIBER, cosign=_PRESCRIBER),
    "consent": FormActs(write=CLINICAL),
    "discharge": FormActs(write=CLINICAL),
    "aftercare": FormActs(write=CLINICAL),
    "admin": FormActs(write=CLINICAL),
}
_OTHER = FormActs(write=CLINICAL)


def acts_with(kind: str) -> FormActs:
    """The row of the table for a kind of form; a kind that a clinic added itself is treated like a note."""
    return FORMS.get(kind, _OTHER)


def may(staff: StaffRow, act: str) -> bool:
    """Whether the staff member's role permits the act. A trainee co-signs for nobody."""
    return not staff.retired and staff.role in PERMISSIONS[act] and not (act == "co-sign" and staff.trainee)


def may_write(staff: StaffRow, kind: str, authors: Collection[str] = ()) -> bool:
    """Whether the role permits writing this kind of form, which may name fewer ``authors``."""
    return may(staff, "write entries") and staff.role in writers(kind, authors)


def writers(kind: str, authors: Collection[str] = ()) -> Roles:
    """The roles that write a form of this kind with these authors."""
    allowed = acts_with(kind).write
    return allowed & frozenset(authors) if authors else allowed


def correctors(kind: str, authors: Collection[str] = ()) -> Roles:
    """The roles that correct an entry of this kind once its author has no access: they write and co-sign the kind."""
    return writers(kind, authors) & acts_with(kind).cosign


def may_correct_for(staff: StaffRow, kind: str, authors: Collection[str] = ()) -> bool:
    """Whether somebody corrects an entry of this kind for an author without access. A trainee does so for nobody."""
    return may(staff, "write entries") and may(staff, "co-sign") and staff.role in correctors(kind, authors)


def require(staff: StaffRow, act: str) -> None:
    """Refuse, naming who could do it, where the role does not permit the act. Services go through ``staff.gate``,
    which enters the refusal into the audit log too."""
    if not may(staff, act):
        raise refusal(staff, act)


def refusal(staff: StaffRow, act: str) -> Refused:
    """The refusal in words, with who could do it."""
    if staff.trainee and staff.role in PERMISSIONS[act]:
        return Refused(
            "A trainee's own entries wait for a co-signature, so a trainee signs for nobody.",
            could_do(PERMISSIONS[act]),
        )
    return Refused(f"Your role ({staff.role}) does not permit this: {act}.", could_do(PERMISSIONS[act]))


def could_do(roles: Collection[str]) -> str:
    """Who could do it, in words."""
    return f"It can be done by: {', '.join(sorted(roles))}."
