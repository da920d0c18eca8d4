"""Two families of errors: what the user can act on, and what is our own mistake."""

from __future__ import annotations


class UserError(Exception):
    """Something the person at the desk can act on.

    ``message`` says what happened, ``remedy`` what to do; both are shown as they are, so neither
    ever carries clinical text.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Refused(UserError):
    """The act is not permitted to this person; the message says who could do it.

    ``noted``: the refusal stands in the audit log already.
    """

    noted = False


class Gone(UserError):
    """What was to be written no longer exists: trying again helps nobody."""


class OurError(Exception):
    """A mistake of the program. Says where, and never shows a value of the record."""
