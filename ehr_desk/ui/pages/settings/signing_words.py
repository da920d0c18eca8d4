"""Signing keys and late timestamps in words. Pure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ehr_desk.ui.widgets.dates import show_date

if TYPE_CHECKING:
    from ehr_desk.chart.entries.stamping import Stamped
    from ehr_desk.vault.certificates import Certificate
    from ehr_desk.vault.other_certificates import FromElsewhere
    from ehr_desk.vault.paper_keys import PaperKeyFacts

SOON = 60
"""So many days before its end a certificate should be renewed."""
ISSUING_SOON = 180
"""The same for the issuing certificate: the root key file has to be fetched, then everybody's is renewed."""
_ISSUING_URGENT = 30
LEVELS = {
    "None": "B-B",
    "Timestamp": "B-T",
    "With revocation data": "B-LT",
    "For archiving": "B-LTA",
}

NAMES_WARNING = (
    "Off is safer: whoever sees the folder, a backup of it, a synchronized copy or an attachment would read there that "
    "this person is in treatment. Without it files are named after the document's number and the day."
)


def key_words(facts: PaperKeyFacts | None) -> str:
    """Which key signs the person's papers."""
    if facts is None:
        return "Your papers are signed with the key the clinic gave you."
    if not facts.vouched:
        return (
            f"You chose the certificate of {facts.certificate.name} for papers. They are signed with the clinic's key "
            "until an administrator has confirmed that the certificate is yours."
        )
    where = "from a file" if facts.kind == "file" else "on a card or stick"
    until = show_date(facts.certificate.not_after.date())
    return (
        f"Your papers are signed with a certificate {where}: {facts.certificate.name}, valid until {until}. "
        "Where its issuer's lists of revoked certificates cannot be fetched, papers get a timestamp without them."
    )


def from_elsewhere_words(one: FromElsewhere) -> str:
    """A certificate from elsewhere, whose it is, and whether it signs papers."""
    until = show_date(one.certificate.not_after.date())
    state = "confirmed" if one.vouched else "waits for an administrator"
    return f"{one.name}, {one.credential}: {state}, until {until}. Fingerprint {spaced(one.certificate.fingerprint)}"


def vouching_words(one: FromElsewhere) -> str:
    """What an administrator compares before they confirm."""
    from ehr_desk.documents.certificates import facts_of

    facts = facts_of(one.certificate.pem.encode())
    bears = ", ".join(part for part in (facts.name, facts.credential, facts.organization) if part)
    return (
        f"Brought by {one.name}, {one.credential}. It bears the name {bears}; issuer: {facts.issuer}. "
        f"Fingerprint (SHA-256) {spaced(one.certificate.fingerprint)} …"
    )


def issuing_words(until: date, today: date) -> str:
    """Until when the issuing certificate holds, and what to do about it."""
    if today > until:
        return (
            f"It ended on {show_date(until)}: nothing that it vouches for signs any more. Renew it with the root key."
        )
    said = f"Valid until {show_date(until)}; no certificate of a person or device lasts longer."
    return f"{said} Renew it with the root key." if (until - today).days < ISSUING_SOON else said


def issuing_ends(until: date, today: date, *, administrator: bool) -> tuple[str, ...]:
    """What is told above every page before the issuing certificate ends, and what to do; empty while there is time.
    Administrators are told half a year before, everybody else in its last weeks."""
    left = (until - today).days
    if left >= (ISSUING_SOON if administrator else _ISSUING_URGENT):
        return ()
    ended = "ended" if left < 0 else "ends"
    said = f"The clinic's issuing certificate {ended} on {show_date(until)}: afterwards nothing can be signed."
    return said, "Renew it with the root key (Settings, Signing)." if administrator else "Tell an administrator."


def device_name(one: Certificate) -> str:
    """A device as the clinic calls it."""
    return one.name.removeprefix("Device: ")


def device_words(one: Certificate, today: date) -> str:
    """A device with the term of its certificate, and what to do about it."""
    begin, end = one.not_before.date(), one.not_after.date()
    said = f"{device_name(one)}, until {show_date(end)}"
    if today < begin:
        return f"{device_name(one)}: its certificate begins on {show_date(begin)}; renew it"
    if today > end:
        return f"{device_name(one)}: its certificate ended on {show_date(end)}; renew it"
    return f"{said}: renew it" if (end - today).days < SOON else said


def spaced(fingerprint: str) -> str:
    """The first half of a SHA-256 in groups of four, for comparing by eye."""
    return " ".join(fingerprint[at : at + 4].upper() for at in range(0, 32, 4))


def waiting_words(count: int) -> str:
    """How many papers were signed without the timestamp that the clinic wants and wait for it."""
    told = "1 paper waits" if count == 1 else f"{count} papers wait"
    return f"{told} for a timestamp; the server is asked every ten minutes while the desk is open." if count else ""


def round_words(result: Stamped) -> str:
    """What asking for late timestamps brought."""
    if not result.done and not result.waiting:
        return "No paper waits for a timestamp"
    done = "1 paper got its timestamp" if result.done == 1 else f"{result.done} papers got their timestamp"
    if result.below:
        which = "all" if result.below == result.done else str(result.below)
        done = f"{done} ({which} without revocation data: none could be had of the server's certificate)"
    if not result.waiting:
        return done
    waiting = "1 still waits" if result.waiting == 1 else f"{result.waiting} still wait"
    told = f"{done}, {waiting}" if result.done else waiting
    if result.refused:
        which = ", ".join(result.refused[:3]) + (" and others" if len(result.refused) > 3 else "")
        return f"{told}. Document {which}: {result.reason}"
    return f"{told}. {result.reason}" if result.reason else told
