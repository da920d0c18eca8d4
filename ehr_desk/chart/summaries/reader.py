"""Queries of summaries over the entries before them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.reader import last_entry
from ehr_desk.chart.entries.rooms import ChartState
from ehr_desk.chart.summaries.scope import default_period, episode_at

PROGRESS_SUMMARY = "progress_summary"


def next_period(session: Session, client_id: str, chart: ChartState, today: date) -> dict[str, str]:
    """The answers a progress summary starts with: from the day after the last one, else the default period.

    Hand them to ``DraftService.start`` as ``answers``; whatever is assembled then speaks of that period.
    """
    first, last = default_period(chart, today)
    before = last_entry(session, client_id, PROGRESS_SUMMARY)
    ended = str(before.body["answers"].get("period_to", "")) if before else ""
    episode = episode_at(chart, today)
    if ended:
        after = date.fromisoformat(ended) + timedelta(days=1)
        # A summary of an earlier stay, or one that reaches up to today, says nothing about where this one starts.
        if after <= last and (episode is None or after > episode.admitted_on):
            first = after
    return {"period_from": first.isoformat(), "period_to": last.isoformat()}
