"""What must hold of an amendment: it is made upon the text that stands, on a day that can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.confirmed import SAME_AGAIN, UNCHANGED, key
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.pending import Pending
from ehr_desk.chart.entries.reader import versions_of, view
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.entries.rows import DraftRow, VersionRow
from ehr_desk.common.canonical import canonical
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding, Form, readable

_LATER = frozenset({"addendum", "entered_in_error"})
_SAME_AS_RETURNED = "Nothing was changed since this was returned to you. Change it, or say why it stays as it is."
_SAME_AS_SIGNED = "Nothing was changed since this was signed. Change it, or say why it is signed again as it is."


def check_amended(session: Session, draft: DraftRow, filled: Filled, batch: Sequence[Pending]) -> list[Finding]:
    """What is amended is still what the draft was started from, and its day can be."""
    if not draft.amends:
        return []
    versions = versions_of(session, draft.amends)
    if any(version.kind == "entered_in_error" for version in versions):
        return [Finding("must", "", "The entry was marked as entered in error meanwhile. Discard this draft.")]
    # By the signing number: clocks are set back, and stand still for moments.
    if draft.kind in CONTENT_KINDS and content_version(versions).seq != draft.upon.get(draft.amends):
        text = "The entry was corrected after this draft was started. Discard it and begin with the newest text."
        return [Finding("must", "", text)]
    if any(one.draft.amends == draft.amends for one in batch):
        return [Finding("must", "", "Another draft amends the same entry. Sign one after the other.")]
    return _check_day(filled, versions) if draft.kind in _LATER else []


def _check_day(filled: Filled, versions: Sequence[VersionRow]) -> list[Finding]:
    """Nobody adds to an entry before there was one. (That no day lies ahead holds for every entry.)"""
    item = filled.form.by_role("effective_on")
    body = content_version(versions).body
    # What was signed ahead of its day is added to before that day; a clock that was set back stands in nobody's way.
    signed = date.fromisoformat(str(versions[0].body["signed_local"])[:10])
    first = min(date.fromisoformat(body["effective_on"]), signed, filled.today)
    if item is None or filled.effective_on >= first:
        return []
    text = (
        f"\u201c{item.text}\u201d, {in_words(filled.effective_on)}: this day lies before the entry itself, "
        f"{in_words(first)}. Put in the day on which you write this."
    )
    return [Finding("must", item.id, text)]


def check_unchanged(
    session: Session, draft: DraftRow, form: Form, parts: Sequence[tuple[str, Mapping[str, Any]]]
) -> dict[str, list[Finding]]:
    """By client: a text is signed again without any change with a word of why only. Of a text that several charts share
    one change is enough."""
    if draft.kind not in CONTENT_KINDS or not (draft.amends or draft.amended):
        return {}
    entries = {client_id: draft.amended.get(client_id, draft.amends) for client_id, _ in parts}
    newest = {client_id: versions_of(session, entry_id)[-1] for client_id, entry_id in entries.items()}
    for client_id, raw in parts:
        signed = content_version(versions_of(session, entries[client_id])).body
        if canonical(readable(form, raw).answers) != canonical(signed["answers"]):
            return {}
    returned = all(view(session, entry_id).line.returned for entry_id in entries.values())
    text, kind = (_SAME_AS_RETURNED, UNCHANGED) if returned else (_SAME_AS_SIGNED, SAME_AGAIN)
    return {
        client_id: [Finding("must", "", text, confirm=key(kind, client_id, "", version.body_hash))]
        for client_id, version in newest.items()
    }
