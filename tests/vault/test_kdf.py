from __future__ import annotations

from itertools import count

import pytest

from ehr_desk.vault.kdf import KdfLimits, KdfParameters, derive

REAL = KdfLimits()


def test_the_derivation_is_argon2id_with_its_published_answer() -> None:
    """A vector of the PHC reference implementation's own test suite (Argon2id, version 1.3)."""
    key = derive(b"password", b"somesalt", KdfParameters(memory_kib=65536, passes=2, lanes=1))
    assert key.hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


@pytest.mark.parametrize(
    ("memory", "passes", "lanes", "admitted"),
    [
        (65536, 3, 4, True),
        (1048576, 3, 4, True),
        (65535, 3, 4, False),
        (65536, 2, 4, False),
        (65536, 3, 3, False),
        (1048577, 3, 4, False),
        (65536, 17, 4, False),
        (65536, 3, 17, False),
    ],
)
def test_only_costs_between_floor_and_ceiling_are_admitted(
    memory: int, passes: int, lanes: int, admitted: bool
) -> None:
    assert REAL.admits(KdfParameters(memory, passes, lanes)) is admitted


@pytest.mark.parametrize(
    ("seconds", "memory"),
    [(0.70, 65536), (5.0, 65536), (0.35, 131072), (0.2, 196608), (0.001, 1048576), (0.0, 1048576)],
)
def test_calibration_aims_at_the_target_within_floor_and_ceiling(seconds: float, memory: int) -> None:
    ticks = count()
    limits = KdfLimits(target_seconds=0.7)
    cost = limits.calibrate(stopwatch=lambda: next(ticks) * seconds)
    assert cost == KdfParameters(memory, 3, 4)
    assert limits.admits(cost)
