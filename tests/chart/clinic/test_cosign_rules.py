"""Whose entries wait for a co-signature, besides trainees'."""

from __future__ import annotations

import pytest

from ehr_desk.chart.clinic.cosign_rules import CosignRule, check_rule, covered, from_text, to_text
from ehr_desk.common.errors import UserError

ASSISTANT = CosignRule("CDCA", "", "State board")
PLANS = CosignRule("", "plan", "Payer contract")


@pytest.mark.parametrize(
    ("credential", "kind", "takes", "expected"),
    [
        ("CDCA", "note", True, True),
        ("cdca ", "note", True, True),
        ("LPC-Associate, CDCA", "note", True, True),
        ("CDCA II", "note", True, False),
        ("LISW-S", "note", True, False),
        ("", "note", True, False),
        # A form that takes no co-signature waits only where its kind is named.
        ("CDCA", "measure", False, False),
        ("LISW-S", "plan", False, True),
    ],
)
def test_a_rule_covers_who_holds_the_credential_or_the_kind_it_names(
    credential: str, kind: str, takes: bool, expected: bool
) -> None:
    assert covered([ASSISTANT, PLANS], credential, kind, takes_cosignature=takes) is expected


def test_without_rules_nothing_is_covered_and_the_settings_stay_empty() -> None:
    assert not covered([], "CDCA", "note", takes_cosignature=True)
    assert (to_text([]), from_text("")) == ("", ())


def test_the_table_is_kept_whole() -> None:
    assert from_text(to_text([ASSISTANT, PLANS])) == (ASSISTANT, PLANS)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (CosignRule("", "", "Policy"), "everybody's every entry"),
        (CosignRule("CDCA", "plan", ""), "no source"),
        (CosignRule("cdca", "", "Policy"), "a rule for this credential"),
    ],
)
def test_a_rule_that_says_too_little_or_stands_there_already_is_refused(rule: CosignRule, words: str) -> None:
    with pytest.raises(UserError, match=words):
        check_rule(rule, [ASSISTANT])
