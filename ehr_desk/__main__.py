"""``python -m ehr_desk`` is the same as ``ehr-desk``."""

from __future__ import annotations

import sys

from ehr_desk.cli import main

if __name__ == "__main__":
    sys.exit(main())
