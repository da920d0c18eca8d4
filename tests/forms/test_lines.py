from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.forms.lines import Key, key_lines, line_of

TEXT = '''# a comment with [brackets] and = signs
[form] # behind
id = "x"
"quoted key" = 1
long = """
[not.a.table]
key = "inside a text"
""""
raw = \'\'\'
[[item]]
\'\'\'
list = [
  "a", # first
  [ "b", "c" ],
  { one = 1, two = "]" },
]
dotted.key = "a # not a comment"

[[item]]
id = "first"
alert = { when = "x > 0", needs = ["y"] }

[[item.item]]
id = "inner"

[[item.item]]
id = "second inner"

[item.item.extra]
deep = true

[[item]]
id = "second"

  [[item.item]]
  id = "inner of second"
'''


def test_every_key_is_found_on_its_line() -> None:
    lines = key_lines(TEXT)
    found = {
        ("form",): 2,
        ("form", "id"): 3,
        ("form", "quoted key"): 4,
        ("form", "long"): 5,
        ("form", "raw"): 9,
        ("form", "list", 0): 13,
        ("form", "list", 1, 1): 14,
        ("form", "list", 2, "two"): 15,
        ("form", "dotted", "key"): 17,
        ("item", 0): 19,
        ("item", 0, "alert", "needs"): 21,
        ("item", 0, "item", 0, "id"): 24,
        ("item", 0, "item", 1, "id"): 27,
        ("item", 0, "item", 1, "extra", "deep"): 30,
        ("item", 1, "id"): 33,
        ("item", 1, "item", 0): 35,
    }
    assert {key: lines.get(key) for key in found} == found


def test_an_unknown_key_has_the_line_of_the_nearest_table() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("item", 1, "nowhere", "deeper")) == 32
    assert line_of(lines, ("nowhere",)) == 1


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def test_a_text_may_end_wherever_toml_lets_it_end() -> None:
    ends = [end for end in range(len(TEXT)) if is_toml(TEXT[:end])]
    assert len(ends) > 50
    for end in ends:
        assert set(key_lines(TEXT[:end])) <= set(key_lines(TEXT))


KEYS = st.text(alphabet='ab-_. ü#"]', min_size=1, max_size=4)
VALUES = st.recursive(
    st.integers(0, 9) | st.booleans() | st.text(alphabet="a]}[{=#'\"\\ü,", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[\n" + "".join(f"{written(one)}, # ]\n" for one in value) + "]"
    return "{" + ", ".join(f"{quoted(key)} = {written(one)}" for key, one in value.items()) + "}"


def paths(value: Any, key: Key = ()) -> set[Key]:
    found = {key} if key else set()
    for name, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found |= paths(one, (*key, name))
    return found


@settings(derandomize=True, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_the_scanner_finds_exactly_the_keys_that_tomllib_reads(data: dict[str, Any]) -> None:
    text = "".join(f"{quoted(key)} = {written(value)}\n" for key, value in data.items())
    assert set(key_lines(text)) == paths(tomllib.loads(text))
