"""Rooms talk through rows, rules and readers: nobody touches another room's tables, and services stay at home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import ehr_desk.chart

CHART = Path(ehr_desk.chart.__file__).parent
PREFIX = "ehr_desk.chart."
# The two lowest rooms keep their few queries in the service itself.
QUERIES_IN_SERVICE = {"clinic", "staff"}


def imports(file: Path) -> Iterator[tuple[str, str]]:
    """Room and module of everything that a file takes from a room of the chart."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PREFIX):
            parts = str(node.module).removeprefix(PREFIX).split(".")
            for name in [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]:
                yield parts[0], name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.removeprefix(PREFIX).split(".")
                if alias.name.startswith(PREFIX) and len(parts) > 1:
                    yield parts[0], parts[1]


def trespasses() -> list[str]:
    found = []
    for file in sorted(CHART.rglob("*.py")):
        inside = file.relative_to(CHART).parts
        if len(inside) == 1 or inside[0] == "migrations":
            continue  # schema, catalogue and founding put the rooms together
        for room, module in imports(file):
            foreign = room != inside[0]
            if foreign and (module == "tables" or (module == "service" and room not in QUERIES_IN_SERVICE)):
                found.append(f"{'/'.join(inside)} takes {room}.{module}")
    return found


def test_no_room_reaches_into_another_ones_tables_or_service() -> None:
    assert trespasses() == []


def test_the_search_for_trespasses_sees_imports_of_every_shape(tmp_path: Path) -> None:
    file = tmp_path / "room.py"
    file.write_text(
        "import ehr_desk.chart.plans.tables\n"
        "from ehr_desk.chart.plans import tables\n"
        "from ehr_desk.chart.plans.service import PlanService\n"
    )
    assert list(imports(file)) == [("plans", "tables"), ("plans", "tables"), ("plans", "service")]
