"""What a correction of a signed entry can be, and how far it goes, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ehr_desk.chart.entries.additions import returned_addenda
from ehr_desk.chart.entries.shared_text import SharedChart
from ehr_desk.common.clock import Clock
from ehr_desk.ui.pages.record.words import count, local_of, moment

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry

SHARED = "Session text, in every chart that has it"
EVERYWHERE = "Session text, also in the charts where it differs"
CORRECTIONS = {
    "Correction": "correction",
    "Amendment at the client's request": "amendment_at_client_request",
}


def charts_words(charts: Sequence[SharedChart]) -> str:
    """Which charts get a new version where the session text is corrected for all of them."""
    same = [one.client_name for one in charts if not one.differs]
    other = [one.client_name for one in charts if one.differs]
    words = (
        f"The session text stands in {count(len(same), 'chart')}: {'; '.join(same)}. Corrected for all, each gets a "
        "version of its own."
    )
    if not other:
        return words
    return f"{words} It differs in {count(len(other), 'chart')}: {'; '.join(other)}. That text stays unless you choose."


def shared_kinds(charts: Sequence[SharedChart]) -> tuple[str, ...]:
    """How far a correction of the session text can go, given the charts that have it."""
    same = sum(1 for one in charts if not one.differs)
    far = len(charts) > 1 and same < len(charts)
    return (*((SHARED,) if same > 1 else ()), *((EVERYWHERE,) if far else ()))


def own_returned(opened: OpenEntry, staff_id: str) -> bool:
    """Whether an addendum of this person was handed back and has not been signed anew."""
    return any(one.body["author"]["staff_id"] == staff_id for one in returned_addenda(opened.view))


def handed_back(opened: OpenEntry, clock: Clock, *, shared: bool = False) -> str:
    """The reason of a correction that a supervisor asked for, empty for any other entry. ``shared``: it is signed into
    every chart of a group note; what the others say was perhaps never handed back, and is co-signed already.

    The comment is not part of it: it is kept with the return, not signed into the record a second time.
    """
    if not opened.view.line.returned or not opened.view.returns or returned_addenda(opened.view):
        return ""
    last = opened.view.returns[-1]
    words = "Session text corrected after a review" if shared else "Handed back before co-signing"
    return f"{words} by {last.name}, {moment(local_of(last.returned_at, clock))}."
