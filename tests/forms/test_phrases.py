from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.forms import FormError
from ehr_desk.forms.__main__ import main
from ehr_desk.forms.phrases import load_phrases, read_phrases

GOOD = """
[[topic]]
id = "river"
title = "River"
kind = "social"
codes = ["Z60"]
problems = ["Sits alone"]
goals = ["I want company."]

  [[topic.objective]]
  text = "Row with somebody"
  measure = "Times rowed"
  baseline = "0"
  target = "4"
  weeks = 4

  [[topic.intervention]]
  text = "Rowing group"
  frequency = "1 hour a week"
"""


def test_a_phrase_file_is_read_as_it_is_written() -> None:
    (topic,) = read_phrases(GOOD, Path("x.toml")).topics

    assert (topic.id, topic.title, topic.kind, topic.codes) == ("river", "River", "social", ("Z60",))
    assert (topic.objectives[0].measure, topic.objectives[0].weeks) == ("Times rowed", 4)
    assert topic.interventions[0].frequency == "1 hour a week"


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ('kind = "social"', 'kind = "other"', 5, "not known"),
        ('codes = ["Z60"]', 'codes = ["river"]', 6, "ICD-10-CM"),
        ("weeks = 4", "weeks = 90", 15, "more than a year"),
        ("weeks = 4", "", 10, "weeks"),
        ('target = "4"', 'goal = "4"', 10, "target"),
        ('measure = "Times rowed"', 'measure = ""', 12, "measure"),
        ('goals = ["I want company."]', "goals = []", 8, "empty"),
        ('frequency = "1 hour a week"', 'frequency = "1 hour a week"\n  who = "me"', 20, "not a key"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(before: str, after: str, line: int, words: str) -> None:
    assert before in GOOD
    with pytest.raises(FormError, match=words) as caught:
        read_phrases(GOOD.replace(before, after), Path("clinic.toml"))
    assert caught.value.line == line


def test_a_topic_without_objectives_and_a_doubled_one_are_refused() -> None:
    start, end = GOOD.index("  [[topic.objective]]"), GOOD.index("  [[topic.intervention]]")
    with pytest.raises(FormError, match="no objective"):
        read_phrases(GOOD[:start] + GOOD[end:], Path("x.toml"))
    with pytest.raises(FormError, match="two topics"):
        read_phrases(GOOD + GOOD, Path("x.toml"))
    with pytest.raises(FormError, match="no topic"):
        read_phrases("# nothing", Path("x.toml"))


def test_topics_for_a_code_come_with_the_closest_first() -> None:
    wide, close = GOOD.replace('"river"', '"sea"'), GOOD.replace('["Z60"]', '["Z60.2"]')
    library = read_phrases(wide + close, Path("x.toml"))

    assert [topic.id for topic in library.for_code("Z60.2")] == ["river", "sea"]
    assert [topic.id for topic in library.for_code("Z60.9")] == ["sea"]
    assert library.for_code("") == ()


def test_objectives_are_found_by_their_words() -> None:
    library = read_phrases(GOOD, Path("x.toml"))

    assert [one.text for _, one in library.search("river row")] == ["Row with somebody"]
    assert list(library.search("river sail")) == []


def test_the_command_checks_a_phrase_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert main(["--phrases", str(path)]) == 0
    assert "ok  river  River  1 objectives" in capsys.readouterr().out
    path.write_text("[[topic]]", encoding="utf-8")
    assert main(["--phrases", str(path)]) == 1
    assert "REFUSED  clinic.toml, line 1" in capsys.readouterr().out
    with pytest.raises(FormError):
        load_phrases(tmp_path / "missing.toml")
