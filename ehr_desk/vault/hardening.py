"""Keep keys and clinical text out of crash dumps. Call once when the program starts."""

from __future__ import annotations

import contextlib
import ctypes
import sys

_PR_SET_DUMPABLE = 4


def forbid_memory_dumps() -> bool:
    """No core files, and no other process of the same user may attach (Linux). ``False`` where not possible."""
    if not sys.platform.startswith("linux"):
        return False
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return bool(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False
