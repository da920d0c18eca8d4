"""Words that were taken back and stand in a draft: asked before it is signed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.entries.withdrawals import TakenBack
from ehr_desk.chart.entries.withdrawn import texts_in
from ehr_desk.forms import Finding

_ASKED = (
    "“{}” was taken back with {}{}. See whether it may stand here and is true of this client, and write it anew, or "
    "confirm it with a reason. What holds it leaves only with a note for the ledger."
)


def tell_withdrawn(filled: Filled, taken: Sequence[TakenBack], asked: Collection[str]) -> Iterator[Finding]:
    """One question for each entry of which words stand here; ``asked``: answers of which something else is asked
    already. A sealed note is where what others may not read belongs, and what an entry says again is its author's."""
    if filled.kind == "entered_in_error" or filled.form.sealed:
        return
    texts = {name: tuple(texts_in(value)) for name, value in filled.answers.items() if name not in asked}
    told: set[str] = set()
    for one in (each for each in taken if each.entry_id != filled.entry_id):
        held = {name: quote for name in texts if name not in told and (quote := one.words.found_in(texts[name]))}
        if held:
            told |= held.keys()
            first, more = next(iter(held)), len(held) - 1
            others = "" if not more else f", and words in {more} other answer{'s' if more > 1 else ''}"
            about = " ".join((one.entry_id, *held.values()))
            key = confirmed.key(confirmed.TAKEN_BACK, filled.client.id, first, about)
            yield Finding("must", first, _ASKED.format(held[first], one.source, others), confirm=key)
