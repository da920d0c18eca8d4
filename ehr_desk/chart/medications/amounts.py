"""Whether a single dose can be what it says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

MOST: Mapping[str, Decimal] = {"mcg": Decimal(9_000_000), "mg": Decimal(9_000), "g": Decimal(30)}
"""The most of one dose that is taken without a question, by unit. Sources, FDA prescribing information: sodium oxybate
extended-release, 9 g at once (Lumryz, section 2.1), written in milligrams the largest dose by mouth that we know;
lactulose, 45 mL with 30 g at once, of what is measured in grams."""


def too_much(dose: str, unit: str) -> bool:
    """Whether a dose lies above what any medicine is given in at once, in a unit of weight; others are not judged."""
    most = MOST.get(unit.strip())
    try:
        return most is not None and Decimal(dose) > most
    except InvalidOperation:
        return False
