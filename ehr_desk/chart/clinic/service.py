"""Reading and changing the clinic's settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.clinic.cosign_able import unmet
from ehr_desk.chart.clinic.cosign_rules import CosignRule, check_rule, from_text
from ehr_desk.chart.clinic.hashes import CHANGED, settings_hash
from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.clinic.tables import ClinicSetting
from ehr_desk.chart.staff.gate import Gate
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.snapshot import once
from ehr_desk.vault.unit import Unit

_LATEST_HOURS = 45 * 24
_LARGEST_GROUP = 100
_LONGEST_NAME = 120
"""Letters of the clinic's name: two lines of a letterhead."""
_HIGHEST_CAP, _LONGEST_SPAN = 100_000, 60
"""Alabama Medicaid 560-X-1-.21 takes late entries within 45 days, the longest of the rules we know."""
_WEEK_MINUTES = 7 * 24 * 60
_PAGE_SIZES = ("letter", "a4")
_LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")


def read_clinic(session: Session) -> ClinicRow:
    """The clinic as stored."""
    return once(session, read_clinic, lambda: _as_stored(session))


def _as_stored(session: Session) -> ClinicRow:
    stored = {row.name: row.value for row in session.scalars(select(ClinicSetting))}
    known = {field.name for field in fields(ClinicRow)}
    return ClinicRow(**{"name": "", **{name: value for name, value in stored.items() if name in known}})


def store_clinic(unit: Unit, clinic: ClinicRow) -> None:
    """Store the settings that differ within an open unit, and audit which ones changed."""
    if not clinic.name.strip():
        raise UserError("The clinic has no name.", "Enter the name that stands on your letterhead.")
    if len(clinic.name) > _LONGEST_NAME:
        raise UserError(
            "The clinic's name is too long for a letterhead.", f"Enter a name of at most {_LONGEST_NAME} letters."
        )
    if clinic.page_size not in _PAGE_SIZES:
        raise UserError("This page size is not known.", "Choose letter or a4.")
    if not 1 <= clinic.late_entry_hours <= _LATEST_HOURS:
        raise UserError("This is no time after which an entry is late.", f"Enter 1 to {_LATEST_HOURS} hours.")
    for minutes in (clinic.weekly_minutes_minimum, clinic.weekly_minutes_adolescents):
        if not 0 <= minutes <= _WEEK_MINUTES:
            raise UserError("This is no number of minutes a week.", "Enter 0 (no minimum) to 10080.")
    if not 0 <= clinic.group_size <= _LARGEST_GROUP:
        raise UserError("This is no size of a group.", f"Enter 0 (no limit) to {_LARGEST_GROUP}.")
    if not 0 <= clinic.incentive_cap <= _HIGHEST_CAP:
        raise UserError("This is no cap of incentives.", f"Enter 0 (no cap) to {_HIGHEST_CAP} dollars.")
    if not 0 <= clinic.incentive_cap_months <= _LONGEST_SPAN:
        raise UserError("This is no number of months.", f"Enter 0 (a calendar year) to {_LONGEST_SPAN}.")
    if not 0 <= clinic.week_starts_on <= 6:
        raise UserError("This is no day of the week.", "Choose the day on which your weeks begin.")
    _check_signing(clinic)
    known = from_text(read_clinic(unit.session).cosign_rules)
    _check_cosigning(clinic, known, read_staff(unit.session))
    before = asdict(read_clinic(unit.session))
    changed = {name: value for name, value in asdict(clinic).items() if before[name] != value}
    for name, value in changed.items():
        unit.session.merge(ClinicSetting(name=name, value=value))
    if changed:
        unit.session.flush()
        detail = {"fields": sorted(changed), "row": settings_hash(unit.session)}
        unit.record(CHANGED, entity="clinic", detail=detail)


def _check_cosigning(clinic: ClinicRow, known: Sequence[CosignRule], staff: Sequence[StaffRow]) -> None:
    """``known``: the rules that stand already. The staff change after a rule was made; that stops no other setting."""
    rules = from_text(clinic.cosign_rules)
    for at, rule in enumerate(rules):
        check_rule(rule, rules[:at])
        if rule not in known and unmet(rule, staff):
            raise UserError(
                "Nobody here could give these co-signatures: what falls under the rule would wait for ever.",
                "First add somebody who may (Settings, Permissions), or narrow the rule.",
            )


def _check_signing(clinic: ClinicRow) -> None:
    if clinic.signature_level not in _LEVELS:
        raise UserError("This level of signatures is not known.", f"Choose one of {', '.join(_LEVELS)}.")
    if clinic.timestamp_server and not clinic.timestamp_server.startswith(("https://", "http://")):
        raise UserError("This is no address of a timestamp server.", "It begins with https://.")
    if clinic.signature_level != "B-B" and not clinic.timestamp_server:
        raise UserError("This level needs a timestamp server.", "Enter its address, or choose the level B-B.")


class ClinicService:
    """The clinic's settings."""

    def __init__(self, sitting: Sitting, me: StaffRow) -> None:
        self._sitting = sitting
        self._gate = Gate(sitting, me)

    def read(self) -> ClinicRow:
        """The clinic as stored."""
        with self._sitting.read() as session:
            return read_clinic(session)

    def save(self, clinic: ClinicRow) -> None:
        """Change the settings. Whether the vault is a demonstration is settled when it is created."""
        self._gate.require("change the clinic")
        with self._gate.noting("change the clinic"), self._sitting.write() as unit:
            if clinic.demonstration != read_clinic(unit.session).demonstration:
                raise Refused(
                    "A clinic's record does not become a demonstration, nor the reverse.", "Create another vault."
                )
            store_clinic(unit, clinic)
