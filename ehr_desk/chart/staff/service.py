"""Enrolling staff, and what changes later: role, credential, access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from ehr_desk.chart.staff.gate import Gate
from ehr_desk.chart.staff.reader import read_staff, row_hash
from ehr_desk.chart.staff.rows import CredentialRow, StaffRow
from ehr_desk.chart.staff.rules import held_on, require_credential
from ehr_desk.chart.staff.tables import CredentialPeriod, StaffMember
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.issuing import RootKey
from ehr_desk.vault.rotation import Progress, Sheet, quiet
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit

_Store = Callable[[Unit], None]
ADDED, ROLE, CREDENTIAL = "staff.added", "staff.role_changed", "staff.credential_changed"
ENDED, READMITTED = "staff.access_ended", "staff.readmitted"
ROW_EVENTS = frozenset({ADDED, ROLE, CREDENTIAL, ENDED, READMITTED})
"""Events whose detail keeps the hash of the person's rows, as ``row``."""


@dataclass(frozen=True)
class NewStaff:
    """What is asked when a staff member is added."""

    login: str
    name: str
    role: str
    credential: str
    licence: str = ""
    trainee: bool = False
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def held(self) -> CredentialRow:
        """The credential, not yet stored."""
        return CredentialRow("", *self.words, self.trainee, self.valid_from, self.valid_until)

    @property
    def words(self) -> tuple[str, str]:
        """Credential and license number, as a certificate names them."""
        return self.credential.strip(), self.licence.strip()


@dataclass(frozen=True)
class Ended:
    """Whose access ended, and the recovery sheet that is valid from now on: shown and printed once."""

    row: StaffRow
    sheet: Sheet


class StaffService:
    """The staff of the clinic. Only an administrator changes it, and types their own passphrase for each act."""

    def __init__(self, sitting: Sitting, clock: Clock, ids: Ids) -> None:
        self._sitting = sitting
        self._clock = clock
        self._ids = ids

    def all(self) -> list[StaffRow]:
        """Every staff member by name, with the credential held today."""
        with self._sitting.read() as session:
            return read_staff(session, self._clock.today())

    def me(self) -> StaffRow:
        """The staff member at the desk."""
        for row in self.all():
            if row.id == self._sitting.staff_id:
                return row
        raise UserError("You are not in the staff register of this vault.", "Ask an administrator to add you.")

    def add(self, new: NewStaff, *, own_passphrase: str, their_passphrase: str, provisional: bool = False) -> StaffRow:
        """Enrol a person: keys and certificate in the vault, role and credential in the register.

        The administrator types their own passphrase, the new person types theirs (else it is ``provisional``).
        """
        self._require()
        _require_complete(new)
        if any(row.login.casefold() == new.login.strip().casefold() for row in self.all()):
            raise UserError("This short name is already taken.", "Choose another one.")
        staff_id = self._ids.new()
        identity = StaffIdentity(staff_id, new.login.strip(), new.name.strip(), *new.words)
        self._sitting.enrol(
            own_passphrase,
            identity,
            their_passphrase,
            administrator=new.role == "administrator",
            provisional=provisional,
            also=lambda unit: store_staff(unit, staff_id, new, self._clock, self._ids),
        )
        return self._row(staff_id)

    def change_role(self, staff_id: str, role: str, *, own_passphrase: str, root: RootKey | None = None) -> StaffRow:
        """Give somebody another role. Becoming or ceasing to be an administrator changes their keys' rights too; with
        ``root`` whoever ceases to be one leaves behind an issuing key that the clinic does not use any more."""
        self._require()
        before = self._active(staff_id)
        require_credential(role, before.credential, None, None)
        if role == before.role:
            raise UserError("This person has that role already.", "Choose another one.")
        if staff_id == self._sitting.staff_id:
            raise UserError("You cannot change your own role.", "Another administrator can.")

        def store(unit: Unit) -> None:
            _member(unit.session, staff_id).role = role
            self._record(unit, ROLE, staff_id, {"from": before.role, "to": role})

        if "administrator" in (role, before.role):
            administrator = role == "administrator"
            self._sitting.set_administrator(
                own_passphrase, staff_id, administrator=administrator, also=store, root=root
            )
        else:
            self._attended(own_passphrase, store)
        return self._row(staff_id)

    def enter_credential(
        self, staff_id: str, held: CredentialRow, *, own_passphrase: str, replaces: str = ""
    ) -> StaffRow:
        """Enter a credential with its days, in the place of another one (``replaces``: its id) or besides. Where it
        changes what a signature shows today, the person gets a new certificate for the same keys."""
        self._require()
        before = self._active(staff_id)
        held = replace(held, id=self._ids.new(), credential=held.credential.strip(), licence=held.licence.strip())
        require_credential(before.role, held.credential, held.valid_from, held.valid_until)
        if replaces and replaces not in {one.id for one in before.credentials}:
            raise UserError("This credential was changed meanwhile.", "Look at the person again.")
        kept = [one for one in before.credentials if one.id != replaces]

        def store(unit: Unit) -> None:
            if replaces:
                unit.session.get_one(CredentialPeriod, replaces).replaced_at = stamp(self._clock.now())
            unit.session.add(_period(held, staff_id, stamp(self._clock.now())))
            self._record(unit, CREDENTIAL, staff_id, {"trainee": held.trainee})

        now = held_on([*kept, held], self._clock.today())
        self._with_certificate(before, now, own_passphrase, store)
        return self._row(staff_id)

    def renew_certificate(self, staff_id: str, *, own_passphrase: str) -> StaffRow:
        """A certificate with the credential of today for another two years, for the same keys."""
        self._require()
        row = self._active(staff_id)
        if self._revoked(staff_id):
            raise UserError(
                "The certificate was revoked, and the key with it.", "Give a new passphrase: a new key comes with it."
            )
        identity = StaffIdentity(row.id, row.login, row.name, row.credential, row.licence)
        self._sitting.renew_certificate(own_passphrase, identity)
        return row

    def revoke_certificate(
        self, staff_id: str, reason: str, *, own_passphrase: str, since: date | None = None
    ) -> StaffRow:
        """Nothing that is signed with somebody's certificate from ``since`` on (today: from now on) is trusted, and
        they sign nothing more until they get a new key. They can still read and write drafts."""
        self._require()
        row = self._active(staff_id)
        if staff_id == self._sitting.staff_id:
            raise UserError("Nobody revokes their own certificate.", "Another administrator can do it.")
        start = None
        if since is not None and since != self._clock.today():
            start = datetime.combine(since, time.min, tzinfo=self._clock.local().tzinfo)
        print_of = self._sitting.certificate_of(staff_id).fingerprint
        self._sitting.authority.revoke(own_passphrase, print_of, reason, since=start)
        return row

    def grant(self, staff_id: str, first_passphrase: str, *, own_passphrase: str) -> StaffRow:
        """For a forgotten passphrase or a lost stick: new keys. The person sets a passphrase of their own before
        they sign; what they signed before stays valid."""
        self._require()
        row = self._active(staff_id)
        if staff_id == self._sitting.staff_id:
            raise UserError("You know your own passphrase.", "Change it under Settings, You.")
        self._sitting.renew_access(own_passphrase, staff_id, first_passphrase)
        return row

    def retire(
        self,
        staff_id: str,
        reason: str,
        *,
        own_passphrase: str,
        root: RootKey | None = None,
        progress: Progress = quiet,
    ) -> Ended:
        """End somebody's access. Their entries stay; their certificate signs nothing from now on, and the record gets
        a new key: everybody's work waits until the whole of it is encrypted anew. ``root``: for an administrator,
        so that the clinic gets a new issuing key too."""
        self._require()
        self._active(staff_id)
        if not reason.strip():
            raise UserError("The reason is missing.", "Say in a few words why the access ends.")

        def store(unit: Unit) -> None:
            _member(unit.session, staff_id).retired_at = stamp(self._clock.now())
            self._record(unit, ENDED, staff_id, {})

        sheet = self._sitting.retire(own_passphrase, staff_id, reason.strip(), also=store, root=root, progress=progress)
        return Ended(self._row(staff_id), sheet)

    def renew_key(self, *, own_passphrase: str, progress: Progress = quiet) -> Sheet:
        """A new key and a new recovery sheet for the record; nobody loses access."""
        self._require()
        return self._sitting.renew_key(own_passphrase, progress=progress)

    def keep_sheet(self, number: int) -> None:
        """The new recovery sheet is printed and kept safe."""
        self._require()
        self._sitting.keep_sheet(number)

    def readmit(self, staff_id: str, first_passphrase: str, *, own_passphrase: str) -> StaffRow:
        """Give access again to somebody whose access has ended: new keys, the same person and entries."""
        self._require()
        row = self._row(staff_id)
        if not row.retired:
            raise UserError("This person has access.", "Give a new passphrase instead.")

        def store(unit: Unit) -> None:
            _member(unit.session, staff_id).retired_at = ""
            self._record(unit, READMITTED, staff_id, {"role": row.role})

        administrator = row.role == "administrator"
        self._sitting.renew_access(own_passphrase, staff_id, first_passphrase, administrator=administrator, also=store)
        return self._row(staff_id)

    def _require(self) -> None:
        Gate(self._sitting, self.me()).require("manage staff")

    def _row(self, staff_id: str) -> StaffRow:
        for row in self.all():
            if row.id == staff_id:
                return row
        raise UserError("This person is not in the register.", "Choose somebody from the list.")

    def _active(self, staff_id: str) -> StaffRow:
        row = self._row(staff_id)
        if row.retired:
            raise UserError("This person's access has ended.", "Give access again first.")
        return row

    def _with_certificate(self, row: StaffRow, now: CredentialRow, own_passphrase: str, store: _Store) -> None:
        """Store rows, with a new certificate where the present one names another credential or license."""
        named = self._sitting.certificate_of(row.id).credential == now.credential and row.licence == now.licence
        if named or self._revoked(row.id):
            self._attended(own_passphrase, store)
        else:
            identity = StaffIdentity(row.id, row.login, row.name, now.credential, now.licence)
            self._sitting.renew_certificate(own_passphrase, identity, also=store)

    def _revoked(self, staff_id: str) -> bool:
        print_of = self._sitting.certificate_of(staff_id).fingerprint
        return self._sitting.authority.revocation_of(print_of) is not None

    def _attended(self, own_passphrase: str, store: _Store) -> None:
        self._sitting.attend(own_passphrase)
        with self._sitting.write() as unit:
            store(unit)

    def _record(self, unit: Unit, action: str, staff_id: str, detail: dict[str, object]) -> None:
        unit.session.flush()
        row = row_hash(unit.session, staff_id)
        unit.record(action, entity="staff", entity_id=staff_id, detail={**detail, "row": row})


def store_staff(unit: Unit, staff_id: str, new: NewStaff, clock: Clock, ids: Ids) -> None:
    """Put a staff member into the register, within an open unit."""
    now = stamp(clock.now())
    unit.session.add(
        StaffMember(
            id=staff_id, login=new.login.strip(), name=new.name.strip(), role=new.role, created_at=now, retired_at=""
        )
    )
    unit.session.flush()
    unit.session.add(_period(replace(new.held, id=ids.new()), staff_id, now))
    unit.session.flush()
    detail = {"role": new.role, "trainee": new.trainee, "row": row_hash(unit.session, staff_id)}
    unit.record(ADDED, entity="staff", entity_id=staff_id, detail=detail)


def _period(held: CredentialRow, staff_id: str, now: str) -> CredentialPeriod:
    return CredentialPeriod(
        id=held.id,
        staff_id=staff_id,
        credential=held.credential,
        licence=held.licence,
        trainee=held.trainee,
        valid_from=held.valid_from.isoformat() if held.valid_from else "",
        valid_until=held.valid_until.isoformat() if held.valid_until else "",
        entered_at=now,
        replaced_at="",
    )


def _member(session: Session, staff_id: str) -> StaffMember:
    member = session.get(StaffMember, staff_id)
    if member is None:
        raise OurError("a staff member is in the vault and not in the register")
    return member


def _require_complete(new: NewStaff) -> None:
    if not new.name.strip() or not new.login.strip():
        raise UserError("Name or short name is missing.", "Enter both: the short name is used to find the person.")
    require_credential(new.role, new.credential, new.valid_from, new.valid_until)
