"""Which stay a page speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ehr_desk.chart.episodes.rows import EpisodeRow


def current_episode(state: Mapping[str, Sequence[Any]]) -> EpisodeRow | None:
    """The open episode, else the last one."""
    episodes: list[EpisodeRow] = list(state.get("episodes", ()))
    return next((one for one in reversed(episodes) if one.is_open), episodes[-1] if episodes else None)
