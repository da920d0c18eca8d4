"""What a correction asks again: the client signed the earlier version and got a copy of that one, not of this. Pure.

Sources: 42 CFR 2.31(a)(8), (9) for consents (signature of the patient and its date are those of the consent as it
reads); 21 CFR 11.70: a signature cannot be carried over to another record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ehr_desk.forms import Form, visible

SIGNED_ROLES = frozenset({"client_signature", "client_signed_on", "signed_by", "signed_how"})
"""Roles of what says that, how and when the client signed."""
COPY_ROLES = frozenset({"copy_given", "copy_given_on", "copy_offered", "copies", "copies_on"})
"""Roles of what says who was given, or offered, a copy, and when."""
_BY_DAY = "signed_how"
"""In a form that asks it, the day the entry counts from is the day on which the client signed."""


def asked_again(form: Form, answers: Mapping[str, Any], *, drawing_waits: bool = False) -> tuple[str, ...]:
    """The ids of the answers that a correction does not begin with, in the order of the form: what the client did, and
    what hangs on it. ``drawing_waits``: nobody has drawn the promised signature on the screen yet, so it may stay
    promised."""
    roles = COPY_ROLES if drawing_waits else SIGNED_ROLES | COPY_ROLES
    if _BY_DAY in roles and form.by_role(_BY_DAY) is not None:
        roles |= {"effective_on"}
    gone = {item.id for item in form.walk() if item.role in roles and item.id in answers}
    left = {name: value for name, value in answers.items() if name not in gone}
    gone |= (visible(form, answers) - visible(form, left)) & left.keys() if gone else set()
    return tuple(item.id for item in form.walk() if item.id in gone)
