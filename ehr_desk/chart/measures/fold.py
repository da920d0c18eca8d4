"""Pure: scores to their course, safety actions and reports of use to their lists."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.measures import effects
from ehr_desk.chart.measures.rows import MeasureRow, PartialRow, SafetyRow, UseRow

KINDS = frozenset({effects.SCORED})
PARTIAL_KINDS = frozenset({effects.PARTIAL})
SAFETY_KINDS = frozenset({effects.SAFETY})
USE_KINDS = frozenset({effects.USE})


def fold_measures(ordered: Sequence[SignedEffect]) -> list[MeasureRow]:
    """Every score, oldest first, compared with the one before and the first of the same form and score."""
    rows: list[MeasureRow] = []
    last: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, str], int] = {}
    for effect in ordered:
        kind = (_text(effect, "form_id"), _text(effect, "score_id"))
        score = int(effect.data.get("score") or 0)
        before = last.get(kind)
        rows.append(
            MeasureRow(
                form_id=kind[0],
                title=_text(effect, "title"),
                score_id=kind[1],
                on=effect.effective_on,
                score=score,
                maximum=int(effect.data.get("maximum") or 0),
                band=_text(effect, "band"),
                flagged=bool(effect.data.get("flagged")),
                entry_id=effect.entry_id,
                change=None if before is None else score - before,
                first=first.get(kind),
                positive=bool(effect.data.get("positive")),
            )
        )
        last[kind] = score
        first.setdefault(kind, score)
    return rows


def fold_partial(ordered: Sequence[SignedEffect]) -> list[PartialRow]:
    """Every measure without a total, oldest first."""
    return [
        PartialRow(
            form_id=_text(effect, "form_id"),
            title=_text(effect, "title"),
            score_id=_text(effect, "score_id"),
            on=effect.effective_on,
            least=int(effect.data.get("least") or 0),
            maximum=int(effect.data.get("maximum") or 0),
            declined=int(effect.data.get("declined") or 0),
            flagged=bool(effect.data.get("flagged")),
            positive=bool(effect.data.get("positive")),
            entry_id=effect.entry_id,
        )
        for effect in ordered
    ]


def fold_safety(ordered: Sequence[SignedEffect]) -> list[SafetyRow]:
    """Every action, oldest first."""
    return [
        SafetyRow(
            on=effect.effective_on,
            what=_text(effect, "what"),
            level=_text(effect, "level"),
            assessed_by=_text(effect, "assessed_by"),
            entry_id=effect.entry_id,
            unscored=_text(effect, "unscored"),
        )
        for effect in ordered
    ]


def fold_use(ordered: Sequence[SignedEffect]) -> list[UseRow]:
    """Every report, oldest first."""
    return [
        UseRow(
            on=effect.effective_on,
            asked=bool(effect.data.get("asked")),
            used=bool(effect.data.get("used")),
            events=[
                {str(key): str(value) for key, value in event.items()} for event in effect.data.get("events") or []
            ],
            craving=effect.data.get("craving"),
            entry_id=effect.entry_id,
        )
        for effect in ordered
    ]


def _text(effect: SignedEffect, key: str) -> str:
    value = effect.data.get(key)
    return "" if value is None else str(value)
