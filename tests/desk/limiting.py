"""A clinic that limits charts to caseloads."""

from __future__ import annotations

from dataclasses import replace

from tests.support.clinic import TestClinic


def limit(clinic: TestClinic, *, on: bool = True) -> None:
    """Switch the limit on or off."""
    desk = clinic.desk("supervisor")
    desk.clinic.save(replace(desk.clinic.read(), caseload_only=on))
    desk.lock()
