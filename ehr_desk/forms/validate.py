"""What a form has to be as a whole: references that exist and fit, no circles, scores with a known range."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn

from ehr_desk.forms.errors import ConditionError
from ehr_desk.forms.grammar import Compare, Declined, leaves, parse
from ehr_desk.forms.items import Item, Score
from ehr_desk.forms.lines import Key
from ehr_desk.forms.loader_items import Place
from ehr_desk.forms.model import Form
from ehr_desk.forms.plan import SCORE, CircleError, build_plan
from ehr_desk.forms.scores import score_range
from ehr_desk.forms.values import UnfitError, clean_value
from ehr_desk.forms.words import CHOICE_TYPES, DATE_TYPES, NUMBER_TYPES, SCORED_TYPES, SHARED_ROLES, TEXT_TYPES


def validate(form: Form, places: Mapping[str, Place]) -> None:
    """Refuses a form with a :class:`FormError` at the first thing that cannot work."""
    _Validator(form, places).run()


class _Validator:
    def __init__(self, form: Form, places: Mapping[str, Place]) -> None:
        self._form = form
        self._places = places
        self._items = {item.id: item for item in form.walk()}
        self._scores = {score.id: score for score in form.scores}
        self._rows: dict[str, tuple[str, ...]] = {}
        self._note_rows(form.items, ())

    def run(self) -> None:
        for item in self._items.values():
            self._condition(item, item.show_if, ("show_if",))
            for position, alert in enumerate(item.alerts):
                single = (*self._places[item.id].key, "alert", 0) not in self._lines(item.id)
                key: Key = ("alert",) if single else ("alert", position)
                self._condition(item, alert.when, (*key, "when"))
                self._needs(item, alert.needs, (*key, "needs"))
            for position, name in enumerate(item.sources):
                self._reachable(item, name, ("sources", position))
        for score in self._scores.values():
            self._members(score)
        self._roles()
        self._circles()
        for score in self._scores.values():
            self._bands(score)

    def _note_rows(self, items: tuple[Item, ...], around: tuple[str, ...]) -> None:
        for item in items:
            self._rows[item.id] = around
            self._note_rows(item.items, (*around, item.id) if item.repeats else around)

    def _lines(self, name: str) -> Mapping[Key, int]:
        return self._places[name].source.lines

    def _fail(self, name: str, key: Key, message: str, remedy: str) -> NoReturn:
        place = self._places[name]
        place.source.fail((*place.key, *key), message, remedy)

    def _condition(self, item: Item, text: str, key: Key) -> None:
        if not text:
            return
        try:
            node = parse(text)
        except ConditionError as error:
            self._fail(item.id, key, error.message, error.remedy)
        for leaf in leaves(node):
            if isinstance(leaf, Compare | Declined) and leaf.is_score:
                self._score_leaf(item, leaf, key)
                continue
            self._reachable(item, leaf.name, key)
            if isinstance(leaf, Declined) and not self._items[leaf.name].may_decline:
                self._fail(
                    item.id, key, f"{leaf.name} cannot be declined.", f"Write may_decline = true for {leaf.name}."
                )
            if isinstance(leaf, Compare):
                self._compare(item, leaf, self._items[leaf.name], key)
            elif self._items[leaf.name].type == "info":
                self._fail(item.id, key, f"{leaf.name} is never answered, it only informs.", "Name another item.")

    def _reachable(self, item: Item, name: str, key: Key) -> None:
        if name not in self._items:
            self._fail(item.id, key, f"there is no item {name!r}.", "Write the id of an item of this form.")
        rows = self._rows[name]
        if rows != self._rows[item.id][: len(rows)]:
            self._fail(
                item.id,
                key,
                f"{name} is answered in the rows of {rows[-1]}, which cannot be seen from here.",
                f"Put {item.id} into the same group, or use answered({rows[-1]}).",
            )
        self._same_hand(item, self._items[name].per, name, key)

    def _same_hand(self, item: Item, per: str, name: str, key: Key) -> None:
        """What is written once for all must not depend on what one client answered."""
        if item.per == "session" and per == "client":
            self._fail(
                item.id,
                key,
                f"{item.id} is written once per session and cannot depend on {name}, which each client answers.",
                'Write per = "client" for it too.',
            )

    def _score_leaf(self, item: Item, leaf: Compare | Declined, key: Key) -> None:
        score = self._scores.get(leaf.name)
        if score is None:
            self._fail(item.id, key, f"there is no score {leaf.name!r}.", "Write score.<id of a score of this form>.")
        if isinstance(leaf, Compare) and (not isinstance(leaf.literal, Decimal) or leaf.op == "contains"):
            self._fail(item.id, key, f"score.{leaf.name} is a number.", f"Write score.{leaf.name} >= 10.")
        for name in score.items:
            if name in self._items:
                self._same_hand(item, self._items[name].per, f"score.{leaf.name}", key)

    def _compare(self, item: Item, leaf: Compare, other: Item, key: Key) -> None:
        wanted = _wrong_literal(leaf, other)
        if wanted:
            self._fail(item.id, key, f"{leaf.name} cannot be compared like this.", wanted)

    def _needs(self, item: Item, needs: tuple[str, ...], key: Key) -> None:
        for position, name in enumerate(needs):
            self._reachable(item, name, (*key, position))
            if self._items[name].type == "info":
                self._fail(item.id, (*key, position), f"{name} cannot be answered.", "Name an item with an answer.")

    def _members(self, score: Score) -> None:
        name = SCORE + score.id
        for position, member in enumerate(score.items):
            key: Key = (score.method, position)
            if member.startswith(SCORE):
                if member.removeprefix(SCORE) not in self._scores:
                    self._fail(name, key, f"there is no score {member!r}.", "Write score.<id of a score>.")
                continue
            item = self._items.get(member)
            if item is None:
                self._fail(name, key, f"there is no item {member!r}.", "Write the id of an item of this form.")
            if self._rows[member]:
                self._fail(name, key, f"{member} repeats and has no single value.", "Score items outside of rows.")
            self._scorable(name, key, item)
        hands = {self._items[member].per for member in score.items if member in self._items}
        if len(hands) > 1:
            self._fail(name, (score.method,), "the score mixes session and client items.", "Make two scores.")

    def _scorable(self, name: str, key: Key, item: Item) -> None:
        if item.type not in SCORED_TYPES:
            self._fail(name, key, f"{item.id} is a {item.type} and has no points.", "Take it out of the score.")
        bare = next((choice.label for choice in item.choices if choice.points is None), None)
        if bare is not None:
            self._fail(
                name, key, f"the answer {bare!r} of {item.id} has no points.", f'Write its list as "{bare}" = 0.'
            )
        if item.type in NUMBER_TYPES and (item.min is None or item.max is None):
            self._fail(name, key, f"the range of {item.id} is not known.", "Give the item min and max.")

    def _roles(self) -> None:
        """An effect looks for the one item of a role: two in the same rows would be a guess."""
        seen: dict[tuple[tuple[str, ...], str], str] = {}
        for item in self._items.values():
            if not item.role or item.role in SHARED_ROLES:
                continue
            before = seen.setdefault((self._rows[item.id], item.role), item.id)
            if before != item.id:
                self._fail(
                    item.id, ("role",), f"{before} has the role {item.role} already.", "Give it to one item only."
                )

    def _circles(self) -> None:
        try:
            build_plan(self._form.items, self._form.scores)
        except CircleError as error:
            first = next((step for step in error.steps if self._is_written(step)), error.steps[0])
            key: Key = () if first.startswith(SCORE) else ("show_if",)
            self._fail(first, key, error.message, error.remedy)

    def _is_written(self, step: str) -> bool:
        return not step.startswith(SCORE) and bool(self._items[step].show_if)

    def _bands(self, score: Score) -> None:
        low, high = score_range(self._form, score)
        if score.bands and score.bands[0].start != low:
            self._fail(
                SCORE + score.id,
                ("bands", 0),
                f"the score begins at {low}, its first band at {score.bands[0].start}.",
                f"Let the first band begin at {low}.",
            )
        for position, band in enumerate(score.bands):
            if band.start > high:
                self._fail(
                    SCORE + score.id,
                    ("bands", position),
                    f"the score ends at {high}, this band begins at {band.start}.",
                    "Correct the band or the items of the score.",
                )


def _wrong_literal(leaf: Compare, item: Item) -> str:
    """What to write instead, or nothing if the comparison fits the type of the item."""
    literal, op, name = leaf.literal, leaf.op, item.id
    equal = op in ("==", "!=")
    if item.type == "yesno":
        fits = isinstance(literal, bool) and equal
        return "" if fits else f"Write {name} == true or {name} == false."
    if item.type in NUMBER_TYPES:
        fits = isinstance(literal, Decimal) and op != "contains"
        return "" if fits else f"Compare {name} with a number."
    if item.type in TEXT_TYPES:
        fits = isinstance(literal, str) and (equal or op == "contains")
        return "" if fits else f'Write {name} == "..." or {name} contains "...".'
    if item.type in DATE_TYPES:
        fits = isinstance(literal, str) and op != "contains" and _is_stored(item, literal)
        return "" if fits else f"Compare {name} with a {item.type} in quotation marks, as it is stored."
    if item.type in CHOICE_TYPES:
        return _wrong_choice(leaf, item)
    return f"Write answered({name})."


def _wrong_choice(leaf: Compare, item: Item) -> str:
    if isinstance(leaf.literal, Decimal) and item.type == "choice":
        scored = all(choice.points is not None for choice in item.choices)
        return "" if scored and leaf.op != "contains" else f"The answers of {item.id} have no points; use a label."
    wanted = ("==", "!=") if item.type == "choice" else ("contains",)
    if leaf.op not in wanted or not isinstance(leaf.literal, str):
        return f'Write {item.id} {wanted[0]} "one of its labels".'
    labels = [choice.label for choice in item.choices]
    return "" if leaf.literal in labels else f"Its labels are: {', '.join(labels)}."


def _is_stored(item: Item, literal: str) -> bool:
    """Whether an answer of the item could be stored as exactly this text."""
    try:
        return bool(clean_value(item, literal) == literal)
    except UnfitError:
        return False
