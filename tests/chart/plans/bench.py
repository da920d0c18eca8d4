"""A chart without a database: real forms, real rooms, real folds. Signing is left out, nothing else is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from ehr_desk.chart.allergies.room import room as allergies
from ehr_desk.chart.base import Base
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.consents.room import room as consents
from ehr_desk.chart.courses.room import room as courses
from ehr_desk.chart.diagnoses.room import room as diagnoses
from ehr_desk.chart.drug_screens.room import room as drug_screens
from ehr_desk.chart.entries.effects import Effect, SignedEffect
from ehr_desk.chart.entries.fold import Fold, in_force
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.rooms import Author, Filled, PrefillContext
from ehr_desk.chart.entries.state import FoldedState
from ehr_desk.chart.episodes.room import room as episodes
from ehr_desk.chart.families.room import room as families
from ehr_desk.chart.incentives.room import room as incentives
from ehr_desk.chart.interventions.room import room as interventions
from ehr_desk.chart.measures.room import room as measures
from ehr_desk.chart.medications.groups import load_allergy_groups
from ehr_desk.chart.medications.room import room as medications
from ehr_desk.chart.plans.room import room as plans
from ehr_desk.chart.referrals.room import room as referrals
from ehr_desk.chart.sessions.room import room as sessions
from ehr_desk.common.paths import forms_dir, resources_dir
from ehr_desk.forms import Finding, Form, FormLibrary, check, normalise, scores

CLIENT = ClientRow(
    id="c-1",
    record_number="DEMO-20317",
    family_name="Vega-Ortiz",
    given_name="Marisol",
    preferred_name="Mari",
    pronouns="she/her",
    date_of_birth=date(1991, 3, 14),
    phone="555-0142",
    email="mari@example.org",
    address="",
    emergency_contact="",
    primary_staff_id="s-1",
)
AUTHOR = Author("s-1", "Dana Reyes", "LCADC", "therapist")
TODAY = date(2026, 12, 31)
GROUPS = load_allergy_groups(resources_dir() / "codes" / "allergy_groups.toml")


@cache
def heart() -> Heart:
    """The rooms under test."""
    makers = (
        episodes,
        diagnoses,
        allergies,
        plans,
        measures,
        courses,
        drug_screens,
        interventions,
        incentives,
        referrals,
        consents,
        sessions,
        families,
    )
    return Heart((*(make() for make in makers), medications(GROUPS)), lambda filled: "")


@cache
def shipped() -> FormLibrary:
    """The forms that ship with the program."""
    return FormLibrary.load(forms_dir())


@dataclass
class Bench:
    """One client's chart: fill a form, see its findings, sign it, read the rows of any day."""

    client: ClientRow = CLIENT
    today: date = TODAY
    signed: list[SignedEffect] = field(default_factory=list)
    _seq: int = 0

    def fill(self, form: Form | str, answers: Mapping[str, Any], entry_id: str = "") -> Filled:
        """The filled form as sources and checks see it, against the chart without the entry itself."""
        used = shipped().get(form) if isinstance(form, str) else form
        clean = normalise(used, answers)
        on = next((clean[item.id] for item in used.items if item.role == "effective_on" and item.id in clean), None)
        return Filled(
            form=used,
            answers=clean,
            scores=scores(used, clean),
            client=self.client,
            entry_id=entry_id or f"e-{self._seq + 1}",
            effective_on=date.fromisoformat(on) if on else self.today,
            today=self.today,
            author=AUTHOR,
            chart=self._state(without=entry_id),
        )

    def findings(self, form: Form | str, answers: Mapping[str, Any], entry_id: str = "") -> list[Finding]:
        """What the form engine and every room say before signing."""
        filled = self.fill(form, answers, entry_id)
        return [
            *check(filled.form, answers),
            *(found for rule in heart().checks for found in rule(filled)),
        ]

    def said(self, level: str, form: Form | str, answers: Mapping[str, Any], entry_id: str = "") -> list[str]:
        """The texts of the findings of one level."""
        return [finding.text for finding in self.findings(form, answers, entry_id) if finding.level == level]

    def effects(self, form: Form | str, answers: Mapping[str, Any], entry_id: str = "") -> list[Effect]:
        """The effects the entry would state."""
        filled = self.fill(form, answers, entry_id)
        sources = heart().source_by_name
        return [effect for name in filled.form.states for effect in sources[name].effects(filled)]

    def sentences(self, form: Form | str, answers: Mapping[str, Any]) -> list[str]:
        """What the signer is shown."""
        return [effect.sentence for effect in self.effects(form, answers)]

    def sign(self, form: Form | str, answers: Mapping[str, Any], entry_id: str = "") -> str:
        """Add the entry's effects; a known entry id stands in place of its earlier version."""
        stated = self.effects(form, answers, entry_id)
        self._seq += 1
        mine = entry_id or f"e-{self._seq}"
        kept = [effect for effect in self.signed if effect.entry_id != mine]
        self.signed = kept + [
            signed(effect, seq=self._seq, ordinal=place, entry_id=mine) for place, effect in enumerate(stated)
        ]
        return mine

    def rows(self, fold: str, on: date | None = None) -> list[Any]:
        """The rows of a fold, as of a day where one is given."""
        counting = {effect.seq: effect.seq for effect in self.signed}
        return list(FoldedState(in_force(self.signed, counting, effective_by=on), heart().fold_by_name).rows(fold))

    def prefill(self, name: str, **answers: Any) -> Any:
        """What an item with the prefill starts with."""
        return heart().prefills[name](self.context(**answers))

    def context(self, clinic: ClinicRow | None = None, **answers: Any) -> PrefillContext:
        """What prefills may look at."""
        numbers = iter(range(1, 1000))
        made = partial(next, (f"{number:032x}" for number in numbers))
        known = clinic or ClinicRow("")
        return PrefillContext(self.client, self._state(), self.today, answers, made, clinic=known)

    def _state(self, without: str = "") -> FoldedState:
        others = [effect for effect in self.signed if effect.entry_id != without]
        return FoldedState(sorted(others, key=lambda effect: effect.order), heart().fold_by_name)


def signed(effect: Effect, *, seq: int, ordinal: int = 0, entry_id: str = "") -> SignedEffect:
    """An effect as if it had been signed."""
    return SignedEffect(
        kind=effect.kind,
        effective_on=effect.effective_on,
        data=effect.data,
        sentence=effect.sentence,
        entry_id=entry_id or f"e-{seq}",
        seq=seq,
        ordinal=ordinal,
        author_name=AUTHOR.name,
        author_id=AUTHOR.staff_id,
    )


def stated(kind: str, on: date, data: Mapping[str, Any], *, seq: int, ordinal: int = 0) -> SignedEffect:
    """A signed effect from its parts."""
    return signed(Effect(kind, on, data, ""), seq=seq, ordinal=ordinal)


def stored_and_loaded(fold: Fold, rows: Sequence[Any]) -> list[Any]:
    """The rows after a round through the fold's table."""
    engine = create_engine("sqlite://")
    try:
        table = fold.table.__table__  # type: ignore[attr-defined]  # every fold here is a TableFold
        Base.metadata.create_all(engine, tables=[table])
        with Session(engine) as session:
            fold.store(session, "c-0", [])
            fold.store(session, "c-1", rows)
            fold.store(session, "c-1", rows)
            session.commit()
            assert fold.load(session, "c-2") == []
            return fold.load(session, "c-1")
    finally:
        engine.dispose()
