"""What an author writes into a letter in their own words says nothing of health without a question. Pure.

Source: 42 CFR 2.13(a): no more is disclosed than the purpose needs; 2.31(a)(3): only what the consent describes. The
letter of attendance goes to employers, schools and courts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding

_ROLES = ("purpose", "closing")
_ICD = re.compile(r"\b[A-TV-Z]\d{2}(?:\.[0-9A-Z]{1,4})?\b")
"""The shape of an ICD-10-CM code."""
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_LEAST = 4
"""Letters of a word of a diagnosis that can tell it: "with" and "use" are in many."""
_HEALTH = re.compile(
    r"\b(?:diagnos\w*|disorder\w*|addict\w*|alcohol\w*|dependen(?:ce|t)|substance\w*|drugs?(?!\s+court)|opi(?:oid|ate)s?|heroin|"
    r"fentanyl|cocaine|cannabis|marijuana|\w*amphetamines?|benzodiazepines?|relaps\w*|withdrawal|detox\w*|sober|"
    r"sobriety|medications?|medicines?|naltrexone|buprenorphine|methadone|disulfiram|acamprosate|suboxone|vivitrol|"
    r"depress\w*|anxiety|trauma\w*|ptsd|bipolar|psychiatr\w*|suicid\w*|hiv|hepatitis|pregnan\w*|"
    r"screens?|urine|positive|negative)\b",
    re.IGNORECASE,
)
_PLAIN = frozenset(
    (
        *("with", "without", "unspecified", "other", "disorder", "moderate", "mild", "severe", "related", "state"),
        *("major", "single", "episode", "recurrent", "early", "sustained", "remission", "history", "personal"),
        *("problem", "problems", "generalized", "general", "current", "specified", "uncomplicated"),
    )
)
"""Words of many diagnoses that tell none."""


def check_letter(filled: Filled) -> list[Finding]:
    """Codes, diagnoses, medications and words of treatment in the free lines of a letter are asked about."""
    if filled.form.paper != "attendance_letter":
        return []
    found: list[Finding] = []
    for role in _ROLES:
        told = list(dict.fromkeys(_told(filled, filled.text(role))))
        item = next(filled.items(role), None)
        if told and item is not None:
            words = ", ".join(f"\u201c{one}\u201d" for one in told)
            text = f"The recipient would read {words}. Take it out, unless the client's consent covers that too."
            found.append(Finding("should", item.id, text))
    return found


def _told(filled: Filled, text: str) -> Iterator[str]:
    """The words of a text that tell of health, in its order: by themselves, or because the chart knows them."""
    known = _known(filled)
    spans = [match.span() for match in (*_ICD.finditer(text), *_HEALTH.finditer(text))]
    spans += [match.span() for match in _WORD.finditer(text) if match.group().casefold() in known]
    for begin, end in sorted(set(spans)):
        yield text[begin:end]


def _known(filled: Filled) -> set[str]:
    """The words of the client's diagnoses and the names of their medications."""
    names = [row.text for row in filled.chart.rows("diagnoses") if row.kind != "social"]
    names += [row.name for row in filled.chart.rows("medications")]
    words = {one.casefold() for name in names for one in _WORD.findall(name)}
    return {one for one in words if len(one) >= _LEAST and one not in _PLAIN}
