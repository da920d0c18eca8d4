"""The term of a certificate: what signs before its begin or after its end is held true by nobody outside."""

from __future__ import annotations

from datetime import datetime

from ehr_desk.common.days import in_words
from ehr_desk.common.errors import UserError
from ehr_desk.vault.certificates import load
from ehr_desk.vault.timekeeping import moment_in_words

ISSUING = "The clinic's issuing certificate"
RECOVER = (
    "An administrator makes a new one with the root key file (Settings, Signing), then renews everybody's certificate "
    "(Settings, Staff, Renew certificate)."
)
SET_CLOCK = "If it is this computer's clock that is wrong, lock the desk, set the clock, then unlock again instead."


def require_begun(whose: str, pem: str, now: datetime, remedy: str) -> None:
    """Refuses a certificate that begins later than ``now`` (aware, in the desk's zone): the clock it was made on may
    have been days fast. ``whose`` begins a sentence."""
    begin = load(pem).not_valid_before_utc
    if now < begin:
        raise UserError(
            f"{whose} begins on {moment_in_words(begin.astimezone(now.tzinfo))}, but this computer says "
            f"{moment_in_words(now)}, so nothing can be signed with it.",
            remedy,
        )


def require_going_on(whose: str, pem: str, now: datetime, so: str, remedy: str) -> None:
    """Refuses a certificate that has ended; ``so`` says what follows and ends the sentence."""
    end = load(pem).not_valid_after_utc
    if now > end:
        raise UserError(f"{whose} ended on {in_words(end.astimezone(now.tzinfo).date())}, so {so}.", remedy)
