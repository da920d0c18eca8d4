"""Settings without widgets: who I am, the staff as rows, the licences."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.staff.rows import CredentialRow, StaffRow
from ehr_desk.chart.staff.rules import fault_on
from ehr_desk.common.errors import UserError
from ehr_desk.ui.pages.backup.presenter import short_words
from ehr_desk.ui.pages.settings.signing_words import SOON
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import TableRow
from ehr_desk.vault.passphrases import ADVICE, SHORTEST, weakness

if TYPE_CHECKING:
    from datetime import date

    from ehr_desk.desk import Desk
    from ehr_desk.vault.issuing import RootKey
    from ehr_desk.vault.own_access import WayIn
    from ehr_desk.vault.rotation import KeyState

PASSPHRASE_HINT = f"At least {SHORTEST} characters. {ADVICE}"
PAGE_SIZES = {"Letter": "letter", "A4": "a4"}


@dataclass(frozen=True)
class About:
    """One part of the program that others made, with the files of its licence texts."""

    name: str
    licence: str
    packages: tuple[str, ...]
    duty: str
    texts: tuple[Path, ...]


@dataclass(frozen=True)
class Facts:
    """What was read for the page. ``until`` is the last day of the certificate, ``certificates`` name and last day of
    everybody's by staff id, ``ways`` what opens the person's own keys, ``provisional`` who has not set a passphrase of
    their own yet, ``key`` the recovery sheet and whether a new key is owed, ``revoked`` since when and why the
    certificates of some are revoked."""

    me: StaffRow
    serial: str
    until: date
    staff: Sequence[StaffRow]
    clinic: ClinicRow
    today: date
    certificates: Mapping[str, Shown]
    ways: Sequence[WayIn]
    provisional: frozenset[str]
    key: KeyState
    custodian: bool
    revoked: Mapping[str, Revoked]
    backup: str
    """When the last verified backup was made, in words."""


class Revoked(NamedTuple):
    """Since when, and why, a certificate is not to be trusted."""

    since: date
    reason: str


class Shown(NamedTuple):
    """What a person's certificate shows, and its last day."""

    credential: str
    until: date


def read_facts(desk: Desk) -> Facts:
    """Read everything the page shows (on the reader thread)."""
    zone = desk.clock.local().tzinfo
    staff = desk.staff.all()
    held = {one.id: desk.sitting.certificate_of(one.id) for one in staff}
    shown = {key: Shown(one.credential, one.not_after.astimezone(zone).date()) for key, one in held.items()}
    gone = {one.certificate.fingerprint: one for one in desk.sitting.authority.revocations()}
    me = next((one for one in staff if one.id == desk.me.id), desk.me)
    return Facts(
        me,
        held[me.id].serial,
        shown[me.id].until,
        staff,
        desk.clinic.read(),
        desk.clock.today(),
        shown,
        desk.sitting.ways,
        frozenset(one.staff_id for one in desk.sitting.people if one.provisional),
        desk.sitting.key_state,
        desk.sitting.custodians.exists,
        {
            key: Revoked(gone[one.fingerprint].at.astimezone(zone).date(), gone[one.fingerprint].reason)
            for key, one in held.items()
            if one.fingerprint in gone
        },
        short_words(desk.backups.state(), desk.clock)[0],
    )


def root_key_of(asked: tuple[Path, str] | None) -> RootKey | None:
    """The clinic's root key from the file that was chosen, None where none was."""
    from ehr_desk.vault.issuing import RootKey

    return RootKey(read_key(asked[0]), asked[1].strip()) if asked else None


def read_key(path: Path) -> bytes:
    """The bytes of the root key file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError("The root key file cannot be read.", "Put the stick in again and choose the file.") from error


def staff_rows(facts: Facts) -> list[TableRow]:
    """The staff as a table; people whose access has ended are struck through."""
    return [
        TableRow(
            one.id,
            (
                one.name,
                one.credential,
                one.role,
                one.login,
                show_date(one.valid_until) if one.valid_until else "",
                remark(one, facts),
            ),
            struck=one.retired,
        )
        for one in facts.staff
    ]


def remark(row: StaffRow, facts: Facts) -> str:
    """What somebody should know or do about a person."""
    if row.retired:
        return "access ended"
    fault = fault_on(row.valid_from, row.valid_until, facts.today)
    shown, revoked = facts.certificates[row.id], facts.revoked.get(row.id)
    if revoked is not None:
        return f"certificate revoked {show_date(revoked.since)} ({revoked.reason}): give a new passphrase"
    said = [
        f"credential {fault}: signs nothing" if fault else "",
        "has not set their own passphrase yet" if row.id in facts.provisional else "",
        "needs a co-signature" if row.trainee else "",
        "" if shown.credential == row.credential else "renew the certificate: it names another credential",
        "renew the certificate" if (shown.until - facts.today).days < SOON else "",
    ]
    return ", ".join(words for words in said if words)


def credential_words(held: CredentialRow) -> str:
    """A credential with its days."""
    first = f"from {show_date(held.valid_from)}" if held.valid_from else ""
    last = f"until {show_date(held.valid_until)}" if held.valid_until else ""
    return " ".join(part for part in (held.credential, held.licence, first, last) if part)


def me_lines(facts: Facts) -> list[tuple[str, str]]:
    """Who I am, as (what, value)."""
    trainee = "Your entries need a co-signature." if facts.me.trainee else ""
    lines = [
        ("Name", facts.me.signature_name),
        ("Role", facts.me.role),
        ("Short name", facts.me.login),
        ("Co-signature", trainee),
        ("Certificate", serial_words(facts.serial)),
        ("Valid until", _until(facts)),
        ("Backups", facts.backup),
    ]
    return [(what, value) for what, value in lines if value]


def _until(facts: Facts) -> str:
    """The last day of one's own certificate, and what to do about it."""
    revoked, last = facts.revoked.get(facts.me.id), show_date(facts.until)
    if revoked is not None:
        return f"Revoked {show_date(revoked.since)} ({revoked.reason}). Ask an administrator for a new passphrase."
    if (facts.until - facts.today).days < SOON:
        return f"{last}. Ask an administrator to renew it (Settings, Staff)."
    return last


def serial_words(serial: str) -> str:
    """A serial number in groups of four, so that two people can compare it."""
    return " ".join(serial[at : at + 4] for at in range(0, len(serial), 4))


def passphrase_fault(new: str, again: str, expected: Sequence[str] = ()) -> str:
    """What is wrong with a new passphrase typed twice, empty where nothing is. ``expected``: names it may not be of."""
    fault = weakness(new, expected)
    if fault is not None:
        return fault.message
    if new != again:
        return "The two new passphrases differ. Type the second one again."
    return ""


def licences(folder: Path) -> list[About]:
    """Everything others made, as the index of the licences lists it, by name."""
    listed = tomllib.loads((folder / "index.toml").read_text("utf-8"))["part"]
    found = [
        About(
            one["name"],
            one.get("licence", ""),
            tuple(one.get("packages", ())),
            one.get("duty", ""),
            tuple(folder / text for text in one.get("texts", ())),
        )
        for one in listed
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def licence_text(about: About) -> str:
    """The licence of a part as text to read."""
    head = [f"{about.name}: {about.licence}".rstrip(": ")]
    head += [", ".join(about.packages)] if about.packages else []
    head += [about.duty] if about.duty else []
    texts = [path.read_text("utf-8", errors="replace") for path in about.texts if path.is_file()]
    return "\n\n".join(["\n".join(head), *texts])
