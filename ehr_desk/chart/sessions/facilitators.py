"""Who leads a planned session together: whoever writes its note starts with the other one as co-facilitator."""

from __future__ import annotations

from collections.abc import Mapping

from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.common.canonical import Json


def leaders_of(session: PlannedSessionRow, names: Mapping[str, str]) -> Mapping[str, Json]:
    """The fact "leaders" of a session that two of the staff lead: id to name with credential."""
    if not session.co_staff_id:
        return {}
    return {"leaders": {one: names[one] for one in sorted(session.leaders) if one in names}}


def other_leaders(context: PrefillContext) -> Json:
    """Who leads the planned session besides the author; None where nobody does."""
    leaders = context.session.get("leaders")
    if not isinstance(leaders, Mapping) or context.author is None:
        return None
    return "; ".join(str(name) for one, name in leaders.items() if one != context.author.staff_id) or None
