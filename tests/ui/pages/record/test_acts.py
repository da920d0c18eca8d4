"""Every act that the program enters into the audit log has words and a group."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ehr_desk
from ehr_desk.ui.pages.record.acts import ALARMS, GROUPS, KINDS, REFUSED, action_words

_SOURCE = Path(ehr_desk.__file__).parent
_FLOORS = ("chart", "vault", "documents")
_ACT = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]+")
# Two words with a dot between them also name effects and prefills of forms, columns of tables and files. Modules of
# these names enter nothing into the log, which a test below holds.
_OTHER_MODULES = {
    "effects",
    "room",
    "rules",
    "level_rules",
    "levels",
    "calls",
    "fold",
    "prefills",
    "general",
    "tables",
    "places",
}
_FILES = (".toml", ".log", ".json", ".txt", ".db", ".hdr", ".lock", ".icc", ".pdf")
_OTHER = {"episode.close", "episode.open", "episode.level", "consent.revoked", "vault.failed", "restore.done"}
"""Sources of effects and kinds of them that other modules ask for, and files."""


@dataclass(frozen=True)
class Seen:
    """A module: what it names, whether it enters events, and the lines that put the name of one together."""

    path: Path
    named: frozenset[str]
    records: bool
    pieced: tuple[int, ...]


@cache
def modules() -> list[Seen]:
    found = [one for floor in _FLOORS for one in (_SOURCE / floor).rglob("*.py")] + [_SOURCE / "desk.py"]
    return [seen(path) for path in found if "migrations" not in path.parts]


def seen(path: Path) -> Seen:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    calls = [node for node in nodes if isinstance(node, ast.Call) and called(node) in ("record", "Pending")]
    pieced = [node for node in calls if node.args and isinstance(node.args[0], (ast.JoinedStr, ast.BinOp))]
    return Seen(
        path,
        frozenset(text for text in texts if _ACT.fullmatch(text) and not text.endswith(_FILES)),
        bool(calls),
        tuple(node.lineno for node in pieced),
    )


def called(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def test_every_act_of_the_source_has_a_group_and_words() -> None:
    named = {action for acts in GROUPS.values() for action in acts}
    acts = {one for module in modules() if module.path.stem not in _OTHER_MODULES for one in module.named} - _OTHER
    assert sorted(acts - named) == [], "an act without words: put it into GROUPS of ui/pages/record/acts.py"
    assert sorted(named - acts) == [], "words for an act that nobody does"


def test_modules_left_out_record_nothing_and_no_act_is_put_together_from_parts() -> None:
    """What these tests do not look at, and a name in pieces, would be found by nobody."""
    assert {module.path.stem for module in modules() if module.records} & _OTHER_MODULES == set()
    assert [(module.path.name, module.pieced) for module in modules() if module.pieced] == []


def test_each_act_stands_in_one_group_and_alarms_are_complete() -> None:
    named = [action for acts in GROUPS.values() for action in acts]
    assert len(named) == len(set(named))
    assert {one for one in named if one.startswith(("header.", "triggers.", "clock."))} <= set(KINDS[ALARMS])
    assert "schema.foreign_triggers" in KINDS[ALARMS]
    assert {one for one in named if one.endswith(".refused")} <= set(KINDS[REFUSED])
    assert KINDS["All acts"] == ()
    assert action_words("of_a.later_version") == "Of a: later version"
