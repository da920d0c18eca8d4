"""What falls away when an entry is marked as entered in error, in words for whoever signs that. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.rows import EntryRow, VersionRow
from ehr_desk.common.days import in_words


def undone(
    versions: Sequence[VersionRow], answers: Mapping[str, Any], quoted: Sequence[EntryRow] = ()
) -> tuple[str, ...]:
    """Which entry falls away, why, each thing that it stated and that no longer counts, and what was ``quoted`` from it
    elsewhere and stays there."""
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
        lines.append("What was assembled from it stays as it was signed, and is not handed out until it is corrected:")
        lines += [f"•  {one.title} of {in_words(one.effective_on)}" for one in quoted]
    return tuple(lines)
