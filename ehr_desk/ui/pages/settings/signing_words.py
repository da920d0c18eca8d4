"""Signing keys and late timestamps in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ehr_desk.ui.widgets.dates import show_date

if TYPE_CHECKING:
    from ehr_desk.chart.entries.stamping import Stamped
    from ehr_desk.vault.paper_keys import PaperKeyFacts

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
    where = "from a file" if facts.kind == "file" else "on a card or stick"
    until = show_date(facts.certificate.not_after.date())
    return (
        f"Your papers are signed with a certificate {where}: {facts.certificate.name}, valid until {until}. "
        "Where its issuer's lists of revoked certificates cannot be fetched, papers get a timestamp without them."
    )


def round_words(result: Stamped) -> str:
    """What asking for late timestamps brought."""
    if not result.done and not result.waiting:
        return "No paper waits for a timestamp"
    done = "1 paper got its timestamp" if result.done == 1 else f"{result.done} papers got their timestamp"
    if not result.waiting:
        return done
    waiting = f"{result.waiting} still wait"
    return f"{done}, {waiting}" if result.done else f"{waiting.capitalize()}. {result.reason}"
