"""Two editors of one draft: an older text never takes the place of a newer one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.errors import UserError


class Moved(UserError):
    """Other words stand in the draft than those that were typed upon."""

    def __init__(self) -> None:
        super().__init__(
            "This draft was changed in another place meanwhile.", "Nothing was written over. Open it again."
        )


def state_of(answers: Mapping[str, Any]) -> str:
    """What tells answers of a draft apart: their hash, not their time, since clocks stand still and are set back.

    Half-typed answers may hold what canonical JSON refuses, a number of thirty digits, so it is plain JSON.
    """
    return sha256_hex(json.dumps(answers, sort_keys=True).encode("ascii"))
