"""From a passphrase to a key: Argon2id (RFC 9106) with limits on what a header may ask for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InternalError
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ehr_desk.common.errors import UserError

KEY_BYTES = 32
SALT_BYTES = 16
_STEP_KIB = 64 * 1024


@dataclass(frozen=True)
class KdfParameters:
    """The cost of one derivation: memory in KiB, passes over it, parallel lanes."""

    memory_kib: int
    passes: int
    lanes: int

    def to_json(self) -> dict[str, int | str]:
        """The form in the header."""
        return {"lanes": self.lanes, "memory_kib": self.memory_kib, "name": "argon2id", "passes": self.passes}


@dataclass(frozen=True)
class KdfLimits:
    """What a slot's cost may be. The floor is RFC 9106's second choice; the ceiling keeps an edited
    header from exhausting the computer. ``target_seconds`` <= 0 means: take the floor, do not measure."""

    floor: KdfParameters = KdfParameters(memory_kib=64 * 1024, passes=3, lanes=4)
    ceiling: KdfParameters = KdfParameters(memory_kib=1024 * 1024, passes=16, lanes=16)
    target_seconds: float = 0.7

    def admits(self, cost: KdfParameters) -> bool:
        """Whether a header may ask for this cost."""
        low, high = self.floor, self.ceiling
        return (
            low.memory_kib <= cost.memory_kib <= high.memory_kib
            and low.passes <= cost.passes <= high.passes
            and low.lanes <= cost.lanes <= high.lanes
            and cost.memory_kib >= 8 * cost.lanes
        )

    def calibrate(self, stopwatch: Callable[[], float] = time.perf_counter) -> KdfParameters:
        """The cost that takes about ``target_seconds`` on this computer, never below the floor."""
        if self.target_seconds <= 0:
            return self.floor
        started = stopwatch()
        derive(b"calibration", bytes(SALT_BYTES), self.floor)
        taken = max(stopwatch() - started, 1e-3)
        wanted = int(self.floor.memory_kib * self.target_seconds / taken)
        memory = max(self.floor.memory_kib, min(self.ceiling.memory_kib, wanted // _STEP_KIB * _STEP_KIB))
        return KdfParameters(memory, self.floor.passes, self.floor.lanes)


def derive(passphrase: bytes, salt: bytes, cost: KdfParameters) -> bytes:
    """32 bytes from a normalised passphrase. Releases the interpreter lock while it works."""
    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    try:
        return kdf.derive(passphrase)
    except (MemoryError, InternalError) as error:
        raise UserError(
            f"This computer has too little free memory to check the passphrase ({cost.memory_kib // 1024} MiB needed).",
            "Close other programs and try again.",
        ) from error
