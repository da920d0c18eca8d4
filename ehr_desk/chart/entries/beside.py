"""The record that an entry about to be signed is held against, with what is signed before it in the same act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.pending import Pending
from ehr_desk.chart.entries.rooms import ChartState, Filled
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.entries.state import LaterState, Past, StoredState, StoredStates, past_of
from ehr_desk.forms import Finding


def states(
    session: Session,
    draft: DraftRow,
    client_id: str,
    heart: Heart,
    day: date,
    today: date,
    batch: Sequence[Pending],
    together: StoredStates | None = None,
) -> tuple[ChartState, ChartState | None]:
    """All of the chart but the entry itself, and what comes before the entry (effective on ``day``) where that is less.
    ``batch`` counts as signed. ``together``: the rows of all charts of a draft for several."""
    folds = heart.fold_by_name

    def past() -> Past:
        return _past(session, client_id, batch)

    plain = not draft.amends and all(one.filled.client.id != client_id for one in batch)
    chart: ChartState = (
        StoredState(session, client_id, folds, together)
        if plain
        else LaterState(lambda: past().state(folds, without_entry=draft.amends))
    )
    late = bool(draft.amends) or day < today
    return chart, LaterState(lambda: past().before(folds, draft.amends, day)) if late else None


def judged(
    session: Session,
    draft: DraftRow,
    filled: Filled,
    effects: tuple[Effect, ...],
    heart: Heart,
    batch: Sequence[Pending],
) -> list[Finding]:
    """What the record would come to, where an entry changes what was stated before or states anything itself.

    A correction or a mark of error can leave what no entry says: two open stays, a stay that ends before it begins.
    """
    kinds = {effect.kind for effect in effects}
    wanted = [check for check in heart.results if draft.amends or check.kinds & kinds]
    if draft.kind == "addendum" or not wanted:
        return []
    past = _past(session, filled.client.id, batch)
    before = past.state(heart.fold_by_name)
    after = past.with_entry(filled.entry_id, draft.kind, effects, filled.author).state(heart.fold_by_name)
    return [finding for check in wanted for finding in check.rule(filled, before, after)]


def _past(session: Session, client_id: str, batch: Sequence[Pending]) -> Past:
    found = past_of(session, client_id)
    for one in batch:
        if one.filled.client.id == client_id:
            found = found.with_entry(one.filled.entry_id, one.draft.kind, one.effects, one.filled.author)
    return found
