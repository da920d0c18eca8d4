"""What a finding says once there is a reason for it."""

from __future__ import annotations

import pytest

from ehr_desk.chart.entries.confirmed import OVER_CAP, settled
from ehr_desk.forms import Finding

GIVEN = "You confirmed it: The funder agreed."


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            "The client has earned 620 US dollars of at most 599. Earn less, or say why the cap may be passed.",
            f"The client has earned 620 US dollars of at most 599. {GIVEN}",
        ),
        (
            "The session took 14.5 hours. Correct the times, or say why it was so long.",
            f"The session took 14.5 hours. {GIVEN}",
        ),
        ("Words in curly brackets stand here.", f"Words in curly brackets stand here. {GIVEN}"),
    ],
)
def test_what_was_to_be_done_is_not_told_beside_the_reason(asked: str, told: str) -> None:
    (found,) = settled(
        [Finding("must", "cap", asked, confirm=f"{OVER_CAP}/c")], {f"{OVER_CAP}/c": "The funder agreed."}
    )
    assert (found.level, found.text) == ("tip", told)
