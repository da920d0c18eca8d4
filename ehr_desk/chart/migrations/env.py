"""Alembic's entry: works on the connection that it is handed, inside the caller's transaction."""

from __future__ import annotations

from alembic import context

from ehr_desk.chart.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
