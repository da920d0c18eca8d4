"""Copy icons from an unpacked ``@tabler/icons`` npm package into ``resources/icons``.

Usage: ``python scripts/import_icons.py PACKAGE_FOLDER [NAME ...]``

Names given are added; every icon already in the folder is refreshed. An icon is stored on few lines, with
``currentColor`` as its only colour, so that the theme can colour it at load time.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"


def plain(svg: str) -> str:
    """The same drawing without comments, class attribute and the empty frame path."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\s+class="[^"]*"', "", svg)
    svg = re.sub(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", svg)
    head, body = svg.strip().split(">", 1)
    head = re.sub(r"\s+", " ", head).strip()
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return "\n".join([f"{head}>", *lines]) + "\n"


def main(arguments: list[str]) -> int:
    """Refresh the icons; 1 when the package lacks one of them."""
    parser = argparse.ArgumentParser(description="Copy outline icons into resources/icons.")
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package @tabler/icons")
    parser.add_argument("names", nargs="*", help="icons to add, for example: pill stethoscope")
    options = parser.parse_args(arguments)
    names = sorted({path.stem for path in ICONS.glob("*.svg")} | set(options.names))
    missing = [name for name in names if not (options.package / "icons" / "outline" / f"{name}.svg").is_file()]
    if missing:
        print(f"not in this package: {', '.join(missing)}", file=sys.stderr)
        return 1
    for name in names:
        source = options.package / "icons" / "outline" / f"{name}.svg"
        (ICONS / f"{name}.svg").write_text(plain(source.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{len(names)} icons")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
