"""Errors in words; kept here for pages that look for it beside the chart."""

from __future__ import annotations

from ehr_desk.ui.pages.record.faults import tell, words_of

__all__ = ["tell", "words_of"]
