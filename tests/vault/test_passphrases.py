"""What a new passphrase may be, after NIST SP 800-63B-4, section 3.1.1.2."""

from __future__ import annotations

import pytest

from ehr_desk.vault.passphrases import LONGEST, SHORTEST, chosen, common, typed, weakness

HERE = ("Riverbend Demo Clinic", "ona", "Ona Petrov")


@pytest.mark.parametrize(
    "words",
    [
        "quiet river under stones",
        "purple monkey summer dragon",  # four words of the list are still four words
        "x9$Lq!m2^Pz&8wR",
        "\u65e5\u672c\u8a9e\u306e\u30d1\u30b9\u30d5\u30ec\u30fc\u30ba\u3067\u3059\u3053\u308c\u306f\u9577\u3044",
        "mein Petrow kauft Zwiebeln",
        "~|}{;:<>?/.,=+-*",
        "w" + "o" * 3 + "den kettle on the sill",
    ],
)
def test_length_is_enough_whatever_it_is_made_of(words: str) -> None:
    assert chosen(words, HERE) == typed(words)


@pytest.mark.parametrize(
    "words",
    [
        "password1234567",
        "P@ssw0rd P@ssw0rd",
        "correct horse battery staple",
        "qwertyuiop asdfghjkl",
        "!@#$%^&*()_+!@#",
        "aaaaaaaaaaaaaaaa",
        "abcdefghijklmnop",
        "987654321 987654321",
        "kwijkwijkwijkwij",
        "Summer2026 Summer2026",
        "Riverbend Demo Clinic 2026",
        "ona petrov ona petrov 1984",
        "one day at a time",
    ],
)
def test_what_everybody_tries_first_is_refused_with_what_to_do(words: str) -> None:
    fault = weakness(words, HERE)
    assert fault is not None
    assert "easy to guess" in fault.message
    assert "words" in fault.remedy


def test_fifteen_characters_are_asked_for_and_more_than_sixty_four_are_taken() -> None:
    assert SHORTEST == 15
    short = weakness("lamp kettle fog")
    assert short is None
    assert weakness("lamp kettle fo") is not None
    assert LONGEST >= 64
    assert weakness("kettle lamp fog " * 4 + "harbor") is None
    assert weakness("ab" * LONGEST) is not None


def test_a_character_counts_once_however_the_keyboard_sends_it() -> None:
    decomposed = "e\u0301" * 5 + "lamp fog"
    assert weakness(decomposed) is not None  # 13 characters, although 18 were sent
    assert typed("e\u0301") == typed("\u00e9")


def test_names_count_only_where_they_are_expected() -> None:
    assert weakness("Riverbend Demo 2026") is None
    assert weakness("Riverbend Demo 2026", HERE) is not None


def test_the_list_is_lower_case_and_short_words_only_where_they_matter() -> None:
    assert len(common()) > 400
    assert all(word == word.casefold() and " " not in word for word in common())
