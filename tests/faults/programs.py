"""Every fault program, with how often the suite and a person (``make faults``) run it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.faults import flips, kills, old, rotating, sharing, stepwise, tampering, traces, typing_on
from tests.faults.counting import Program

_ALL = 1000  # more than there are


@dataclass(frozen=True)
class Planned:
    """A program and its two sizes."""

    program: Program
    small: int
    long: int


PROGRAMS = {
    "signing": Planned(kills.while_signing, 3, 300),
    "header": Planned(kills.while_changing_the_header, 3, 300),
    "migrating": Planned(kills.while_migrating, 3, 300),
    "rotating": Planned(rotating.while_rotating, 4, 300),
    "points": Planned(stepwise.at_every_point, 3, _ALL),
    "going-on": Planned(stepwise.while_going_on, 2, _ALL),
    "flips": Planned(flips.in_database, 9, 200),
    "flips-header": Planned(flips.in_header, 4, 200),
    "flips-log": Planned(flips.in_the_log, 8, 200),
    "old-pages": Planned(old.pages, 6, _ALL),
    "old-files": Planned(old.files, 3, 60),
    "two": Planned(sharing.two_programs, 30, 300),
    "full": Planned(sharing.full_disk, 2, 20),
    "tmpfs": Planned(sharing.full_disk_of_the_system, 2, 20),
    "typing-backup": Planned(typing_on.during_a_backup, 2, 20),
    "typing-rotating": Planned(typing_on.during_a_rotation, 1, 20),
    "tampering": Planned(tampering.each_kind, 8, _ALL),
    "traces": Planned(traces.of_a_sitting, 1, 1),
}
