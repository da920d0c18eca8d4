"""From a draft to entries ready for signing: effects in words, findings, co-signature. No writing here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clinic.cosign_rules import covered, from_text
from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.entries.amended_check import check_amended, check_unchanged
from ehr_desk.chart.entries.around import Around
from ehr_desk.chart.entries.around_reading import effective_on, read_around, seen_by
from ehr_desk.chart.entries.became import became
from ehr_desk.chart.entries.beside import judged, states
from ehr_desk.chart.entries.carried_check import rests_on, tell_carried
from ehr_desk.chart.entries.confirmed import confirmations, settled
from ehr_desk.chart.entries.correctors import in_place_of
from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.grounds import CLINICAL, WRONG_CLIENT
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.pending import Pending
from ehr_desk.chart.entries.prefill import with_sources
from ehr_desk.chart.entries.quoting import quoting
from ehr_desk.chart.entries.reader import revision_of, versions_of
from ehr_desk.chart.entries.returning import addenda_handed_back
from ehr_desk.chart.entries.rooms import Author, Filled
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.entries.shared_check import shared_findings
from ehr_desk.chart.entries.source_words import sources_of, words_now
from ehr_desk.chart.entries.state import StoredStates
from ehr_desk.chart.entries.stays import stay_of
from ehr_desk.chart.entries.undoing import taken_back, undone
from ehr_desk.chart.entries.withdrawals import is_anothers, lines_holding, withdrawals
from ehr_desk.chart.entries.withdrawn_check import tell_withdrawn
from ehr_desk.forms import Finding, Form, asks_for, check, scores

Undrawn = Callable[[str], Collection[str]]


@dataclass(frozen=True)
class _Act:
    """What the entries of one draft have in common. ``shared``, ``unchanged``: findings by client; ``marked``: how each
    attended; ``together``: the rows of all their charts, where there are several."""

    session: Session
    form: Form
    heart: Heart
    author: Author
    today: date
    now: str
    batch: Sequence[Pending]
    around: Around
    shared: Mapping[str, Sequence[Finding]]
    unchanged: Mapping[str, Sequence[Finding]]
    marked: tuple[str, ...]
    undrawn: Undrawn
    together: StoredStates | None


def prepare(
    session: Session,
    draft: DraftRow,
    form: Form,
    heart: Heart,
    author: Author,
    today: date,
    entry_ids: list[str],
    batch: Sequence[Pending] = (),
    *,
    now: str = "",
    undrawn: Undrawn = lambda client_id: (),
) -> list[Pending]:
    """The entries that a draft comes to: one, or one for each attendee. ``entry_ids`` are used in that order.
    ``now`` is the local time of ``today`` ("14:05"), empty where times of day do not matter. ``undrawn``: a client's
    entries that wait for a signature on the screen.

    ``batch`` are the entries that are signed before it in the same act: they count as if they were signed already.
    """
    parts = _answers_by_client(draft, form)
    attended = form.by_role("attended")
    marked = [str(answers.get(attended.id) or "") for _, answers in parts] if attended is not None else []
    act = _Act(
        session=session,
        form=form,
        heart=heart,
        author=author,
        today=today,
        now=now,
        batch=batch,
        around=read_around(session, draft, form, parts, author.staff_id, author.name),
        shared=shared_findings(session, draft, form),
        unchanged=check_unchanged(session, draft, form, parts),
        marked=tuple(marked),
        undrawn=undrawn,
        together=StoredStates(session, dict(parts), heart.fold_by_name) if len(parts) > 1 else None,
    )
    return [
        _pending(act, _of_chart(draft, client_id), client_id, answers, entry_id)
        for (client_id, answers), entry_id in zip(parts, entry_ids, strict=True)
    ]


def entries_in(draft: DraftRow, form: Form) -> int:
    """How many entries the draft comes to."""
    return len(_answers_by_client(draft, form))


def _answers_by_client(draft: DraftRow, form: Form) -> list[tuple[str, Mapping[str, Any]]]:
    # A group note is corrected in one chart at a time.
    if form.scope != "session" or draft.amends:
        return [(draft.client_id, draft.answers)]
    shared = draft.answers.get("shared", {})
    by_client = draft.answers.get("clients", {})
    return [(client_id, {**shared, **by_client.get(client_id, {})}) for client_id in draft.attendees]


def _pending(act: _Act, draft: DraftRow, client_id: str, raw: Mapping[str, Any], entry_id: str) -> Pending:
    session, form, heart, author, batch = act.session, act.form, act.heart, act.author, act.batch
    answers = act.around.attending[client_id].answers
    on = effective_on(form, answers, act.today)
    chart, earlier = states(session, draft, client_id, heart, on, act.today, batch, act.together)
    filled = Filled(
        form=form,
        answers=answers,
        scores=scores(form, answers),
        client=act.around.attending[client_id].client,
        entry_id=draft.amends or entry_id,
        effective_on=on,
        today=act.today,
        author=author,
        chart=chart,
        kind=draft.kind,
        earlier=earlier,
        carried=draft.carried,
        session_id=draft.session_id,
        now=act.now,
        entries=words_now(session, sources_of(form, answers, draft.carried)) if with_sources(form) else {},
        beside=tuple(one.filled for one in batch),
        marked=act.marked,
        undrawn=lambda: act.undrawn(client_id),
        stay=stay_of(session, heart, draft.amends),
        wrote=_wrote(session, draft, author),
    )
    found = _found(act, draft, filled, raw)

    def seen() -> list[ClientRow]:
        return [*seen_by(session, author.staff_id, on, act.today), *(one.filled.client for one in batch)]

    findings = [*settled(found, draft.confirmed), *act.around.named_in_reasons(client_id, found, seen)]
    blocked = any(finding.level == "must" for finding in findings)
    # Effects are computed from complete answers only: a source may rely on what the form requires.
    effects = () if blocked else _effects(filled, heart)
    if not blocked:
        findings += judged(session, draft, filled, effects, heart, batch)
    return Pending(
        draft=draft,
        filled=filled,
        effects=effects,
        findings=tuple(findings),
        episode_id=heart.episode_of(filled),
        revision=revision_of(session, client_id),
        needs_cosignature=_needs_cosignature(session, draft, author, form, raw),
        confirmed=tuple(confirmations(found, draft.confirmed)),
        undoes=_undoes(session, draft, client_id, answers),
        rests_on=rests_on(filled, draft.reused),
    )


def _found(act: _Act, draft: DraftRow, filled: Filled, raw: Mapping[str, Any]) -> list[Finding]:
    """What the form, the record and the rooms find, before the author's reasons are heard."""
    client_id = filled.client.id
    carried = tell_carried(filled, became(act.session, draft), draft.reused)
    asked = {one.item for one in carried if one.level == "must"}
    return [
        *check_amended(act.session, draft, filled, act.batch),
        *act.unchanged.get(client_id, ()),
        *check(act.form, raw),
        *act.around.findings(client_id),
        *act.shared.get(client_id, ()),
        *carried,
        *tell_withdrawn(filled, withdrawals(act.session, client_id), asked),
        *(finding for rule in act.heart.checks for finding in rule(filled)),
    ]


def _needs_cosignature(session: Session, draft: DraftRow, author: Author, form: Form, raw: Mapping[str, Any]) -> bool:
    # What a trainee did about a risk is read by a supervisor, whatever the form is.
    if author.trainee and (form.cosign or asks_for(form, raw, "safety_action")):
        return True
    rules = from_text(read_clinic(session).cosign_rules)
    if not rules or draft.kind == "entered_in_error":
        return False
    kind = form.category
    if draft.amends:  # an addendum is of the kind of what it adds to, whatever form it is written on
        kind = content_version(versions_of(session, draft.amends)).body["form"]["category"]
    return covered(rules, author.credential, kind, takes_cosignature=form.cosign)


def _undoes(session: Session, draft: DraftRow, client_id: str, answers: Mapping[str, Any]) -> tuple[str, ...]:
    back = draft.amends and draft.ground not in ("", CLINICAL)
    if draft.kind != "entered_in_error" and not back:
        return ()
    versions = versions_of(session, draft.amends)
    quoted = quoting(session, client_id, draft.amends)
    if not back:
        held = lines_holding(session, versions, WRONG_CLIENT, {}, quoted) if is_anothers(answers) else []
        return undone(versions, answers, quoted, held)
    falls = quoted if draft.ground == WRONG_CLIENT else []
    held = lines_holding(session, versions, draft.ground, answers, falls)
    names = [one for one in quoted if one not in (*falls, *held)]
    refused = addenda_handed_back(session, versions)
    return taken_back([one for one in versions if one not in refused], draft.ground, falls, held, names)


def _of_chart(draft: DraftRow, client_id: str) -> DraftRow:
    """The draft as one chart sees it: where a shared text is amended, it amends that chart's own entry."""
    return replace(draft, amends=draft.amended[client_id]) if draft.amended else draft


def _wrote(session: Session, draft: DraftRow, author: Author) -> Author | None:
    first = in_place_of(draft.kind, versions_of(session, draft.amends) if draft.amends else (), author.staff_id)
    return Author(first["staff_id"], first["name"], first["credential"], first["role"]) if first else None


def _effects(filled: Filled, heart: Heart) -> tuple[Effect, ...]:
    return tuple(effect for name in filled.form.states for effect in heart.source_by_name[name].effects(filled))
