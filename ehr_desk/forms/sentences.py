"""Sentences built of chosen words: a text file with builders, each of parts with words to choose.

The shipped file is ``resources/phrases/sentences/starter.toml``. Read strictly, like forms: what is wrong is refused
with file, line and what to do. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehr_desk.forms.errors import FormError
from ehr_desk.forms.lines import Key
from ehr_desk.forms.table import Source, Table


@dataclass(frozen=True, slots=True)
class Part:
    """Words for one clause, and what comes before them: "was" and "calm". ``apart``: words of which only one holds."""

    title: str
    lead: str
    words: tuple[str, ...]
    apart: tuple[tuple[str, ...], ...] = ()

    def settled(self, before: Sequence[str], now: Sequence[str]) -> list[str]:
        """The words chosen ``now``, without those that one chosen since ``before`` contradicts."""
        new = [word for word in now if word not in before]
        contrary = {word for group in self.apart if set(group) & set(new) for word in group} - set(new)
        return [word for word in now if word not in contrary]


@dataclass(frozen=True, slots=True)
class Builder:
    """One sentence: its subject, and a clause for each part that has a chosen word."""

    id: str
    title: str
    subject: str
    parts: tuple[Part, ...]

    def sentence(self, chosen: Mapping[str, Sequence[str]]) -> str:
        """The sentence for the words chosen, by the title of their part; empty where none is."""
        clauses = []
        for part in self.parts:
            words = [word for word in part.words if word in chosen.get(part.title, ())]
            if words:
                clauses.append(f"{part.lead} {listed(words)}")
        return f"{self.subject} {_joined(clauses)}." if clauses else ""


def listed(words: Sequence[str]) -> str:
    """ "calm", "calm and open", "calm, open, and tired"."""
    if len(words) < 3:
        return " and ".join(words)
    return f"{', '.join(words[:-1])}, and {words[-1]}"


def _joined(clauses: Sequence[str]) -> str:
    """Clauses one after the other. A comma before "and" tells them from the words inside a clause."""
    if len(clauses) == 1:
        return clauses[0]
    apart = ", and " if len(clauses) > 2 or any(" and " in one for one in clauses) else " and "
    return f"{', '.join(clauses[:-1])}{apart}{clauses[-1]}"


def load_builders(folder: Path) -> tuple[tuple[Builder, ...], tuple[FormError, ...]]:
    """The builders of every ``.toml`` file of a folder, and what is wrong with the files that cannot be used.

    ``starter.toml`` comes last: a clinic's own builders stand first, and in place of those with the same id.
    """
    found: dict[str, Builder] = {}
    faults: list[FormError] = []
    for file in sorted(folder.glob("*.toml"), key=lambda one: (one.name == "starter.toml", one.name)):
        try:
            for builder in read_builders(file.read_text("utf-8"), file):
                found.setdefault(builder.id, builder)
        except FormError as error:
            faults.append(error)
    return tuple(found.values()), tuple(faults)


def read_builders(text: str, path: Path) -> tuple[Builder, ...]:
    """The builders of a text; ``path`` is only named in refusals. Raises :class:`FormError`."""
    source = Source(path, text)
    top = Table(source, (), source.data, "a file of sentences")
    found = tuple(_builder(table) for table in _tables(top, "builder"))
    top.done()
    return found


def _builder(table: Table) -> Builder:
    builder_id = table.name_of("id")
    table.name = f"builder {builder_id}"
    made = Builder(
        id=builder_id,
        title=table.text("title"),
        subject=table.text("subject"),
        parts=tuple(_part(part) for part in _tables(table, "part")),
    )
    table.done()
    return made


def _part(table: Table) -> Part:
    words, groups = table.texts("words"), table.take("apart") or []
    if not isinstance(groups, list) or not all(isinstance(one, list) and set(one) <= set(words) for one in groups):
        table.fail("apart", "apart has words that this part does not have.", 'Write groups of its words: [["a", "b"]].')
    made = Part(table.text("title"), table.text("lead"), words, tuple(tuple(one) for one in groups))
    table.done()
    return made


def _tables(around: Table, name: str) -> Iterator[Table]:
    value: Any = around.take(name)
    key: Key = (*around.key, name)
    if not isinstance(value, list) or not value:
        around.fail(name, f"[[{name}]] is missing in {around.name}.", f"Write at least one [[{name}]].")
    for position, data in enumerate(value):
        yield around.source.table((*key, position), data, f"{name} {position + 1}")
