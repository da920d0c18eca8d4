"""From a draft to entries ready for signing: effects in words, findings, co-signature. No writing here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.reader import revision_of
from ehr_desk.chart.entries.rooms import Author, ChartState, Filled
from ehr_desk.chart.entries.rows import DraftRow, Prepared
from ehr_desk.chart.entries.state import StoredState, state_as_of
from ehr_desk.common.errors import UserError
from ehr_desk.forms import Finding, Form, check, readable, scores


class Incomplete(UserError):
    """Something that must be there is missing; ``prepared`` says what, entry by entry."""

    def __init__(self, prepared: list[Prepared]) -> None:
        count = sum(1 for one in prepared for finding in one.findings if finding.level == "must")
        things = "One thing is" if count == 1 else f"{count} things are"
        super().__init__(f"This cannot be signed yet. {things} missing.", "See the list in the form.")
        self.prepared = prepared


@dataclass(frozen=True)
class Pending:
    """One entry about to be signed."""

    draft: DraftRow
    filled: Filled
    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]
    episode_id: str
    revision: int
    needs_cosignature: bool

    def shown(self) -> Prepared:
        """What the signer is shown."""
        return Prepared(
            draft_id=self.draft.id,
            client_id=self.filled.client.id,
            client_name=self.filled.client.name,
            title=self.filled.form.title,
            findings=self.findings,
            sentences=tuple(effect.sentence for effect in self.effects),
            needs_cosignature=self.needs_cosignature,
        )


def prepare(
    session: Session, draft: DraftRow, form: Form, heart: Heart, author: Author, today: date, entry_ids: list[str]
) -> list[Pending]:
    """The entries that a draft comes to: one, or one for each attendee. ``entry_ids`` are used in that order."""
    parts = _answers_by_client(draft, form)
    return [
        _pending(session, draft, form, heart, author, today, client_id, answers, entry_id)
        for (client_id, answers), entry_id in zip(parts, entry_ids, strict=False)
    ]


def entries_in(draft: DraftRow, form: Form) -> int:
    """How many entries the draft comes to."""
    return len(draft.attendees) if form.scope == "session" else 1


def _answers_by_client(draft: DraftRow, form: Form) -> list[tuple[str, Mapping[str, Any]]]:
    if form.scope != "session":
        return [(draft.client_id, draft.answers)]
    if draft.amends:
        return [(draft.client_id, draft.answers)]
    shared = draft.answers.get("shared", {})
    by_client = draft.answers.get("clients", {})
    return [(client_id, {**shared, **by_client.get(client_id, {})}) for client_id in draft.attendees]


def _pending(
    session: Session,
    draft: DraftRow,
    form: Form,
    heart: Heart,
    author: Author,
    today: date,
    client_id: str,
    raw: Mapping[str, Any],
    entry_id: str,
) -> Pending:
    client = one_client(session, client_id)
    state: ChartState = (
        state_as_of(session, client_id, heart.fold_by_name, without_entry=draft.amends)
        if draft.amends
        else StoredState(session, client_id, heart.fold_by_name)
    )
    answers = readable(form, raw).answers
    computed = scores(form, answers)
    filled = Filled(
        form=form,
        answers=answers,
        scores=computed,
        client=client,
        entry_id=draft.amends or entry_id,
        effective_on=_effective_on(form, answers, today),
        today=today,
        author=author,
        chart=state,
        kind=draft.kind,
    )
    findings = check(form, raw)
    for rule in heart.checks:
        findings += rule(filled)
    blocked = any(finding.level == "must" for finding in findings)
    # Effects are computed from complete answers only: a source may rely on what the form requires.
    effects = () if blocked else _effects(filled, heart)
    return Pending(
        draft=draft,
        filled=filled,
        effects=effects,
        findings=tuple(findings),
        episode_id=heart.episode_of(filled),
        revision=revision_of(session, client_id),
        needs_cosignature=author.trainee and form.cosign,
    )


def _effects(filled: Filled, heart: Heart) -> tuple[Effect, ...]:
    return tuple(effect for name in filled.form.states for effect in heart.source_by_name[name].effects(filled))


def _effective_on(form: Form, answers: Mapping[str, Any], today: date) -> date:
    for item in form.items:
        if item.role == "effective_on" and answers.get(item.id):
            return date.fromisoformat(answers[item.id])
    return today
