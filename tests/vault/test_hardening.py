from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
HARDEN = """
import ctypes, resource
from ehr_desk.vault.hardening import forbid_memory_dumps
print(forbid_memory_dumps(), resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux has these switches")
def test_a_crash_leaves_no_memory_behind() -> None:
    result = subprocess.run([sys.executable, "-c", HARDEN], capture_output=True, text=True, cwd=REPOSITORY, check=True)
    assert result.stdout == "True (0, 0) 0\n"
