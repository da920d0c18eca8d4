"""Signed entries as sheets; kept here for pages that look for them beside the chart."""

from __future__ import annotations

from ehr_desk.ui.pages.record.entry_paper import EntryPaper, acts_of, co_seal, paper_of, seal

__all__ = ["EntryPaper", "acts_of", "co_seal", "paper_of", "seal"]
