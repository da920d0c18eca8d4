"""The ICD-10-CM table: looked up by words or by code.

Source: National Center for Health Statistics; the file's ``meta`` table names the release.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ehr_desk.common.days import in_words

_QUERY = """
SELECT e.code, e.text, e.billable FROM search JOIN entry e ON e.id = search.rowid
WHERE search MATCH ? ORDER BY e.tier, bm25(search, 8.0, 4.0, 2.0), e.id LIMIT ?
"""


@dataclass(frozen=True)
class Code:
    """One code of the table. Only billable codes are specific enough for a diagnosis."""

    code: str
    text: str
    billable: bool

    @property
    def kind(self) -> str:
        """The kind of diagnosis it is by its chapter: substance use, mental health, social or medical."""
        if re.match(r"F1[0-9]", self.code):
            return "substance use"
        if self.code.startswith("F"):
            return "mental health"
        return "social" if self.code.startswith("Z") else "medical"


@dataclass(frozen=True)
class CodeRelease:
    """Which release of the table this is; ``valid_to`` is the last day of service it is valid for."""

    title: str
    name: str
    valid_to: date

    @property
    def words(self) -> str:
        """ "ICD-10-CM April 2026, valid to 30 Sep 2026"."""
        return f"{self.title} {self.name}, valid to {in_words(self.valid_to)}"


class CodeTable:
    """Search in the code table. Opens the file for each question; a question takes well under a millisecond."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def search(self, text: str, limit: int = 30) -> list[Code]:
        """The codes whose text, terms or code match every word of the text, best first."""
        words = re.findall(r"\w+", text.replace(".", "").replace("-", " "))
        if not words:
            return []
        match = " ".join(f'"{word}"*' for word in words)
        with closing(self._open()) as connection:
            found = connection.execute(_QUERY, (match, limit))
            return [Code(code, name, bool(billable)) for code, name, billable in found]

    def get(self, code: str) -> Code | None:
        """One code, or ``None`` where the table does not have it."""
        with closing(self._open()) as connection:
            found = connection.execute("SELECT code, text, billable FROM code WHERE code = ?", (code,)).fetchone()
        return None if found is None else Code(found[0], found[1], bool(found[2]))

    def release(self) -> CodeRelease:
        """The release that the file says it is."""
        with closing(self._open()) as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        name = meta["release"].partition(" (")[0]
        return CodeRelease(meta["title"], name, date.fromisoformat(meta["valid_to"]))

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self._file.as_posix()}?mode=ro&immutable=1", uri=True)
