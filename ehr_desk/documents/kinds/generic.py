"""Any form-based entry on paper: sections as headings, short answers under labels, notes as text, tables as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ehr_desk.documents.days import day, moment
from ehr_desk.documents.kinds.frame import (
    SourceNotes,
    author_text,
    capital,
    changed_why,
    changed_word,
    client_facts,
    client_header,
    note_blocks,
    shown,
)
from ehr_desk.documents.kinds.links import link_table
from ehr_desk.documents.model import (
    Block,
    ClientHeader,
    Column,
    Fact,
    Facts,
    Heading,
    KeyFigure,
    KeyFigures,
    Panel,
    Paragraph,
    Row,
    Sentence,
    Table,
)
from ehr_desk.forms import Form, Item, is_declined, visible

Json = Any
_WIDE = 60
_LONG = 320
_MOST_COLUMNS = 7
_SCORED_RUN = 3
_SHORT = frozenset({"text", "integer", "scale", "decimal", "date", "time", "datetime", "yesno", "choice", "multi"})
_IN_PANEL = frozenset({"effective_on"})


class EntryComposer:
    """Turns one signed body into blocks. Document kinds with a layout of their own extend ``handlers``.

    A handler gets the item and its answer and returns blocks, or ``None`` to leave the item to the general way.
    """

    in_panel: frozenset[str] = _IN_PANEL
    small_print = True
    """Whether the form's own explanations are set small."""

    def __init__(self, body: Mapping[str, Json], form: Form) -> None:
        self.body = body
        self.form = form
        self.answers: Mapping[str, Json] = body.get("answers", {})
        self.notes = SourceNotes(body.get("sources"))
        self.depth = 0
        if form.category == "consent":
            # Its date and its statements are elements of the consent itself, 42 CFR 2.31(a): shown like the rest.
            self.in_panel, self.small_print = frozenset(), False
        self.handlers: dict[str, Callable[[Item, Json], list[Block] | None]] = {}

    def blocks(self) -> list[Block]:
        """The whole text of the document, without signatures."""
        blocks: list[Block] = [*self.opening(), *self.sections(self.form.items)]
        if len(blocks) == 1:
            blocks.append(Paragraph((Sentence("No answers were recorded."),)))
        return [*blocks, *self.confirmed(), *self.credits(), *self.notes.blocks()]

    def confirmed(self) -> list[Block]:
        """What the author confirmed before signing, with the reasons given; nothing where there is nothing."""
        told = [Fact(str(one["what"]), str(one["reason"]), wide=True) for one in self.body.get("confirmed", ())]
        return [Heading("Confirmed before signing"), Facts(tuple(told))] if told else []

    def client(self) -> ClientHeader:
        """What every page says of the client."""
        return client_header(self.body)

    def subtitle(self) -> str:
        """The line below the title."""
        start = str(self.body.get("start") or "")
        when = f"{day(str(self.body['effective_on']))} {start}".strip() if self.body.get("effective_on") else ""
        parts = [f"for {when}"] if when else []
        kind = str(self.body.get("version_kind") or self.body.get("kind", "original"))
        parts += [self.version_words(kind)] if kind != "original" else []
        wrote, signed = self.body.get("in_place_of"), self.body.get("author", {})
        parts += [f"written by {author_text(wrote or signed)}"] if wrote or signed else []
        parts += [f"{changed_word(self.body)} by {author_text(signed)}"] if wrote else []
        return " \u00b7 ".join(parts)

    def version_words(self, kind: str) -> str:
        """What kind of version this is; of a late entry, also of a corrected one, when it was signed first (its service
        stands beside it)."""
        words = kind.replace("_", " ")
        late = str(self.body.get("late_entry", ""))
        if late:
            return f"{words} of a late entry, first signed {moment(late[:16])}"
        signed = str(self.body.get("signed_local", ""))
        return f"{words}, signed {moment(signed[:16])}" if kind == "late_entry" and signed else words

    def opening(self) -> list[Block]:
        """Client panel and scores."""
        facts = client_facts(client_header(self.body), str(self.body.get("effective_on", "")))
        reason = changed_why(self.body)
        facts += [Fact("Reason for this version", reason, wide=True)] if reason else []
        tiles = self.score_tiles()
        return [Panel(tuple(facts)), *([KeyFigures(tiles)] if tiles else [])]

    def score_tiles(self) -> tuple[KeyFigure, ...]:
        """The computed scores of a measure."""
        scores = self.body.get("scores", {})
        tiles = []
        for score in self.form.scores:
            result = scores.get(score.id) or {}
            note = str(result.get("note", "")).rstrip(".")  # there where questions were declined
            if result.get("value") is not None:
                value = f"{result['value']} of {result['maximum']}"
                said = ", ".join(part for part in (str(result.get("band", "")), note[:1].lower() + note[1:]) if part)
                tiles.append(KeyFigure(score.text or score.id, value, said))
            elif note and not score.part and len(score.items) > 1:
                tiles.append(KeyFigure(score.text or score.id, "No score", capital(note.partition(": ")[2])))
        return tuple(tiles[:4])

    def credits(self) -> list[Block]:
        """Copyright line of a published instrument."""
        lines = [line for line in (self.form.copyright, self.form.licence) if line]
        return [Paragraph((Sentence(" ".join(lines)),), small=True)] if lines else []

    def sections(self, items: Sequence[Item]) -> list[Block]:
        """All visible items in form order under their section headings."""
        blocks: list[Block] = []
        for title, members in _sections(items):
            inside = self.section(title, members)
            if inside:
                blocks += [Heading(title), *inside] if title else inside
        return blocks

    def section(self, title: str, items: Sequence[Item]) -> list[Block]:
        """The blocks of one section."""
        shown = [item for item in items if self.prints(item)]
        lone = len([item for item in shown if item.type != "info"]) == 1
        blocks: list[Block] = []
        facts: list[Fact] = []
        at = 0
        while at < len(shown):
            run = self._scored_run(shown[at:])
            if run:
                blocks += [*_flush(facts), self._scored_table(run)]
                at += len(run)
                continue
            item = shown[at]
            made = self._handled(item)
            if made is None and item.type in _SHORT and not self._long(item):
                facts.append(self._fact(item))
            else:
                blocks += _flush(facts)
                blocks += made if made is not None else self.plain(item, title, lone=lone)
            at += 1
        return [*blocks, *_flush(facts)]

    def prints(self, item: Item) -> bool:
        """Whether an item has anything to print here."""
        if item.pdf == "hide" or item.role in self.in_panel:
            return False
        if item.type == "info":
            # What a form says under a condition ("the screen is positive") is said on paper under it too.
            return not item.show_if or self.depth > 0 or item.id in self._places
        if item.is_group and not item.repeats:
            return any(self.prints(child) for child in item.items)
        return item.id in self.answers and self.answers[item.id] not in ("", [], None)

    @cached_property
    def _places(self) -> frozenset[str]:
        return visible(self.form, self.answers)

    def plain(self, item: Item, title: str, *, lone: bool) -> list[Block]:
        """An item in the general way: its label where it adds something, then its content."""
        if item.type == "info":
            return [Paragraph((Sentence(item.text),), small=self.small_print)]
        if item.is_group and not item.repeats:
            inside = self.section(title, item.items)
            return [Heading(item.text, min(3 + self.depth, 4)), *inside] if item.text and not lone else inside
        unlabelled = lone or not item.text or item.text.casefold() == title.casefold() or _is_outline(item)
        label: list[Block] = [] if unlabelled else [Heading(item.text, min(3 + self.depth, 4))]
        return [*label, *self.content(item, self.answers[item.id])]

    def content(self, item: Item, value: Json) -> list[Block]:
        """The content of a note, a table or a list of records."""
        if item.is_group:
            return self.rows(item, value)
        if item.is_link:
            return [link_table(item.type, value, self.body)]
        return note_blocks(shown(item, value), self.source_rows(item), self.notes)

    def rows(self, item: Item, rows: Sequence[Mapping[str, Json]]) -> list[Block]:
        """A table, or a part for each row where the rows hold more than short answers."""
        if not _is_outline(item):
            return [self.table(_printed_children(item), rows)]
        blocks: list[Block] = []
        for number, row in enumerate(rows, start=1):
            inner = EntryComposer({**self.body, "answers": row, "scores": {}}, self.form)
            inner.notes, inner.depth = self.notes, self.depth + 1
            # The row's first answer is its name: "Problem 2: Panic attacks on the way to work".
            first, rest = item.items[0], item.items[1:]
            named = first.type in _SHORT and first.id in row
            label = first.text if named else item.text
            label += f" {number}" if len(rows) > 1 else ""
            label += f": {shown(first, row[first.id])}" if named else ""
            blocks += [Heading(label, min(3 + self.depth, 4)), *inner.section("", rest if named else item.items)]
        return blocks

    def table(self, children: Sequence[Item], rows: Sequence[Mapping[str, Json]]) -> Table:
        """Rows under the children's texts; a column nobody filled is left out."""
        used = [child for child in children if any(row.get(child.id) not in (None, "", []) for row in rows)] or list(
            children[:1]
        )
        columns = tuple(
            Column(child.text, align="right" if child.type in ("integer", "decimal") else "left") for child in used
        )
        cells = (tuple(shown(child, row[child.id]) if child.id in row else "" for child in used) for row in rows)
        return Table(columns, tuple(Row(each) for each in cells))

    def source_rows(self, item: Item) -> list[tuple[str, str]]:
        """(sentence, entry) of the tables an item names as its sources."""
        found: list[tuple[str, str]] = []
        for table_id in item.sources:
            table = next((each for each in self.form.walk() if each.id == table_id), None)
            roles = {child.role: child.id for child in table.items} if table else {}
            for row in self.answers.get(table_id, []):
                found.append((str(row.get(roles.get("sentence", ""), "")), str(row.get(roles.get("entry", ""), ""))))
        return [pair for pair in found if pair[1]]

    def _handled(self, item: Item) -> list[Block] | None:
        handler = self.handlers.get(item.role) if item.role else None
        return handler(item, self.answers[item.id]) if handler and item.id in self.answers else None

    def _fact(self, item: Item) -> Fact:
        value = shown(item, self.answers[item.id])
        return Fact(item.text, value, wide=len(value) > _WIDE or len(item.text) > _WIDE)

    def _long(self, item: Item) -> bool:
        value = self.answers[item.id]
        return isinstance(value, str) and (len(value) > _LONG or "\n" in value)

    def _scored_run(self, items: Sequence[Item]) -> list[Item]:
        """Questions of a scored instrument that follow each other: they read best as a table."""
        run: list[Item] = []
        for item in items:
            answer = self.answers.get(item.id)
            if item.type != "choice" or (item.points_of(str(answer)) is None and not is_declined(answer)):
                break
            run.append(item)
        return run if len(run) >= _SCORED_RUN else []

    def _scored_table(self, items: Sequence[Item]) -> Table:
        rows = []
        for item in items:
            answer = self.answers[item.id]
            points = item.points_of(str(answer))
            rows.append(Row((item.text, shown(item, answer), "" if points is None else str(points))))
        return Table((Column("Question"), Column("Answer"), Column("Points", align="right")), tuple(rows))


def _printed_children(item: Item) -> list[Item]:
    return [child for child in item.items if child.pdf != "hide" and child.type != "info"]


def _is_outline(item: Item) -> bool:
    """Whether the rows of a group hold more than a table can show: groups, lists of records, many columns."""
    children = _printed_children(item)
    plain = all(child.type in _SHORT or child.type == "note" for child in children)
    return item.is_group and not (plain and len(children) <= _MOST_COLUMNS)


def _sections(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    sections: list[tuple[str, list[Item]]] = []
    for item in items:
        if item.section or not sections:
            sections.append((item.section, []))
        sections[-1][1].append(item)
    return sections


def _flush(facts: list[Fact]) -> list[Block]:
    """Short answers under their labels; a run of whole questions reads best as a table."""
    if not facts:
        return []
    asked = sum(fact.label.rstrip().endswith("?") for fact in facts)
    if asked >= _SCORED_RUN and asked * 2 > len(facts):
        rows = [Row((fact.label, fact.value)) for fact in facts]
        block: Block = Table((Column("Question"), Column("Answer")), tuple(rows))
    else:
        block = Facts(tuple(facts))
    facts.clear()
    return [block]
