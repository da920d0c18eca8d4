"""What an assembled summary is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """One assembled sentence and the entries it rests on; none where it says that the record holds nothing."""

    text: str
    entry_ids: tuple[str, ...] = ()


Paragraph = Sequence[Sentence]


@dataclass(frozen=True)
class Passage:
    """An assembled note: paragraphs of sentences."""

    paragraphs: tuple[tuple[Sentence, ...], ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in order."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph)

    @property
    def text(self) -> str:
        """The note as it is proposed to the author: an empty line between paragraphs."""
        return "\n\n".join(" ".join(sentence.text for sentence in paragraph) for paragraph in self.paragraphs)


def passage(*paragraphs: Iterable[Sentence]) -> Passage:
    """A passage of the paragraphs that hold anything."""
    filled = (tuple(paragraph) for paragraph in paragraphs)
    return Passage(tuple(paragraph for paragraph in filled if paragraph))


def sources(entry_ids: Iterable[str]) -> tuple[str, ...]:
    """Entry ids, each once, in order, without empty ones."""
    return tuple(dict.fromkeys(entry_id for entry_id in entry_ids if entry_id))
