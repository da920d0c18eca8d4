"""Copy the licence texts of the runtime packages into ``resources/licences/packages``.

Usage: ``python scripts/collect_licences.py``, in an environment where the runtime lock is installed.

A package's texts come from its own distribution. Packages that carry none (Qt for Python) and libraries inside
of packages (SQLCipher, OpenSSL) have their texts beside that folder, kept by hand. ``index.toml`` names them all.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "licences" / "packages"
TEXT_NAMES = re.compile(r"(licen[sc]e|copying|notice)", re.IGNORECASE)


def locked(lock: Path) -> list[str]:
    """Names of the packages in a lock file."""
    return re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)


def texts(name: str) -> list[tuple[str, str]]:
    """File name and text of each licence file in a distribution's metadata folder."""
    found: list[tuple[str, str]] = []
    for file in metadata.distribution(name).files or []:
        path = PurePosixPath(file)
        inside = any(part.endswith(".dist-info") for part in path.parts)
        if inside and TEXT_NAMES.search(path.name):
            found.append((path.name, file.locate().read_text(encoding="utf-8")))  # type: ignore[attr-defined]
    return sorted(found)


def main() -> int:
    """Write one file for each package that carries its licence; say which do not."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in TARGET.glob("*.txt"):
        old.unlink()
    for name in locked(ROOT / "requirements" / "runtime.txt"):
        try:
            parts = texts(name)
        except metadata.PackageNotFoundError:
            print(f"not for this system, to be kept by hand: {name}")
            continue
        if not parts:
            print(f"carries no licence text, to be kept by hand: {name}")
            continue
        joined = "\n\n".join(f"--- {title} ---\n\n{text.strip()}" for title, text in parts)
        clean = "\n".join(line.rstrip() for line in joined.splitlines())
        (TARGET / f"{name}.txt").write_text(f"{clean}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
