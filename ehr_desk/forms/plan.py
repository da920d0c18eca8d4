"""How the items of a form depend on one another: who lies in whom, and in which order to look at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from ehr_desk.forms.errors import ConditionError
from ehr_desk.forms.grammar import Answered, Declined, Node, leaves, parse
from ehr_desk.forms.items import Item, Score

SCORE = "score."
"""A step of the plan is an item id, or this followed by a score id."""


class CircleError(ConditionError):
    """Items or scores wait for one another. ``steps`` is the circle, its first step again at the end."""

    def __init__(self, steps: Sequence[str]) -> None:
        super().__init__(
            "These wait for one another in a circle: " + " -> ".join(steps) + ".",
            "Take one of them out of a show_if or a score.",
        )
        self.steps = tuple(steps)


@dataclass(frozen=True)
class Plan:
    """The dependencies of one form, worked out once.

    ``rows`` gives the repeating groups around an item, outermost first; ``parents`` the group it lies in
    directly (``""`` at the top); ``alerts`` the conditions of its alerts; ``order`` names
    every item and score after all that it depends on.
    """

    items: Mapping[str, Item]
    scores: Mapping[str, Score]
    parents: Mapping[str, str]
    rows: Mapping[str, tuple[str, ...]]
    conditions: Mapping[str, Node]
    alerts: Mapping[str, tuple[Node, ...]]
    order: tuple[str, ...]
    dependents: Mapping[str, frozenset[str]]

    def affected(self, item: str) -> frozenset[str]:
        """The items and scores that may change when this item's answer does, directly or through others."""
        found: set[str] = set()
        waiting = [item]
        while waiting:
            new = self.dependents.get(waiting.pop(), frozenset()) - found
            found |= new
            waiting.extend(new)
        return frozenset(found)


def build_plan(items: Sequence[Item], scores: Sequence[Score]) -> Plan:
    """The plan of a form whose references are known to exist.

    Raises :class:`CircleError` for items or scores that wait for one another, :class:`ConditionError` for a
    condition that cannot be read.
    """
    index: dict[str, Item] = {}
    parents: dict[str, str] = {}
    rows: dict[str, tuple[str, ...]] = {}
    _place(items, "", (), index, parents, rows)
    conditions = {item.id: parse(item.show_if) for item in index.values() if item.show_if}
    needs: dict[str, set[str]] = {}
    for item in index.values():
        needs[item.id] = set(_references(conditions.get(item.id), index))
        if parents[item.id]:
            needs[item.id].add(parents[item.id])
    for score in scores:
        needs[SCORE + score.id] = set(score.items)
    dependents: dict[str, set[str]] = {}
    for step, before in needs.items():
        for one in before:
            dependents.setdefault(one, set()).add(step)
    return Plan(
        items=index,
        scores={score.id: score for score in scores},
        parents=parents,
        rows=rows,
        conditions=conditions,
        alerts={item.id: tuple(parse(alert.when) for alert in item.alerts) for item in index.values() if item.alerts},
        order=_ordered(needs),
        dependents={step: frozenset(after) for step, after in dependents.items()},
    )


def _place(
    items: Iterable[Item],
    parent: str,
    around: tuple[str, ...],
    index: dict[str, Item],
    parents: dict[str, str],
    rows: dict[str, tuple[str, ...]],
) -> None:
    for item in items:
        index[item.id] = item
        parents[item.id] = parent
        rows[item.id] = around
        if item.items:
            _place(item.items, item.id, (*around, item.id) if item.repeats else around, index, parents, rows)


def _references(node: Node | None, index: Mapping[str, Item]) -> Iterable[str]:
    """What a condition looks at. ``answered(group)`` looks at everything in a group that does not repeat."""
    for leaf in leaves(node) if node is not None else ():
        if not isinstance(leaf, Answered | Declined) or (isinstance(leaf, Declined) and leaf.is_score):
            yield SCORE + leaf.name if leaf.is_score else leaf.name
            continue
        item = index[leaf.name]
        inside = item.walk() if item.is_group and not item.repeats else (item,)
        yield from (one.id for one in inside)


def _ordered(needs: Mapping[str, set[str]]) -> tuple[str, ...]:
    sorter = TopologicalSorter({step: sorted(before) for step, before in needs.items()})
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        raise CircleError(list(reversed(error.args[1]))) from None
