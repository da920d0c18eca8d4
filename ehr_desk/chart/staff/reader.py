"""Reading the register of the staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ehr_desk.chart.base import stated
from ehr_desk.chart.staff.rows import CredentialRow, StaffRow
from ehr_desk.chart.staff.rules import by_first_day, held_on
from ehr_desk.chart.staff.tables import CredentialPeriod, StaffMember
from ehr_desk.common.canonical import canonical, sha256_hex


def read_staff(session: Session, day: date | None = None) -> list[StaffRow]:
    """Every staff member by name, with the credential of a day; without one, with that of the far future."""
    held: dict[str, list[CredentialRow]] = defaultdict(list)
    for period in session.scalars(select(CredentialPeriod).where(CredentialPeriod.replaced_at == "")):
        held[period.staff_id].append(_credential(period))
    members = session.scalars(select(StaffMember).order_by(StaffMember.name, StaffMember.id))
    return [_row(member, held[member.id], day or date.max) for member in members if held[member.id]]


def read_anew(session: Session, known: StaffRow, day: date) -> StaffRow:
    """A staff member as they stand on a day; as ``known`` where the register does not list them."""
    return next((row for row in read_staff(session, day) if row.id == known.id), known)


def credentials_ever(session: Session) -> dict[str, set[str]]:
    """Every credential that the register ever had of somebody, also replaced ones, by staff id."""
    found: dict[str, set[str]] = defaultdict(set)
    for staff_id, credential in session.execute(select(CredentialPeriod.staff_id, CredentialPeriod.credential)):
        found[str(staff_id)].add(str(credential))
    return found


def has_access(staff_id: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether somebody can unlock the record, as a condition of another query."""
    return exists().where(StaffMember.id == staff_id, StaffMember.retired_at == "")


def writes(staff_id: ColumnElement[str] | InstrumentedAttribute[str], roles: Collection[str]) -> ColumnElement[bool]:
    """Whether somebody can unlock the record and has one of these roles."""
    return exists().where(StaffMember.id == staff_id, StaffMember.retired_at == "", StaffMember.role.in_(roles))


def row_hashes(session: Session) -> dict[str, str]:
    """The hash of every staff member's role and credentials, by id; the audit log keeps the same."""
    return {member.id: row_hash(session, member.id) for member in session.scalars(select(StaffMember))}


def row_hash(session: Session, staff_id: str) -> str:
    """The hash of one staff member's role and credentials."""
    members = session.scalars(select(StaffMember).where(StaffMember.id == staff_id)).all()
    order = (CredentialPeriod.entered_at, CredentialPeriod.id)
    periods = session.scalars(
        select(CredentialPeriod).where(CredentialPeriod.staff_id == staff_id).order_by(*order)
    ).all()
    return _hash([*members, *periods])


def _hash(rows: Sequence[StaffMember | CredentialPeriod]) -> str:
    return sha256_hex(
        canonical(
            [stated({column.name: getattr(row, column.name) for column in type(row).__table__.columns}) for row in rows]
        )
    )


def _credential(period: CredentialPeriod) -> CredentialRow:
    return CredentialRow(
        period.id,
        period.credential,
        period.licence,
        period.trainee,
        _day(period.valid_from),
        _day(period.valid_until),
    )


def _row(member: StaffMember, periods: Sequence[CredentialRow], day: date) -> StaffRow:
    now = held_on(periods, day)
    return StaffRow(
        id=member.id,
        login=member.login,
        name=member.name,
        role=member.role,
        credential=now.credential,
        licence=now.licence,
        trainee=now.trainee,
        retired=bool(member.retired_at),
        valid_from=now.valid_from,
        valid_until=now.valid_until,
        credentials=by_first_day(periods),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
