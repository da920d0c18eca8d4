"""``python -m ehr_desk`` is the same as ``ehr-desk``; the frozen program starts itself so as a child, too."""

from __future__ import annotations

import sys

from ehr_desk.cli import main

if __name__ == "__main__":
    if sys.argv[1:] == ["--verify-aside"]:
        from ehr_desk.documents.aside import main as aside

        sys.exit(aside())
    sys.exit(main())
