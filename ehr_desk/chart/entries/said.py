"""What an assembled draft remembers of what the record said before: open choices, and sentences that no longer hold.

It is kept with what was filled in (``Draft.carried``), under keys that no item can have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ehr_desk.chart.entries.sentences import Choice, Merged, again

_CHOICES, _GONE = "?choices", "?gone"


@dataclass
class Said:
    """``choices`` by item; ``gone``: sentences that the record gave once and no longer gives, with their entries."""

    choices: dict[str, list[Choice]] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def kept(cls, carried: Mapping[str, Any]) -> Said:
        """As it was kept with a draft."""
        choices = {name: [Choice(**one) for one in ones] for name, ones in carried.get(_CHOICES, {}).items()}
        return cls(choices, dict(carried.get(_GONE, {})))

    def to_keep(self) -> dict[str, Any]:
        """As it is kept with a draft; nothing where there is nothing."""
        choices = {name: [asdict(one) for one in ones] for name, ones in self.choices.items() if ones}
        return {key: value for key, value in ((_CHOICES, choices), (_GONE, self.gone)) if value}

    def moved_on(self, before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> None:
        """Remember what the record says no longer, and forget it where it says it again."""
        now = {sentence for sentence, _ in after}
        left = [row for row in before if row[0] not in now]
        self.gone |= {sentence: [entry for each, entry in left if each == sentence and entry] for sentence, _ in left}
        self.gone = {sentence: entries for sentence, entries in self.gone.items() if sentence not in now}

    def choose(self, item: str, merged: Merged, before: Sequence[str], after: Sequence[str]) -> None:
        """Keep the choices of a text: new ones, and those that are still open."""
        own = {one.own for one in merged.choices}
        earlier = [again(one, before, after) for one in self.choices.get(item, []) if one.own not in own]
        self.choices[item] = [one for one in (*earlier, *merged.choices) if one.is_open(merged.text)]
