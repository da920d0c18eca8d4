"""The room of referrals as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source
from ehr_desk.chart.referrals import effects, fold, prefills
from ehr_desk.chart.referrals.rows import ReferralRow
from ehr_desk.chart.referrals.tables import ReferralTable


def room() -> Room:
    """Fold and source ``referrals``; the fold reads appointments of aftercare plans and discharge summaries too."""
    return Room(
        name="referrals",
        folds=(TableFold("referrals", fold.KINDS, fold.fold_referrals, ReferralRow, ReferralTable),),
        sources=(Source("referrals", effects.referrals),),
        prefills={"referrals.open": prefills.listed},
    )
