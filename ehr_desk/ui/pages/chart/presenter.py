"""What the chart page decides: its tabs, which forms the person may start, what the attention strip says. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.chart.tasks.client_signs import CLIENT_SIGNS
from ehr_desk.chart.tasks.plan_revision import PLAN_VERSION
from ehr_desk.chart.tasks.referrals import ACT as REFERRAL
from ehr_desk.chart.tasks.referrals import ACT_AFTER as REFERRAL_AFTER
from ehr_desk.chart.tasks.supply import ACT as SUPPLY
from ehr_desk.forms import Form, FormLibrary
from ehr_desk.ui.pages.record.episodes import current_episode
from ehr_desk.ui.pages.record.words import kind_of
from ehr_desk.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from ehr_desk.chart.tasks.rows import Attention

TABS = (
    ("timeline", "Timeline"),
    ("notes", "Notes"),
    ("plan", "Plan"),
    ("medications", "Medications"),
    ("measures", "Measures"),
    ("course", "Course"),
    ("family", "Family"),
    ("services", "Services"),
    ("documents", "Documents"),
    ("sealed", "Sealed notes"),
    ("access", "Access"),
)
TAB_IDS = tuple(tab for tab, _ in TABS)

_GROUPS = (
    ("Notes", frozenset({"note", "group", "family", "medication", "safety"})),
    ("Plan and measures", frozenset({"plan", "measure", "level_of_care"})),
    ("Admission to discharge", frozenset({"intake", "discharge", "aftercare", "consent"})),
    ("Other", frozenset({"admin"})),
)
OPENING = "episode.open"
"""The effect source of a form that admits."""
_AMENDING = frozenset({"addendum", "entered_in_error"})
_ICONS: dict[str, str] = {
    "danger": "alert-triangle",
    "warning": "bell",
    "review": "clipboard-check",
    "info": "info-circle",
}
_TAB_OF_ACT = {
    "allergies": "medications",
    "plan": "plan",
    "plan review": "plan",
    "measures": "measures",
    "safety": "timeline",
    "timeline": "timeline",
    "consents": "family",
    "discharge": "plan",
    "access": "access",
    "level of care": "course",
    CLIENT_SIGNS: "documents",
    "follow-up call": "plan",
    SUPPLY: "medications",
    REFERRAL: "services",
    REFERRAL_AFTER: "services",
    PLAN_VERSION: "plan",
}
_FORM_OF_ACT = {
    "level of care": "level_of_care_change",
    "follow-up call": "follow_up_call",
    SUPPLY: "medication_visit",
    REFERRAL: "case_management_contact",
    REFERRAL_AFTER: "follow_up_call",
    PLAN_VERSION: "treatment_plan",
}
_VERBS = {CLIENT_SIGNS: "Client signs\u2026", PLAN_VERSION: "New plan version"}


@dataclass(frozen=True)
class FormChoice:
    """One form of the New note menu."""

    form_id: str
    title: str
    icon: str


@dataclass(frozen=True)
class AttentionLine:
    """One line of the strip. Where it leads: the form that settles it, for who may write it; an entry; else a tab."""

    text: str
    tone: Tone
    icon: str
    entry_id: str = ""
    tab: str = ""
    form_id: str = ""
    signs: bool = False
    """The client signs the entry's paper on the screen."""
    verb: str = "Look"


def may_start(form: Form, staff: StaffRow) -> bool:
    """Whether the person may write this form about one client."""
    if form.scope != "client" or form.id in _AMENDING or not may(staff, "write entries"):
        return False
    return not form.authors or staff.role in form.authors


def forms_to_start(
    library: FormLibrary, staff: StaffRow, state: Mapping[str, Sequence[Any]]
) -> list[tuple[str, list[FormChoice]]]:
    """The forms of the New note menu, under headings. Without an open episode the admission comes first."""
    found = [form for form in library.all() if may_start(form, staff)]
    groups: list[tuple[str, list[FormChoice]]] = []
    episode = current_episode(state)
    if episode is None or not episode.is_open:
        intake = [_choice(form) for form in found if form.category == "intake"]
        if intake:
            groups.append(("Begin here", intake))
            found = [form for form in found if form.category != "intake"]
    for heading, categories in _GROUPS:
        chosen = [_choice(form) for form in found if form.category in categories]
        if chosen:
            groups.append((heading, chosen))
    return groups


def first_form(library: FormLibrary, staff: StaffRow, state: Mapping[str, Sequence[Any]]) -> str:
    """The form that opens the first stay of a client, where the person may write it; else empty."""
    if current_episode(state) is not None:
        return ""
    found = [form for form in library.all() if may_start(form, staff) and OPENING in form.states]
    return found[0].id if len(found) == 1 else ""


def attention_lines(items: Sequence[Attention]) -> list[AttentionLine]:
    """The quiet list as lines."""
    return [
        AttentionLine(
            one.text,
            one.level,
            _ICONS[one.level],
            one.entry_id,
            _TAB_OF_ACT.get(one.act, "timeline"),
            _FORM_OF_ACT.get(one.act, ""),
            one.act == CLIENT_SIGNS,
            _VERBS.get(one.act, "Look"),
        )
        for one in items
    ]


def _choice(form: Form) -> FormChoice:
    return FormChoice(form.id, form.title, kind_of(form.category).icon)
