"""Who may do what, as rows: read off the very tables that every gate asks (``chart/staff/permissions``). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ehr_desk.chart.access.rules import EMERGENCY_HOURS, SESSION_DAYS_AHEAD, SESSION_DAYS_BACK
from ehr_desk.chart.staff.permissions import FORMS, PERMISSIONS, Roles, acts_with, writers
from ehr_desk.chart.staff.rows import ROLES
from ehr_desk.forms import Form
from ehr_desk.ui.pages.record.words import kind_of
from ehr_desk.ui.widgets.table import Column, TableRow

YES, NO = "Yes", "–"
WRITE, COSIGN, VOID = "Write", "co-sign", "void"
COLUMNS = (Column("Act or kind of form", least=200), *(Column(role.capitalize(), 168) for role in ROLES))
EXPLAINED = (
    "What each role may do, from the table that the program itself asks. Of a kind of form: write it, co-sign what "
    "others wrote, and void it, which is to mark somebody else's entry as entered in error; its author can always do "
    "that. Whoever writes and co-signs a kind corrects an entry of it whose author has no access any more. A form may "
    "name fewer authors: those forms stand at the end. Roles are given under Staff."
)


def permission_rows(forms: Iterable[Form]) -> list[TableRow]:
    """The acts, the kinds of forms, and each form that fewer roles write than its kind allows."""
    acts = [_row(f"act.{act}", f"{act[0].upper()}{act[1:]}", PERMISSIONS[act]) for act in PERMISSIONS]
    kinds = [
        TableRow(
            f"kind.{kind}", (f"Kind of form: {kind_of(kind).word.lower()}", *(_acts(kind, role) for role in ROLES))
        )
        for kind in FORMS
    ]
    fewer = [
        _row(f"form.{one.id}", f"Write: {one.title}", writers(one.category, one.authors))
        for one in sorted(forms, key=lambda form: form.title.casefold())
        if one.authors and writers(one.category, one.authors) != acts_with(one.category).write
    ]
    return [*acts, *kinds, *fewer]


def caseload_words(*, caseload_only: bool) -> str:
    """Whose charts the acts with a client are open in."""
    if not caseload_only:
        return (
            "Every chart is open to every clinical role. A clinic can limit charts to those who work with the client "
            "(Clinic, Charts)."
        )
    return (
        "Charts are limited to caseloads: beside the role, a chart has to be open. It is so to its primary staff "
        "member, the care team, whoever covers for them, whoever leads a session with the client "
        f"({SESSION_DAYS_BACK} days back, {SESSION_DAYS_AHEAD} ahead) and supervisors. In an emergency a clinical role "
        f"opens any chart for {EMERGENCY_HOURS} hours, with a reason, and a supervisor reviews it. Co-signing goes by "
        "role alone."
    )


def _row(row_id: str, words: str, roles: Collection[str]) -> TableRow:
    return TableRow(row_id, (words, *(YES if role in roles else NO for role in ROLES)))


def _acts(kind: str, role: str) -> str:
    allowed = acts_with(kind)
    each: tuple[tuple[str, Roles], ...] = ((WRITE, allowed.write), (COSIGN, allowed.cosign), (VOID, allowed.void))
    words = ", ".join(word for word, roles in each if role in roles)
    return f"{words[0].upper()}{words[1:]}" if words else NO
