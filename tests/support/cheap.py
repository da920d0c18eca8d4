"""Key derivation that costs next to nothing; the real cost has a test of its own (``tests/vault/test_kdf.py``)."""

from __future__ import annotations

from ehr_desk.vault import KdfLimits, KdfParameters

CHEAP = KdfLimits(floor=KdfParameters(memory_kib=64, passes=1, lanes=1), target_seconds=0)
