"""Reading and enrolling staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.staff.permissions import require
from ehr_desk.chart.staff.rows import ROLES, StaffRow
from ehr_desk.chart.staff.tables import CredentialPeriod, StaffMember
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit


@dataclass(frozen=True)
class NewStaff:
    """What is asked when a staff member is added."""

    login: str
    name: str
    role: str
    credential: str
    licence: str = ""
    trainee: bool = False


def read_staff(session: Session) -> list[StaffRow]:
    """Every staff member, with the credential held now, by name."""
    found = session.execute(
        select(StaffMember, CredentialPeriod)
        .join(CredentialPeriod, CredentialPeriod.staff_id == StaffMember.id)
        .where(CredentialPeriod.to_at == "")
        .order_by(StaffMember.name)
    )
    return [_row(member, period) for member, period in found]


class StaffService:
    """The staff of the clinic. Only an administrator adds people."""

    def __init__(self, sitting: Sitting, clock: Clock, ids: Ids) -> None:
        self._sitting = sitting
        self._clock = clock
        self._ids = ids

    def all(self) -> list[StaffRow]:
        """Every staff member, by name."""
        with self._sitting.read() as session:
            return read_staff(session)

    def me(self) -> StaffRow:
        """The staff member at the desk."""
        for row in self.all():
            if row.id == self._sitting.staff_id:
                return row
        raise UserError("You are not in the staff register of this vault.", "Ask an administrator to add you.")

    def add(self, new: NewStaff, *, own_passphrase: str, their_passphrase: str) -> StaffRow:
        """Enrol a person: keys and certificate in the vault, role and credential in the register.

        The administrator types their own passphrase, the new person types theirs.
        """
        require(self.me(), "manage staff")
        _check(new)
        if any(row.login.casefold() == new.login.strip().casefold() for row in self.all()):
            raise UserError("This short name is already taken.", "Choose another one.")
        staff_id = self._ids.new()
        identity = StaffIdentity(staff_id, new.login.strip(), new.name.strip(), new.credential.strip())
        self._sitting.enrol(
            own_passphrase,
            identity,
            their_passphrase,
            administrator=new.role == "administrator",
            also=lambda unit: store_staff(unit, staff_id, new, self._clock, self._ids),
        )
        return next(row for row in self.all() if row.id == staff_id)


def store_staff(unit: Unit, staff_id: str, new: NewStaff, clock: Clock, ids: Ids) -> None:
    """Put a staff member into the register, within an open unit."""
    now = stamp(clock.now())
    member = StaffMember(
        id=staff_id, login=new.login.strip(), name=new.name.strip(), role=new.role, created_at=now, retired_at=""
    )
    unit.session.add(member)
    unit.session.flush()
    period = CredentialPeriod(
        id=ids.new(),
        staff_id=staff_id,
        credential=new.credential.strip(),
        licence=new.licence.strip(),
        trainee=new.trainee,
        from_at=now,
        to_at="",
    )
    unit.session.add(period)
    detail = {"role": new.role, "trainee": new.trainee, "row": _row_hash(member, [period])}
    unit.record("staff.added", entity="staff", entity_id=staff_id, detail=detail)


def row_hashes(session: Session) -> dict[str, str]:
    """The hash of every staff member's role and credentials, by id; the audit log keeps the same."""
    held: dict[str, list[CredentialPeriod]] = {}
    for period in session.scalars(select(CredentialPeriod).order_by(CredentialPeriod.from_at, CredentialPeriod.id)):
        held.setdefault(period.staff_id, []).append(period)
    return {member.id: _row_hash(member, held.get(member.id, [])) for member in session.scalars(select(StaffMember))}


def _row_hash(member: StaffMember, periods: Sequence[CredentialPeriod]) -> str:
    rows = [
        {column.name: getattr(row, column.name) for column in type(row).__table__.columns} for row in (member, *periods)
    ]
    return sha256_hex(canonical(rows))


def _check(new: NewStaff) -> None:
    if not new.name.strip() or not new.login.strip():
        raise UserError("Name or short name is missing.", "Enter both: the short name is used to find the person.")
    if new.role not in ROLES:
        raise UserError("This role is not known.", f"Choose one of: {', '.join(ROLES)}.")
    if new.role != "administrator" and not new.credential.strip():
        raise UserError("The credential is missing.", "A signature shows it; enter it as it stands on the licence.")


def _row(member: StaffMember, period: CredentialPeriod) -> StaffRow:
    return StaffRow(
        id=member.id,
        login=member.login,
        name=member.name,
        role=member.role,
        credential=period.credential,
        licence=period.licence,
        trainee=period.trainee,
        retired=bool(member.retired_at),
    )
