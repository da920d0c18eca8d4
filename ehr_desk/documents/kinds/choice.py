"""Which kind of document an entry's form asks for, and the finished description of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ehr_desk.documents.kinds.frame import NoticeText, signature_blocks
from ehr_desk.documents.kinds.generic import EntryComposer
from ehr_desk.documents.kinds.letter import LetterComposer
from ehr_desk.documents.kinds.plan import PlanComposer, PlanReviewComposer
from ehr_desk.documents.kinds.summary import Scales, SummaryComposer
from ehr_desk.documents.model import Block, Document, Letterhead
from ehr_desk.forms import Form

Json = Any
SUMMARIES = frozenset({"progress_summary", "discharge_summary", "aftercare_plan"})
IN_CHART = frozenset({"note", "treatment_plan", "plan_review"})
"""What stays in the chart: the notice of 42 CFR 2.32 in full is on the cover of what leaves, in short on every page."""
LETTERS = frozenset({"attendance_letter"})
"""What leaves for good: nothing is added to it later."""
_COMPOSERS: Mapping[str, type[EntryComposer]] = {
    "treatment_plan": PlanComposer,
    "plan_review": PlanReviewComposer,
    "attendance_letter": LetterComposer,
}
_FACTS = ("entry_id", "kind", "previous", "effective_on", "signed_at")


def describe(
    body: Mapping[str, Json],
    form: Form,
    *,
    letterhead: Letterhead,
    prepared_at: datetime,
    notice: NoticeText | None = None,
    scales: Scales | None = None,
    draft: bool = False,
    ending: Sequence[Block] | None = None,
    added: Sequence[Block] = (),
) -> Document:
    """The document of a signed (or, as a draft, unsigned) entry body.

    ``ending``: what stands below its text in place of the usual signatures; ``added``: before those, what was added.
    """
    composer = composer_of(body, form, scales or {})
    if body.get("demonstration"):
        letterhead = replace(letterhead, demo=True)
    whole = None if form.paper in IN_CHART else notice
    usual = signature_blocks(body, whole, addenda=form.paper not in LETTERS)
    return Document(
        document_id=str(body.get("document_id") or "draft"),
        version=int(body.get("version", 1)),
        kind=form.paper or "form",
        title=form.title,
        subtitle=composer.subtitle(),
        letterhead=letterhead,
        client=composer.client(),
        prepared_at=prepared_at,
        blocks=(*composer.blocks(), *added, *(usual if ending is None else ending)),
        confidentiality=notice.short if notice else "",
        draft=draft,
        facts=facts_of(body, form),
    )


def facts_of(body: Mapping[str, Json], form: Form) -> dict[str, str]:
    """What the attached record says of the entry beside what is printed. ``form``: the one of its content."""
    told = {key: str(body[key]) for key in _FACTS if body.get(key)}
    return told | {"form": f"{form.id} {form.version} {form.hash}"} | _log(body)


def composer_of(body: Mapping[str, Json], form: Form, scales: Scales) -> EntryComposer:
    """What turns the answers of a form into blocks."""
    if form.paper in SUMMARIES:
        return SummaryComposer(body, form, scales)
    return _COMPOSERS.get(form.paper, EntryComposer)(body, form)


def _log(body: Mapping[str, Json]) -> dict[str, str]:
    """The state of the audit log the entry was signed upon: the paper is a witness of it outside the vault."""
    log = body.get("log")
    return {"log_size": str(log["size"]), "log_root": str(log["root"])} if log else {}
