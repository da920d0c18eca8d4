"""Who may correct a signed entry: who wrote it; where nobody of them can any more, who answers for its kind.

45 CFR 164.526 lets a client ask the clinic, not the author, for an amendment, and an amendment that was accepted has to
be made (paragraph (c)): nothing there asks that the author makes it, nor that a text is replaced rather than added to.
Who stands in for an author who left, or whose role writes the kind no more, is a choice of this program: whoever both
writes and co-signs entries of the kind, since they may answer for what somebody else wrote. The new version is signed
in their own name, says in whose place (``in_place_of`` in the body), and the author's stays beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.rows import EntryView, VersionRow
from ehr_desk.chart.staff.permissions import correctors, may_correct_for
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.errors import Refused
from ehr_desk.forms import Form

_ONLY = "Only its author can correct an entry."


def may_correct(found: EntryView, form: Form, me: StaffRow) -> bool:
    """Whether the person may correct the entry, or amend it at the client's request. ``form`` is that of its content;
    whether they may write at all, and in this chart, is asked besides."""
    if me.id in found.author_ids:
        return True
    return found.authors_gone and may_correct_for(me, form.category, form.authors)


def require_correcting(session: Session, found: EntryView, me: StaffRow) -> None:
    """Refuse where :func:`may_correct` does not hold; the caller notes the refusal."""
    form = definitions.kept(session, content_version(found.versions).body["form"]["hash"])
    if not may_correct(found, form, me):
        raise Refused(_ONLY, _remedy(form, gone=found.authors_gone))


def in_place_of(kind: str, earlier: Sequence[VersionRow], staff_id: str) -> Mapping[str, str]:
    """Who wrote the entry first, where somebody else signs a new version of its text; empty for everything else."""
    author = earlier[0].body["author"] if earlier and kind in CONTENT_KINDS else {}
    return {} if author.get("staff_id", staff_id) == staff_id else author


def _remedy(form: Form, *, gone: bool) -> str:
    able = " or ".join(f"a {role}" for role in sorted(correctors(form.category, form.authors)))
    if gone:
        return f"Its author signs no new version any more: {able} can correct it. You can add an addendum."
    return f"Add an addendum instead. Where the author signs no new version any more, {able} can correct it."
