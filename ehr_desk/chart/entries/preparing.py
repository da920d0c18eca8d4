"""From a draft to entries ready for signing: effects in words, findings, co-signature. No writing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clinic.cosign_rules import covered, from_text
from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.entries.around import Around
from ehr_desk.chart.entries.around_reading import effective_on, read_around, seen_by
from ehr_desk.chart.entries.carry import sources_of_carried, tell_carried
from ehr_desk.chart.entries.confirmed import confirmations, settled
from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.late import LATE
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.meanings import meaning_of
from ehr_desk.chart.entries.prefill import with_sources
from ehr_desk.chart.entries.quoting import quoting
from ehr_desk.chart.entries.reader import in_error, revision_of, versions_of
from ehr_desk.chart.entries.rooms import Author, ChartState, Filled
from ehr_desk.chart.entries.rows import DraftRow, Prepared
from ehr_desk.chart.entries.shared_check import shared_findings
from ehr_desk.chart.entries.source_words import sources_of, words_now
from ehr_desk.chart.entries.state import LaterState, Past, StoredState, past_of
from ehr_desk.chart.entries.undoing import undone
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.errors import UserError
from ehr_desk.forms import Finding, Form, asks_for, check, readable, scores


class Incomplete(UserError):
    """Something is missing or cannot be right; ``prepared`` says what, entry by entry."""

    def __init__(self, prepared: list[Prepared]) -> None:
        count = sum(1 for one in prepared for finding in one.findings if finding.level == "must")
        things = "One thing needs" if count == 1 else f"{count} things need"
        super().__init__(f"This cannot be signed yet. {things} your attention.", "See the list in the form.")
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
    late: bool = False
    confirmed: tuple[Mapping[str, str], ...] = ()
    undoes: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of the version that is signed."""
        return LATE if self.late else self.draft.kind

    def shown(self) -> Prepared:
        """What the signer is shown."""
        sentences = [effect.sentence for effect in self.effects]
        return Prepared(
            draft_id=self.draft.id,
            client_id=self.filled.client.id,
            client_name=self.filled.client.name,
            title=self.filled.form.title,
            findings=self.findings,
            sentences=tuple(sentences),
            needs_cosignature=self.needs_cosignature,
            digest=sha256_hex(canonical([self.filled.client.id, dict(self.filled.answers), sentences])),
            undoes=self.undoes,
            meaning=meaning_of(self.kind),
        )


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
) -> list[Pending]:
    """The entries that a draft comes to: one, or one for each attendee. ``entry_ids`` are used in that order.
    ``now`` is the local time of ``today`` ("14:05"), empty where times of day do not matter.

    ``batch`` are the entries that are signed before it in the same act: they count as if they were signed already.
    """
    parts = _answers_by_client(draft, form)
    around = read_around(session, draft, form, parts, author.staff_id, author.name)
    shared = shared_findings(session, draft, form)
    attended = form.by_role("attended")
    marked = [str(answers.get(attended.id) or "") for _, answers in parts] if attended is not None else []
    return [
        _pending(
            session,
            _of_chart(draft, client_id),
            form,
            heart,
            author,
            today,
            client_id,
            answers,
            entry_id,
            batch,
            around,
            now,
            shared.get(client_id, ()),
            marked,
        )
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
    batch: Sequence[Pending],
    around: Around,
    now: str,
    shared: Sequence[Finding],
    marked: Sequence[str],
) -> Pending:
    client = one_client(session, client_id)
    answers = readable(form, raw).answers
    on = effective_on(form, answers, today)
    chart, earlier = _states(session, draft, client_id, heart, on, today, batch)
    computed = scores(form, answers)
    filled = Filled(
        form=form,
        answers=answers,
        scores=computed,
        client=client,
        entry_id=draft.amends or entry_id,
        effective_on=on,
        today=today,
        author=author,
        chart=chart,
        kind=draft.kind,
        earlier=earlier,
        carried=draft.carried,
        session_id=draft.session_id,
        now=now,
        entries=words_now(session, sources_of(form, answers, draft.carried)) if with_sources(form) else {},
        beside=tuple(one.filled for one in batch),
        marked=tuple(marked),
    )
    found = [
        *_check_amended(session, draft, batch),
        *check(form, raw),
        *around.findings(client_id),
        *shared,
        *tell_carried(filled, in_error(session, sources_of_carried(draft.carried).values())),
    ]
    for rule in heart.checks:
        found += rule(filled)

    def seen() -> list[ClientRow]:
        return [*seen_by(session, author.staff_id, on, today), *(one.filled.client for one in batch)]

    findings = [*settled(found, draft.confirmed), *around.named_in_reasons(client_id, found, seen)]
    blocked = any(finding.level == "must" for finding in findings)
    # Effects are computed from complete answers only: a source may rely on what the form requires.
    effects = () if blocked else _effects(filled, heart)
    if not blocked:
        findings += _judged(session, draft, filled, effects, heart, batch)
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
    )


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


def _states(
    session: Session,
    draft: DraftRow,
    client_id: str,
    heart: Heart,
    day: date,
    today: date,
    batch: Sequence[Pending],
) -> tuple[ChartState, ChartState | None]:
    """All of the chart but the entry itself, and what comes before the entry where that is less."""
    folds = heart.fold_by_name
    mine = [one for one in batch if one.filled.client.id == client_id]

    def past() -> Past:
        found = past_of(session, client_id)
        for one in mine:
            found = found.with_entry(one.filled.entry_id, one.draft.kind, one.effects, one.filled.author)
        return found

    plain = not draft.amends and not mine
    chart: ChartState = (
        StoredState(session, client_id, folds)
        if plain
        else LaterState(lambda: past().state(folds, without_entry=draft.amends))
    )
    late = bool(draft.amends) or day < today
    return chart, LaterState(lambda: past().before(folds, draft.amends, day)) if late else None


def _undoes(session: Session, draft: DraftRow, client_id: str, answers: Mapping[str, Any]) -> tuple[str, ...]:
    if draft.kind != "entered_in_error":
        return ()
    return undone(versions_of(session, draft.amends), answers, quoting(session, client_id, draft.amends))


def _judged(
    session: Session,
    draft: DraftRow,
    filled: Filled,
    effects: tuple[Effect, ...],
    heart: Heart,
    batch: Sequence[Pending],
) -> list[Finding]:
    """What the record would come to, where an entry changes what was stated before or states anything itself.

    A correction or a mark of error can leave what no entry says: two open stays, a stay that ends before it begins.
    """
    kinds = {effect.kind for effect in effects}
    wanted = [check for check in heart.results if draft.amends or check.kinds & kinds]
    if draft.kind == "addendum" or not wanted:
        return []
    past = past_of(session, filled.client.id)
    for one in batch:
        if one.filled.client.id == filled.client.id:
            past = past.with_entry(one.filled.entry_id, one.draft.kind, one.effects, one.filled.author)
    before = past.state(heart.fold_by_name)
    after = past.with_entry(filled.entry_id, draft.kind, effects, filled.author).state(heart.fold_by_name)
    return [finding for check in wanted for finding in check.rule(filled, before, after)]


def _check_amended(session: Session, draft: DraftRow, batch: Sequence[Pending]) -> list[Finding]:
    """What is amended is still what the draft was started from."""
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
    return []


def _of_chart(draft: DraftRow, client_id: str) -> DraftRow:
    """The draft as one chart sees it: where a shared text is amended, it amends that chart's own entry."""
    return replace(draft, amends=draft.amended[client_id]) if draft.amended else draft


def _effects(filled: Filled, heart: Heart) -> tuple[Effect, ...]:
    return tuple(effect for name in filled.form.states for effect in heart.source_by_name[name].effects(filled))
