"""Who would be in two sessions at once, in words. Pure."""

from __future__ import annotations

from collections.abc import Callable

from ehr_desk.chart.sessions.program import Overlap
from ehr_desk.chart.sessions.times import minutes_of

_MOST = 4


def overlap_words(overlap: Overlap, name: Callable[[str], str]) -> str:
    """One sentence for each person and session, at most four: "Dana Reyes leads Evening group (17:30-20:30) then"."""
    said = []
    for clash in overlap.clashes[:_MOST]:
        other = clash.other
        end = minutes_of(other.start) + other.minutes
        verb = "leads" if clash.staff else "is in"
        said.append(f"{name(clash.person_id)} {verb} {other.title} ({other.start}–{end // 60:02}:{end % 60:02}).")
    left = len(overlap.clashes) - _MOST
    return " ".join([*said, f"And {left} more." if left > 0 else ""]).strip()
