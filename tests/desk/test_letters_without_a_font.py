"""Letters that the paper has no font for are told before they are signed; the record keeps them."""

from __future__ import annotations

import pytest

from tests.clinical_forms.filled import FILLED
from tests.support.clinic import TestClinic, add_client


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Said 漢字 twice.", True),
        ("Łukasz, Đặng, יעל, ליאור, अनिता, சுமதி, ተስፋዬ, สมชาย, عائشة\nand a 🙂 – “quiet”…\t½", False),
    ],
)
def test_who_types_letters_that_no_font_has_is_told_in_which_answer(
    clinic: TestClinic, written: str, told: bool
) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk, "Ash", "Robin")
    draft = desk.drafts.start("dap_note", client_id=client.id)
    desk.drafts.assemble_again(draft.id, {**draft.answers, **FILLED["dap_note"], "data": written})
    (prepared,) = desk.signing.prepare(draft.id)
    found = [(one.level, one.item) for one in prepared.findings if "no font" in one.text]
    assert found == ([("should", "data")] if told else [])
