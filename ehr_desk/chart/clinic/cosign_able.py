"""Whom a rule of the table of co-signatures meets among the staff, and whether anybody could co-sign for them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.chart.clinic.cosign_rules import CosignRule
from ehr_desk.chart.staff.permissions import FORMS, acts_with, may, may_write
from ehr_desk.chart.staff.rows import StaffRow


def met_by(rule: CosignRule, staff: Sequence[StaffRow]) -> list[StaffRow]:
    """Who works here and writes what the rule is about. A title with a slip in it meets nobody."""
    return [one for one in staff if any(_waits(rule, one, kind) for kind in _kinds(rule))]


def unmet(rule: CosignRule, staff: Sequence[StaffRow]) -> list[str]:
    """The kinds of entries (categories of forms) that would wait for ever. A rule without a kind is asked about each
    kind that those whom it meets may write: medication entries have other co-signers than all others."""
    return [kind for kind in _kinds(rule) if not _answered(rule, staff, kind)]


def _kinds(rule: CosignRule) -> Sequence[str]:
    return [rule.kind] if rule.kind else list(FORMS)


def _answered(rule: CosignRule, staff: Sequence[StaffRow], kind: str) -> bool:
    if not rule.kind and not any(_waits(rule, one, kind) for one in staff):
        return True
    able = [one for one in staff if may(one, "co-sign") and one.role in acts_with(kind).cosign]
    if rule.credential:
        return any(not rule.covers(one.credential, kind, takes_cosignature=True) for one in able)
    # Where everybody's entries wait, the only one who could sign for the others has nobody for their own.
    return len(able) > 1


def _waits(rule: CosignRule, one: StaffRow, kind: str) -> bool:
    return may_write(one, kind) and rule.covers(one.credential, kind, takes_cosignature=True)
