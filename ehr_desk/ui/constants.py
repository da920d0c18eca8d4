"""Keeps the constants of the interpreter alive under PySide6 6.12 on Python 3.11.

Measured: PySide6 6.12.0 gives up one reference to ``True`` at every ``emit`` from Python and one to ``None`` at every
call of a slot from C++ (6.11.3 does not). From Python 3.12 on these objects are immortal and nothing happens; on 3.11
the program would end with "deallocating None" after some thousand clicks and keys. PySide6-Pdf exists only for 6.12, so
an older version is no way out.
"""

from __future__ import annotations

import ctypes
import sys

_PLENTY = 1 << 40 if sys.maxsize > 1 << 32 else 1 << 28


def hold_constants() -> None:
    """Add so many references to None, True and False that none can run out. Does nothing where it is not needed."""
    traced = hasattr(sys, "getobjects")  # debug builds lay objects out differently
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython" or traced:
        return
    for constant in (None, True, False):
        if sys.getrefcount(constant) < _PLENTY // 2:
            ctypes.c_ssize_t.from_address(id(constant)).value += _PLENTY
