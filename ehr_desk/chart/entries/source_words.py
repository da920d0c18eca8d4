"""The words for the entries that the sentences of a draft rest on, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.entry_words import entry_words
from ehr_desk.chart.entries.prefill import with_sources
from ehr_desk.chart.entries.reader import lines_by_id
from ehr_desk.chart.entries.said import Said
from ehr_desk.chart.entries.sentences import assembled
from ehr_desk.forms import Form

IN_ERROR = "entered in error"
"""What stands behind the words for an entry that no longer counts."""


def words_now(session: Session, entry_ids: Iterable[str]) -> dict[str, str]:
    """The words for entries by id, with what became of those that were entered in error."""
    lines = lines_by_id(session, dict.fromkeys(one for one in entry_ids if one))
    return {line.entry_id: entry_words(line) + (f", {IN_ERROR}" if line.state == IN_ERROR else "") for line in lines}


def sources_of(form: Form, answers: Mapping[str, Any], carried: Mapping[str, Any]) -> list[str]:
    """The entries that the sentences of a draft rest on, or rested on."""
    rows = [row for item in with_sources(form) for row in assembled(form, item, answers)]
    gone = Said.kept(carried).gone.values()
    return [*(entry for _, entry in rows), *(entry for entries in gone for entry in entries)]
