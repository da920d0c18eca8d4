"""Papers whose answer says that the client signs on the screen, and that nobody drew on yet; and entries whose stored
text cannot be read, so that nobody knows whether they wait. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.chart.entries.client_signs import PaperStanding
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.common.days import in_words

CLIENT_SIGNS = "client signs"
"""The act that leads to the field where the client draws."""
_DAMAGED = "is damaged and cannot be read. Run the record check."


def client_signs(papers: Sequence[PaperStanding]) -> list[Attention]:
    """A line for each damaged entry and for each paper that waits, the oldest first."""
    damaged = {one.entry_id: one for one in papers if one.damaged and one.counts}.values()
    waiting = sorted((one for one in papers if one.waits), key=lambda one: (one.on, one.made_at))
    return [
        *(
            Attention("danger", f"{words_of(one)} {_DAMAGED}", "timeline", one.entry_id)
            for one in sorted(damaged, key=lambda one: one.on)
        ),
        *(
            Attention(
                "warning",
                f"{words_of(one)} waits for the client's signature on the screen.",
                CLIENT_SIGNS,
                one.entry_id,
            )
            for one in waiting
        ),
    ]


def words_of(one: PaperStanding) -> str:
    """A paper in words: "Consent to disclose (Mill Counseling) of 5 Nov 2026"."""
    subject = f" ({one.subject})" if one.subject else ""
    return f"{one.title}{subject} of {in_words(one.on)}"
