"""Whose entries somebody else answers for, besides trainees': the clinic's own table, by credential and kind of form.
Pure.

States and payers differ: in Texas a qualified credentialed counselor signs the plan that an intern or graduate wrote
(26 TAC 564.804(e)), in South Dakota a trainee may be the author. So the clinic writes the table and says where each
line comes from; nothing is assumed but trainees.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ehr_desk.common.errors import UserError

_TITLES = re.compile(r"[,;/]")


@dataclass(frozen=True)
class CosignRule:
    """Entries of a ``kind`` (a form's category; empty: every one whose form takes a co-signature) by somebody who holds
    ``credential`` (empty: anybody) wait for a co-signature. ``source``: the law, contract or policy that asks for it.
    """

    credential: str
    kind: str
    source: str

    def covers(self, credential: str, kind: str, *, takes_cosignature: bool) -> bool:
        """Whether an entry falls under the rule. Somebody may hold several titles: "LPC-Associate, CDCA"."""
        held = {_tidy(one) for one in _TITLES.split(credential)} | {_tidy(credential)}
        by_credential = not self.credential or _tidy(self.credential) in held
        return by_credential and (self.kind == kind if self.kind else takes_cosignature)


def check_rule(rule: CosignRule, others: Sequence[CosignRule] = ()) -> None:
    """Refuse a rule that says too little, or what another says already."""
    if not rule.credential and not rule.kind:
        raise UserError("This would have everybody's every entry wait.", "Name a credential, a kind of entry, or both.")
    if not rule.source:
        raise UserError("The rule has no source.", "Say where it comes from: a law, a contract, your own policy.")
    if any((_tidy(one.credential), one.kind) == (_tidy(rule.credential), rule.kind) for one in others):
        raise UserError("There is a rule for this credential and kind already.", "Change that one.")


def covered(rules: Sequence[CosignRule], credential: str, kind: str, *, takes_cosignature: bool) -> bool:
    """Whether any rule of the table asks for a co-signature."""
    return any(rule.covers(credential, kind, takes_cosignature=takes_cosignature) for rule in rules)


def to_text(rules: Sequence[CosignRule]) -> str:
    """The table as the clinic's settings keep it; empty without a rule."""
    return json.dumps([asdict(one) for one in rules], sort_keys=True) if rules else ""


def from_text(text: str) -> tuple[CosignRule, ...]:
    """The table that was kept."""
    return tuple(CosignRule(**one) for one in json.loads(text)) if text else ()


def _tidy(title: str) -> str:
    return " ".join(title.split()).casefold()
