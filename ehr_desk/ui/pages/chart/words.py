"""Words for entries; kept here for pages that look for them beside the chart."""

from __future__ import annotations

from ehr_desk.ui.pages.record.words import MONTHS, count, local_of, moment, relative_day, short_day

__all__ = ["MONTHS", "count", "local_of", "moment", "relative_day", "short_day"]
