"""What a change of a score means, and who says so: ``resources/measures/thresholds.toml`` in words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ehr_desk.chart.measures.rows import MeasureRow
from ehr_desk.ui.widgets.dates import show_date


@dataclass(frozen=True, slots=True)
class Threshold:
    """How a score is read. Numbers are points, 0 where nothing is published; ``sources`` say who found them."""

    better: str = "lower"
    reliable: int = 0
    meaningful: int = 0
    response_percent: int = 0
    remission_below: int = 0
    sources: tuple[str, ...] = ()


def read_thresholds(file: Path) -> dict[str, Threshold]:
    """The thresholds by score id."""
    tables: Mapping[str, Mapping[str, Any]] = tomllib.loads(file.read_text("utf-8"))
    return {
        score_id: Threshold(
            str(one.get("better", "lower")),
            int(one.get("reliable_change", 0)),
            int(one.get("meaningful_change", 0)),
            int(one.get("response_percent", 0)),
            int(one.get("remission_below", 0)),
            tuple(one.get("sources", ())),
        )
        for score_id, one in tables.items()
    }


def change_words(rows: Sequence[MeasureRow], admitted_on: date | None, known: Threshold | None) -> str:
    """The change from admission (else from the first score) to the newest score, and whether it is more than chance.

    ``rows`` are of one score, oldest first. Empty where there is nothing to compare.
    """
    if not rows:
        return ""
    since = [row for row in rows if admitted_on is None or row.on >= admitted_on] or list(rows)
    first, last = since[0], since[-1]
    if first is last:
        return ""
    start = "Since admission" if admitted_on and first.on >= admitted_on else "Since the first time"
    points = last.score - first.score
    moved = "no change" if points == 0 else f"{abs(points)} {'higher' if points > 0 else 'lower'}"
    said = f"{start} ({first.score} on {show_date(first.on)}): {moved}"
    return f"{said}. {_judged(first, last, known)}".strip() if known is not None else f"{said}."


def _judged(first: MeasureRow, last: MeasureRow, known: Threshold) -> str:
    gained = last.score - first.score if known.better == "higher" else first.score - last.score
    if not known.reliable:
        return "No reliable change is published for it."
    if abs(gained) < known.reliable:
        return f"Within chance: less than {known.reliable} points."
    way = "Reliably better" if gained > 0 else "Reliably worse"
    words = f"{way}: {known.reliable} points or more are more than chance."
    if known.response_percent and first.score and gained * 100 >= first.score * known.response_percent:
        words += f" A response: {known.response_percent} percent or more of the first score."
    if known.remission_below and last.score < known.remission_below <= first.score:
        words += f" Remission: below {known.remission_below}."
    return words
