"""What the client reported about substance use and cravings, contact by contact; what drug screens found. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ehr_desk.chart.drug_screens.rows import GIVEN, DrugScreenRow
from ehr_desk.chart.drug_screens.rules import outcome
from ehr_desk.chart.measures.rows import UseRow
from ehr_desk.chart.summaries.rows import Sentence, sources
from ehr_desk.chart.summaries.scope import Scope
from ehr_desk.chart.summaries.words import counted, day_words, listed, open_ended, small

_EXPECTED = "with all results as expected"
_SURPRISING = "with an unexpected result"
_UNFIT = "with a specimen that was dilute or out of the expected range"
_WAITING = "with a result still open"
_INVALID = "with an invalid result"
_REFUSED = "refused"
_COULD_NOT = "without a specimen, which could not be given"
_GROUPS = (_EXPECTED, _SURPRISING, _UNFIT, _WAITING, _INVALID, _REFUSED, _COULD_NOT)
"""How drug screens are counted, in the order in which it is told."""


def use_reported(scope: Scope) -> list[Sentence]:
    """How often it was asked, what was reported, the strongest craving and the last; nothing where nobody asked."""
    rows: list[UseRow] = scope.within(scope.rows("use_reports"))
    return [*_counts(rows), *(_use(row) for row in rows if row.used), *_cravings(rows)]


def drug_screens(scope: Scope) -> list[Sentence]:
    """How many drug screens there were, with what outcome, and each that was unexpected or whose specimen was no good;
    nothing where there was none."""
    rows: list[DrugScreenRow] = scope.within(scope.rows("drug_screens"))
    if not rows:
        return []
    groups = [_group(row) for row in rows]
    parts = [f"{groups.count(words)} {words}" for words in _GROUPS if words in groups]
    verb = "is" if len(rows) == 1 else "are"
    head = f"{counted(len(rows), 'drug screen')} {verb} recorded{scope.in_it}: {', '.join(parts)}."
    return [
        Sentence(head, sources(row.entry_id for row in rows)),
        *(
            Sentence(f"Drug screen of {day_words(row.on)}: {outcome(row)}.", sources([row.entry_id]))
            for row in rows
            if row.unexpected or row.unfit
        ),
    ]


def _group(row: DrugScreenRow) -> str:
    """The one group that a drug screen is counted in; what matters most decides."""
    if row.given != GIVEN:
        return _REFUSED if row.given == "refused" else _COULD_NOT
    if row.unexpected:
        return _SURPRISING
    if row.unfit:
        return _UNFIT
    if row.open:
        return _WAITING
    return _INVALID if row.invalid else _EXPECTED


def _counts(rows: list[UseRow]) -> list[Sentence]:
    asked = [row for row in rows if row.asked]
    if not asked:
        return []
    used = [row for row in asked if row.used]
    entries = sources(row.entry_id for row in asked)
    contacts = counted(len(asked), "contact")
    if not used:
        return [Sentence(f"No use was reported in {contacts} in which it was asked about.", entries)]
    return [Sentence(f"Use was reported in {len(used)} of {contacts} in which it was asked about.", entries)]


def _use(row: UseRow) -> Sentence:
    events = listed([_event(event) for event in row.events])
    return Sentence(
        f"Reported on {day_words(row.on)}: {events or 'use, without particulars'}.", sources([row.entry_id])
    )


def _event(event: Mapping[str, str]) -> str:
    what = ", ".join(
        part for part in (small(open_ended(event["substance"])), small(open_ended(event["amount"]))) if part
    )
    on = f" on {day_words(date.fromisoformat(event['on']))}" if event["on"] else ""
    return f"{what or 'use'}{on}"


def _cravings(rows: list[UseRow]) -> list[Sentence]:
    told = [row for row in rows if row.craving is not None]
    if not told:
        return []
    strongest = max(told, key=lambda row: row.craving or 0)
    text = f"The strongest craving was {strongest.craving} of 10, told at the contact on {day_words(strongest.on)}"
    other, place = (told[-1], "last") if strongest is not told[-1] else (told[0], "first")
    if other is strongest:
        return [Sentence(f"{text}.", sources([strongest.entry_id]))]
    text = f"{text}; at the {place} contact that asked, on {day_words(other.on)}, it was {other.craving} of 10."
    return [Sentence(text, sources([strongest.entry_id, other.entry_id]))]
