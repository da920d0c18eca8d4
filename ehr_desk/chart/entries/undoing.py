"""What falls away when an entry is marked as entered in error, or its text is taken back, in words for whoever signs
that. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ehr_desk.chart.entries.grounds import takes_addenda
from ehr_desk.chart.entries.line import content_version, standing_addenda
from ehr_desk.chart.entries.rows import EntryRow, VersionRow
from ehr_desk.common.days import in_words

_HELD = "What was assembled from it stays as it was signed, and is not handed out until it is corrected:"
_HOLDS = "Words of it stand in these, too. They do not leave without a reason until they are corrected:"
_GOES = "What was added to it goes as well, and is handed out no more. Write again what holds:"
_STAYS = "What was added to it stays on the new paper. See that it may be handed on:"


def undone(
    versions: Sequence[VersionRow],
    answers: Mapping[str, Any],
    quoted: Sequence[EntryRow] = (),
    holding: Sequence[EntryRow] = (),
) -> tuple[str, ...]:
    """Which entry falls away, why, each thing that it stated and that no longer counts, what was ``quoted`` from it
    elsewhere and stays there, and what holds its words."""
    body = content_version(versions).body
    on = date.fromisoformat(body["effective_on"])
    lines = [f"Falls away: {body['form']['title']} of {in_words(on)}, written by {body['author']['name']}."]
    kind, reason = answers.get("error_kind", ""), str(answers.get("error_reason", "")).strip()
    if kind:
        lines.append(f"What is wrong: {kind}.")
    if reason:
        lines.append(f"Reason: {reason}")
    stated = [str(effect["sentence"]) for effect in body["effects"]]
    if stated:
        lines.append("No longer counts:")
        lines += [f"•  {sentence}" for sentence in stated]
    else:
        lines.append("It stated nothing beyond its text.")
    if quoted:
        lines += [_HELD, *_named(quoted)]
    if holding:
        lines += [_HOLDS, *_named(holding)]
    return tuple(lines)


def taken_back(
    versions: Sequence[VersionRow],
    ground: str,
    falling: Sequence[EntryRow],
    holding: Sequence[EntryRow],
    naming: Sequence[EntryRow],
) -> tuple[str, ...]:
    """What falls back on others when a correction takes back the text before it: those that are handed out no more
    (``falling``), those that hold its words, those that are to be compared (``naming``), and what becomes of its
    addenda."""
    lines: list[str] = []
    if falling:
        lines += [_HELD, *_named(falling)]
    if holding:
        lines += [_HOLDS, *_named(holding)]
    if naming:
        lines += ["What names it as a source is to be compared with it, or assembled again:", *_named(naming)]
    added = [
        f"•  Addendum of {in_words(date.fromisoformat(one.body['effective_on']))} by {one.body['author']['name']}"
        for one in standing_addenda(versions)
    ]
    if added:
        lines += [_GOES if takes_addenda(ground) else _STAYS, *added]
    return tuple(lines)


def _named(entries: Sequence[EntryRow]) -> list[str]:
    return [f"•  {one.title} of {in_words(one.effective_on)}" for one in entries]
