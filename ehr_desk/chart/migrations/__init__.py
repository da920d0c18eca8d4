"""The chart's schema, step by step (Alembic)."""
