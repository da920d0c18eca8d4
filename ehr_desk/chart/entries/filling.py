"""Filling drafts from the record: when they are started, when they amend an entry, and again later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.entries.carry import SOURCES, carry
from ehr_desk.chart.entries.client_signs import undrawn
from ehr_desk.chart.entries.earlier_answers import EarlierAnswers
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.prefill import Refilled, fill, leave_out, refill
from ehr_desk.chart.entries.rooms import ChartState, PrefillContext, author_of
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.chart.entries.state import LaterState, StoredState, past_of
from ehr_desk.chart.entries.stays import day_of, stay_of
from ehr_desk.chart.entries.tables import Draft
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Form
from ehr_desk.vault.sitting import Sitting


class Filling:
    """Reads what forms ask of the record, for the person at the desk."""

    def __init__(self, sitting: Sitting, me: StaffRow, heart: Heart, clock: Clock, ids: Ids) -> None:
        self._sitting = sitting
        self._me = me
        self._heart = heart
        self._clock = clock
        self._ids = ids

    def begin(
        self, session: Session, form: Form, given: Mapping[str, Any], *, client_id: str, session_id: str
    ) -> Refilled:
        """A new draft's answers, filled in from the record and carried over from earlier entries of the client."""
        if form.scope != "client":
            filled = fill(form, given, self._heart.prefills, self._context(session, None, given, session_id))
            return Refilled(filled, {} if form.scope == "session" else _difference(filled, given))
        client = one_client(session, client_id)
        context = self._context(session, client, given, session_id)
        filled = fill(form, given, self._heart.prefills, context)
        offered = carry(form, filled, EarlierAnswers(session, client.id, context.chart), self._ids.new)
        carried = _difference(offered.answers, given)
        return Refilled(offered.answers, {**carried, SOURCES: offered.sources} if offered.sources else carried)

    def about(self, session: Session, form: Form, *, client_id: str, session_id: str, entry_id: str) -> dict[str, Any]:
        """The answers that a form about an entry (an addendum) begins with."""
        client = one_client(session, client_id)
        context = self._context(session, client, {}, session_id, entry_id)
        return fill(form, {}, self._heart.prefills, context)

    def left_out(self, session: Session, form: Form, upon: VersionRow) -> dict[str, Any]:
        """What the author of a signed entry had taken out of what the record filled in; to be kept with a draft that
        amends it."""
        body = upon.body
        client = one_client(session, body["client"]["id"])
        context = self._context(session, client, body["answers"], body["session_id"], upon.entry_id)
        known = past_of(session, client.id).state(
            self._heart.fold_by_name, known_by=upon.seq, without_entry=upon.entry_id
        )
        return leave_out(form, body["answers"], self._heart.prefills, replace(context, chart=known, earlier=None))

    def again(self, session: Session, form: Form, draft: Draft, answers: Mapping[str, Any]) -> Refilled:
        """A draft's answers filled in from the record of today, leaving alone what somebody has changed."""
        client = one_client(session, draft.client_id)
        context = self._context(session, client, answers, draft.session_id, draft.amends)
        return refill(form, answers, draft.carried, self._heart.prefills, context)

    def _context(
        self,
        session: Session,
        client: ClientRow | None,
        answers: Mapping[str, Any],
        session_id: str,
        amends: str = "",
    ) -> PrefillContext:
        """What prefills may look at; an entry that is being amended is not part of it, as at signing."""
        names = {row.id: row.name for row in read_staff(session)}
        return PrefillContext(
            client=client,
            chart=self._state(session, client.id if client else "", amends),
            today=self._clock.today(),
            answers=answers,
            new_id=self._ids.new,
            author=author_of(self._me),
            clinic=read_clinic(session),
            session=self._heart.planned(session, session_id) if session_id else {},
            primary_staff=names.get(client.primary_staff_id, "") if client else "",
            undrawn=lambda: undrawn(session, client.id if client else "", self._sitting.trust),
            stay=stay_of(session, self._heart, amends),
            earlier=self._before(session, client.id, amends) if client and amends else None,
        )

    def _before(self, session: Session, client_id: str, amends: str) -> ChartState:
        folds = self._heart.fold_by_name
        return LaterState(lambda: past_of(session, client_id).before(folds, amends, day_of(session, amends)))

    def _state(self, session: Session, client_id: str, amends: str) -> ChartState:
        folds = self._heart.fold_by_name
        if not amends:
            return StoredState(session, client_id, folds)
        return past_of(session, client_id).state(folds, without_entry=amends)


def _difference(filled: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in filled.items() if given.get(name) != value}
