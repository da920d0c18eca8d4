"""What the note editor knows: the draft with its form, what stands beside it, what is missing. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.alike import LastNote
from ehr_desk.chart.entries.entry_words import entry_words
from ehr_desk.chart.entries.rows import DraftRow, EntryRow, Prepared
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.snippets.rows import SnippetRow
from ehr_desk.forms import Form
from ehr_desk.ui.forms.phrases import Need
from ehr_desk.ui.forms.show import shown
from ehr_desk.ui.pages.editor.earlier import MOST, same_kind
from ehr_desk.ui.pages.editor.session_line import sessions_of
from ehr_desk.ui.pages.editor.thread_day import day_of, objectives_on
from ehr_desk.ui.pages.plan.factors import FORMS, needs_found
from ehr_desk.ui.pages.plan.needs import needs_of
from ehr_desk.ui.pages.plan.presenter import PLAN_FORM
from ehr_desk.ui.pages.record.words import amendment_word
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.message_bar import Level, Message

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry
    from ehr_desk.desk import Desk

_SERVICES = {
    "individual": "Individual session",
    "group": "Group session",
    "family": "Family session",
    "medication": "Medication visit",
    "psychoeducation": "Psychoeducation",
    "skills": "Skills group",
    "holistic activity": "Holistic activity",
    "peer support": "Peer support or 12-step group",
    "case conference": "Case conference",
}
_MISSING = "Missing: "
_LEVELS: tuple[Level, ...] = ("must", "should", "tip")


@dataclass(frozen=True)
class OpenDraft:
    """A draft opened for writing, with everything the page shows beside it."""

    draft: DraftRow
    form: Form
    state: Mapping[str, Sequence[Any]]
    last: OpenEntry | None
    amended: OpenEntry | None
    earlier: Sequence[EntryRow] = ()
    """The newest entries of the same kind; ``last`` is the first of them."""
    against: Sequence[LastNote] = ()
    """The earlier notes that this one is held against."""
    client: ClientRow | None = None
    snippets: Sequence[SnippetRow] = ()
    needs: Sequence[Need] = ()
    """What the record knows that a plan should answer; only for a plan."""
    entries: Mapping[str, str] = field(default_factory=dict)
    """The words for each entry of the chart; only where sentences rest on them."""
    sessions: Sequence[PlannedSessionRow] = ()
    """The planned sessions of its day that a note may be about."""

    @property
    def title(self) -> str:
        """What is being written, and of an amendment about which entry: the panel beside it may be folded."""
        if self.amended is None:
            return self.form.title
        line = self.amended.view.line
        which = f"{line.title}, {show_date(line.effective_on)}"
        if self.draft.kind in ("addendum", "entered_in_error"):
            return f"{self.form.title}: {which}"
        return f"{which}: {amendment_word(self.draft.kind).lower()}"

    @property
    def has_thread(self) -> bool:
        """Whether the plan stands beside it."""
        return self.form.thread != "none" and not self.is_plan

    @property
    def is_plan(self) -> bool:
        """Whether it is written in the plan editor."""
        return self.form.by_role("problems") is not None or self.form.id == PLAN_FORM

    @property
    def is_summary(self) -> bool:
        """Whether it is assembled from the record."""
        return any(item.prefill.startswith("summary.") for item in self.form.walk())

    @property
    def can_assemble(self) -> bool:
        """Whether it can be filled in from the record again: summaries, and rows that nobody adds by hand."""
        return self.is_summary or any(item.fixed_rows for item in self.form.walk())

    @property
    def has_paper(self) -> bool:
        """Whether signing makes a PDF."""
        return bool(self.form.paper)


def open_draft(desk: Desk, draft_id: str) -> OpenDraft:
    """Read a draft with its surroundings (on the reader thread)."""
    draft = desk.drafts.one(draft_id)
    form = desk.drafts.form_of(draft)
    amended = desk.charts.entry(draft.amends) if draft.amends else None
    earlier: Sequence[EntryRow] = ()
    if draft.client_id and not draft.amends:
        earlier = desk.charts.earlier(draft.client_id, same_kind(form, desk.library.all()), limit=MOST)
    last = desk.charts.entry(earlier[0].entry_id) if earlier else None
    held = bool(draft.client_id) and draft.kind == "original"
    against = desk.charts.held_against(draft.client_id, form) if held else ()
    client = desk.clients.one(draft.client_id) if draft.client_id else None
    state, snippets = desk.charts.state(draft.client_id), desk.snippets.mine()
    day = day_of(form, draft.answers, desk.clock.today())
    if draft.client_id and form.thread != "none" and day < desk.clock.today():
        state = {**state, "objectives": objectives_on(desk, draft.client_id, day)}
    planned = sessions_of(desk, form, draft, day)
    opened = OpenDraft(draft, form, state, last, amended, earlier, against, client, snippets, sessions=planned)
    if opened.is_summary and draft.client_id:
        opened = replace(
            opened, entries={one.entry_id: entry_words(one) for one in desk.charts.timeline(draft.client_id)}
        )
    return replace(opened, needs=_needs(desk, opened)) if opened.is_plan and draft.client_id else opened


def _needs(desk: Desk, opened: OpenDraft) -> list[Need]:
    """What stands in the folds, and what screening, admission and assessment found, of the stay of the plan."""
    newest = (desk.charts.last(opened.draft.client_id, form_id) for form_id in FORMS)
    on = day_of(opened.form, opened.draft.answers, desk.clock.today())
    found = [entry for entry in newest if entry is not None]
    return [*needs_of(opened.state, on), *needs_found(found, opened.state.get("episodes", ()), on)]


def session_facts(form: Form, answers: Mapping[str, Any]) -> str:
    """The facts of the session: "Individual session · 21 Nov 2026 · 10:00–10:50"."""
    day = _by_role(form, answers, "effective_on")
    start, end = _by_role(form, answers, "start"), _by_role(form, answers, "end")
    time = f"{start}–{end}" if start and end else start
    return " · ".join(part for part in (_SERVICES.get(form.service, ""), day, time) if part)


def carried_items(opened: OpenDraft) -> frozenset[str]:
    """The items whose text came from an earlier entry and that nobody has touched: shown until they are."""
    carried = opened.draft.carried
    texts = {item.id for item in opened.form.walk() if item.type in ("note", "text") and not item.readonly}
    return frozenset(
        name for name, value in carried.items() if name in texts and opened.draft.answers.get(name) == value
    )


def messages(prepared: Iterable[Prepared], form: Form) -> list[Message]:
    """The findings of every entry a draft comes to, each once, with the place to jump to."""
    known = {item.id for item in form.walk()}
    sections = sections_of(form)
    found: dict[tuple[str, str, str], Message] = {}
    for one in prepared:
        for finding in one.findings:
            level: Level = next((each for each in _LEVELS if each == finding.level), "should")
            target = "/".join((*finding.rows, finding.item)) if finding.item in known else ""
            text = _with_place(finding.text)
            section = sections.get(finding.item, "")
            if section and finding.text.startswith(_MISSING) and section.casefold() not in finding.text.casefold():
                text = f"Missing in {section}: {text.removeprefix(_MISSING)}"
            found.setdefault((level, finding.text, target), Message(level, text, target))
    return list(found.values())


def sections_of(form: Form) -> dict[str, str]:
    """The section that each item stands in, so that a short question is understood outside of its place."""
    found: dict[str, str] = {}
    section = ""
    for item in form.items:
        section = item.section or section
        found |= {one.id: section for one in (item, *item.walk())}
    return found


def sign_word(opened: OpenDraft) -> str:
    """The word on the button that signs."""
    if opened.form.category in ("note", "group", "family") and not opened.has_paper:
        return "Sign note…"
    return "Sign…"


def _by_role(form: Form, answers: Mapping[str, Any], role: str) -> str:
    item = form.by_role(role)
    if item is None or not isinstance(answers.get(item.id), str):
        return ""
    return shown(item, answers[item.id])


def _with_place(text: str) -> str:
    return " ".join(text.split())
