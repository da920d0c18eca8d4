"""``make faults``: run the fault programs long. ``python -m tests.faults [--small] [--seed N] [NAME ...]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults.programs import PROGRAMS


def main() -> int:
    """Run and print the counts; exit code 1 where something is not 0 that has to be."""
    parser = argparse.ArgumentParser(description="Kill, flip, fill: and count what was lost.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(PROGRAMS)}")
    parser.add_argument("--small", action="store_true", help="as small as the test suite runs them")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    unknown = set(options.names) - set(PROGRAMS)
    if unknown:
        parser.error(f"there is no program {', '.join(sorted(unknown))}")
    bad = 0
    for name in options.names or PROGRAMS:
        planned = PROGRAMS[name]
        with tempfile.TemporaryDirectory() as folder:
            counts = planned.program(Path(folder), planned.small if options.small else planned.long, options.seed)
        print(*(f"  {line}" for line in counts.told), counts.line(), sep="\n", flush=True)
        bad += len(counts.bad)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
