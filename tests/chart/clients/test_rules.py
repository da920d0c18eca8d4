"""Client facts: what is refused, and how clients are found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import ClientFacts, check_facts, find, tidy
from ehr_desk.common.errors import UserError

TODAY = date(2026, 11, 21)


def client(family: str, given: str, number: str = "DEMO-1001", phone: str = "") -> ClientRow:
    return ClientRow(number, number, family, given, "", "", date(1991, 3, 14), phone, "", "", "", "")


def test_a_date_of_birth_in_the_future_is_refused_with_what_to_do() -> None:
    with pytest.raises(UserError, match=r"future.*Check the year"):
        check_facts(ClientFacts("Vega", "Mari", date(2026, 11, 22)), TODAY)


def test_a_client_born_today_is_accepted() -> None:
    check_facts(ClientFacts("Vega", "Mari", TODAY), TODAY)


def test_a_client_without_any_name_is_refused() -> None:
    with pytest.raises(UserError, match="no name"):
        check_facts(tidy(ClientFacts("  ", "\n", date(1990, 1, 1))), TODAY)


def test_a_name_of_300_arabic_characters_with_an_emoji_is_kept_whole() -> None:
    name = "محمد " * 59 + "علي" + "🙂"
    facts = tidy(ClientFacts(name, "", date(1990, 1, 1)))
    check_facts(facts, TODAY)
    assert facts.family_name == name


def test_a_name_of_thousands_of_characters_is_refused() -> None:
    with pytest.raises(UserError, match="longer than 400"):
        check_facts(ClientFacts("x" * 5000, "", date(1990, 1, 1)), TODAY)


def test_control_characters_and_line_breaks_leave_a_name() -> None:
    assert tidy(ClientFacts("Ve\x00ga\n\tOrtiz", "", date(1990, 1, 1))).family_name == "Ve ga Ortiz"


@pytest.mark.parametrize(
    "text", ["jose", "JOSÉ", "garcia j", "1012", "demo-1012", "1991-03", "5550117", "garcía josé", ""]
)
def test_a_client_is_found_by_any_part_of_name_number_birth_date_or_phone(text: str) -> None:
    wanted = client("García", "José", "DEMO-1012", "(419) 555-0117")
    assert wanted in find([wanted, client("Other", "Ann", "DEMO-2000")], text)


@pytest.mark.parametrize("stored", ["(740) 555-0117", "740-555-0117", "740.555.0117", "7405550117"])
@pytest.mark.parametrize(
    "text",
    ["(740) 555-0117", "740-555-0117", "(740)555-0117", "740 555 0117", "555-0117", "555\u20130117", "(740", "740-"],
)
def test_a_client_is_found_by_a_phone_number_however_its_digits_are_set_apart(stored: str, text: str) -> None:
    wanted = client("Vega", "Mari", phone=stored)
    assert find([wanted, client("Other", "Ann", phone="(220) 555-0198")], text) == [wanted]


def test_a_day_with_a_hyphen_does_not_find_phone_numbers() -> None:
    assert find([replace(client("Vega", "Ann", phone="(419) 555-0121"))], "01-21") == []


@pytest.mark.parametrize(
    "text",
    [
        *("14 Mar 1987", "3/14/1987", "03/14/1987", "1987-03-14", "vega 3/14", "14 mar", "03141987", "19870314"),
        "\u0661\u0669\u0668\u0667-\u0660\u0663-\u0661\u0664",
    ],
)
def test_a_client_is_found_by_a_birth_date_as_people_write_it(text: str) -> None:
    wanted = replace(client("Vega", "Ann"), date_of_birth=date(1987, 3, 14))
    others = [replace(client("Vega", "Bo"), date_of_birth=day) for day in (date(1987, 4, 13), date(1991, 5, 15))]
    assert find([wanted, *others], text) == [wanted]


def test_a_month_in_a_birth_date_is_not_the_end_of_another() -> None:
    assert find([replace(client("Vega", "Ann"), date_of_birth=date(1987, 11, 4))], "1/4/1987") == []


def test_names_with_digits_are_found() -> None:
    wanted = client("Test-Client 2b", "R2")
    assert find([wanted, client("Vega", "Mari")], "r2 2b") == [wanted]


@pytest.mark.parametrize(
    ("family", "given", "text"),
    [
        ("O\u2019Brien", "Se\u00e1n", "obrien"),
        ("O\u2019Brien", "Se\u00e1n", "o'brien sean"),
        ("\u0141ukasiewicz", "J\u00f8rgen", "lukasiewicz jorgen"),
        ("Vega Ortiz", "Maria-Teresa", "vega-ortiz maria teresa"),
        ("Vega\u2013Ortiz", "Mari", "vega-ortiz"),
        ("O\u00b4Brien", "Se\u00e1n", "o'brien"),
        ("Smith2 Jones", "Mari", "smith2-jones"),
        ("Smith2-Jones", "Mari", "smith2 jones"),
        (
            "\u0627\u0644\u0642\u062d\u0637\u0640\u0627\u0646\u0649",
            "A",
            "\u0627\u0644\u0642\u062d\u0637\u0627\u0646\u064a",
        ),
    ],
)
def test_a_name_is_found_however_its_marks_are_typed(family: str, given: str, text: str) -> None:
    wanted = client(family, given)
    assert find([wanted, client("Ortega", "Brianna", "DEMO-2000")], text) == [wanted]


def test_a_client_whose_words_do_not_all_match_is_not_found() -> None:
    assert find([client("García", "José")], "garcia ann") == []


@pytest.mark.parametrize(("day", "age"), [(date(2026, 3, 13), 34), (date(2026, 3, 14), 35), (date(2026, 3, 15), 35)])
def test_age_counts_completed_years(day: date, age: int) -> None:
    assert client("Vega", "Mari").age_on(day) == age
