"""Discharge summaries of three pages, each with words and numbers of its own."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from typing import Any

from ehr_desk.common.paths import resources_dir
from ehr_desk.documents.kinds.choice import describe
from ehr_desk.documents.kinds.frame import NoticeText
from ehr_desk.documents.kinds.summary import scales_of
from ehr_desk.documents.model import Document
from tests.clinical_forms.filled import FILLED
from tests.documents.bodies import LIBRARY, body, form
from tests.documents.samples import AT, LETTERHEAD

_WORDS = ["train", "evening", "panic", "craving", "sister", "group", "practice", "breathing", "station", "morning"]
_WORDS += [
    "diary",
    "sleep",
    "plan",
    "relapse",
    "partner",
    "work",
    "shift",
    "clinic",
    "review",
    "weekly",
    "goal",
    "calm",
]


def summaries() -> Iterator[Document]:
    """Any number of them; the same ones in every run."""
    data = tomllib.loads((resources_dir() / "notices" / "part2_2_32.toml").read_text("utf-8"))
    notice = NoticeText(data["statement_1"]["text"].strip(), data["statement_2"]["text"].strip())
    scales = scales_of(LIBRARY.all())
    chance = random.Random(20261121)  # noqa: S311 - invented text, no secret
    used = form("discharge_summary")
    number = 0
    while True:
        number += 1
        answers = {key: _varied(value, chance) for key, value in FILLED["discharge_summary"].items()}
        made = body("discharge_summary", answers, document_id=f"D-{number:010X}")
        made["client"] = {**made["client"], "name": f"Marisol Vega-{_name(chance)}", "record_number": f"DEMO-{number}"}
        yield describe(made, used, letterhead=LETTERHEAD, prepared_at=AT, notice=notice, scales=scales)


def _varied(value: Any, chance: random.Random) -> Any:
    """Notes get a few sentences of their own; everything else stays."""
    if isinstance(value, str) and len(value) > 30 and " " in value and not value.startswith("\u2022"):
        return f"{value} {_sentence(chance)}"
    return value


def _sentence(chance: random.Random) -> str:
    words = [chance.choice(_WORDS) for _ in range(7)]
    return f"{' '.join(words).capitalize()} {chance.randrange(1000)}."


def _name(chance: random.Random) -> str:
    return "".join(chance.choice("aeioulmnrst") for _ in range(7)).capitalize()
