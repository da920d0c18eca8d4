"""What the check before signing says where the session text of a group note is changed in several charts.

A chart whose text was corrected alone keeps that text unless its author chose otherwise; either way it is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.reader import versions_of
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.common.canonical import canonical
from ehr_desk.forms import Finding, Form

Answers = Mapping[str, Any]


def shared_findings(session: Session, draft: DraftRow, form: Form) -> dict[str, list[Finding]]:
    """By client, what the shared text does to each chart of the draft; empty for every other draft."""
    if not draft.amended:
        return {}
    signed = {
        client_id: content_version(versions_of(session, entry_id)).body["answers"]
        for client_id, entry_id in draft.amended.items()
    }
    kept = [one_client(session, one).name for one in draft.amended if one not in draft.attendees]
    lost = undone(form, signed, draft.answers.get("shared", {}))
    return {one: [*_keeping(form, kept), *_losing(lost.get(one, []))] for one in draft.attendees}


def undone(form: Form, signed: Mapping[str, Answers], shared: Answers) -> dict[str, list[str]]:
    """By client, the fields in which a chart has a text of its own that the shared text would replace. Pure.

    Its own is what most of the charts do not say; where no text stands in most of them, what the draft does not say.
    """
    found: dict[str, list[str]] = {}
    for item in form.items:
        if item.per == "client":
            continue
        values = {client_id: canonical([answers.get(item.id)]) for client_id, answers in signed.items()}
        written = canonical([shared.get(item.id)])
        counted = Counter(values.values()).most_common()
        tied = len(counted) > 1 and counted[0][1] == counted[1][1]
        usual = written if tied else counted[0][0]
        for client_id, value in values.items():
            if value not in (usual, written):
                found.setdefault(client_id, []).append(item.section or item.text)
    return found


def _keeping(form: Form, names: Sequence[str]) -> list[Finding]:
    first = next((item.id for item in form.items if item.per != "client"), "")
    if not names:
        return []
    return [Finding("should", first, f"The text stays as it is signed in the chart of {'; '.join(sorted(names))}.")]


def _losing(fields: Sequence[str]) -> list[Finding]:
    if not fields:
        return []
    text = (
        f"{', '.join(dict.fromkeys(fields))}: this chart has a text of its own. Signing replaces it by the text for "
        "all; take the client off the list to keep it."
    )
    return [Finding("should", "", text)]
