"""Every fault program, with how often the suite and a person (``make faults``) run it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.faults import flips, kills, rotating, sharing
from tests.faults.counting import Program


@dataclass(frozen=True)
class Planned:
    """A program and its two sizes."""

    program: Program
    small: int
    long: int


PROGRAMS = {
    "signing": Planned(kills.while_signing, 3, 300),
    "header": Planned(kills.while_changing_the_header, 3, 300),
    "migrating": Planned(kills.while_migrating, 3, 60),
    "rotating": Planned(rotating.while_rotating, 10, 300),
    "typing-rotating": Planned(rotating.typing_during_a_rotation, 1, 10),
    "flips": Planned(flips.in_database, 9, 200),
    "flips-header": Planned(flips.in_header, 4, 200),
    "log": Planned(flips.in_the_log, 8, 200),
    "old": Planned(flips.old_pages_and_files, 8, 60),
    "two": Planned(sharing.two_programs, 30, 300),
    "full": Planned(sharing.full_disk, 2, 20),
    "tmpfs": Planned(sharing.full_disk_of_the_system, 2, 20),
    "typing": Planned(sharing.typing_during_a_backup, 2, 20),
}
