"""What must hold for family sessions. Pure; asked before signing.

A family member who hears substance use information receives a disclosure under 42 CFR part 2: it needs the client's
written consent (2.31, 2.33), and one whose scope reaches to what is spoken of in a session (2.31(a)(3)).
Source of the acknowledgment: AAMFT Code of Ethics 2.2, 2.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ehr_desk.chart.consents.rows import ConsentRow, as_signed
from ehr_desk.chart.consents.rules import covers
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.families.effects import is_present
from ehr_desk.chart.families.rows import FamilyMemberRow
from ehr_desk.common.canonical import Json
from ehr_desk.forms import Finding

_YOUNG = re.compile(
    r"(?:(?:step|half|foster|god|grand|great)*"
    r"(?:(?:son|daughter|child|kid|brother|sister|sibling|nephew|niece|cousin)s?|children))"
)
"""Words for relationships that may be a minor's: "stepson" and "grandchildren" too, but not the "son" of "person"."""
_WORD = re.compile(r"[\w'’]+")


def check_family(filled: Filled) -> list[Finding]:
    """Somebody was there, and for each of them there is a consent that counts on that day."""
    if "family" not in filled.form.states:
        return []
    at = next((item.id for item in filled.form.walk() if item.type == "participant"), "")
    there = [link for link in filled.links("participant") if is_present(link)]
    if not there:
        return [Finding("must", at, "Nobody of the family was present. Name who was, or write another kind of note.")]
    consents = as_signed(filled.chart.rows("consents"), filled.undrawn())
    found: list[Finding] = []
    for link in there:
        name = str(link.get("name") or "").strip() or "a participant"
        why = _uncovered(filled, link, consents)
        if why:
            found.append(
                Finding("should", at, f"No active consent covers {name}. {why} Share no substance use information.")
            )
            found.extend(_explained(filled, name))
        if not link.get("acknowledged"):
            found.append(_not_acknowledged(filled, link, at, name))
        if not link.get("age_band") and _may_be_minor(str(link.get("relationship") or "")):
            text = f"Say whether {name} is an adult or a minor: for a minor others decide what is shared."
            found.append(Finding("should", at, text))
    return found


def _not_acknowledged(filled: Filled, link: Mapping[str, Json], at: str, name: str) -> Finding:
    """What is missing; a "must" where the note says in the same breath that each person agreed."""
    text = f"{name} has not acknowledged the limits of confidentiality."
    members: list[FamilyMemberRow] = list(filled.chart.rows("family_members"))
    known = [row for row in members if row.participant_id == link.get("_id") or _same(row.name, str(link.get("name")))]
    before = any(row.acknowledged for row in known)
    if filled.value("limits_explained") is not True or before:
        return Finding("should", at, text)
    return Finding("must", at, f"{text} The note says that each person agreed: correct one of the two.")


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _may_be_minor(relationship: str) -> bool:
    return any(_YOUNG.fullmatch(word) for word in _WORD.findall(relationship.casefold()))


def _explained(filled: Filled, name: str) -> list[Finding]:
    """Somebody without a consent was there: the form asks how, where it has an item for it."""
    item = next(filled.items("consent_missing"), None)
    if item is None or filled.text("consent_missing").strip():
        return []
    return [Finding("must", item.id, f"Say how the session went without a consent for {name}.")]


def _uncovered(filled: Filled, link: Mapping[str, Json], consents: Sequence[ConsentRow]) -> str:
    """Why no consent covers the person; empty when one does. A consent chosen in the form decides alone."""
    name, chosen = str(link.get("name") or ""), str(link.get("consent_id") or "")
    candidates = [row for row in consents if row.consent_id == chosen] if chosen else list(consents)
    if chosen and not candidates:
        return "The chosen consent is not on the record."
    reasons = [_reasons(row, name, filled) for row in candidates]
    if any(not why for why in reasons):
        return ""
    if chosen:
        return " ".join(reasons[0])
    named = [why for why in reasons if "It names another recipient." not in why]
    return " ".join(named[-1]) if named else "There is none that names this person."


def _reasons(row: ConsentRow, name: str, filled: Filled) -> list[str]:
    found = covers(row, recipient=name, scope_needed=(), on=filled.effective_on)
    if not row.lets_hear:
        found.append(f"It covers {', '.join(row.scope) or 'nothing'} only, not what is spoken of in a session.")
    return found
