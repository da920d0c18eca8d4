"""A small record in the form of this program, kept for later ones.

``python -m tests.chart.migrations.sample`` keeps it once for each release, in a folder named after the last revision.
Before the first release, when tables have changed: ``python -m tests.chart.migrations.sample --again``.
Everybody's passphrase in it is ``passphrase_of`` their role (tests/support/clinic.py); its key derivation is cheap.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ehr_desk.chart.migrations.runner import HEAD
from tests.support.cheap import CHEAP
from tests.support.clinic import TestClinic, add_client, passphrase_of

AT = datetime(2027, 2, 1, 15, 0, tzinfo=UTC)
LOGIN, WORDS = "dana", passphrase_of("therapist")
SAMPLES = Path(__file__).parent / "samples"


def kept_samples() -> list[Path]:
    """The records of released forms, oldest first."""
    return sorted(folder for folder in SAMPLES.glob("*") if (folder / "vault.hdr").exists())


def build(folder: Path) -> Path:
    """A clinic with one client and a course of treatment, all invented."""
    from tests.support.writing import course

    clinic = TestClinic.build(folder, CHEAP)
    clinic.clock.advance(timedelta(days=37))
    course(clinic)
    return folder


def build_small(folder: Path) -> Path:
    """The same with few papers: an admission, a plan, a trainee's note that was co-signed and added to, an order, a
    sealed note."""
    from tests.support.writing import write

    clinic = TestClinic.build(folder, CHEAP)
    clinic.clock.advance(timedelta(days=37))
    desk = clinic.desk("therapist")
    client = add_client(desk)
    for form in ("admission", "treatment_plan"):
        write(desk, form, client)
    opened = desk.sealed.open(WORDS)
    draft = desk.sealed.start(opened, "psychotherapy_note", client.id)
    draft = desk.sealed.save(opened, draft, {**draft.answers, "conversation": "An invented conversation."})
    desk.sealed.sign(opened, draft, WORDS)
    desk.lock()
    desk = clinic.desk("trainee")
    (note,) = write(desk, "dap_note", client).entry_ids
    desk.lock()
    desk = clinic.desk("supervisor")
    desk.cosigning.cosign([note], passphrase_of("supervisor"))
    desk.lock()
    desk = clinic.desk("trainee")
    addendum = desk.amending.start(note, "addendum")
    told = {"why": "Something was left out", "added_text": "An invented addition."}
    desk.drafts.save(addendum.id, {**addendum.answers, **told})
    desk.signing.sign([addendum.id], passphrase_of("trainee"))
    desk.lock()
    desk = clinic.desk("psychiatrist")
    write(desk, "medication_visit", client)
    desk.lock()
    return folder


def main() -> None:
    """Keep the sample of this form, unless one is there; ``--again`` keeps it anew."""
    target = SAMPLES / HEAD
    if target.exists() and "--again" not in sys.argv[1:]:
        raise SystemExit(f"{target} is there already; a released form does not change. Before a release: --again")
    with tempfile.TemporaryDirectory() as work:
        built = build_small(Path(work) / "sample.vault")
        target.mkdir(parents=True, exist_ok=True)
        for name in ("vault.hdr", "vault.db", "clinic-root.cer", "anchors.log"):
            shutil.copyfile(built / name, target / name)


if __name__ == "__main__":
    main()
