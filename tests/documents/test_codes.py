"""The code printed on a paper."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehr_desk.common.errors import UserError
from ehr_desk.documents.code_box import modules
from ehr_desk.documents.codes import paper_code, parse_code

HASH = hashlib.sha256(b"a record").hexdigest()
IDS = st.text("0123456789ABCDEF", min_size=1, max_size=12).map(lambda digits: "D-" + digits)


@given(IDS, st.binary(max_size=8))
def test_a_code_says_the_number_and_the_hash_it_was_made_of(document_id: str, content: bytes) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    found = parse_code(paper_code(document_id, sha256))
    assert found.document_id == document_id
    assert found.fits(sha256)
    assert not found.fits(hashlib.sha256(content + b"x").hexdigest())


def test_a_code_is_twenty_characters_in_groups_of_four() -> None:
    assert re.fullmatch(r"(?:[0-9A-Z*~$=]{4}-){4}[0-9A-Z*~$=]{4}", paper_code("D-0117A20317AB", HASH))


def test_small_letters_blanks_and_misread_characters_are_understood() -> None:
    code = paper_code("D-0117A20317AB", HASH)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert parse_code(f"  {typed}\n") == parse_code(code)


def test_one_wrong_or_two_swapped_characters_are_noticed() -> None:
    code = paper_code("D-0117A20317AB", HASH).replace("-", "")
    for at, right in enumerate(code[:-1]):
        for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if wrong != right:
                with pytest.raises(UserError, match="slip"):
                    parse_code(code[:at] + wrong + code[at + 1 :])
        swapped = code[:at] + code[at + 1] + right + code[at + 2 :]
        if swapped != code:
            with pytest.raises(UserError):
                parse_code(swapped)


@pytest.mark.parametrize("typed", ["", "D-0117A20317", "\u0661" * 20, "x" * 500, "-" * 20, "\0" * 20])
def test_what_is_no_code_gets_a_clear_sentence(typed: str) -> None:
    with pytest.raises(UserError):
        parse_code(typed)


def test_a_draft_has_no_code() -> None:
    assert paper_code("draft", HASH) == ""
    assert paper_code("PREVIEW", HASH) == ""


def test_the_symbol_is_a_square_with_its_three_finders() -> None:
    rows = modules(paper_code("D-0117A20317AB", HASH))
    size = len(rows)
    assert all(len(row) == size for row in rows)
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        assert all(rows[top][left : left + 7])
        assert all(rows[top + 6][left : left + 7])
        assert not any(rows[top + 1][left + 1 : left + 6])
