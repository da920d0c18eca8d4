"""The one place that knows every room: it hands the heart their folds, sources, checks and prefills."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.allergies.room import room as allergies
from ehr_desk.chart.consents.room import room as consents
from ehr_desk.chart.consents.rows import as_signed
from ehr_desk.chart.courses.room import room as courses
from ehr_desk.chart.diagnoses.codes import CodeRelease
from ehr_desk.chart.diagnoses.room import room as diagnoses
from ehr_desk.chart.drug_screens.room import room as drug_screens
from ehr_desk.chart.entries.general import room as general
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.rooms import Filled, Room
from ehr_desk.chart.entries.unprinted import Drawable
from ehr_desk.chart.episodes.effects import closed_or_signed_in
from ehr_desk.chart.episodes.room import room as episodes
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.families.room import room as families
from ehr_desk.chart.incentives.room import room as incentives
from ehr_desk.chart.incentives.rules import Cap, CapOf
from ehr_desk.chart.interventions.room import room as interventions
from ehr_desk.chart.measures.room import room as measures
from ehr_desk.chart.medications.groups import AllergyGroups
from ehr_desk.chart.medications.room import room as medications
from ehr_desk.chart.plans.intake_needs import IntakeOf
from ehr_desk.chart.plans.room import room as plans
from ehr_desk.chart.referrals.room import room as referrals
from ehr_desk.chart.sessions.author_times import LedBy
from ehr_desk.chart.sessions.census import MostInGroup
from ehr_desk.chart.sessions.client_times import OwedIn
from ehr_desk.chart.sessions.facilitators import leaders_of
from ehr_desk.chart.sessions.held import PlannedOf
from ehr_desk.chart.sessions.prefills import facts_of
from ehr_desk.chart.sessions.reader import one_session
from ehr_desk.chart.sessions.room import room as sessions
from ehr_desk.chart.sessions.roster_fit import ProgramRows
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.chart.summaries.room import room as summaries
from ehr_desk.common.canonical import Json


def heart(
    release: CodeRelease | None = None,
    groups: AllergyGroups | None = None,
    planned_of: PlannedOf = lambda session_id: None,
    led_by: LedBy = lambda staff_id, on: (),
    intake_of: IntakeOf = lambda client_id: (),
    most_in_group: MostInGroup = lambda: 0,
    incentive_cap: CapOf = Cap,
    program_rows: ProgramRows = lambda: (),
    owed_in: OwedIn = lambda client_id, first, last: (),
    drawable: Drawable = lambda text: True,
) -> Heart:
    """Every room of the chart, ready for signing and replay.

    ``release``: that of the table of diagnosis codes; ``groups``: which substances an allergy makes one think of;
    ``planned_of``: the planned session that a note documents; ``led_by``: what its author documented that day;
    ``intake_of``: the entries of a client in which intake says what it found; ``most_in_group``: the clinic's largest
    group; ``incentive_cap``: the most that a client may earn in incentives;
    ``program_rows``: the weekly program; ``owed_in``: a client's sessions without a note; ``drawable``: what the fonts
    of the paper have letters for. All are for what is signed; replay needs none.
    """
    makers: tuple[Callable[[], Room], ...] = (
        lambda: general(drawable),
        episodes,
        lambda: diagnoses(release),
        allergies,
        lambda: medications(groups or AllergyGroups()),
        lambda: plans(intake_of),
        measures,
        courses,
        drug_screens,
        interventions,
        lambda: incentives(incentive_cap),
        referrals,
        consents,
        lambda: sessions(planned_of, led_by, most_in_group, program_rows, owed_in),
        families,
        lambda: summaries(owed_in),
    )
    return Heart(tuple(make() for make in makers), episode_of, planned, closed_or_signed_in, _as_signed)


def _as_signed(fold: str, rows: Sequence[Any], undrawn: Collection[str]) -> Sequence[Any]:
    return as_signed(rows, undrawn) if fold == "consents" else rows


def planned(session: Session, session_id: str) -> Mapping[str, Json]:
    """The facts of a planned session as prefills name them."""
    row = one_session(session, session_id)
    names = {one.id: one.signature_name for one in read_staff(session)} if row.co_staff_id else {}
    return {**facts_of(row), **leaders_of(row, names)}


def episode_of(filled: Filled) -> str:
    """The episode an entry belongs to: the one it opens, else the one its day falls into, else the last before it. An
    amended entry stays in its own where that has the day too: the day of a discharge may be that of an admission."""
    if "episode.open" in filled.form.states:
        return filled.entry_id
    episodes: list[EpisodeRow] = list(filled.chart.rows("episodes"))
    if any(episode.episode_id == filled.stay and episode.covers(filled.effective_on) for episode in episodes):
        return filled.stay
    for episode in reversed(episodes):
        ends = episode.discharged_on
        if episode.admitted_on <= filled.effective_on and (ends is None or filled.effective_on <= ends):
            return episode.episode_id
    earlier = [episode for episode in episodes if episode.admitted_on <= filled.effective_on]
    return earlier[-1].episode_id if earlier else ""
