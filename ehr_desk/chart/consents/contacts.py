"""A contact that rests on a written consent is held against the consents of the chart. Pure; asked before signing.

Source: 42 CFR 2.31(c): nothing is disclosed on a consent that has ended, is deficient or is known to be revoked;
2.13(a): that somebody is a client is told to those only whom a consent names.
"""

from __future__ import annotations

import re

from ehr_desk.chart.consents.rows import as_signed
from ehr_desk.chart.consents.rules import covers, is_active
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding

COVERED = "A written consent covers it"
"""The answer (role ``consent_basis``) that is held against the chart."""
_WORD = re.compile(r"\w+")


def check_contact(filled: Filled) -> list[Finding]:
    """A consent of the chart that counts on the day names whom was contacted (roles ``agency``, ``consent_named``)."""
    if filled.text("consent_basis") != COVERED:
        return []
    at = next((item.id for role in ("consent_named", "consent_basis") for item in filled.items(role)), "")
    on = filled.effective_on
    rows = as_signed(filled.chart.rows("consents"), filled.undrawn())
    counting = [row for row in rows if is_active(row, on)]
    said = _words(f"{filled.text('agency')} {filled.text('consent_named')}")
    named = [row for row in rows if _words(row.recipient) and _words(row.recipient) <= said]
    if any(row in counting for row in named):
        return []
    if named:
        why = " ".join(covers(named[-1], recipient=named[-1].recipient, scope_needed=(), on=on))
        text = f"The consent for {named[-1].recipient} does not cover it. {why} Say what else the contact rests on."
        return [Finding("must", at, text)]
    if not counting:
        text = (
            f"No written consent of this chart counts on {in_words(on)}. Enter it first, or say what else it rests on."
        )
        return [Finding("must", at, text)]
    known = ", ".join(dict.fromkeys(row.recipient for row in counting))
    text = f"No consent of this chart names whom you contacted; it has one for {known}. Name the one that covers it."
    return [Finding("should", at, text)]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
