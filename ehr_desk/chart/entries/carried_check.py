"""What was carried into an entry, held against what became of its sources, and which of them it still rests on. Pure.

Carried are whole answers of earlier entries (``carry``) and passages of the note beside (``reused``). A row added or a
word changed makes nothing new: as long as any of it stands, it rests on its source.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.carry import carrying, sources_of_carried
from ehr_desk.chart.entries.reused import Passage, passages_in, standing
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding, Item

_WRITTEN = ("text", "note", "table", "group")
_IN_ERROR = (
    "“{}” was carried over from an entry that has been marked as entered in error since. See whether it is true of "
    "this client, and answer it anew, or confirm it with a reason."
)
_RESTING = (
    "“{}” was carried over from an entry that rests on what was entered in error. See whether it is true of this "
    "client, and answer it anew, or confirm it with a reason."
)
_CORRECTED = "“{}” was carried over from an entry that has been corrected since, and it says something else by now."


_ENOUGH = 3
"""Words from which on a text is known again inside of another one."""


@dataclass(frozen=True)
class Became:
    """What became of the entries that answers came from: which are in error, and what the others say by now. Of these
    some rest on what fell away (``resting``)."""

    in_error: Collection[str]
    now: Mapping[str, Mapping[str, Any]]
    resting: Collection[str] = ()

    def takes(self, entry_id: str) -> bool:
        """Whether what came from an entry is to be confirmed with a reason."""
        return entry_id in self.in_error or entry_id in self.resting


def tell_carried(filled: Filled, became: Became, passages: Sequence[Passage] = ()) -> list[Finding]:
    """What stands here from an entry that is in error, or that says something else by now; and how much of the form is
    word for word what an earlier entry said, since the signer answers for all of it. What cannot be changed here only
    stands beside today's answer, and is not counted.
    """
    if filled.kind != "original":
        return []
    sources = sources_of_carried(filled.carried)
    left = [item for item in _left(filled) if not item.readonly]
    wrong = [item for item in left if became.takes(sources.get(item.id, ""))]
    found = [_wrong(filled, item, sources[item.id], became) for item in wrong]
    found += list(_passages(filled, became, passages))
    for item in left:
        entry_id = sources.get(item.id, "")
        if item not in wrong and entry_id in became.now and not _says(item, became.now[entry_id], filled.carried):
            found.append(Finding("should", item.id, _CORRECTED.format(item.text)))
    whole = [item for item in left if item not in wrong and _untouched(filled, item)]
    if whole:
        count = f"{len(whole)} answers are" if len(whole) > 1 else "One answer is"
        words = f"{count} as an earlier entry has it: read it again, and change what is not so any more."
        found.append(Finding("tip", whole[0].id, words))
    return found


def rests_on(filled: Filled, passages: Sequence[Passage] = ()) -> tuple[str, ...]:
    """The entries that what stands here was carried from, in order; none for an amendment, which carries nothing."""
    if filled.kind != "original":
        return ()
    sources = sources_of_carried(filled.carried)
    found = [sources.get(item.id, "") for item in _left(filled)]
    found += [one.entry_id for one in passages if stands(one.text, filled.answers.get(one.item))]
    return tuple(dict.fromkeys(one for one in found if one))


def stands(was: Any, now: Any) -> bool:
    """Whether anything of an earlier answer is left in one: the same value; of a text a part with next to nothing
    changed; of rows one that is the same but for its id, or a text in it."""
    if was in (None, "", []) or now in (None, "", []):
        return False
    if isinstance(was, str) and isinstance(now, str):
        return was == now or any(len(part.split()) >= _ENOUGH and standing(part, now) for part in passages_in(was))
    if _rows(was) and _rows(now):
        return any(_same_row(before, after) for before in was for after in now)
    return bool(was == now)


def _left(filled: Filled) -> list[Item]:
    items = carrying(filled.form.items)
    return [item for item in items if stands(filled.carried.get(item.id), filled.answers.get(item.id))]


def _untouched(filled: Filled, item: Item) -> bool:
    return bool(filled.answers.get(item.id) == filled.carried.get(item.id))


def _why(became: Became, entry_id: str) -> str:
    return _IN_ERROR if entry_id in became.in_error else _RESTING


def _wrong(filled: Filled, item: Item, entry_id: str, became: Became) -> Finding:
    words = _why(became, entry_id).format(item.text)
    if item.type not in _WRITTEN:
        return Finding("should", item.id, words)
    key = confirmed.key(confirmed.FROM_ERROR, filled.client.id, item.id, entry_id)
    return Finding("must", item.id, words, confirm=key)


def _passages(filled: Filled, became: Became, passages: Sequence[Passage]) -> Iterator[Finding]:
    texts = {item.id: item.section or item.text for item in filled.form.walk()}
    for one in passages:
        if became.takes(one.entry_id) and stands(one.text, filled.answers.get(one.item)):
            key = confirmed.key(confirmed.FROM_ERROR, filled.client.id, one.item, one.text)
            words = _why(became, one.entry_id).format(texts.get(one.item, one.item))
            yield Finding("must", one.item, words, confirm=key)


def _says(item: Item, answers: Mapping[str, Any], carried: Mapping[str, Any]) -> bool:
    """Whether a source still says what was carried from it."""
    names = [source.partition(".")[2] for source in item.carry_forward]
    return any(_bare(answers.get(name)) == _bare(carried.get(item.id)) for name in names)


def _rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _same_row(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    if _bare(before) == _bare(after):
        return True
    written = {name: value for name, value in before.items() if name != "_id" and isinstance(value, str | list)}
    return any(
        stands(value, after.get(name))
        for name, value in written.items()
        if _rows(value) or (isinstance(value, str) and len(value.split()) >= _ENOUGH)
    )


def _bare(value: Any) -> Any:
    """A value without the ids of rows."""
    if isinstance(value, Mapping):
        return {name: _bare(inner) for name, inner in value.items() if name != "_id"}
    return [_bare(one) for one in value] if isinstance(value, list) else value
