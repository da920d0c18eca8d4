"""kill -9 in the middle of signing: both entries or neither, the drafts as they were, the record sound."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bad_input.conftest import Place
from tests.bad_input.worker import answers_of
from tests.cli.running import REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")]
BEFORE_STORING = -1
PARTS = (0.01, 0.3, 0.7)
LAST_STEPS = (100, 60, 30, 12, 4)


@dataclass(frozen=True)
class Died:
    drafts: list[str]
    steps: int
    """How many steps the signing took; 0 when it was killed before its end."""


def _sign(place: Place, stop: int) -> Died:
    command = place.worker("sign", place.client.id, str(stop))
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY)
    lines = done.stdout.splitlines()
    assert lines, done.stderr
    assert done.returncode in {0, -9}, done.stderr
    return Died(lines[0].split(), int(lines[1].split()[1]) if len(lines) > 1 else 0)


def _all_or_nothing(place: Place, died: Died, entries_before: int) -> bool:
    """Whether the signing took place; asserts that it did so wholly or not at all."""
    desk = place.desk()
    assert desk.check().sentences()[0].startswith("Everything agrees.")
    chart = desk.charts.reload(place.client.id)
    left = {draft.id: draft for draft in desk.drafts.mine() if draft.id in died.drafts}
    signed = chart.entry_count - entries_before
    assert (signed, len(left)) in {(0, 2), (2, 0)}
    for draft in left.values():
        assert draft.answers == answers_of(draft.form_id, draft.answers, draft.id)
        desk.drafts.discard(draft.id)
    for info in chart.papers[:1]:
        assert desk.verify(desk.charts.paper(info.document_id)[1]).exit_code == 0
    desk.lock()
    return signed == 2


def test_it_is_always_all_or_nothing(place: Place) -> None:
    whole = _sign(place, 0)
    assert whole.steps > 500
    entries, outcomes = 3, [_all_or_nothing(place, whole, 1)]
    stops = [BEFORE_STORING, *(int(whole.steps * part) for part in PARTS), *(whole.steps - n for n in LAST_STEPS)]
    for stop in stops:
        outcomes.append(_all_or_nothing(place, _sign(place, stop), entries))
        entries += 2 * outcomes[-1]
    assert {True, False} <= set(outcomes), "some kills came before the commit and some after it"


def test_a_kill_while_the_log_is_written_is_all_or_nothing(place: Place) -> None:
    """From outside, in the moment in which the write-ahead log grows."""
    entries = 1
    for pages in (1, 6, 20):
        died = _killed_when_the_log_grows(place, pages * 4120)
        entries += 2 * _all_or_nothing(place, died, entries)


def _killed_when_the_log_grows(place: Place, by: int) -> Died:
    command = place.worker("sign", place.client.id, "0")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        drafts = process.stdout.readline().split()
        log = place.file("vault.db-wal")
        before = _size(log)
        while process.poll() is None and _size(log) < before + by:
            os.sched_yield()
        process.kill()
    return Died(drafts, 0)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
