"""Whom a witness's confirmation stands for: the name on the paper, with a credential that they ever held."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ehr_desk.chart.entries.witnessing import Seen, Witness, said

FULL = "Maximiliana-Theodora Wolkenstein-Trostburg-Rodenegg zu Neuhaus-Feldthurns"
CUT = f"{FULL[:63]}\u2026"


@pytest.mark.parametrize(
    ("name", "held", "named", "stands"),
    [
        (CUT, {"LPCC"}, f"{FULL}, LPCC", True),
        (CUT, {"LPCC"}, f"{FULL}, LISW-S", False),
        (CUT, {""}, FULL, True),
        (CUT, {""}, f"{FULL}, LPCC", False),
        (CUT, {"", "LPCC"}, f"{FULL}, LPCC", True),
        ("Ona Petrov", {""}, "Ona Petrov", True),
        ("Ona Petrov", {""}, "Ona Petrov, LPCC", False),
    ],
)
def test_who_holds_no_credential_is_named_without_one_also_where_the_name_was_cut(
    name: str, held: set[str], named: str, stands: bool
) -> None:
    seen = Seen("D-1", "paper", "device", said("Marisol Vega-Ortiz", named))
    at = datetime(2026, 11, 21, tzinfo=UTC)
    witness = Witness("paper", "device", seen.hash(), name, "certificate", 1, at, frozenset(held))
    assert witness.stands_for(seen, ["Marisol Vega-Ortiz"]) is stands
