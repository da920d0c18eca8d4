"""Make ``resources/codes/icd10cm.db`` from the ICD-10-CM tables inside the package ``simple-icd-10-cm``.

The result is one read-only SQLite file. What a reader of it needs to know:

``meta(key, value)``
    ``title``, ``release``, ``valid_from``, ``valid_to``, ``source``, ``licence``. The tables are one release:
    dates hold for all of it, no code carries dates of its own.
``entry(id, code, text, billable, chapter, tier)``
    Every category and code but the seven-character extensions. ``tier`` 0 is chapter F, 1 what an addiction
    program meets next (symptoms, poisoning, factors of chapter Z), 2 the rest. ``id`` follows tier and code.
``extension(code, entry, ending)`` and ``ending(id, text)``
    The codes that add only a seventh character ("initial encounter"), half of all codes: they belong to an
    entry, begin with its code and share a few dozen endings.
``code(code, text, billable, chapter)``
    A view of all codes with their full text, for looking one up.
``search(code, text, terms)``
    Full text (FTS5, no stored copy) with ``rowid`` = ``entry.id``. ``terms`` holds the inclusion terms, where the
    wording of clinicians is found ("Opioid use disorder, moderate"), and the closed-up spelling of hyphenated
    words ("posttraumatic"). ``code`` is without its dot. Each word of a question, its dots removed, is asked
    for as a prefix, and all have to match::

        SELECT e.code, e.text, e.billable FROM search JOIN entry e ON e.id = search.rowid
        WHERE search MATCH '"opioid"* "use"* "moderate"*'
        ORDER BY e.tier, bm25(search, 8.0, 4.0, 2.0), e.id LIMIT 50

The file is the same on every run with the same table and the same SQLite.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it reads its data through deprecated calls
    import simple_icd_10_cm as icd

TARGET = Path(__file__).resolve().parent.parent / "resources" / "codes" / "icd10cm.db"

META = {
    "title": "ICD-10-CM",
    "release": "April 2026 (fiscal year 2026, update of 1 April 2026)",
    "valid_from": "2026-04-01",
    "valid_to": "2026-09-30",
    "source": "National Center for Health Statistics, tabular list of April 2026, read through simple-icd-10-cm 1.5.0",
    "licence": "United States government work, free to use",
}

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, text TEXT NOT NULL,
    billable INTEGER NOT NULL, chapter INTEGER NOT NULL, tier INTEGER NOT NULL);
CREATE TABLE ending (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE extension (
    code TEXT PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entry(id), ending INTEGER NOT NULL REFERENCES ending(id)
) WITHOUT ROWID;
CREATE VIEW code AS
    SELECT code, text, billable, chapter FROM entry
    UNION ALL
    SELECT x.code, e.text || ', ' || d.text, 1, e.chapter
    FROM extension x JOIN entry e ON e.id = x.entry JOIN ending d ON d.id = x.ending;
CREATE VIRTUAL TABLE search USING fts5(
    code, text, terms, content='', tokenize='unicode61 remove_diacritics 2');
"""

MENTAL, FACTORS = 5, 21
SYMPTOMS, POISONING = "R", "T"
SEVENTH = 8  # characters of a code with a seventh character, its dot counted


# Words that clinicians type and the table does not have, by the beginning of the codes they mean.
SPOKEN = {
    "F10.1": "AUD",
    "F10.2": "AUD",
    "F11": "heroin fentanyl oxycodone",
    "F11.1": "OUD",
    "F11.2": "OUD",
    "F12": "marijuana",
    "F12.1": "CUD",
    "F12.2": "CUD",
    "F13": "benzodiazepine",
    "F15": "methamphetamine meth",
    "F17": "tobacco vaping",
    "F20": "psychosis",
    "F32": "MDD",
    "F33": "MDD",
    "F41.1": "GAD",
    "F42": "OCD",
    "F60.3": "BPD",
    "F90": "ADHD",
}


@dataclass(frozen=True)
class Entry:
    """One row of the table to be."""

    code: str
    text: str
    billable: bool
    chapter: int
    terms: tuple[str, ...]

    @property
    def tier(self) -> int:
        """0 for mental and substance use disorders, 1 for what stands beside them, 2 for the rest."""
        if self.chapter == MENTAL:
            return 0
        return 1 if self.chapter == FACTORS or self.code[0] in (SYMPTOMS, POISONING) else 2


def tidy(text: str) -> str:
    """One line, single blanks."""
    return " ".join(text.split())


def closed_up(texts: Iterable[str]) -> Iterator[str]:
    """Words with a hyphen or an apostrophe, written without: "post-traumatic" also as "posttraumatic"."""
    for text in texts:
        for word in re.findall(r"\w+(?:['\u2019-]\w+)+", text):
            yield re.sub(r"['\u2019-]", "", word)


def abbreviations(code: str) -> Iterator[str]:
    """Abbreviations in the headings above: "(PTSD)" stands at F43.1 only, and is asked for at F43.10."""
    for above in icd.get_ancestors(code):
        yield from re.findall(r"\(([A-Z]{2,6})\)", icd.get_description(above))


def spoken(code: str) -> Iterator[str]:
    """What people call it at the desk."""
    for beginning, words in SPOKEN.items():
        if code.startswith(beginning):
            yield words


def read() -> tuple[list[Entry], dict[str, tuple[str, str]]]:
    """All entries, and the extensions as code -> (code of the entry, ending)."""
    entries: list[Entry] = []
    extensions: dict[str, tuple[str, str]] = {}
    chapter = 0
    for code in icd.get_all_codes():
        if icd.is_chapter(code):
            chapter = int(code)
            continue
        if "-" in code or (entries and entries[-1].code == code):
            continue  # a block of categories; one of a single category is listed twice under the same code
        text = tidy(icd.get_description(code))
        parent = icd.get_parent(code)
        start = tidy(icd.get_description(parent)) + ", "
        if len(code) == SEVENTH and text.startswith(start):
            extensions[code] = parent, text.removeprefix(start).replace("/ ", "/")
            continue
        terms = tuple(tidy(term) for term in (*icd.get_inclusion_term(code), *icd.get_includes(code)))
        entries.append(
            Entry(code, text, bool(icd.is_leaf(code)), chapter, (*terms, *abbreviations(code), *spoken(code)))
        )
    return sorted(entries, key=lambda entry: (entry.tier, entry.code)), extensions


def write(target: Path, entries: list[Entry], extensions: dict[str, tuple[str, str]]) -> None:
    """Write the database anew."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    database = sqlite3.connect(target, isolation_level=None)
    database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA auto_vacuum = NONE;" + SCHEMA)
    database.execute("BEGIN")
    database.executemany("INSERT INTO meta VALUES (?, ?)", sorted(META.items()))
    numbers: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        numbers[entry.code] = number
        row = (number, entry.code, entry.text, int(entry.billable), entry.chapter, entry.tier)
        database.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", row)
        terms = [*entry.terms, *dict.fromkeys(closed_up([entry.text, *entry.terms]))]
        searched = (number, entry.code.replace(".", ""), entry.text, "; ".join(terms))
        database.execute("INSERT INTO search (rowid, code, text, terms) VALUES (?, ?, ?, ?)", searched)
    endings = {text: number for number, text in enumerate(sorted({ending for _, ending in extensions.values()}), 1)}
    database.executemany("INSERT INTO ending VALUES (?, ?)", [(number, text) for text, number in endings.items()])
    rows = [(code, numbers[parent], endings[ending]) for code, (parent, ending) in sorted(extensions.items())]
    database.executemany("INSERT INTO extension VALUES (?, ?, ?)", rows)
    database.execute("INSERT INTO search (search) VALUES ('optimize')")
    database.execute("COMMIT")
    database.execute("VACUUM")
    database.close()


def main() -> int:
    """Build the file and say how large it is."""
    entries, extensions = read()
    write(TARGET, entries, extensions)
    billable = sum(entry.billable for entry in entries) + len(extensions)
    print(f"{TARGET.name}: {len(entries)} entries, {len(extensions)} extensions, {billable} billable")
    print(f"{TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
