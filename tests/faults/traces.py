"""What a sitting leaves behind: every byte of the vault folder, the temporary folder, the profile, what was said on the
way and after SIGABRT, and a core file, looked through for texts that were planted in the record."""

from __future__ import annotations

from pathlib import Path

from ehr_desk.vault.cipher import cipher_module
from tests.desk.test_traces import MARKERS, holds, mark, run
from tests.faults.counting import Counts
from tests.faults.places import WHO
from tests.support.cheap import CHEAP
from tests.support.clinic import TestClinic

_SEALED = MARKERS[-1]


def of_a_sitting(folder: Path, _times: int, _seed: int) -> Counts:
    """A sitting in the window that is locked, one that is aborted (SIGABRT), and then everything that the record's own
    key opens, written out readable: there the draft of the sealed note must not stand."""
    counts = Counts("byte scan for planted texts", ("found", "core files", "found sealed with the record's key"))
    clinic = TestClinic.build(folder / "clinic.vault", CHEAP)
    mark(clinic)
    for ends in ("lock", "crash"):
        there = folder / ends
        there.mkdir()
        ran, files = run(clinic, there, ends)
        if "TITLES" not in ran.stdout:
            raise RuntimeError(ran.stderr[-2000:])
        said = (ran.stdout + ran.stderr).encode()
        counts.add("sittings")
        counts.add("files", len(files))
        counts.add("bytes", len(said) + sum(path.stat().st_size for path in files))
        counts.add("found", len(holds(said)) + sum(len(holds(path.read_bytes())) for path in files))
        counts.add("found", sum(marker in path.name for path in files for marker in MARKERS))
        counts.add("core files", sum(path.name.startswith("core") for path in files))
    readable = _readable(clinic, folder / "readable.db")
    counts.add("planted texts that the record's key opens", len(set(holds(readable)) - {_SEALED}))
    counts.add("found sealed with the record's key", int(_SEALED in holds(readable)))
    return counts


def _readable(clinic: TestClinic, target: Path) -> bytes:
    """The whole database without encryption, as somebody with its key can have it."""
    desk = clinic.desk(WHO)
    key = desk.sitting._vault.keys.database.hex()
    desk.lock()
    connection = cipher_module().connect(str(clinic.folder / "vault.db"), isolation_level=None)
    connection.set_key(f"x'{key}'".encode())
    connection.execute("ATTACH DATABASE ? AS readable KEY ''", (str(target),))
    connection.execute("SELECT sqlcipher_export('readable')")
    connection.close()
    return target.read_bytes()
