"""Sentences of chosen words: right in grammar whatever is chosen, and read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.common.paths import resources_dir
from ehr_desk.forms.errors import FormError
from ehr_desk.forms.sentences import Builder, Part, listed, load_builders, read_builders

SAMPLE = Builder(
    "x",
    "X",
    "The client",
    (
        Part("Arrival", "arrived", ("on time", "late")),
        Part("Manner", "was", ("calm", "open", "tired")),
        Part("Speech", "spoke", ("softly",)),
    ),
)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, ""),
        ({"Manner": ["calm"]}, "The client was calm."),
        ({"Manner": ["open", "calm"]}, "The client was calm and open."),
        ({"Manner": ["tired", "open", "calm"]}, "The client was calm, open, and tired."),
        ({"Arrival": ["late"], "Manner": ["calm"]}, "The client arrived late and was calm."),
        ({"Arrival": ["late"], "Manner": ["calm", "open"]}, "The client arrived late, and was calm and open."),
        (
            {"Arrival": ["on time"], "Manner": ["calm"], "Speech": ["softly"]},
            "The client arrived on time, was calm, and spoke softly.",
        ),
        ({"Manner": ["a word that the part does not have"]}, ""),
    ],
)
def test_a_sentence_has_its_commas_and_its_and_where_english_has_them(chosen: dict[str, list[str]], said: str) -> None:
    assert SAMPLE.sentence(chosen) == said


def test_words_are_listed() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b, and c"]


def test_the_shipped_builders_are_read_and_make_sentences() -> None:
    found, faults = load_builders(resources_dir() / "phrases" / "sentences")
    assert faults == ()
    assert {one.id for one in found} == {"presentation", "mental_status", "intervention"}
    for one in found:
        whole = one.sentence({part.title: part.words for part in one.parts})
        assert whole.endswith(".")
        assert whole.count(". ") == 0
        assert "  " not in whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[[builder]]\nid = "a"\ntitle = "A"\nsubject = "B"\n',
        '[[builder]]\nid = "a"\ntitle = "A"\n[[builder.part]]\ntitle = "P"\nlead = "was"\nwords = ["x"]\n',
        '[[builder]]\nid = "a"\ntitle = "A"\nsubject = "B"\n[[builder.part]]\ntitle = "P"\nlead = "is"\nword = "x"\n',
        '[[builder]]\nid = "a"\ntitle = "A"\nsubject = "B"\n[[builder.part]]\ntitle = "P"\nlead = "is"\nwords = ["x"]\n'
        'apart = [["x", "y"]]\n',
    ],
)
def test_a_file_with_a_mistake_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(FormError) as refused:
        read_builders(text, Path("own.toml"))
    assert refused.value.remedy


def test_a_word_that_contradicts_another_takes_its_place() -> None:
    part = Part("Use", "showed", ("no signs", "signs", "shame"), (("no signs", "signs"),))
    assert part.settled(["no signs", "shame"], ["no signs", "signs", "shame"]) == ["signs", "shame"]
    assert part.settled([], ["no signs", "shame"]) == ["no signs", "shame"]


def test_a_clinic_s_own_builder_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    part = '[[builder.part]]\ntitle = "P"\nlead = "was"\nwords = ["x"]\n'
    for name, title in (("starter", "Shipped"), ("own", "Own")):
        (tmp_path / f"{name}.toml").write_text(
            f'[[builder]]\nid = "a"\ntitle = "{title}"\nsubject = "S"\n{part}', "utf-8"
        )
    (tmp_path / "wrong.toml").write_text("builder = 3", "utf-8")
    found, faults = load_builders(tmp_path)
    assert [one.title for one in found] == ["Own"]
    assert [fault.path.name for fault in faults] == ["wrong.toml"]
