"""The schema that migrations make is the schema that the models say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from ehr_desk.chart.migrations import runner
from ehr_desk.chart.schema import ChartSchema


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_schema_from_migrations_equals_the_schema_from_models(connection: Connection) -> None:
    ChartSchema().migrate(connection)
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, ChartSchema().metadata) == []


def test_migrating_twice_changes_nothing(connection: Connection) -> None:
    ChartSchema().migrate(connection)
    ChartSchema().migrate(connection)
    assert MigrationContext.configure(connection).get_current_revision() == ChartSchema().head


def test_the_head_that_the_program_names_is_the_newest_revision() -> None:
    folder = Path(runner.__file__).parent
    assert ScriptDirectory(str(folder)).get_current_head() == runner.HEAD


def test_every_append_only_table_exists() -> None:
    assert set(ChartSchema().triggers) <= set(ChartSchema().metadata.tables)
