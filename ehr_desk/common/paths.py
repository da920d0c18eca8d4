"""Where the program's own files lie: in a source tree, in an installed wheel, in a frozen program."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def _data_root() -> Path:
    if getattr(sys, "frozen", False):
        return Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent))
    installed = _PACKAGE / "data"
    return installed if installed.is_dir() else _PACKAGE.parent


def resources_dir() -> Path:
    """The folder with fonts, icons, code tables and wordings (read only)."""
    return _data_root() / "resources"


def forms_dir() -> Path:
    """The folder with the clinical forms that the program ships (read only)."""
    return _data_root() / "forms"
