"""Names of other members: found where they are typed, not where an ordinary word happens to be one."""

from __future__ import annotations

import pytest

from ehr_desk.chart.entries.name_forms import names_of_people
from ehr_desk.chart.entries.naming import named_in, names_found
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary

NAMES = names_of_people(
    [["Marisol", "Vega-Ortiz", "Mari"], ["Will", "José", ""], ["Hope", "D'Angelo", "T."]],
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Marisol gave feedback.", ["Marisol"]),
        ("Gave feedback to marisol and to VEGA.", ["marisol", "VEGA"]),
        ("Took up Marisol's idea.", ["Marisol's"]),
        ("Took up Marisol\N{RIGHT SINGLE QUOTATION MARK}s idea.", ["Marisol\N{RIGHT SINGLE QUOTATION MARK}s"]),
        ("Sat beside Mrs. Ortiz.", ["Ortiz"]),
        ("Jose agreed.", ["Jose"]),
        ("He and D'Angelo agreed.", ["D'Angelo"]),
        ("Was told by Will to rest.", ["Will"]),
        ("Will rest, and will call; the marital conflict goes on.", ["Will"]),
        ("The Maritime museum, the vegan meal, a hopeful mood.", []),
        ("She has hope and will go on.", []),
        ("Room T. on Monday", []),
        ("", []),
    ],
)
def test_names_are_found_as_whole_words(text: str, words: list[str]) -> None:
    assert [word for word, _ in named_in(text, NAMES)] == words


def test_an_ordinary_word_that_begins_a_sentence_is_not_sure() -> None:
    assert list(named_in("Will call on Friday. Hope was the topic.", NAMES)) == [("Will", False), ("Hope", False)]
    assert list(named_in("Spoke with Will about Hope.", NAMES)) == [("Will", True), ("Hope", True)]
    assert list(named_in("Marisol spoke.", NAMES)) == [("Marisol", True)]


def found(text: str, *names: str, own: tuple[str, ...] = ()) -> list[tuple[str, bool]]:
    return list(named_in(text, names_of_people([names], own)))


@pytest.mark.parametrize("name", ["He", "An", "Do", "My", "So", "To", "No", "The"])
def test_a_pronoun_that_is_a_surname_is_no_name_at_the_beginning_of_a_sentence_or_in_lower_case(name: str) -> None:
    small = name.lower()
    text = f"{name} said it. Asked {small} often? “{name} left.” ({name} came back.)\n- {name} again: {name} {small}"
    assert found(text, name) == []
    assert found(f"Spoke with {name} about it.", name) == [(name, False)]
    assert found(f"Spoke with Mr. {name} about it.", name) == [(name, True)]
    assert found(f"J. {name} agreed.", name) == [(name, False)]


def test_every_sentence_about_somebody_else_may_begin_with_he_where_a_client_is_called_he() -> None:
    text = "He said he would call his sponsor. An hour later he did so; to do it was hard. SO HE DID."
    assert found(text, "Jun", "He") == found(text, "An", "Do") == found(text, "So", "My") == []


@pytest.mark.parametrize("name", ["Will", "Long", "Young", "Hope", "Grace"])
def test_an_ordinary_word_is_a_name_for_sure_with_a_capital_inside_a_sentence_only(name: str) -> None:
    assert found(f"Spoke with {name} about it.", name) == [(name, True)]
    assert found(f"{name} is the word.", name) == [(name, False)]
    assert found(f"SAID {name.upper()} LOUDLY", name) == [(name.upper(), False)]
    assert found(f"Said {name.lower()} loudly", name) == []
    assert found(f"Saw Dr. {name}.", name) == [(name, True)]


@pytest.mark.parametrize("name", ["May", "Christian", "June", "French"])
def test_what_always_has_a_capital_is_never_a_name_for_sure(name: str) -> None:
    assert found(f"It was in {name} again. {name} it be.", name) == [(name, False), (name, False)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("OBrien agreed.", "OBrien"),
        ("With obrien and others.", "obrien"),
        ("With O Brien and others.", "O Brien"),
        ("With O`Brien and others.", "O`Brien"),
        ("With O\N{RIGHT SINGLE QUOTATION MARK}Brien and others.", "O\N{RIGHT SINGLE QUOTATION MARK}Brien"),
        ("With O-Brien's brother.", "O-Brien's"),
    ],
)
def test_a_name_with_an_apostrophe_is_found_however_it_is_written(text: str, word: str) -> None:
    assert found(text, "O'Brien") == [(word, True)]


@pytest.mark.parametrize(
    ("text", "word", "sure"),
    [
        ("The words of D'Angelo.", "D'Angelo", True),
        ("The words of DAngelo.", "DAngelo", True),
        ("It was Angelo's turn.", "Angelo's", False),
    ],
)
def test_the_second_half_of_a_name_is_perhaps_somebody_else(text: str, word: str, sure: bool) -> None:
    assert found(text, "D\N{RIGHT SINGLE QUOTATION MARK}Angelo") == [(word, sure)]


def test_names_with_hyphens_and_particles_are_found_in_parts_and_as_one_word() -> None:
    assert found("The VegaOrtiz family; Vega Ortiz; Ortiz.", "Vega-Ortiz") == [
        ("VegaOrtiz", True),
        ("Vega", True),
        ("Ortiz", True),
        ("Ortiz", True),
    ]
    assert found("Fue de la casa; Delacruz and De La Marten.", "De La Marten") == [("Marten", True)]
    assert found("Alsayed said; the al anon list; Al-Sayed.", "Al-Sayed") == [("Alsayed", True), ("Sayed", True)]
    assert found("Sat with Maryann.", "Mary Ann") == [("Maryann", True)]


def test_a_plural_or_possessive_without_its_apostrophe_is_perhaps_a_name() -> None:
    assert found("Took up Marisols idea.", "Marisol") == [("Marisols", False)]
    assert found("Las Vegas; the rams.", "Vega", "Ram") == [("Vegas", False)]
    assert found("A list of wills and marks.", "Will", "Mark") == []


def test_a_contraction_is_no_name() -> None:
    assert found("I don't, can't and won't; let's.", "Don", "Can", "Won") == []


def test_names_of_two_letters_are_sure_when_written_as_names_only() -> None:
    assert found("Ed left for the ED.", "Ed") == [("Ed", True), ("ED", False)]
    assert found("He is proud of it.", "Po") == []


@pytest.mark.parametrize(
    ("text", "names", "words"),
    [
        # A full name stands anywhere; a given name of two characters may be another word.
        ("今天张伟说他想喝酒。", ("伟", "张"), [("张伟", True)]),
        ("今天张伟说他想喝酒。", ("伟", "张伟"), [("张伟", True)]),
        ("今天伟大的一天", ("伟", "张"), []),
        ("他和建国先生谈了。后来建国走了。", ("建国", "李"), [("建国", True), ("建国", False)]),
        ("李先生说他想喝酒。", ("明", "李"), [("李", True)]),
        ("明天再来", ("明", "李"), []),
        ("さくらさんと話した。", ("さくら", "田中"), [("さくら", True)]),
        ("桜が咲いた。さくらが咲いた。", ("さくら", "田中"), [("さくら", False)]),
        ("マリアは来た。マリアンヌも来た。", ("マリア", "田中"), [("マリア", True)]),
        ("김민수가 왔다. 민수는 갔다.", ("민수", "김"), [("김민수", True), ("민수", False)]),
        ("김 씨가 왔다.", ("민수", "김"), [("김", True)]),
        ("วันนี้สมชายมาสาย", ("สมชาย", "ใจดี"), [("สมชาย", True)]),
        ("วันนี้คุณมานีมาสาย", ("มานี", "ใจ"), [("มานี", True)]),
    ],
)
def test_names_are_found_in_scripts_without_spaces(
    text: str, names: tuple[str, ...], words: list[tuple[str, bool]]
) -> None:
    assert found(text, *names) == words


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("قال محمد اليوم", "محمد", [("محمد", True)]),
        ("ومحمد قال", "محمد", [("ومحمد", True)]),
        ("تحدث لمحمد وبمحمد", "محمد", [("لمحمد", True), ("وبمحمد", True)]),
        ("قال مُحَمَّد", "محمد", [("مُحَمَّد", True)]),
        ("والحسن قال", "الحسن", [("والحسن", True)]),
        ("جاء وحيد", "حيد", [("وحيد", False)]),
        ("قال احمد", "أحمد", [("احمد", True)]),
        ("محمدين", "محمد", []),
        ("ולמרים היה קשה", "מרים", [("ולמרים", True)]),
        ("मारिया ने कहा", "मारिया", [("मारिया", True)]),
        ("मारिया ने कहा", "मार", []),
        ("Đỗ and do", "Đỗ", [("Đỗ", True)]),
        ("Иван пришёл", "Иван", [("Иван", True)]),
    ],
)
def test_names_are_found_with_what_other_scripts_write_onto_them(
    text: str, name: str, words: list[tuple[str, bool]]
) -> None:
    assert found(text, name) == words


def test_nobody_is_named_inside_the_name_of_whose_chart_it_is() -> None:
    assert found("王小明来了。", "小明", "李", own=("小明明", "王小明")) == []
    assert found("Ortiz came.", "Ortiz", own=("Vega-Ortiz",)) == []
    assert found("Vega came with Ortiz.", "Ortiz", own=("Vega",)) == [("Ortiz", True)]


def test_every_place_where_somebody_types_is_looked_at_and_no_choice_is() -> None:
    form = FormLibrary.load(forms_dir()).get("group_note")
    answers = {
        "process": "Marisol opened the group.",
        "next_plan": "Hope will be the topic.",
        "mood": ["Hopeful"],
        "absence_note": "Called by Vega.",
        "objectives_served": [{"objective_id": "marisol", "progress": "some", "evidence": "Helped Will with it."}],
    }
    places = {(one.item, one.word, one.sure) for one in names_found(form, answers, NAMES)}
    assert places == {
        ("process", "Marisol", True),
        ("next_plan", "Hope", False),
        ("absence_note", "Vega", True),
        ("objectives_served", "Will", True),
    }
