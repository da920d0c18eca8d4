"""What a condition of the invented clients is made of: diagnoses, medications with their changes, measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Medicine:
    """What an order says."""

    name: str
    form: str
    dose: str
    unit: str
    route: str
    frequency: str
    indication: str
    as_needed: bool = False


@dataclass(frozen=True)
class Order:
    """An order of a medication visit ``week`` weeks after admission; ``dose`` of a change, ``code`` and ``why``."""

    week: int
    event: str
    medicine: str
    code: str = ""
    why: str = ""
    dose: str = ""
    frequency: str = ""


@dataclass(frozen=True)
class Aim:
    """An objective: what the client will do, how it is measured, from where to where.

    ``shown`` puts a number into words; ``{n}`` is the number.
    """

    text: str
    measure: str
    shown: str
    start: int
    target: int
    does: str
    often: str = "50 minutes, once a week"

    def value(self, number: int) -> str:
        """A value in words."""
        return self.shown.format(n=number)


@dataclass(frozen=True)
class Condition:
    """Two disorders, each in the context of the other.

    ``substance`` as in "no alcohol", ``taste`` as in "close to a drink", ``mind`` as in "the depression", ``signs``
    what of it shows in a week. Scores are what the PHQ-9 and GAD-7 begin with and can come down to.
    """

    key: str
    substance: str
    taste: str
    mind: str
    signs: tuple[str, ...]
    diagnoses: tuple[tuple[str, str, str, str], ...]
    severity: str
    route: str
    withdrawal: str
    use: Aim
    mental: Aim
    interplay: tuple[str, ...]
    onset: str
    phq: tuple[int, int]
    gad: tuple[int, int]
    medicines: dict[str, Medicine]
    taken: tuple[str, ...]
    orders: tuple[Order, ...]
    watched: tuple[str, ...]
    effect: str
    moud: str = ""
