"""What a drug screen comes to, in words, and what must hold before it is signed. Pure.

A result is expected or unexpected, never a verdict about a person: ASAM, Appropriate Use of Drug Testing in Clinical
Addiction Medicine (2017), asks for words and consequences that do not punish.
"""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.chart.drug_screens.rows import GIVEN, DrugScreenRow
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding


def outcome(row: DrugScreenRow) -> str:
    """What it came to, without a full stop: "unexpected positive for cocaine", "all results as expected"."""
    if row.given != GIVEN:
        return "specimen refused" if row.given == "refused" else "no specimen could be given"
    parts = [unexpected(row)] if row.unexpected else []
    without = len(row.open) + len(row.invalid)
    if not row.unexpected and len(row.results) > without:
        parts.append("the other results as expected" if without else "all results as expected")
    if row.open:
        parts.append(f"no result yet for {_listed(row.open)}")
    if row.invalid:
        parts.append(f"the result for {_listed(row.invalid)} is invalid")
    if row.unfit:
        parts.append(row.unfit)
    if row.unchecked:
        parts.append("validity not checked")
    return "; ".join(parts)


def unexpected(row: DrugScreenRow) -> str:
    """Only what was not expected."""
    parts = [f"unexpected positive for {_listed(row.found)}"] if row.found else []
    if row.absent:
        parts.append(f"{_listed(row.absent)} not found although prescribed")
    return "; ".join(parts)


def awaited(row: DrugScreenRow) -> str:
    """What is not back yet: "no result yet for cocaine; no word yet from the laboratory on MDMA"; empty for nothing."""
    parts = [f"no result yet for {_listed(row.open)}"] if row.open else []
    if row.on_the_way:
        parts.append(f"no word yet from the laboratory on {_listed(row.on_the_way)}")
    return "; ".join(parts)


def check_results(filled: Filled) -> list[Finding]:
    """A substance has one result only; two would contradict each other."""
    if "drug_screen" not in filled.form.states:
        return []
    named = [_name(one) for one in filled.rows("results")]
    twice = sorted({name for name in named if name and named.count(name) > 1})
    item = next((one.id for one in filled.items("results")), "")
    return [Finding("must", item, f"{name.capitalize()} stands in the results twice. Keep one line.") for name in twice]


def _name(row: dict[str, object]) -> str:
    return str(row.get("substance_other") or row.get("substance") or "").strip().casefold()


def _listed(names: Sequence[str]) -> str:
    small = [name if name.isupper() else name[:1].lower() + name[1:] for name in names]
    return small[0] if len(small) == 1 else f"{', '.join(small[:-1])} and {small[-1]}"
