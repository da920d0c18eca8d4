"""What forms start with of referrals; of an amendment what was known before the entry. Rows are keyed by the roles of
the columns."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.chart.referrals.rows import ReferralRow
from ehr_desk.chart.referrals.rules import open_referrals
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words


def listed(context: PrefillContext) -> Json:
    """One line for each open referral, to say how it stands now."""
    rows: list[ReferralRow] = list(context.standing.rows("referrals"))
    return [
        {
            "_id": context.new_id(),
            "referral_id": row.referral_id,
            "referral_what": row.line,
            "referral_then": stands(row),
        }
        for row in open_referrals(rows)
    ] or None


def stands(row: ReferralRow) -> str:
    """Where it stands in words: "sent, no answer yet, since 15 Oct 2026"."""
    said = row.said or row.status
    when = ""
    if row.when:
        day, _, time = row.when.partition("T")
        when = f"; appointment {in_words(date.fromisoformat(day))}{f', {time[:5]}' if time else ''}"
    return f"{said[:1].upper()}{said[1:]}, since {in_words(row.since)}{when}"
