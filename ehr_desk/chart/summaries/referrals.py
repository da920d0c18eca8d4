"""Referrals as summaries tell them. Pure."""

from __future__ import annotations

from ehr_desk.chart.referrals.rows import APPOINTMENT, ReferralRow
from ehr_desk.chart.referrals.rules import open_referrals
from ehr_desk.chart.summaries.scope import Scope


def rows(scope: Scope) -> list[dict[str, object]]:
    """The table of the referrals of a stay. Appointments that are still ahead stand under follow-up."""
    return [
        {"what": row.what, "to": row.to, "stands": row.said or row.status.capitalize(), "since": row.since.isoformat()}
        for row in _of_stay(scope)
        if not (row.source == APPOINTMENT and row.is_open)
    ]


def lines(scope: Scope) -> str:
    """What the client goes on with, one to a line: the open referrals that are no appointment."""
    ahead = open_referrals(_of_stay(scope))
    return "\n".join(row.line for row in ahead if not row.when and row.source != APPOINTMENT)


def _of_stay(scope: Scope) -> list[ReferralRow]:
    found: list[ReferralRow] = scope.rows("referrals")
    return [row for row in found if scope.start <= row.first_on]
