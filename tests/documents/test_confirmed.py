"""What an author confirmed before signing stands on the paper, with the reason given."""

from __future__ import annotations

from ehr_desk.documents.kinds.choice import composer_of
from ehr_desk.documents.model import Fact, Facts, Heading
from tests.documents.bodies import body, form

CONFIRMED = [{"what": "The text is the same as last time.", "reason": "Nothing changed over the holiday."}]


def test_a_confirmation_is_printed_with_its_reason_and_an_entry_without_one_says_nothing_of_it() -> None:
    used = form("dap_note")
    blocks = composer_of(body("dap_note", confirmed=CONFIRMED), used, {}).blocks()
    at = blocks.index(Heading("Confirmed before signing"))
    assert blocks[at + 1] == Facts(
        (Fact("The text is the same as last time.", "Nothing changed over the holiday.", wide=True),)
    )
    without = composer_of(body("dap_note"), used, {}).blocks()
    assert Heading("Confirmed before signing") not in without
    assert [one for one in blocks if one not in blocks[at : at + 2]] == without
