"""Large print of what a client takes home: the same words in 18 point type, without tables and side-by-side columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ehr_desk.documents.model import (
    AUTHOR_FIELD,
    Block,
    Bullets,
    Callout,
    Card,
    Document,
    Fact,
    Facts,
    Heading,
    KeyFigures,
    Medications,
    Notice,
    Panel,
    Paragraph,
    Row,
    Sentence,
    Signatures,
    SignatureSlot,
    Sources,
    Table,
)


def enlarge(document: Document, maker: str, added: Sequence[Block] = ()) -> Document:
    """The document in large print, then what was added to it. The places of the original's signatures give way to one
    of who made this."""
    blocks = [each for block in document.blocks for each in _enlarged(block)]
    blocks = [*_without_ending(blocks), *(each for block in added for each in _enlarged(block))]
    signature = (Heading("Certified by"), Signatures((SignatureSlot(AUTHOR_FIELD, "Made by", maker),)))
    return replace(document, large=True, kind="large_print", blocks=(*blocks, *signature))


def _without_ending(blocks: list[Block]) -> list[Block]:
    """Without headings of what is left out at the end."""
    last = next((at for at in range(len(blocks), 0, -1) if not isinstance(blocks[at - 1], Heading)), 0)
    return blocks[:last]


def _enlarged(block: Block) -> Iterator[Block]:
    if isinstance(block, Signatures | Notice | Sources):
        return
    if isinstance(block, Panel):
        yield Panel(tuple(_plain(fact) for fact in block.facts), columns=1)
    elif isinstance(block, Facts):
        yield Facts(tuple(_plain(fact) for fact in block.facts), columns=1)
    elif isinstance(block, KeyFigures):
        tiles = ((one.label, ", ".join(part for part in (one.value, one.note) if part)) for one in block.tiles)
        yield Facts(tuple(Fact(label, words, wide=True) for label, words in tiles), 1)
    elif isinstance(block, Table):
        for row in block.rows:
            facts = _facts_of(block, row)
            yield Card(facts) if len(facts) > 1 else Facts(facts, columns=1)
    elif isinstance(block, Medications):
        for line in block.lines:
            parts = (line.name, line.directions), ("What for", line.purpose), (block.last, line.change)
            yield Facts(tuple(Fact(label, words, wide=True) for label, words in parts if words), columns=1)
    elif isinstance(block, Paragraph):
        yield replace(block, sentences=_unmarked(block.sentences), small=False)
    elif isinstance(block, Callout):
        yield replace(block, sentences=_unmarked(block.sentences))
    elif isinstance(block, Bullets):
        yield Bullets(_unmarked(block.items))
    else:
        yield block


def _unmarked(told: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Without the numbers of sources, whose list is on the signed plan."""
    return tuple(Sentence(one.text) for one in told)


def _facts_of(table: Table, row: Row) -> tuple[Fact, ...]:
    """A row as facts under the column titles; a table of one column is a list of its own words."""
    found: list[Fact] = []
    number = ""
    for column, cell in zip(table.columns, row.cells, strict=False):
        if not column.title:  # A number goes with what it numbers.
            number = cell
        elif cell:
            found.append(Fact(column.title, f"{number} {cell}".strip(), wide=True))
            number = ""
    return tuple(found)


def _plain(fact: Fact) -> Fact:
    return Fact(fact.label, fact.value, wide=True)
