"""The summaries as the heart sees them."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Room
from ehr_desk.chart.sessions.client_times import OwedIn
from ehr_desk.chart.summaries import fresh, letters, rules
from ehr_desk.chart.summaries.owed import check_summary_signed, owed_check
from ehr_desk.chart.summaries.prefills import all_prefills


def room(owed_in: OwedIn = lambda client_id, first, last: ()) -> Room:
    """Prefills ``summary.*`` and the checks of summaries; no folds, a summary states nothing of its own. ``owed_in``:
    the sessions of a client without a note."""
    return Room(
        name="summaries",
        checks=(
            rules.check_period,
            rules.check_discharge,
            fresh.check_fresh,
            owed_check(owed_in),
            check_summary_signed,
            letters.check_letter,
        ),
        prefills=all_prefills(),
    )
