"""One act at the desk: start the draft, write it, sign it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.chart.entries.rows import DraftRow, Signed
from ehr_desk.common.errors import OurError
from ehr_desk.demo.courses import Course
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.voice import Voice
from ehr_desk.demo.writing.forms import ASSEMBLED, PLAIN
from ehr_desk.demo.writing.medication import medication_visit
from ehr_desk.demo.writing.notes import group_note
from ehr_desk.desk import Desk
from ehr_desk.vault.signer import PersonSigner

_UNWRITTEN = ("assessment", "response", "plan", "practice_next", "objectives_served")


@dataclass
class Acting:
    """Writes and signs; keeps what later acts need to know (ids of consents, that there is a plan)."""

    voice: Voice
    session_ids: Mapping[str, str]
    signed: int = 0

    def sign(self, desk: Desk, signer: PersonSigner, act: Act) -> Signed:
        """Write the act's entry and sign it."""
        draft = self.draft(desk, act)
        try:
            signed = desk.signing.sign_with([draft.id], signer)
        except Incomplete as error:
            missing = {f"{finding.item}: {finding.text}" for one in error.prepared for finding in one.findings}
            raise OurError(f"demonstration, {act.form}: {sorted(missing)}") from error
        self.signed += len(signed.entry_ids)
        self.note(act, signed.entry_ids[0])
        return signed

    def note(self, act: Act, entry_id: str) -> None:
        """Keep what later acts need to know of a signed entry."""
        if act.form == "consent":
            act.course.consents[act.more["consent"]] = entry_id
        if act.form == "treatment_plan":
            act.course.has_plan = True

    def draft(self, desk: Desk, act: Act) -> DraftRow:
        """The finished draft of an act."""
        session_id = self.session_ids.get(act.session, "")
        if act.form == "group_note":
            return self._group(desk, act, session_id)
        client_id = act.course.client_id
        if act.form in PLAIN:
            answers = PLAIN[act.form](act.course, act)
            return desk.drafts.start(act.form, client_id=client_id, session_id=session_id, answers=answers)
        draft = desk.drafts.start(act.form, client_id=client_id, session_id=session_id)
        started = dict(draft.answers)
        if act.form == "medication_visit":
            added = medication_visit(act.course, act, started.get("orders") or [])
        else:
            added = ASSEMBLED[act.form](act.course, act, started)
        return desk.drafts.assemble_again(draft.id, {**started, **added})

    def begin(self, desk: Desk, act: Act) -> DraftRow:
        """A note that was begun and left: the data are there, assessment and plan are not.

        Of a group the session is written and every second response.
        """
        if act.form == "group_note":
            return self._group(desk, act, self.session_ids.get(act.session, ""), written=act.courses[::2])
        whole: dict[str, Any] = PLAIN[act.form](act.course, act)
        answers = {name: value for name, value in whole.items() if name not in _UNWRITTEN}
        return desk.drafts.start(
            act.form,
            client_id=act.course.client_id,
            session_id=self.session_ids.get(act.session, ""),
            answers=answers,
        )

    def _group(self, desk: Desk, act: Act, session_id: str, written: Sequence[Course] | None = None) -> DraftRow:
        shared, own = group_note(act, self.voice)
        attendees = [course.client_id for course in act.courses]
        draft = desk.drafts.start(act.form, session_id=session_id, attendees=attendees, answers=shared)
        done = act.courses if written is None else written
        clients = {course.client_id: own[course.number] if course in done else {} for course in act.courses}
        desk.drafts.save(draft.id, {"shared": draft.answers["shared"], "clients": clients})
        return draft
