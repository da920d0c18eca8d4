"""Findings that the author's reason settles: their keys, and what the signed entry keeps of them. Pure.

Who confirmed is the signer of the entry, why is the reason beside these words: never whose name or text it is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.forms import Finding

NAMED, REUSED, WAITING = "named", "carried_forward", "placeholder"
LIKE_OTHER, NEAR_OTHER = "same_as_another", "near_another"
LIKE_LAST, NEAR_LAST = "same_as_last", "near_last"
TWO_AT_ONCE = "two_at_once"
CLIENT_TWICE, LONG_SESSION = "client_in_two", "long_session"
ALLERGY = "ordered_with_allergy"
ABSENT_TOO = "absent_and_attended"
FROM_ERROR, TAKEN_BACK = "carried_from_error", "taken_back_words"
OTHER_HOURS, BACKDATED = "hours_of_other_level", "level_backdated"
OVER_CAP, OVER_PAID = "incentive_over_cap", "incentive_over_paid"
UNCHANGED, SAME_AGAIN = "returned_unchanged", "corrected_unchanged"
WHY = "why_it_is_changed"
"""Asks for the reason of a change to be given again: what is answered takes its place and is not kept beside it."""
_APART = frozenset({NAMED, ALLERGY, FROM_ERROR, TAKEN_BACK})
_WHAT_TO_DO = re.compile(r"(?<=[.?!]) [^.?!]*, or say why\b[^.?!]*[.?!]$")
"""The last sentence of a finding that asks for a reason: done once there is one."""
WORDS = {
    NAMED: "A name that another member of the group bears means somebody else.",
    LIKE_OTHER: "The response is the same as another one in this session.",
    NEAR_OTHER: "The response says nearly the same as another one in this session.",
    LIKE_LAST: "The text is the same as in an earlier note.",
    NEAR_LAST: "Most of the text says the same as an earlier note.",
    REUSED: "A passage was carried forward from an earlier note and was not rewritten since.",
    FROM_ERROR: "What was carried over from an entry in error is true of this client too.",
    TAKEN_BACK: "Words that were taken back in another entry are true of this client, and may stand here.",
    WAITING: "Words in curly brackets are meant as they stand.",
    TWO_AT_ONCE: "The author documented another session at the same time.",
    CLIENT_TWICE: "The client was in another session at the same time.",
    LONG_SESSION: "The session was longer than sessions of its kind are.",
    ALLERGY: "A medication was ordered for which an allergy is documented.",
    ABSENT_TOO: "The client attended a session of this kind on the day of this absence.",
    OTHER_HOURS: "The planned hours are those of another level of care.",
    BACKDATED: "The change of level holds from a day more than two weeks before its review.",
    OVER_CAP: "The client has earned more in incentives than the clinic's cap.",
    OVER_PAID: "More was paid out in incentives than was earned.",
    SAME_AGAIN: "The new version is signed without a change.",
    UNCHANGED: "The entry was returned to its author and is signed again without a change.",
}


def key(kind: str, client_id: str, item: str, about: str) -> str:
    """Names what is confirmed: where ``about`` (the text, mostly) is another one, it is asked again."""
    return f"{kind}/{client_id}/{item}/{sha256_hex(about.encode())[:16]}"


def kind_of(key: str) -> str:
    """What kind of thing a key names."""
    return key.partition("/")[0]


def question_of(key: str) -> str:
    """The question that a reason answers: what is of one kind, but for names, allergies and what came from an entry in
    error, where each is one of its own. A reason for one question is never the reason for another."""
    kind = kind_of(key)
    return key if kind in _APART else kind


def settled(found: Sequence[Finding], reasons: Mapping[str, str]) -> list[Finding]:
    """The findings, where what was confirmed is a tip with the reason."""
    return [_settled(one, reasons.get(one.confirm, "")) for one in found]


def confirmations(found: Sequence[Finding], reasons: Mapping[str, str]) -> list[dict[str, str]]:
    """What the author confirmed of these findings, as the signed entry keeps it; each thing and reason once."""
    asked = [one for one in found if one.confirm in reasons]
    kept = {(one.signed or WORDS[kind_of(one.confirm)], reasons[one.confirm]): None for one in asked}
    return [{"what": what, "reason": reason} for what, reason in kept]


def _settled(one: Finding, reason: str) -> Finding:
    if not reason:
        return one
    text = _WHAT_TO_DO.sub("", one.text)
    return Finding("tip", one.item, f"{text} You confirmed it: {reason}", one.rows, one.confirm, one.signed)
