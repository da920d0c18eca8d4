"""What was delivered in a stay or period: interventions, incentives, the logs that the client kept. Pure."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from ehr_desk.chart.incentives.counters import standing
from ehr_desk.chart.incentives.rows import EARNED, IncentiveRow
from ehr_desk.chart.incentives.rules import money
from ehr_desk.chart.interventions.rows import DeliveredRow, LogRow
from ehr_desk.chart.summaries.rows import Sentence, sources
from ehr_desk.chart.summaries.scope import Scope
from ehr_desk.chart.summaries.words import counted, listed, small


def interventions(scope: Scope) -> list[Sentence]:
    """In how many sessions each intervention was used, the most frequent first."""
    rows: list[DeliveredRow] = scope.within(scope.rows("delivered"))
    if not rows:
        return []
    counts = Counter(name for row in rows for name in dict.fromkeys(row.used))
    told = listed([f"{small(name)} in {number}" for name, number in counts.most_common()])
    text = f"Interventions named in {counted(len(rows), 'signed note')}{scope.in_it}: {told}."
    return [Sentence(text, sources(row.entry_id for row in rows))]


def incentives(scope: Scope) -> list[Sentence]:
    """What was earned in incentives, how often and for what, and what of all that is paid out by then. An incentive
    that a counter-entry took back whole is none."""
    taken = {one.entry_id for one, left in standing(scope.rows("incentives")) if one.what == EARNED and not left}
    rows: list[IncentiveRow] = scope.within(scope.rows("incentives"))
    found = []
    if earned := [row for row in rows if row.earned]:
        total = money(sum((row.earned for row in earned), Decimal(0)))
        goals = Counter(
            small(row.target) for row in earned if row.target and row.earned > 0 and row.entry_id not in taken
        )
        told = listed([f"{goal} {number}" for goal, number in goals.most_common()])
        what = f"Incentives earned{scope.in_it}: {total}{f' ({told})' if told else ''}."
        found.append(Sentence(what, sources(row.entry_id for row in earned)))
    if paid := [row for row in rows if row.paid]:
        total = money(sum((row.paid for row in paid), Decimal(0)))
        found.append(Sentence(f"Incentives paid out{scope.in_it}: {total}.", sources(row.entry_id for row in paid)))
    return found


def logs(scope: Scope) -> list[Sentence]:
    """Every log that the client kept, one sentence each."""
    rows: list[LogRow] = scope.within(scope.rows("client_logs"))
    return [Sentence(row.words, sources([row.entry_id])) for row in rows]
