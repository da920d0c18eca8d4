"""A small record in the form of this program. ``python -m tests.chart.migrations.sample`` keeps it for later ones.

Run it once for each release, when its last revision will not change any more: the folder is named after it.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ehr_desk.chart.migrations.runner import HEAD
from ehr_desk.vault import KdfLimits, KdfParameters
from tests.support.clinic import TestClinic, passphrase_of

CHEAP = KdfLimits(floor=KdfParameters(memory_kib=64, passes=1, lanes=1), target_seconds=0)
AT = datetime(2027, 2, 1, 15, 0, tzinfo=UTC)
LOGIN, WORDS = "dana", passphrase_of("therapist")
SAMPLES = Path(__file__).parent / "samples"


def kept_samples() -> list[Path]:
    """The records of released forms, oldest first."""
    return sorted(folder for folder in SAMPLES.glob("*") if (folder / "vault.hdr").exists())


def build(folder: Path) -> Path:
    """A clinic with one client and a course of treatment, all invented."""
    from tests.desk.test_main_job import course

    clinic = TestClinic.build(folder, CHEAP)
    clinic.clock.advance(timedelta(days=37))
    course(clinic)
    return folder


def main() -> None:
    """Keep the sample of this form, unless one is there."""
    target = SAMPLES / HEAD
    if target.exists():
        raise SystemExit(f"{target} is there already; a released form does not change.")
    with tempfile.TemporaryDirectory() as work:
        built = build(Path(work) / "sample.vault")
        target.mkdir(parents=True)
        for name in ("vault.hdr", "vault.db", "clinic-root.cer"):
            shutil.copyfile(built / name, target / name)


if __name__ == "__main__":
    main()
