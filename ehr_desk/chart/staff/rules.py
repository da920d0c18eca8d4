"""Which credential somebody holds on a day, and what is wrong with it. Pure.

A signature shows the credential held at that time; an expired one signs nothing, since whoever practises on it does so
without a licence.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from ehr_desk.chart.staff.rows import ROLES, CredentialRow
from ehr_desk.common.errors import UserError


def short_name(name: str, taken: Collection[str] = ()) -> str:
    """A short name to suggest for a name: the first word, with the next one's letters where it is taken already. Empty
    where nothing is left to suggest."""
    words = ["".join(filter(str.isalnum, word)).casefold() for word in name.split()]
    first, rest = (words[0] if words else ""), "".join(words[1:])
    used = {one.casefold() for one in taken}
    return next((one for at in range(len(rest) + 1) if (one := first + rest[:at]) and one not in used), "")


def by_first_day(periods: Sequence[CredentialRow]) -> tuple[CredentialRow, ...]:
    """In the order in which they begin; one without a first day comes first."""
    return tuple(sorted(periods, key=lambda one: (one.valid_from or date.min, one.id)))


def held_on(periods: Sequence[CredentialRow], day: date) -> CredentialRow:
    """The credential of a day: of those valid on it the one that began last; else the one that ended last before
    it; else the first to come. Whoever shows or signs with it asks :func:`fault_on` besides."""
    ordered = by_first_day(periods)
    valid = [one for one in ordered if not fault_on(one.valid_from, one.valid_until, day)]
    begun = [one for one in ordered if (one.valid_from or date.min) <= day]
    return (valid or sorted(begun, key=lambda one: one.valid_until or date.max) or list(ordered)[:1])[-1]


def fault_on(valid_from: date | None, valid_until: date | None, day: date) -> str:
    """What is wrong with a credential on a day: ``expired``, ``not valid yet``, or empty."""
    if valid_until is not None and day > valid_until:
        return "expired"
    return "not valid yet" if valid_from is not None and day < valid_from else ""


def require_credential(role: str, credential: str, valid_from: date | None, valid_until: date | None) -> None:
    """Refuse a role that does not exist, and a credential that is missing or ends before it begins."""
    if role not in ROLES:
        raise UserError("This role is not known.", f"Choose one of: {', '.join(ROLES)}.")
    if role != "administrator" and not credential.strip():
        raise UserError("The credential is missing.", "A signature shows it; enter it as it stands on the license.")
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise UserError("The credential ends before it begins.", "Compare both days with the license.")
