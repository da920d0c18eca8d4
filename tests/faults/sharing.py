"""Two programs on one record, and a full disk."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from ehr_desk.vault import AlreadyOpen, DiskFull
from ehr_desk.vault.engine import connect
from tests.bad_input.disk import filled, no_more_pages, small_disk
from tests.bad_input.worker import answers_of
from tests.faults.counting import Counts
from tests.faults.nursery import REPOSITORY
from tests.faults.places import WHO, small_vault, whole_clinic
from tests.support.clinic import passphrase_of

_WRITER = """
import sys
from pathlib import Path
from ehr_desk.vault.engine import connect
connection = connect(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline().strip()))
failed = 0
for number in range(int(sys.argv[3])):
    try:
        connection.execute("BEGIN IMMEDIATE")
        (found,) = connection.execute("SELECT count(*) FROM draft").fetchone()
        connection.execute("INSERT INTO draft (id, body) VALUES (?, ?)", (f"{sys.argv[2]}-{number}", str(found)))
        connection.execute("COMMIT")
    except Exception:
        failed += 1
print(failed)
"""


def two_programs(folder: Path, times: int, _seed: int) -> Counts:
    """The second is refused while the first holds the record; below that, writers of one file never lose a row."""
    counts = Counts("two programs", ("both inside", "failed writes", "lost"))
    clinic = small_vault(folder)
    sitting = clinic.unlock()
    for _ in range(3):
        with suppress(AlreadyOpen):
            clinic.unlock().lock()
            counts.add("both inside")
        counts.add("refused")
    key = sitting._vault.keys.database
    command = [sys.executable, "-c", _WRITER, str(clinic.folder / "vault.db")]
    writers = [
        subprocess.Popen(
            [*command, name, str(times)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
        )
        for name in ("a", "b", "c")
    ]
    for writer in writers:
        said, _ = writer.communicate(key.hex() + "\n")
        counts.add("failed writes", int(said))
        counts.add("writes", times)
    connection = connect(clinic.folder / "vault.db", key)
    (found,) = connection.execute("SELECT count(*) FROM draft").fetchone()
    connection.close()
    counts.add("lost", 3 * times - int(found))
    sitting.lock()
    return counts


def full_disk(folder: Path, times: int, _seed: int) -> Counts:
    """Signing is refused in words and takes nothing along; the draft is saved on the reserve."""
    counts = Counts("disk full (engine's limit)", ("lost", "unsound"))
    clinic, client = whole_clinic(folder)
    desk = clinic.desk(WHO)
    for number in range(times):
        draft = desk.drafts.start("dap_note", client_id=client.id)
        answers = answers_of("dap_note", draft.answers, draft.id)
        desk.drafts.save(draft.id, answers)
        with no_more_pages(desk):
            try:
                desk.drafts.save(draft.id, {**answers, "data": f"{number} " * 20_000})
            except DiskFull:
                counts.add("saves refused")
        kept = desk.drafts.one(draft.id).answers
        counts.add("lost", int(kept != answers))
        desk.signing.sign([draft.id], passphrase_of(WHO))
        counts.add("signed afterwards")
    counts.add("unsound", int(not desk.check().sound))
    desk.lock()
    return counts


def full_disk_of_the_system(folder: Path, times: int, _seed: int) -> Counts:
    """A small disk of its own that is really full, with a reserve on it."""
    counts = Counts("disk full (a real one), with a reserve", ("drafts not saved", "lost", "unsound"))
    with small_disk(folder / "disk", 24):
        clinic, client = whole_clinic(folder / "disk")
        desk = clinic.desk(WHO)
        draft = desk.drafts.start("dap_note", client_id=client.id)
        for number in range(times):
            (clinic.folder / "ballast").write_bytes(bytes(4 << 20))
            answers = {
                **answers_of("dap_note", draft.answers, draft.id),
                "data": f"{number} words that were typed. " * 4000,
            }
            with filled(folder / "disk"):
                try:
                    desk.drafts.save(draft.id, answers)
                    counts.add("drafts saved")
                except DiskFull:
                    counts.add("drafts not saved")
                counts.add("lost", int(desk.drafts.one(draft.id).answers != answers))
            counts.add("reserve given up", int(not (clinic.folder / "ballast").exists()))
        counts.add("unsound", int(not desk.check().sound))
        desk.lock()
    return counts
