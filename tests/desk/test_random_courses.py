"""Whatever is written, amended and marked as an error, in whatever order: the record stays sound and knows its past.

After each signing the state of both charts is kept. At the end the record must give each of those states back
("as known at signing number ..."), computed anew from the signed entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED
from tests.desk.conftest import AFTER_EVERY_FILLED_FORM
from tests.support.changing import signed_before
from tests.support.clinic import TestClinic, add_client, passphrase_of

WORDS = passphrase_of("therapist")
FORMS = (
    "phq9",
    "treatment_plan",
    "dap_note",
    "dual_diagnosis_note",
    "family_session",
    "consent",
    "absence",
    "plan_review",
    "level_of_care_change",
)
AMENDMENTS = ("addendum", "correction", "entered_in_error")
EVER = date(2999, 1, 1)
State = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Act:
    """Something to do: write a form, or amend one of the entries that are there."""

    what: str
    client: int
    which: int
    day: int


ACTS = st.lists(
    st.builds(Act, st.sampled_from((*FORMS, *AMENDMENTS)), st.integers(0, 1), st.integers(0, 9), st.integers(0, 60)),
    min_size=3,
    max_size=10,
)


@dataclass
class Course:
    """Two charts growing, and what was seen of them."""

    desk: Desk
    clients: tuple[ClientRow, ClientRow]
    entries: list[tuple[int, str]] = field(default_factory=list)
    seen: list[tuple[int, State, State]] = field(default_factory=list)

    def do(self, act: Act) -> None:
        """Do it where it can be done; a refusal must change nothing."""
        if act.what in FORMS:
            draft = self.desk.drafts.start(act.what, client_id=self.clients[act.client].id)
            answers = {**draft.answers, **FILLED[act.what], **self._day(draft.form_id, act)}
        else:
            mine = [entry_id for client, entry_id in self.entries if client == act.client]
            if not mine:
                return
            try:
                draft = self.desk.amending.start(mine[act.which % len(mine)], act.what, reason="A slip.")
            except UserError:
                return  # the entry was marked as an error already
            answers = {**signed_before(self.desk, draft), **self._amending(act)}
        self.desk.drafts.save(draft.id, answers)
        before = self._states()
        try:
            signed = self.desk.signing.sign([draft.id], WORDS)
        except Incomplete:
            assert self._states() == before
            self.desk.drafts.discard(draft.id)
            return
        if act.what in FORMS:
            self.entries.append((act.client, signed.entry_ids[0]))
        self._look(signed.entry_ids[0])

    def _day(self, form_id: str, act: Act) -> dict[str, str]:
        form = self.desk.library.get(form_id)
        item = next(item.id for item in form.walk() if item.role == "effective_on")
        return {item: (date(2026, 10, 12) + timedelta(days=act.day)).isoformat()}

    def _amending(self, act: Act) -> dict[str, Any]:
        today = AFTER_EVERY_FILLED_FORM.date().isoformat()
        return {
            "addendum": {"added_on": today, "why": "Other", "added_text": "One more sentence."},
            "entered_in_error": {"marked_on": today, "error_kind": "Written twice", "error_reason": "Twice."},
            "correction": {},
        }[act.what]

    def _look(self, entry_id: str) -> None:
        seq = self.desk.charts.entry(entry_id).view.versions[-1].seq
        assert not self.seen or seq == self.seen[-1][0] + 1
        self.seen.append((seq, *self._states()))

    def _states(self) -> tuple[State, State]:
        first, second = (dict(self.desk.charts.state(client.id)) for client in self.clients)
        return first, second

    def begin(self) -> None:
        """Both clients are admitted and have a plan: most forms build on them."""
        for form_id, place in (("admission", 0), ("treatment_plan", 0), ("admission", 1), ("treatment_plan", 1)):
            draft = self.desk.drafts.start(form_id, client_id=self.clients[place].id)
            self.desk.drafts.save(draft.id, {**draft.answers, **FILLED[form_id]})
            signed = self.desk.signing.sign([draft.id], WORDS)
            self.entries.append((place, signed.entry_ids[0]))
            self._look(signed.entry_ids[0])

    def remembers_everything(self) -> None:
        """Each state that was ever seen comes back from the signed entries."""
        for seq, *states in self.seen:
            for client, state in zip(self.clients, states, strict=True):
                assert dict(self.desk.charts.as_of(client.id, EVER, known_by=seq)) == state

    def knows_nothing_before_it_began(self) -> None:
        """Before the first day there is nothing, in every concept."""
        for client in self.clients:
            assert not any(self.desk.charts.as_of(client.id, date(2020, 1, 1)).values())


@settings(max_examples=5, derandomize=True, deadline=None, database=None)
@given(acts=ACTS)
def test_any_course_keeps_the_record_sound_and_every_past_state_known(
    built_clinic: TestClinic, tmp_path_factory: pytest.TempPathFactory, acts: list[Act]
) -> None:
    folder: Path = tmp_path_factory.mktemp("course") / "clinic.vault"
    clinic = built_clinic.copy_to(folder)
    clinic.clock.move_to(AFTER_EVERY_FILLED_FORM)
    desk = clinic.desk("therapist")
    course = Course(desk, (add_client(desk), add_client(desk, "Brennan", "Ayo")))
    course.begin()
    for act in acts:
        clinic.clock.advance(timedelta(minutes=1))
        course.do(act)
    course.remembers_everything()
    course.knows_nothing_before_it_began()
    assert desk.check().sentences()[0].startswith("Everything agrees.")
    assert desk.drafts.mine() == []
    desk.lock()
