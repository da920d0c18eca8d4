"""Sentences with the small numbers of their sources behind them."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.documents import theme
from ehr_desk.documents.model import Sentence
from ehr_desk.documents.shaping import Span
from ehr_desk.documents.theme import Type


def sentence_spans(sentences: Sequence[Sentence], type_: Type) -> tuple[Span, ...]:
    """The sentences of a paragraph, each with its sources."""
    spans: list[Span] = []
    for number, sentence in enumerate(sentences):
        if number and not spans[-1].text.endswith("\n"):
            spans.append(Span(" ", type_))
        spans += [Span(sentence.text, type_), *source_marks(sentence.sources, type_)]
    return tuple(spans)


def source_marks(sources: Sequence[int], type_: Type) -> tuple[Span, ...]:
    """The numbers of sources, raised, behind words of this type."""
    if not sources:
        return ()
    small = Type(round(type_.size * 0.66, 2), type_.leading, "regular", theme.QUIET)
    return (Span("\u202f" + ranges(sources), small, rise=round(type_.size * 0.32, 2)),)


def ranges(numbers: Sequence[int]) -> str:
    """Source numbers with runs of three and more drawn together: ``1,3\u20135,9``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [f"{run[0]}\u2013{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs]
    return ",".join(told)
