"""What a co-signature is asked for: an entry, or what was added to one that has its co-signature. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ehr_desk.chart.entries.additions import waiting_alone
from ehr_desk.chart.entries.line import awaiting_cosignature
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.ui.forms.entry_view import Line, entry_sections

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry


@dataclass(frozen=True)
class ToCosign:
    """``title`` and ``author`` of what waits; ``sentences``: what its signing states, or the words that were added;
    ``added``: the answers of each addendum that waits; ``alone``: the text itself has its co-signature;
    ``seen``: the signing number of the last version that a supervisor answered for, 0 before."""

    title: str
    author: str
    sentences: tuple[str, ...]
    added: tuple[Line, ...]
    alone: bool
    seen: int


def addendum_to(title: str) -> str:
    """What an addendum is called beside the entry that it adds to."""
    return f"Addendum to {title}"


def to_cosign(opened: OpenEntry, objectives: Mapping[str, str]) -> ToCosign:
    """What of an entry waits for a co-signature."""
    versions, line = opened.view.versions, opened.view.line
    cosigned = {one.seq for one in opened.view.cosignatures}
    waiting = [one for one in awaiting_cosignature(versions, cosigned) if one.kind == "addendum"]
    added = tuple(one for version in waiting for one in _lines(opened, version, objectives))
    alone = bool(waiting_alone(versions, cosigned))
    words = tuple(one.answer if alone else f"Addendum: {one.answer}" for one in added if one.block)
    effects = () if alone else tuple(str(effect["sentence"]) for effect in opened.content.body["effects"])
    return ToCosign(
        title=addendum_to(line.title) if alone else line.title,
        author=str(waiting[-1].body["author"]["name"]) if alone else line.author_name,
        sentences=(*effects, *words),
        added=added,
        alone=alone,
        seen=max(cosigned, default=0),
    )


def _lines(opened: OpenEntry, version: VersionRow, objectives: Mapping[str, str]) -> list[Line]:
    sections = entry_sections(opened.form_of(version), version.body["answers"], objectives)
    return [line for section in sections for line in section.lines]
