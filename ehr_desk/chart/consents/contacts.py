"""A contact that rests on a written consent is held against the consents of the chart. Pure; asked before signing.

Source: 42 CFR 2.31(c): nothing is disclosed on a consent that has ended, is deficient or is known to be revoked;
2.13(a): that somebody is a client is told to those only whom a consent names.
"""

from __future__ import annotations

import re

from ehr_desk.chart.consents.classes import named_in
from ehr_desk.chart.consents.rows import ConsentRow, as_signed
from ehr_desk.chart.consents.rules import covers, is_active, names_class
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding

COVERED = "A written consent covers it"
"""The answer (role ``consent_basis``) that is held against the chart."""
_APART = re.compile(r"[,;]")


def check_contact(filled: Filled) -> list[Finding]:
    """A consent of the chart that counts on the day names whom was contacted (role ``agency``; ``consent_named`` where
    that is empty)."""
    if filled.text("consent_basis") != COVERED:
        return []
    at = next((item.id for role in ("consent_named", "consent_basis") for item in filled.items(role)), "")
    on = filled.effective_on
    rows = as_signed(filled.chart.rows("consents"), filled.undrawn())
    counting = [row for row in rows if is_active(row, on)]
    named = [row for row in rows if _names(row, filled.text("agency").strip() or filled.text("consent_named"))]
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
    for row in counting:
        if names_class(row):
            text = f"The consent for {row.recipient} names a class. Make sure that whom you contacted belongs to it."
            return [Finding("should", at, text)]
    known = ", ".join(dict.fromkeys(row.recipient for row in counting))
    text = (
        f"No consent of this chart names whom you contacted; it has one for {known}. Write the agency as the consent "
        "names it, or say what else it rests on."
    )
    return [Finding("should", at, text)]


def _names(consent: ConsentRow, who: str) -> bool:
    """Whether it names somebody by the whole name, as it stands or before a comma: the person there comes after it."""
    return any(named_in(to, name) for to in _heads(consent.recipient) for name in _heads(who))


def _heads(text: str) -> tuple[str, str]:
    return text.strip(" ."), _APART.split(text)[0].strip(" .")
