"""Identifiers: random in real use, repeatable where a seeded source is handed in (demonstration, tests)."""

from __future__ import annotations

import random
import secrets
from typing import Protocol


class Ids(Protocol):
    """Makes identifiers: 32 lower-case hexadecimal characters (128 bits)."""

    def new(self) -> str: ...


class RandomIds:
    """Identifiers from the operating system's random source."""

    def new(self) -> str:
        return secrets.token_hex(16)


class SeededIds:
    """The same identifiers in the same order for the same seed. Never for keys."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - identifiers of invented records, never secrets

    def new(self) -> str:
        return f"{self._random.getrandbits(128):032x}"
