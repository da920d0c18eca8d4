"""The starter phrases: every topic is there, every objective can be counted, nobody is talked down to."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from ehr_desk.common.paths import resources_dir
from ehr_desk.forms import ObjectivePhrase, PhraseLibrary, Topic, load_phrases

UNWANTED = re.compile(
    r"\b(patients?|abus\w*|dirty|clean|addicts?|alcoholics?|non-?complian\w*|compliance|manipulat\w*|junkie\w*|"
    r"relapsed|drunk|failed|denial|resistant)\b",
    re.I,
)
# One way only per line: a number, a yes-or-no that can be seen, or all of something counted.
COUNTED = re.compile(r"\d|\b(all|yes|both|written|once|done|out of reach|above|below|right|kept)\b", re.I)
NEEDED = {
    *("alcohol", "opioids", "stimulants", "cannabis", "nicotine", "depression", "anxiety", "ptsd", "bipolar"),
    *("psychosis", "adhd", "emotions", "sleep", "pain", "housing", "work", "legal", "family"),
}


@pytest.fixture(scope="module")
def library() -> PhraseLibrary:
    return load_phrases(resources_dir() / "phrases" / "starter.toml")


def _objectives(library: PhraseLibrary) -> list[tuple[Topic, ObjectivePhrase]]:
    return [(topic, one) for topic in library.topics for one in topic.objectives]


def _words(library: PhraseLibrary) -> Iterator[str]:
    for topic in library.topics:
        yield from (topic.title, *topic.problems, *topic.goals)
        for one in topic.objectives:
            yield from (one.text, one.measure, one.baseline, one.target)
        for each in topic.interventions:
            yield from (each.text, each.frequency)


def test_every_topic_is_there_with_enough_to_choose_from(library: PhraseLibrary) -> None:
    assert {topic.id for topic in library.topics} >= NEEDED
    assert len(_objectives(library)) >= 60
    for topic in library.topics:
        assert len(topic.objectives) >= 3, topic.id
        assert len(topic.goals) >= 2, topic.id
        assert len(topic.interventions) >= 2 or topic.id == "nicotine", topic.id


def test_objectives_are_specific_measurable_and_timed(library: PhraseLibrary) -> None:
    # SMART after 26 TAC 564.804(b)(2): individualized, realistic, measurable, time-specific, behavioral.
    for topic, one in _objectives(library):
        assert COUNTED.search(one.target), (topic.id, one.target)
        assert one.baseline != one.target, (topic.id, one.text)
        assert 1 <= one.weeks <= 12, (topic.id, one.text)
        assert one.text[0].isupper(), one.text
        assert not one.text.endswith("."), one.text
        assert not one.text.startswith(("Client", "The client", "Will", "Learn", "Understand", "Be aware")), one.text


def test_no_objective_is_a_clone_of_another(library: PhraseLibrary) -> None:
    texts = [one.text.casefold() for _, one in _objectives(library)]

    assert len(set(texts)) == len(texts)
    for first, second in combinations(texts, 2):
        matcher = SequenceMatcher(None, first, second)
        if matcher.real_quick_ratio() > 0.75 and matcher.quick_ratio() > 0.75:
            assert matcher.ratio() <= 0.75, (first, second)


def test_words_put_the_person_first(library: PhraseLibrary) -> None:
    for words in _words(library):
        assert not UNWANTED.search(words), words
        assert "!" not in words, words


def test_goals_are_in_the_words_of_a_client(library: PhraseLibrary) -> None:
    for topic in library.topics:
        for goal in topic.goals:
            assert re.search(r"\b(I|my|me)\b|^One addiction", goal), goal
            assert goal.endswith("."), goal


def test_phrases_fit_the_fields_of_a_plan(library: PhraseLibrary) -> None:
    for topic, one in _objectives(library):
        assert len(one.text) <= 130, (topic.id, one.text)
        assert max(len(one.measure), len(one.baseline), len(one.target)) <= 90, (topic.id, one.text)


def test_every_code_is_the_beginning_of_one_in_the_table(library: PhraseLibrary) -> None:
    path = resources_dir() / "codes" / "icd10cm.db"
    with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as table:
        for topic in library.topics:
            for code in topic.codes:
                found = table.execute("SELECT count(*) FROM entry WHERE code LIKE ?", (f"{code}%",)).fetchone()[0]
                assert found, (topic.id, code)


@pytest.mark.parametrize(
    ("code", "topic"),
    [
        ("F10.20", "alcohol"),
        ("F11.20", "opioids"),
        ("F15.20", "stimulants"),
        ("F14.10", "stimulants"),
        ("F12.20", "cannabis"),
        ("F17.210", "nicotine"),
        ("F33.1", "depression"),
        ("F41.0", "anxiety"),
        ("F43.10", "ptsd"),
        ("F31.81", "bipolar"),
        ("F25.0", "psychosis"),
        ("F90.2", "adhd"),
        ("F60.3", "emotions"),
        ("F51.01", "sleep"),
        ("G89.4", "pain"),
        ("Z59.01", "housing"),
    ],
)
def test_a_diagnosis_leads_to_its_topic(library: PhraseLibrary, code: str, topic: str) -> None:
    assert library.for_code(code)[0].id == topic
