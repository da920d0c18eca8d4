"""Standard words for unit, route and frequency of an order: what is offered while one types, and what ISMP asks to
write out. Pure.

Source: ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations. "bid", "tid", "po" and "prn" are not on
that list: they are understood and offered in words, and stay where somebody leaves them. Nothing typed is replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_UNITS: Final = {
    "mg": "", "mcg": "", "g": "", "mL": "", "units": "", "international units": "", "mEq": "", "%": "",
    "tablet": "tab", "capsule": "cap", "film": "", "patch": "", "spray": "", "drop": "gtt", "puff": "",
}  # fmt: skip
_ROUTES: Final = {
    "by mouth": "po", "sublingual": "sl", "buccal": "", "intramuscular": "im", "subcutaneous": "subq",
    "intravenous": "iv", "intranasal": "", "transdermal": "", "on the skin": "", "inhaled": "", "rectal": "pr",
}  # fmt: skip
_FREQUENCIES: Final = {
    "once a day": "daily", "every morning": "qam", "every evening": "qpm", "at bedtime": "", "twice a day": "bid",
    "three times a day": "tid", "four times a day": "qid", "every 4 hours": "q4h", "every 6 hours": "q6h",
    "every 8 hours": "q8h", "every 12 hours": "q12h", "every other day": "", "twice a week": "",
    "three times a week": "", "once a week": "weekly", "every two weeks": "", "once a month": "monthly", "once": "",
    "as needed": "prn", "as directed": "",
}  # fmt: skip
_STANDARD: Final[Mapping[str, Mapping[str, str]]] = {"unit": _UNITS, "route": _ROUTES, "frequency": _FREQUENCIES}

# On ISMP's list, folded as in _folded, and what is written instead.
_ERROR_PRONE: Final[Mapping[str, Mapping[str, str]]] = {
    "unit": {"u": "units", "iu": "international units", "cc": "mL", "µg": "mcg", "μg": "mcg"},
    "route": {
        "sc": "subcutaneous", "sq": "subcutaneous", "sub q": "subcutaneous", "per os": "by mouth",
        "in": "intranasal",
    },
    "frequency": {
        "qd": "once a day", "q1d": "once a day", "od": "once a day", "qod": "every other day", "hs": "at bedtime",
        "qhs": "at bedtime", "qn": "at bedtime", "bt": "at bedtime", "tiw": "three times a week",
        "ud": "as directed",
    },
}  # fmt: skip
_MOST = 8


def offers(field: str, typed: str) -> list[tuple[str, str]]:
    """What is offered for a field ("unit", "route", "frequency"): abbreviation (may be empty) and words. First what the
    typed abbreviation means, then what begins with it, then what holds it."""
    wanted = _folded(typed)
    meant = _ERROR_PRONE.get(field, {}).get(wanted, "")
    ranked = [
        (_rank(wanted, words, short, meant), at, (short, words))
        for at, (words, short) in enumerate(_STANDARD.get(field, {}).items())
    ]
    return [row for rank, _at, row in sorted(ranked) if rank < _NONE][:_MOST]


def written_out(field: str, text: str) -> str:
    """What to write for an abbreviation that ISMP lists as error-prone; empty where the text is none."""
    return _ERROR_PRONE.get(field, {}).get(_folded(text), "")


_NONE = 4


def _rank(wanted: str, words: str, short: str, meant: str) -> int:
    if words == meant or wanted in (short, words.casefold()):
        return 0
    if words.casefold().startswith(wanted):
        return 1
    if short and short.startswith(wanted):
        return 2
    return 3 if wanted in words.casefold() and len(wanted) > 1 else _NONE


def _folded(text: str) -> str:
    return " ".join(text.replace(".", "").casefold().split())
