"""Second thoughts: an addendum, a measure that was entered twice, a consent that is taken back."""

from __future__ import annotations

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.demo.courses import Course
from ehr_desk.demo.writing.common import Answers
from ehr_desk.desk import Desk
from ehr_desk.vault.signer import PersonSigner

ADDED = (
    "The prescriber called back after this note was signed: no change of dose this week, next visit as planned. "
    "The client was told by phone at five."
)
TWICE = "The paper form of this day was entered a second time by mistake. The first entry counts."

TAKEN_BACK = "The program is over for me, and I tell my family myself from now on."


def add_to_last_note(desk: Desk, signer: PersonSigner, course: Course) -> bool:
    """Add to the author's own newest individual note. False where there is none."""
    line = _own(desk, course, "dap_note")
    if line is None:
        return False
    draft = desk.amending.start(line.entry_id, "addendum")
    _sign(desk, signer, draft.id, {**draft.answers, "why": "Information came later", "added_text": ADDED})
    return True


def enter_twice_and_mark(desk: Desk, signer: PersonSigner, course: Course) -> bool:
    """Enter the newest GAD-7 once more, notice it, mark it as entered in error. False where there is none."""
    line = _own(desk, course, "gad7")
    if line is None:
        return False
    answers = dict(desk.charts.entry(line.entry_id).content.body["answers"])
    again = desk.drafts.start("gad7", client_id=course.client_id, answers=answers)
    (entry_id,) = desk.signing.sign_with([again.id], signer).entry_ids
    draft = desk.amending.start(entry_id, "entered_in_error")
    _sign(desk, signer, draft.id, {**draft.answers, "error_kind": "Written twice", "error_reason": TWICE})
    return True


def take_back_consent(desk: Desk, signer: PersonSigner, course: Course) -> bool:
    """The client takes the family consent back. False where there is none."""
    if "family" not in course.consents:
        return False
    draft = desk.drafts.start("consent_revocation", client_id=course.client_id)
    rows = [
        {**row, "taken_back": row.get("consent_id") == course.consents["family"]}
        for row in draft.answers["revocations"]
    ]
    own = {
        "revocations": rows,
        "revoked_how": "In writing",
        "revoked_by": "Client",
        "revoked_words": TAKEN_BACK,
        "told": "Front desk and team told today. Nothing was standing.",
        "consequences_explained": True,
    }
    _sign(desk, signer, draft.id, {**draft.answers, **own})
    return True


def _own(desk: Desk, course: Course, form_id: str) -> EntryRow | None:
    lines = desk.charts.timeline(course.client_id)
    mine = [line for line in lines if line.form_id == form_id and line.author_id == desk.me.id]
    return next((line for line in mine if line.state == "signed" and not line.amended), None)


def _sign(desk: Desk, signer: PersonSigner, draft_id: str, answers: Answers) -> None:
    desk.drafts.save(draft_id, answers)
    desk.signing.sign_with([draft_id], signer)
