"""The fault programs, small: ``make faults`` runs them long."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.programs import PROGRAMS

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")]


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_that_was_acknowledged_is_lost_and_nothing_wrong_is_silent(name: str, tmp_path: Path) -> None:
    planned = PROGRAMS[name]
    counts = planned.program(tmp_path, planned.small, 7)
    print(counts.line())
    assert counts.bad == {}
    assert counts.counts
