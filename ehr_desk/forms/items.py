"""The parts of a form: what one question, one list of answers and one score say. Plain frozen data.

A field at its default is left out of the pinned definition and so of the hash: a new field with a
neutral default changes no form that is already in use. Never change a default.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ehr_desk.forms.words import DEFAULT_MAX_LENGTH, GROUP_TYPES, LINK_TYPES


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer: its label and, where the list is scored, its points."""

    label: str
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """What must follow when an answer says so.

    While ``when`` is true the items in ``needs`` have to be answered; without ``needs`` the text itself is
    the finding.
    """

    when: str
    needs: tuple[str, ...] = ()
    level: str = "must"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a form, or a group of them. The words are explained in ``docs/forms.md``.

    A column with ``screen`` "hide" is answered from the record and kept, but not shown. The rows of a group with
    ``fixed_rows`` come from the record: none is added, moved or removed by hand.
    ``may_decline``: "declined to answer" is an answer of its own, without points, and never counted as a no.
    ``carry_forward``: where its first answer comes from, "form.item" (".item": the form's own last entry).
    ``min`` and ``max`` are integers for ``integer`` and ``scale`` and decimal text for ``decimal``.
    """

    id: str
    text: str
    type: str
    required: bool = False
    help: str = ""
    choices: tuple[Choice, ...] = ()
    show_if: str = ""
    alerts: tuple[Alert, ...] = ()
    prefill: str = ""
    role: str = ""
    per: str = ""
    section: str = ""
    readonly: bool = False
    carry_forward: tuple[str, ...] = ()
    pdf: str = "inline"
    search: bool = True
    sources: tuple[str, ...] = ()
    code: str = ""
    unit: str = ""
    lines: int = 0
    max_length: int = DEFAULT_MAX_LENGTH
    min: int | str | None = None
    max: int | str | None = None
    low: str = ""
    high: str = ""
    repeats: bool = False
    screen: str = "show"
    fixed_rows: bool = False
    may_decline: bool = False
    items: tuple[Item, ...] = ()

    @property
    def is_group(self) -> bool:
        """Whether the item holds other items."""
        return self.type in GROUP_TYPES

    @property
    def is_link(self) -> bool:
        """Whether the answer is a list of records of the chart."""
        return self.type in LINK_TYPES

    def points_of(self, label: str) -> int | None:
        """The points of an answer label, ``None`` where it has none or is not in the list."""
        return next((choice.points for choice in self.choices if choice.label == label), None)

    def walk(self) -> Iterator[Item]:
        """The item itself and everything inside it, in the order of the form."""
        yield self
        for child in self.items:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Band:
    """A named part of a score's range: from ``start`` up to the next band."""

    start: int
    label: str


@dataclass(frozen=True, slots=True)
class Change:
    """How many points of difference are more than chance, and which way is better."""

    points: int
    better: str = "lower"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A number computed from answers.

    ``items`` holds item ids and, for a score built on another score, ``score.<id>``. ``count`` counts the
    members with at least ``at_least`` points. With ``missing = "prorate"`` a sum is scaled up when at least
    ``minimum`` members are answered; a question that may be declined is only missing once it is declined, so that no
    number shows before the last question. A ``part`` serves conditions of its form and is no measure of its own.
    ``most`` is what one member of a sum counts at most; 0: whatever its points are.
    """

    id: str
    method: str
    items: tuple[str, ...]
    text: str = ""
    missing: str = "refuse"
    minimum: int = 0
    at_least: int = 1
    bands: tuple[Band, ...] = ()
    change: Change | None = None
    code: str = ""
    part: bool = False
    most: int = 0
