"""What a new version changed against the one before, question by question. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.ui.forms.entry_view import entry_sections

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry


@dataclass(frozen=True)
class Change:
    """One answer that differs; empty where there was or is none."""

    question: str
    before: str
    after: str


def changes_of(opened: OpenEntry, objectives: Mapping[str, str]) -> tuple[Change, ...]:
    """What the newest content version changed; nothing for an entry that was signed once."""
    versions = [one for one in opened.view.versions if one.kind in CONTENT_KINDS]
    if len(versions) < 2:
        return ()
    before, after = (_told(opened, version, objectives) for version in versions[-2:])
    return tuple(
        Change(question, before.get(key, ""), after.get(key, ""))
        for key in dict.fromkeys((*after, *before))
        if before.get(key, "") != after.get(key, "")
        for question in (key[1] or key[0],)
    )


def _told(opened: OpenEntry, version: VersionRow, objectives: Mapping[str, str]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for section in entry_sections(opened.form_of(version), version.body["answers"], objectives):
        for line in section.lines:
            key = (section.heading, line.question)
            found[key] = "\n".join(part for part in (found.get(key, ""), line.answer) if part)
    return found
