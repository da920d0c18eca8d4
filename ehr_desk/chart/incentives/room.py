"""The room of incentives as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import ResultCheck, Room, Source
from ehr_desk.chart.incentives import counters, effects, fold, rules
from ehr_desk.chart.incentives.rows import IncentiveRow
from ehr_desk.chart.incentives.rules import Cap, CapOf
from ehr_desk.chart.incentives.tables import IncentiveTable


def room(cap_now: CapOf = Cap) -> Room:
    """Fold and source ``incentives``. ``cap_now`` reads the clinic's cap: for what is signed."""
    return Room(
        name="incentives",
        folds=(TableFold("incentives", fold.KINDS, fold.fold_incentives, IncentiveRow, IncentiveTable),),
        sources=(Source(rules.SOURCE, effects.incentives),),
        checks=(
            rules.check_cap(cap_now),
            rules.check_witness(cap_now),
            rules.check_cents,
            rules.check_screen,
            counters.check_lines,
        ),
        results=tuple(
            ResultCheck(fold.KINDS, rule)
            for rule in (rules.check_balance, counters.check_taken_back, counters.check_left)
        ),
        prefills={
            "incentives.so_far": rules.so_far,
            "incentives.rule": rules.last_rule,
            "incentives.lines": counters.lines,
        },
    )
