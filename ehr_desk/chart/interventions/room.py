"""The room of interventions as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source
from ehr_desk.chart.interventions import effects, fold
from ehr_desk.chart.interventions.rows import DeliveredRow, LogRow
from ehr_desk.chart.interventions.tables import DeliveredTable, LogTable


def room() -> Room:
    """Folds ``delivered`` and ``client_logs``; sources ``delivered`` and ``log``."""
    return Room(
        name="interventions",
        folds=(
            TableFold("delivered", fold.KINDS, fold.fold_delivered, DeliveredRow, DeliveredTable),
            TableFold("client_logs", fold.LOG_KINDS, fold.fold_logs, LogRow, LogTable),
        ),
        sources=(Source("delivered", effects.delivered), Source("log", effects.logged)),
    )
