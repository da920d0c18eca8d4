"""The written statement that goes with a disclosure made with consent, 42 CFR 2.32(a)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from ehr_desk.common.paths import resources_dir


@dataclass(frozen=True)
class Notice:
    """The statement and which wording it is (``version``: paragraph and rule)."""

    version: str
    statement: str


def read_notice(path: Path | None = None) -> Notice:
    """Statement 1 as it lies in the program's resources."""
    found = tomllib.loads((path or resources_dir() / "notices" / "part2_2_32.toml").read_text(encoding="utf-8"))
    rule = str(found["rule"]).split(",")[0]
    return Notice(f"{found['statement_1']['paragraph']}; {rule}", str(found["statement_1"]["text"]).strip())
